/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is assumed of a machine besides its description: bus addresses (P2P-A3.3), access control.
 */
#include <bsd/string.h>

#include <blkpath/acs.h>

#include "bp_source.h"
#include "bp_test.h"
#include "world/machine.h"

#define SCENARIO "tests/golden/drives.yaml"
#define DUMP "tests/golden/real/qemu-q35-switch/lspci-vvvxxxx.txt"
#define OFFSET ((u64)1 << 40)

struct fixture {
	struct bp_env env;
	struct bp_world_machine machine;
	struct bp_error err;
};

static int open(struct fixture *t, const char *path, const char *function,
		const struct bp_world_assumed *assumed)
{
	const struct bp_place at = { .key = "machine" };
	struct bp_device_doc doc;

	*t = (struct fixture){ 0 };
	bp_env_init(&t->env);
	bp_device_init(&doc);
	strlcpy(doc.pci, function, sizeof(doc.pci));
	assert_int_equal(bp_device_put(&doc, &at, t_source(path), &t->err), 0);
	return bp_world_machine_open_as(&t->machine, &t->env, &doc, assumed, &t->err);
}

static void close_it(struct fixture *t)
{
	bp_world_machine_close(&t->machine);
	bp_env_fini(&t->env);
}

/* Windows stay where the CPU has them. */
static void bp_machine_offset__scenario__bus_addresses_move(void **state)
{
	const struct bp_world_assumed assumed = { .has_offset = true, .offset = 0x10000000 };
	struct fixture t;

	(void)state;
	assert_int_equal(open(&t, SCENARIO, "0000:03:00.0", &assumed), 0);
	assert_in_range(pci_resource_start(t.machine.function, 2), 0x140000000, 0x15fffffff);
	assert_int_equal(pci_bus_address(t.machine.function, 2).bus,
			 pci_resource_start(t.machine.function, 2) - 0x10000000);
	close_it(&t);
}

/* Registers stay as they were dumped. */
static void bp_machine_offset__dump__cpu_addresses_move(void **state)
{
	const struct bp_world_assumed none = { 0 };
	const struct bp_world_assumed assumed = { .has_offset = true, .offset = OFFSET };
	struct fixture was, is;

	(void)state;
	assert_int_equal(open(&was, DUMP, "0000:06:00.0", &none), 0);
	assert_int_equal(open(&is, DUMP, "0000:06:00.0", &assumed), 0);
	assert_int_equal(pci_resource_start(is.machine.function, 0),
			 pci_resource_start(was.machine.function, 0) + OFFSET);
	assert_int_equal(pci_bus_address(is.machine.function, 0).bus,
			 pci_bus_address(was.machine.function, 0).bus);
	close_it(&is);
	close_it(&was);
}

static void bp_machine_offset__cannot_be__says_what_is_allowed(void **state)
{
	static const struct {
		u64 offset;
		const char *words;
	} bad[] = {
		{ 4096, "a multiple of 1 MiB" },
		{ 1ull << 50, "a multiple of 1 MiB" },
		{ 0x150000000, "is more than the address of the window at" },
		{ 0x140000000,
		  "cannot be: RAM as devices see it overlaps a window" }, /* P2P-A3.5 */
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(bad); i++) {
		const struct bp_world_assumed assumed = { .has_offset = true,
							  .offset = bad[i].offset };
		struct fixture t;

		assert_true(open(&t, SCENARIO, "0000:03:00.0", &assumed) < 0);
		assert_string_equal(t.err.key, "offset");
		assert_non_null(strstr(t.err.text, bad[i].words));
		close_it(&t);
	}
}

static u16 acs_of(const struct fixture *t)
{
	struct pci_dev *port = pci_upstream_bridge(t->machine.function);
	const unsigned acs = pci_find_ext_capability(port, PCI_EXT_CAP_ID_ACS);
	u16 control = 0;

	assert_int_not_equal(acs, 0);
	assert_true(pci_read_config_word(port, acs + PCI_ACS_CTRL, &control));
	return control;
}

/* P2P-A2.4 */
static void bp_world_machine_open_as__acs__off_and_as_with_an_iommu(void **state)
{
	struct fixture t;

	(void)state;
	assert_int_equal(open(&t, SCENARIO, "0000:03:00.0",
			      &(struct bp_world_assumed){ .acs = BP_ACS_DEFAULT }),
			 0);
	assert_true(acs_of(&t) & PCI_ACS_RR);
	close_it(&t);
	assert_int_equal(open(&t, SCENARIO, "0000:03:00.0",
			      &(struct bp_world_assumed){ .acs = BP_ACS_OFF }),
			 0);
	assert_int_equal(acs_of(&t), 0);
	close_it(&t);
}

static void bp_world_machine_open_as__iommu__as_assumed(void **state)
{
	const struct bp_world_assumed assumed = { .iommu = BP_P2P_IOMMU_ON };
	struct fixture t;

	(void)state;
	assert_int_equal(open(&t, SCENARIO, "0000:03:00.0", &assumed), 0);
	assert_int_equal(t.machine.said.machine.iommu, BP_P2P_IOMMU_ON);
	close_it(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_machine_offset__scenario__bus_addresses_move),
		cmocka_unit_test(bp_machine_offset__dump__cpu_addresses_move),
		cmocka_unit_test(bp_machine_offset__cannot_be__says_what_is_allowed),
		cmocka_unit_test(bp_world_machine_open_as__acs__off_and_as_with_an_iommu),
		cmocka_unit_test(bp_world_machine_open_as__iommu__as_assumed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
