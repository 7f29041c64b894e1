/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who speaks for a host bridge, and what is asked (P-20 to P-35).
 */
#include <blkpath/p2p_verdict.h>

#include "bp_test.h"
#include "pci.h"

static struct bp_p2p_verdict verdict;

static void judge(const char *rules, const struct bp_p2p_machine *machine, const struct t_pci *pci)
{
	bp_p2p_judge(bp_p2p_rules_find(rules), machine, t_pci_named(pci, 'a'),
		     t_pci_named(pci, 'b'), &verdict);
}

/* P-31, P2P-B4.8 */
static void representative__root_buses__table(void **state)
{
	static const struct {
		const char *tree;
		const char *v52, *v61;
	} cases[] = {
		{ "HB ; RP - a ; RP - b", "0000:00:00.0", "0000:00:00.0" },
		{ "a@0.0 ; RP - b", "0000:00:00.0", "0000:00:00.0" },
		{ "B@0.0 - a ; RP - b", "0000:00:00.0", "0000:00:00.0" },
		{ "RP@2.0 - a ; RP@3.0 - b", NULL, "0000:00:02.0" },
		{ "RP@0.1 - a ; RP@3.0 - b", NULL, "0000:00:00.1" },
		{ "i@1.0 ; RP - a ; RP - b", NULL, NULL },
		{ "B@1.0 - a ; RP - b", NULL, NULL },
		{ "RP@2.0 - a ; HB ; RP@3.0 - b", "0000:00:00.0", "0000:00:02.0" },
		{ "i@2.0 ; HB ; RP - a ; RP - b", "0000:00:00.0", NULL },
	};
	static const char *const rules[] = { "v5.2", "v6.1" };
	static const struct bp_p2p_machine machine = { .cpu = BP_P2P_CPU_OTHER };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_pci pci;

		t_pci_init(&pci, cases[i].tree);
		for (unsigned k = 0; k < 2; k++) {
			const char *name = k ? cases[i].v61 : cases[i].v52;

			judge(rules[k], &machine, &pci);
			assert_ptr_equal(verdict.representative[0].dev,
					 name ? t_pci_at(&pci, name) : NULL);
			assert_ptr_equal(verdict.representative[1].dev,
					 verdict.representative[0].dev);
			assert_int_equal(verdict.reason,
					 name ? BP_P2P_NOT_LISTED : BP_P2P_NO_REPRESENTATIVE);
		}
		t_pci_fini(&pci);
	}
}

/* A root bus may have lost its devices. */
static void representative__empty_root_bus__none(void **state)
{
	static const struct bp_p2p_machine machine = { .cpu = BP_P2P_CPU_OTHER };
	struct pci_dev *port;
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, "RP - a ; ROOT/40 ; HB ; RP - b");
	port = t_pci_at(&pci, "0000:00:01.0");
	TAILQ_REMOVE(&port->bus->devices, port, on_bus);
	judge("v6.1", &machine, &pci);
	assert_null(verdict.representative[0].dev);
	assert_int_equal(verdict.reason, BP_P2P_NO_REPRESENTATIVE);
	t_pci_fini(&pci);
}

#define TWO(first, second) "HB/" first " ; RP - a ; ROOT/40 ; HB/" second " ; RP - b"
#define ONE(first) "HB/" first " ; RP - a ; RP - b"

