/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The root complex: windows, RAM, IOMMU, policy (P2P-A6.5, P2P-A6.6); P2P-F6.
 */
#include "bp_test.h"

#include "fabric.h"

#define TWO_BRIDGES "RP - a ; RP - b ; ROOT/40 ; RP - c"

static void run(struct t_fabric *f, char from, u64 address, enum bp_outcome outcome,
		const char *rules)
{
	assert_int_equal(t_fabric_route(f, from, true, address), outcome);
	assert_string_equal(t_fabric_rules(&f->route), rules);
}

static void set_policy(struct t_fabric *f, char name, enum bp_p2p_policy policy)
{
	bp_fabric_bridge(f->fabric, t_fabric_dev(f, name)->bus->bridge)->policy = policy;
}

static void bp_walk_root_complex__no_iommu__windows_then_ram_then_others(void **state)
{
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, TWO_BRIDGES, 0, 0);
	set_policy(&f, 'a', BP_POLICY_ALL);
	run(&f, 'a', t_fabric_bus(&f, 'b'), BP_OUTCOME_SUCCESS, "up A6.4 A6.5.1 A6.6 down A6.7");
	run(&f, 'a', 0x2000, BP_OUTCOME_SUCCESS, "up A6.4 A6.5.2");
	assert_int_equal(f.route.target.phys.phys, 0x2000);
	run(&f, 'a', T_RAM_END - 32, BP_OUTCOME_UNSUPPORTED, "up A6.4 A6.5.2");
	run(&f, 'a', t_fabric_bus(&f, 'c'), BP_OUTCOME_SUCCESS, "up A6.4 A6.5.3 A6.6 down A6.7");
	run(&f, 'a', T_RAM_END, BP_OUTCOME_UNSUPPORTED, "up A6.4 A6.5.4");
	/* In a window, but behind no port. */
	run(&f, 'a', T_WINDOW, BP_OUTCOME_UNSUPPORTED, "up A6.4 A6.5.1 A6.6 A6.7");
	t_fabric_fini(&f);
}

static void bp_walk_root_complex__policy__decides(void **state)
{
	static const struct {
		enum bp_p2p_policy policy;
		enum bp_outcome same, other;
	} cases[] = {
		{ BP_POLICY_NONE, BP_OUTCOME_UNSUPPORTED, BP_OUTCOME_UNSUPPORTED },
		{ BP_POLICY_SAME_BRIDGE, BP_OUTCOME_SUCCESS, BP_OUTCOME_UNSUPPORTED },
		{ BP_POLICY_ALL, BP_OUTCOME_SUCCESS, BP_OUTCOME_SUCCESS },
	};
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, TWO_BRIDGES, 0, 0);
	set_policy(&f, 'c', BP_POLICY_NONE); /* that of the source counts */
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		set_policy(&f, 'a', cases[i].policy);
		assert_int_equal(t_fabric_route(&f, 'a', true, t_fabric_bus(&f, 'b')),
				 cases[i].same);
		assert_int_equal(t_fabric_route(&f, 'a', true, t_fabric_bus(&f, 'c')),
				 cases[i].other);
	}
	t_fabric_fini(&f);
}

/* Two hierarchies may use the same bus addresses: the own one is first (A6.5.1). */
static void bp_walk_root_complex__offsets__each_kind_of_address(void **state)
{
	const u64 offset = 0xf80000000;
	struct t_fabric f;
	u64 bus;

	(void)state;
	t_fabric_init(&f, "RP - a ; RP - b", offset, 0x100000000);
	bus = t_fabric_bus(&f, 'b');
	assert_int_equal(bus, t_fabric_dev(&f, 'b')->resource[0].start - offset);
	run(&f, 'a', bus, BP_OUTCOME_SUCCESS, "up A6.4 A6.5.1 A6.6 down A6.7");
	/* A CPU address less the inbound offset is found as a CPU address. */
	run(&f, 'a', bus + offset - 0x100000000, BP_OUTCOME_SUCCESS,
	    "up A6.4 A6.5.3 A6.6 down A6.7");
	t_fabric_fini(&f);
}

static void bp_walk_root_complex__dma_offset__ram_is_lower(void **state)
{
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, "RP - a", 0, 0x1000000000);
	run(&f, 'a', T_RAM_FAR - 0x1000000000 + 0x40, BP_OUTCOME_SUCCESS, "up A6.4 A6.5.2");
	assert_int_equal(f.route.target.phys.phys, T_RAM_FAR + 0x40);
	t_fabric_fini(&f);
}

