/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Copies from drive to drive (NVM-5, NVM-6, EX-NVME-20): the bytes arrive, and each link carries
 * what the way says.
 */
#include <string.h>

#include "bp_source.h"
#include "bp_test.h"
#include "nvme/fault.h"
#include "pci/flow.h"
#include "world/copy.h"

#define MACHINE "tests/golden/drives.yaml"
#define LEFT "0000:03:00.0"
#define RIGHT "0000:04:00.0"
#define BARE "0000:05:00.0"
#define FAR "0000:06:00.0"

#define BYTES 0x100000u
#define BUFFER 0x20000u

static void open_pair(struct bp_world_pair *pair, const char *machine, const char *from,
		      const char *to)
{
	const struct bp_world_pair_setup setup = { t_source(machine), from, to, BYTES };
	struct bp_error err = { 0 };

	*pair = (struct bp_world_pair){ 0 };
	if (bp_world_pair_open(pair, &setup, &err))
		fail_msg("%s: %s", err.key, err.text);
}

static struct bp_copy copy(struct bp_world_pair *pair, enum bp_copy_way way)
{
	struct bp_error err = { 0 };
	struct bp_copy copy;

	if (bp_world_copy(pair, way, BYTES, BUFFER, &copy, &err))
		fail_msg("%s: %s", err.key, err.text);
	return copy;
}

static const struct bp_function_counters *
counters(const struct bp_world_pair *pair, const struct bp_copy *copy, const struct pci_dev *dev)
{
	for (unsigned i = 0; i < pair->fabric->nr_nodes; i++)
		if (pair->fabric->node[i].dev == dev)
			return &copy->moved.function[i];
	fail_msg("no such function");
	return NULL;
}

static u64 payload(const struct bp_link_counters *link)
{
	return link->flow.bytes[BP_TLP_WRITE] + link->flow.bytes[BP_TLP_COMPLETION];
}

/* Commands, completions and doorbells are few beside the data. */
#define assert_about(value, expected) assert_in_range(value, expected, (u64)(expected) + BYTES / 16)

/* Payload of the links above both drives and of the root port, each up and down, in BYTES. */
static const struct {
	const char *from, *to;
	enum bp_copy_way way;
	unsigned from_up, from_down, to_up, to_down, root_up, root_down, internal, p2p;
} ways[] = {
	/* The data crosses two links, and then it is where it belongs. */
	{ LEFT, RIGHT, BP_COPY_BY_TO, 1, 0, 0, 1, 0, 0, 1, 1 },
	/* The same links; but the second drive asks, and the answer is a completion. */
	{ LEFT, RIGHT, BP_COPY_BY_FROM, 1, 0, 0, 1, 0, 0, 1, 1 },
	/* It goes up and comes down again. */
	{ LEFT, RIGHT, BP_COPY_BY_RAM, 1, 0, 0, 1, 1, 1, 0, 0 },
	/* Through the root complex, which passes it on: RAM sees nothing. */
	{ LEFT, FAR, BP_COPY_BY_RAM, 1, 0, 0, 1, 1, 0, 0, 0 },
};

static void bp_world_copy__each_way__its_bytes_on_each_link(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(ways); i++) {
		struct bp_world_pair pair;
		const struct bp_function_counters *from, *to, *root;
		struct bp_flows flows;
		struct bp_copy done;

		open_pair(&pair, MACHINE, ways[i].from, ways[i].to);
		done = copy(&pair, ways[i].way);
		assert_int_equal(done.state, BP_COPY_DONE);
		from = counters(&pair, &done, pci_upstream_bridge(pair.from.function));
		to = counters(&pair, &done, pci_upstream_bridge(pair.to.function));
		root = counters(&pair, &done, bp_pci_find_name(pair.fabric->pci, "0000:00:01.0"));
		assert_about(payload(&from->up), ways[i].from_up * BYTES);
		assert_about(payload(&from->down), ways[i].from_down * BYTES);
		assert_about(payload(&to->up), ways[i].to_up * BYTES);
		assert_about(payload(&to->down), ways[i].to_down * BYTES);
		assert_about(payload(&root->up), ways[i].root_up * BYTES);
		assert_about(payload(&root->down), ways[i].root_down * BYTES);
		flows = bp_flows_of(pair.fabric, &done.moved);
		assert_int_equal(flows.dev_internal, ways[i].internal * BYTES);
		assert_int_equal(flows.p2p, ways[i].p2p * BYTES);
		assert_int_equal(done.commands, 2 * BYTES / BUFFER);
		/* NVH-13: by bus address nobody asks the DMA API */
		assert_int_equal(done.mappings, ways[i].way == BP_COPY_BY_RAM ? done.commands : 0);
		bp_copy_fini(&done);
		bp_world_pair_close(&pair);
	}
}

