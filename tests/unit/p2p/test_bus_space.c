/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pairs that a raw bus address cannot join (P2P-B4.9, B8.3, DEF-P2P-10).
 */
#include <blkpath/p2p_choice.h>

#include "bp_test.h"
#include "p2p.h"

#define ONE_ROOT "HB/1022:1450 ; RP - a ; RP - b"
#define TWO_ROOTS "HB/1022:1450 ; RP - a ; ROOT/40 ; HB/1022:1450 ; RP - b"

static enum bp_p2p_reason reason_of(struct t_p2p *t, const char *rules, bool mended)
{
	const struct bp_p2p_machine machine = { .cpu = BP_P2P_CPU_OTHER, .mended = mended };
	struct bp_p2p_verdict verdict;

	bp_p2p_judge(bp_p2p_rules_find(rules), &machine, t_p2p_dev(t, 'a'), t_p2p_dev(t, 'b'),
		     &verdict);
	assert_int_equal(verdict.returned, verdict.reason == BP_P2P_LISTED ? 0x1004 : -1);
	return verdict.reason;
}

static void bp_p2p_judge__listed_and_mended__bus_spaces_count(void **state)
{
	static const struct {
		const char *tree, *rules;
		u64 offset;
		bool iommu, defect;
		enum bp_p2p_reason reason, released;
	} cases[] = {
		{ ONE_ROOT, "v5.2-rc5", 0x1000, false, false, BP_P2P_LISTED, BP_P2P_LISTED },
		{ TWO_ROOTS, "v5.2-rc5", 0, false, false, BP_P2P_LISTED, BP_P2P_LISTED },
		{ TWO_ROOTS, "v5.2-rc5", 0x1000, false, false, BP_P2P_OTHER_BUS_SPACE,
		  BP_P2P_LISTED },
		{ TWO_ROOTS, "v5.2", 0x1000, false, false, BP_P2P_OTHER_BUS_SPACE, BP_P2P_LISTED },
		{ TWO_ROOTS, "v5.2-rc5", 0x1000, false, true, BP_P2P_LISTED, BP_P2P_LISTED },
		{ ONE_ROOT, "v5.2-rc5", 0, true, false, BP_P2P_IOMMU_PRESENT, BP_P2P_LISTED },
		{ ONE_ROOT, "v5.2-rc5", 0, true, true, BP_P2P_LISTED, BP_P2P_LISTED },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct pci_dev *b;
		struct t_p2p t;

		t_p2p_init(&t, cases[i].tree, BP_P2P_PAGES, cases[i].offset);
		b = t_p2p_dev(&t, 'b');
		b->bus->bridge->has_iommu = cases[i].iommu;
		if (cases[i].defect)
			t_p2p_defect(t_p2p_dev(&t, 'a'), BP_DEF_P2P_10);
		assert_int_equal(reason_of(&t, cases[i].rules, true), cases[i].reason);
		assert_int_equal(reason_of(&t, cases[i].rules, false), cases[i].released);
		t_p2p_fini(&t);
	}
}

/* Kernels with map types do not use the bus address there. */
static void bp_p2p_judge__map_types__not_asked(void **state)
{
	const struct bp_p2p_machine machine = { .cpu = BP_P2P_CPU_AMD,
						.cpu_family = 0x17,
						.mended = true };
	struct bp_p2p_verdict verdict;
	struct t_p2p t;

	(void)state;
	t_p2p_init(&t, "HB/8086:09a2 ; RP - a ; ROOT/40 ; HB/8086:09a2 ; RP - b", BP_P2P_PAGES,
		   0x1000);
	bp_p2p_judge(bp_p2p_rules_find("v6.1"), &machine, t_p2p_dev(&t, 'a'), t_p2p_dev(&t, 'b'),
		     &verdict);
	assert_int_equal(verdict.type, PCI_P2PDMA_MAP_THRU_HOST_BRIDGE);
	bp_p2p_judge(bp_p2p_rules_find("v6.1"),
		     &(struct bp_p2p_machine){ .cpu = BP_P2P_CPU_OTHER, .mended = true },
		     t_p2p_dev(&t, 'a'), t_p2p_dev(&t, 'b'), &verdict);
	assert_int_equal(verdict.reason, BP_P2P_LISTED);
	t_p2p_fini(&t);
}

static void bp_p2p_same_bus__bars__table(void **state)
{
	struct t_p2p t;

	(void)state;
	t_p2p_init(&t, TWO_ROOTS, BP_P2P_PAGES, 0x1000);
	assert_true(bp_p2p_same_bus(t_p2p_dev(&t, 'a'), 0, t_p2p_dev(&t, 'a')));
	assert_false(bp_p2p_same_bus(t_p2p_dev(&t, 'a'), 0, t_p2p_dev(&t, 'b')));
	assert_true(bp_p2p_same_bus(t_p2p_dev(&t, 'b'), 0, t_p2p_dev(&t, 'a')));
	t_p2p_fini(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_p2p_judge__listed_and_mended__bus_spaces_count),
		cmocka_unit_test(bp_p2p_judge__map_types__not_asked),
		cmocka_unit_test(bp_p2p_same_bus__bars__table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