/* P-30, P-33: which of the two is looked at, and what decides. */
static void reason__host_bridges__table(void **state)
{
	static const struct {
		const char *tree;
		const char *rules;
		unsigned amd_family;
		enum bp_p2p_iommu iommu;
		enum bp_p2p_reason reason;
		bool asked[2];
	} cases[] = {
		{ ONE("8086:2030"), "v6.1", 0, 0, BP_P2P_LISTED, { true, true } },
		{ ONE("8086:2f00"), "v6.1", 0, 0, BP_P2P_LISTED, { true, true } },
		{ ONE("8086:4c43"), "v6.1", 0, 0, BP_P2P_NOT_LISTED, { true, true } },
		{ TWO("8086:2030", "8086:09a2"), "v6.1", 0, 0, BP_P2P_LISTED, { true, true } },
		{ TWO("8086:4c43", "8086:09a2"), "v6.1", 0, 0, BP_P2P_NOT_LISTED, { true, false } },
		{ TWO("8086:09a2", "8086:4c43"), "v6.1", 0, 0, BP_P2P_NOT_LISTED, { true, true } },
		{ TWO("8086:2f00", "8086:09a2"),
		  "v6.1",
		  0,
		  0,
		  BP_P2P_OTHER_HOST_BRIDGE,
		  { true, false } },
		{ TWO("8086:09a2", "8086:2f00"),
		  "v6.1",
		  0,
		  0,
		  BP_P2P_OTHER_HOST_BRIDGE,
		  { true, true } },
		{ ONE("8086:2030"), "v6.1", 0x17, 0, BP_P2P_CPU_PASSES, { false, false } },
		{ ONE("8086:2030"), "v6.1", 0x15, 0, BP_P2P_LISTED, { true, true } },
		{ ONE("8086:4c43"), "v6.1", 0x16, 0, BP_P2P_NOT_LISTED, { true, true } },
		{ ONE("1022:1450"), "v5.2", 0x17, 0, BP_P2P_LISTED, { true, true } },
		{ ONE("1022:1450"), "v5.2", 0x17, BP_P2P_IOMMU_OFF, BP_P2P_LISTED, { true, true } },
		{ ONE("1022:1450"),
		  "v5.2",
		  0x17,
		  BP_P2P_IOMMU_ON,
		  BP_P2P_IOMMU_PRESENT,
		  { true, true } },
		{ ONE("8086:4c43"), "v5.2", 0, BP_P2P_IOMMU_ON, BP_P2P_NOT_LISTED, { true, true } },
		{ ONE("1022:1450"),
		  "v5.2-rc5",
		  0x17,
		  BP_P2P_IOMMU_ON,
		  BP_P2P_LISTED,
		  { true, true } },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const struct bp_p2p_machine machine = {
			.cpu = cases[i].amd_family ? BP_P2P_CPU_AMD : BP_P2P_CPU_OTHER,
			.cpu_family = cases[i].amd_family,
			.iommu = cases[i].iommu,
		};
		struct t_pci pci;

		t_pci_init(&pci, cases[i].tree);
		judge(cases[i].rules, &machine, &pci);
		if (verdict.reason != cases[i].reason)
			fail_msg("%s: %u", cases[i].tree, verdict.reason);
		assert_int_equal(verdict.representative[0].asked, cases[i].asked[0]);
		assert_int_equal(verdict.representative[1].asked, cases[i].asked[1]);
		t_pci_fini(&pci);
	}
}

/* P-37: a patched kernel. */
static void reason__entry_of_the_user__listed(void **state)
{
	static const struct bp_p2p_entry extra = { .vendor = 0x8086,
						   .device = 0x4c43,
						   .same_host_bridge = true };
	static const struct bp_p2p_machine machine = { .cpu = BP_P2P_CPU_OTHER,
						       .extra = &extra,
						       .nr_extra = 1 };
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, ONE("8086:4c43"));
	judge("v6.1", &machine, &pci);
	assert_int_equal(verdict.type, PCI_P2PDMA_MAP_THRU_HOST_BRIDGE);
	assert_ptr_equal(verdict.representative[0].listed, &extra);
	t_pci_fini(&pci);
	t_pci_init(&pci, TWO("8086:4c43", "8086:4c43"));
	judge("v6.1", &machine, &pci);
	assert_int_equal(verdict.reason, BP_P2P_OTHER_HOST_BRIDGE);
	t_pci_fini(&pci);
}