/* P2P-B5: two root ports of a machine that the kernel does not trust, and a drive without a BAR. */
static void bp_world_copy__no_way__says_so_and_moves_nothing(void **state)
{
	static const struct {
		const char *to;
		enum bp_copy_way way;
		enum bp_copy_state is;
	} cases[] = {
		{ FAR, BP_COPY_BY_TO, BP_COPY_REFUSED },
		{ FAR, BP_COPY_BY_FROM, BP_COPY_REFUSED },
		{ BARE, BP_COPY_BY_TO, BP_COPY_NO_MEMORY },
		{ BARE, BP_COPY_BY_FROM, BP_COPY_DONE },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct bp_world_pair pair;
		struct bp_copy done;

		open_pair(&pair, MACHINE, LEFT, cases[i].to);
		done = copy(&pair, cases[i].way);
		assert_int_equal(done.state, cases[i].is);
		assert_int_equal(done.commands != 0, cases[i].is == BP_COPY_DONE);
		bp_copy_fini(&done);
		bp_world_pair_close(&pair);
	}
}

/* EX-NVME-20: data pointers hold the address that the BAR has on the bus (NVM-5). */
static void bp_world_copy__window_with_offset__bus_address(void **state)
{
	struct bp_world_pair pair;
	struct bp_copy done;

	(void)state;
	open_pair(&pair, MACHINE, LEFT, RIGHT);
	done = copy(&pair, BP_COPY_BY_TO);
	assert_int_equal(pair.to.bar, 2);
	assert_int_equal(done.bus, pci_resource_start(pair.to.function, 2) - 0xc0000000);
	bp_copy_fini(&done);
	bp_world_pair_close(&pair);
}

/* Behind an IOMMU RAM has I/O addresses; the memory of a peer is where it was. */
static void bp_world_copy__iommu__arrives_through_ram(void **state)
{
	struct bp_world_pair pair;
	struct bp_copy done;

	(void)state;
	open_pair(&pair, "tests/golden/machine.yaml", LEFT, RIGHT);
	assert_non_null(pair.to.function->dev.bp_domain);
	done = copy(&pair, BP_COPY_BY_RAM);
	assert_int_equal(done.state, BP_COPY_DONE);
	assert_int_equal(done.mappings, done.commands);
	bp_copy_fini(&done);
	done = copy(&pair, BP_COPY_BY_TO);
	assert_int_equal(done.state, BP_COPY_REFUSED); /* redirected */
	bp_copy_fini(&done);
	bp_world_pair_close(&pair);
}

static void bp_world_copy__trouble_in_a_drive__found(void **state)
{
	static const struct {
		const char *fault;
		enum bp_copy_state is;
	} cases[] = {
		/* The second buffer, and each time that the driver tries again. */
		{ "media:6,opcode=2,lba=256-511", BP_COPY_FAILED },
		{ "bit-flip@0,opcode=2,lba=512", BP_COPY_WRONG },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct bp_world_pair pair;
		struct bp_nvme_fault fault;
		struct bp_error err = { 0 };
		struct bp_copy done;

		open_pair(&pair, MACHINE, LEFT, RIGHT);
		if (bp_nvme_fault_parse(cases[i].fault, &fault, &err))
			fail_msg("%s", err.text);
		bp_nvme_fault_add(pair.from.ctrl, &fault);
		done = copy(&pair, BP_COPY_BY_TO);
		assert_int_equal(done.state, cases[i].is);
		if (done.state == BP_COPY_WRONG)
			assert_int_equal(done.wrong_sector, 512);
		else
			assert_true(done.error < 0);
		bp_copy_fini(&done);
		bp_world_pair_close(&pair);
	}
}

static void bp_world_pair_open__not_two_drives__says_what_is_wrong(void **state)
{
	static const struct {
		const char *machine, *from, *to, *key, *text;
	} cases[] = {
		{ MACHINE, LEFT, LEFT, "--to", "two drives" },
		{ MACHINE, LEFT, "0000:02:00.0", "--to", "no device" },
		{ MACHINE, LEFT, "0000:09:00.0", "--to", "no device" },
		{ MACHINE, "0000:02:00.0", LEFT, "--from", "bridge" },
		{ "tests/golden/machine.yaml", LEFT, "0000:05:00.0", "--to", "no NVMe controller" },
		{ "tests/golden/machine.yaml", "0000:05:00.0", LEFT, "--from",
		  "no NVMe controller" },
		{ "tests/golden/read-1m.yaml", LEFT, RIGHT, "machine", "no PCI machine" },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct bp_world_pair_setup setup = { t_source(cases[i].machine), cases[i].from,
						     cases[i].to, BYTES };
		struct bp_world_pair pair = { 0 };
		struct bp_error err = { 0 };

		assert_true(bp_world_pair_open(&pair, &setup, &err) < 0);
		assert_string_equal(err.key, cases[i].key);
		assert_non_null(strstr(err.text, cases[i].text));
		bp_world_pair_close(&pair);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_world_copy__each_way__its_bytes_on_each_link),
		cmocka_unit_test(bp_world_copy__no_way__says_so_and_moves_nothing),
		cmocka_unit_test(bp_world_copy__window_with_offset__bus_address),
		cmocka_unit_test(bp_world_copy__iommu__arrives_through_ram),
		cmocka_unit_test(bp_world_copy__trouble_in_a_drive__found),
		cmocka_unit_test(bp_world_pair_open__not_two_drives__says_what_is_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
