/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading a verdict: numbers, names, rules (P-1).
 */
#include <blkpath/p2p_verdict.h>

#include "bp_test.h"
#include "pci.h"

static void bp_p2p_type_number__rule_sets__moved(void **state)
{
	static const struct {
		const char *rules;
		int number[BP_P2P_MAP_TYPES];
	} cases[] = {
		{ "v5.2-rc5", { -1, -1, -1, -1, -1 } }, { "v5.2", { -1, -1, -1, -1, -1 } },
		{ "v6.1", { 0, -1, 1, 2, 3 } },		{ "v6.12", { 0, -1, 1, 2, 3 } },
		{ "v7.1", { 0, 1, 2, 3, 4 } },		{ "newest", { 0, 1, 2, 3, 4 } },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++)
		for (unsigned type = 0; type < BP_P2P_MAP_TYPES; type++)
			assert_int_equal(bp_p2p_type_number(bp_p2p_rules_find(cases[i].rules),
							    type),
					 cases[i].number[type]);
}

static void bp_p2p_type_name__types__kernel_names(void **state)
{
	(void)state;
	assert_string_equal(bp_p2p_type_name(PCI_P2PDMA_MAP_UNKNOWN), "PCI_P2PDMA_MAP_UNKNOWN");
	assert_string_equal(bp_p2p_type_name(PCI_P2PDMA_MAP_NONE), "PCI_P2PDMA_MAP_NONE");
	assert_string_equal(bp_p2p_type_name(PCI_P2PDMA_MAP_NOT_SUPPORTED),
			    "PCI_P2PDMA_MAP_NOT_SUPPORTED");
	assert_string_equal(bp_p2p_type_name(PCI_P2PDMA_MAP_BUS_ADDR), "PCI_P2PDMA_MAP_BUS_ADDR");
	assert_string_equal(bp_p2p_type_name(PCI_P2PDMA_MAP_THRU_HOST_BRIDGE),
			    "PCI_P2PDMA_MAP_THRU_HOST_BRIDGE");
}

static void bp_p2p_reason_rule__every_reason__has_a_number(void **state)
{
	const struct bp_p2p_rules *rules;

	(void)state;
	for (unsigned i = 0; (rules = bp_p2p_rules_at(i)); i++)
		for (unsigned reason = 0; reason < BP_P2P_REASONS; reason++)
			assert_int_equal(bp_p2p_reason_rule(rules, reason)[0], 'P');
	assert_string_equal(bp_p2p_reason_rule(bp_p2p_rules_find("v6.1"), BP_P2P_COMMON_ELEMENT),
			    "P-9");
	assert_string_equal(bp_p2p_reason_rule(bp_p2p_rules_find("v5.2"), BP_P2P_NOT_LISTED),
			    "P2P-B4.8");
}

/* P-13, P2P-B4.7: what callers get beside the type. */
static void verdict__numbers__table(void **state)
{
	static const struct {
		const char *tree;
		const char *rules;
		int result, returned;
		unsigned distance;
	} cases[] = {
		{ "RP - { a , b }", "v5.2", 2, 2, 2 },
		{ "RP - { a , b }", "v6.1", 2, 2, 2 },
		{ "RP - { a , b }", "v7.1", 3, 2, 2 },
		{ "RP.4 - { a , b }", "v5.2", -2, -1, 2 },
		{ "RP.4 - { a , b }", "v6.1", 1, -1, 2 },
		{ "RP - a ; RP - b", "v5.2", -1, -1, 4 },
		{ "RP - a ; RP - b", "v7.1", 2, -1, 4 },
		{ "HB/1022:1450 ; RP - a ; RP - b", "v5.2", 0x1004, 0x1004, 4 },
		{ "HB/8086:09a2 ; RP - a ; RP - b", "v6.1", 3, 4, 4 },
		{ "HB/8086:09a2 ; RP - a ; RP - b", "v7.1", 4, 4, 4 },
	};
	static const struct bp_p2p_machine machine = { .cpu = BP_P2P_CPU_OTHER };
	static struct bp_p2p_verdict verdict;

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_pci pci;

		t_pci_init(&pci, cases[i].tree);
		bp_p2p_judge(bp_p2p_rules_find(cases[i].rules), &machine, t_pci_named(&pci, 'a'),
			     t_pci_named(&pci, 'b'), &verdict);
		assert_int_equal(verdict.result, cases[i].result);
		assert_int_equal(verdict.returned, cases[i].returned);
		assert_int_equal(verdict.distance, cases[i].distance);
		t_pci_fini(&pci);
	}
}

static void bp_p2p_common__no_bridge_shared__none(void **state)
{
	static const struct bp_p2p_machine machine = { .cpu = BP_P2P_CPU_OTHER };
	static struct bp_p2p_verdict verdict;
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, "RP.4 - a ; RP.4 - b");
	bp_p2p_judge(bp_p2p_rules_find("v6.1"), &machine, t_pci_named(&pci, 'a'),
		     t_pci_named(&pci, 'b'), &verdict);
	assert_null(bp_p2p_common(&verdict));
	assert_null(bp_p2p_redirect(&verdict, 0)); /* P-8 */
	assert_int_equal(verdict.nr_redirects, 0);
	t_pci_fini(&pci);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_p2p_type_number__rule_sets__moved),
		cmocka_unit_test(bp_p2p_type_name__types__kernel_names),
		cmocka_unit_test(bp_p2p_reason_rule__every_reason__has_a_number),
		cmocka_unit_test(verdict__numbers__table),
		cmocka_unit_test(bp_p2p_common__no_bridge_shared__none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