/* P-91: what is not known is named where it could change the answer, and nowhere else. */
static void depends__unknown_facts__table(void **state)
{
	static const struct {
		const char *tree;
		const char *rules;
		struct bp_p2p_machine machine;
		unsigned depends;
	} cases[] = {
		{ ONE("8086:4c43"), "v6.1", { 0 }, BP_P2P_DEPENDS_CPU },
		{ ONE("8086:4c43"), "v6.1", { .cpu = BP_P2P_CPU_AMD }, BP_P2P_DEPENDS_CPU },
		{ ONE("8086:4c43"), "v6.1", { .cpu = BP_P2P_CPU_AMD, .cpu_family = 0x15 }, 0 },
		{ ONE("8086:4c43"), "v6.1", { .cpu = BP_P2P_CPU_OTHER }, 0 },
		{ ONE("8086:09a2"), "v6.1", { 0 }, 0 },
		{ "RP - { a , b }", "v6.1", { 0 }, 0 },
		{ "RP.4 - { a , b }", "v6.1", { 0 }, BP_P2P_DEPENDS_CPU },
		{ "RP.4 - { a , b }", "v5.2", { 0 }, 0 },
		{ ONE("8086:4c43"), "v5.2", { 0 }, 0 },
		{ ONE("1022:1450"), "v5.2", { 0 }, BP_P2P_DEPENDS_IOMMU },
		{ ONE("1022:1450"), "v5.2", { .iommu = BP_P2P_IOMMU_OFF }, 0 },
		{ ONE("1022:1450"), "v5.2", { .iommu = BP_P2P_IOMMU_ON }, 0 },
		{ ONE("1022:1450"), "v5.2-rc5", { 0 }, 0 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_pci pci;

		t_pci_init(&pci, cases[i].tree);
		judge(cases[i].rules, &cases[i].machine, &pci);
		if (verdict.depends != cases[i].depends)
			fail_msg("%s under %s: %u", cases[i].tree, cases[i].rules, verdict.depends);
		t_pci_fini(&pci);
	}
}

/* An unknown element of the path matters, one above it does not, nor where another redirects. */
static void depends__acs_not_read__only_on_a_path_that_passes(void **state)
{
	static const struct {
		const char *tree;
		const char *hidden;
		unsigned depends;
	} cases[] = {
		{ "RP - U - { D - a , D - b }", "0000:02:00.0", BP_P2P_DEPENDS_ACS },
		{ "RP - U - { D - a , D - b }", "0000:02:01.0", BP_P2P_DEPENDS_ACS },
		{ "RP - U - { D - a , D - b }", "0000:01:00.0", BP_P2P_DEPENDS_ACS },
		{ "RP - U - { D - a , D - b }", "0000:03:00.0", BP_P2P_DEPENDS_ACS },
		{ "RP - U - { D - a , D - b }", "0000:04:00.0", BP_P2P_DEPENDS_ACS },
		{ "RP - U - { D - a , D - b }", "0000:00:01.0", 0 },
		{ "RP - U - { D - a , D.4 - b }", "0000:02:00.0", 0 },
		{ "RP - a ; RP - b", "0000:00:01.0", 0 },
	};
	static const struct bp_p2p_machine machine = { .cpu = BP_P2P_CPU_OTHER };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_pci pci;

		t_pci_init(&pci, cases[i].tree);
		t_pci_at(&pci, cases[i].hidden)->config_bytes = 256;
		judge("v6.1", &machine, &pci);
		assert_int_equal(verdict.depends, cases[i].depends);
		t_pci_fini(&pci);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(representative__root_buses__table),
		cmocka_unit_test(representative__empty_root_bus__none),
		cmocka_unit_test(reason__host_bridges__table),
		cmocka_unit_test(reason__entry_of_the_user__listed),
		cmocka_unit_test(depends__unknown_facts__table),
		cmocka_unit_test(depends__acs_not_read__only_on_a_path_that_passes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