static void bp_walk_root_complex__iommu__translates_first(void **state)
{
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, TWO_BRIDGES, 0, 0x1000);
	f.iommu = (struct t_iommu){
		.on = true, .iova = 0xfff00000, .phys = { 0x5000 }, .bytes = 0x1000
	};
	run(&f, 'a', 0xfff00010, BP_OUTCOME_SUCCESS, "up A6.4 A6.5 A6.5.2");
	assert_int_equal(f.route.target.phys.phys, 0x5010); /* dma_offset is not added */
	/* A raw bus address is an IOVA like any other. */
	run(&f, 'a', t_fabric_bus(&f, 'b'), BP_OUTCOME_IOMMU_FAULT, "up A6.4 A7.4");
	assert_int_equal(f.route.fault, BP_IOMMU_NOT_PRESENT);
	f.iommu.phys = bp_phys_addr(t_fabric_dev(&f, 'b')->resource[0].start);
	run(&f, 'a', 0xfff00010, BP_OUTCOME_SUCCESS, "up A6.4 A6.5 A6.5.3 A6.6 down A6.7");
	f.iommu.read_only = true;
	run(&f, 'a', 0xfff00010, BP_OUTCOME_IOMMU_FAULT, "up A6.4 A7.4");
	assert_int_equal(f.route.fault, BP_IOMMU_NO_PERM);
	assert_int_equal(t_fabric_route(&f, 'a', false, 0xfff00010), BP_OUTCOME_SUCCESS);
	t_fabric_fini(&f);
}

/* A4.2: below a switch the IOMMU never sees what a peer's window takes. */
static void bp_walk_root_complex__iommu_and_peer__peer_is_first(void **state)
{
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, T_T1, 0, 0);
	f.iommu.on = true;
	run(&f, 'a', t_fabric_bus(&f, 'b'), BP_OUTCOME_SUCCESS, "up A5.7 x down A6.7");
	t_fabric_fini(&f);
}

/* P2P-F6: the offset added instead of subtracted hits RAM, and nothing notices. */
static void bp_walk_root_complex__wrong_address__ram_is_written(void **state)
{
	const u64 offset = 0xf80000000;
	struct t_fabric f;
	u64 wrong;

	(void)state;
	t_fabric_init(&f, "RP - a ; RP - b", offset, 0);
	assert_int_equal(t_fabric_bus(&f, 'a'), 0x90000000);
	wrong = t_fabric_dev(&f, 'a')->resource[0].start + offset;
	assert_int_equal(wrong, 0x1f90000000);
	run(&f, 'b', wrong, BP_OUTCOME_SUCCESS, "up A6.4 A6.5.2");
	assert_int_equal(f.route.target.kind, BP_TARGET_RAM);
	f.fabric->config.ram = NULL;
	run(&f, 'b', wrong, BP_OUTCOME_UNSUPPORTED, "up A6.4 A6.5.4");
	t_fabric_fini(&f);
}

/* Dumps do not tell the windows of host bridges: what somebody answers to is in one. */
static void bp_walk_root_complex__no_windows_known__who_answers(void **state)
{
	struct pci_host_bridge *bridge;
	struct t_fabric f;

	(void)state;
	t_fabric_init(&f, "RP - a ; RP - b", 0, 0);
	TAILQ_FOREACH (bridge, &bp_pci_tree_pci(f.pci.tree)->bridges, link)
		bridge->nr_windows = 0;
	run(&f, 'a', t_fabric_bus(&f, 'b'), BP_OUTCOME_SUCCESS, "up A6.4 A6.5.1 A6.6 down A6.7");
	run(&f, 'a', T_WINDOW, BP_OUTCOME_UNSUPPORTED, "up A6.4 A6.5.4");
	bp_route_cpu(f.fabric, bp_phys_addr(t_fabric_bus(&f, 'b')), 4, &f.route);
	assert_string_equal(t_fabric_rules(&f.route), "A6.9 down A6.7");
	t_fabric_fini(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_walk_root_complex__no_iommu__windows_then_ram_then_others),
		cmocka_unit_test(bp_walk_root_complex__policy__decides),
		cmocka_unit_test(bp_walk_root_complex__offsets__each_kind_of_address),
		cmocka_unit_test(bp_walk_root_complex__dma_offset__ram_is_lower),
		cmocka_unit_test(bp_walk_root_complex__iommu__translates_first),
		cmocka_unit_test(bp_walk_root_complex__iommu_and_peer__peer_is_first),
		cmocka_unit_test(bp_walk_root_complex__wrong_address__ram_is_written),
		cmocka_unit_test(bp_walk_root_complex__no_windows_known__who_answers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
