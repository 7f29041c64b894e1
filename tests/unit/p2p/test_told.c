/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Log lines and warnings (P-40 to P-46, P-65, P-67, P-75).
 */
#include <string.h>

#include <blkpath/p2p_verdict.h>

#include "bp_test.h"
#include "pci.h"

#define UNLISTED "HB/8086:4c43"

static struct bp_p2p_verdict verdict;

static void judge(const char *rules, const struct bp_p2p_machine *machine, const struct t_pci *pci)
{
	bp_p2p_judge(bp_p2p_rules_find(rules), machine, t_pci_named(pci, 'a'),
		     t_pci_named(pci, 'b'), &verdict);
}

/* A digit per line: 0 for P-40, 1 for P-41, 2 for P-42, 3 for P-43. */
static void message__verdicts__lines_in_order(void **state)
{
	static const struct {
		const char *tree;
		const char *rules;
		const char *lines;
	} cases[] = {
		{ UNLISTED " ; RP - { a , b }", "v6.1", "" },
		{ UNLISTED " ; RP.4 - { a , b }", "v6.1", "0123" },
		{ UNLISTED " ; RP.4 - { a , b }", "newest", "0123" },
		{ UNLISTED " ; RP.4 - { a , b }", "v5.2", "01" },
		{ "HB/8086:09a2 ; RP.4 - { a , b }", "v6.1", "01" },
		{ UNLISTED " ; RP.4 - a ; RP - b", "v6.1", "3" },
		{ UNLISTED " ; RP.4 - a ; RP - b", "v5.2", "3" },
		{ "HB/8086:09a2 ; RP - a ; RP - b", "v6.1", "" },
		{ "HB/1022:1450 ; RP - a ; RP - b", "v5.2-rc5", "" },
		{ "RP - i ; RP.4 - { a , b }", "v6.1", "0123" },
		/* P-31: nobody to name; P-33: the entry is there. */
		{ "i@1.0 ; RP.4 - { a , b }", "v6.1", "013" },
		{ "HB/8086:2f00 ; RP - a ; ROOT/40 ; HB/8086:2f00 ; RP - b", "v6.1", "3" },
	};
	static const struct bp_p2p_machine machine = { .cpu = BP_P2P_CPU_OTHER };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		char lines[BP_P2P_MESSAGES_MAX + 1] = { 0 };
		struct t_pci pci;

		t_pci_init(&pci, cases[i].tree);
		judge(cases[i].rules, &machine, &pci);
		for (unsigned k = 0; k < verdict.nr_messages; k++)
			lines[k] = (char)('0' + verdict.message[k].saying);
		if (strcmp(lines, cases[i].lines))
			fail_msg("%s under %s: %s", cases[i].tree, cases[i].rules, lines);
		t_pci_fini(&pci);
	}
}

static void message__devices__client_names_provider(void **state)
{
	static const struct bp_p2p_machine machine = { .cpu = BP_P2P_CPU_OTHER };
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, UNLISTED " ; RP.4 - { a , b }");
	judge("v6.1", &machine, &pci);
	assert_int_equal(verdict.nr_messages, 4);
	for (unsigned i = 0; i < 4; i++) {
		const struct bp_p2p_message *message = &verdict.message[i];
		bool unlisted = message->saying == BP_P2P_SAYS_UNLISTED;
		struct pci_dev *speaker = t_pci_at(&pci, "0000:00:00.0");

		/* P-42 is printed for silent callers too. */
		assert_int_equal(message->silent_too, unlisted);
		assert_ptr_equal(message->on, unlisted ? speaker : t_pci_named(&pci, 'b'));
		assert_ptr_equal(message->about, unlisted ? speaker : t_pci_named(&pci, 'a'));
	}
	t_pci_fini(&pci);
}

static void warnings__verdicts__table(void **state)
{
	static const struct {
		const char *tree;
		const char *rules;
		enum bp_p2p_iommu iommu;
		unsigned warnings;
	} cases[] = {
		{ "RP - { a , b }", "v6.12", 0, 0 },
		{ UNLISTED " ; RP.4 - { a , b }", "v6.1", 0, BP_P2P_WARN_HALF_TRUE },
		{ UNLISTED " ; RP.4 - { a , b }", "v6.12", 0,
		  BP_P2P_WARN_HALF_TRUE | BP_P2P_WARN_PARAMETER },
		{ UNLISTED " ; RP.4 - { a , b }", "v5.2", 0, 0 },
		{ UNLISTED " ; RP - a ; RP - b", "v6.12", 0, BP_P2P_WARN_ID_UNSAID },
		{ UNLISTED " ; RP - a ; RP - b", "v5.2", 0, BP_P2P_WARN_ID_UNSAID },
		/* X22 */
		{ "i/8086:2030@1.0 ; RP/8086:2032 - a ; RP - b", "v6.1", 0, BP_P2P_WARN_ID_UNSAID },
		{ "HB/8086:2f00 ; RP - a ; ROOT/40 ; HB/8086:2f00 ; RP - b", "v6.1", 0, 0 },
		{ "HB/8086:09a2 ; RP - a ; RP - b", "v6.12", 0, BP_P2P_WARN_NO_ADDRESS },
		{ "HB/8086:09a2 ; RP - a ; RP - b", "v6.12", BP_P2P_IOMMU_OFF,
		  BP_P2P_WARN_NO_ADDRESS },
		{ "HB/8086:09a2 ; RP - a ; RP - b", "v6.12", BP_P2P_IOMMU_ON, 0 },
		{ "HB/8086:09a2 ; RP - a ; RP - b", "v6.1", BP_P2P_IOMMU_OFF, 0 },
		{ "HB/8086:09a2 ; RP - a ; RP - b", "v7.1", BP_P2P_IOMMU_OFF, 0 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const struct bp_p2p_machine machine = { .cpu = BP_P2P_CPU_OTHER,
							.iommu = cases[i].iommu };
		struct t_pci pci;

		t_pci_init(&pci, cases[i].tree);
		judge(cases[i].rules, &machine, &pci);
		if (verdict.warnings != cases[i].warnings)
			fail_msg("%s under %s: 0x%x", cases[i].tree, cases[i].rules,
				 verdict.warnings);
		t_pci_fini(&pci);
	}
}

/* P-67: on the path, where it is the common element. */
static void warnings__sunrise_point_root_ports__other_word(void **state)
{
	static const struct {
		const char *tree;
		bool warned;
	} cases[] = {
		{ "RP/8086:a110.0 - { a , b }", true },
		{ "RP/8086:9d1b.0 - { a , b }", true },
		{ "RP/8086:9d1c.0 - { a , b }", false },
		{ "RP/8086:a110 - { a , b }", false },
		{ "RP/8086:a110.0 - a ; RP - b", false },
		{ "RP/8086:a110.0 - U - { D - a , D - b }", false },
	};
	static const struct bp_p2p_machine machine = { .cpu = BP_P2P_CPU_OTHER };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_pci pci;

		t_pci_init(&pci, cases[i].tree);
		judge("v6.1", &machine, &pci);
		if (!(verdict.warnings & BP_P2P_WARN_OTHER_WORD) == cases[i].warned)
			fail_msg("%s", cases[i].tree);
		t_pci_fini(&pci);
	}
}

/* @nr redirecting bridges below each other in a domain, two endpoints at the end. */
static void init_deep(struct t_pci *pci, const char *domain, unsigned nr)
{
	char text[4096];

	strcpy(text, domain);
	for (unsigned i = 0; i < nr; i++)
		strcat(text, i ? "U.4 - " : "RP.4 - { b , ");
	strcat(text, "a }");
	t_pci_init(pci, text);
}

/* P-46: nine names of 13 bytes fit in 128 bytes, ten do not; under v5.2 a page holds them, of
 * domains with eight digits not all. */
static void warnings__long_lists_of_names__cut_past_128_bytes(void **state)
{
	static const struct {
		const char *domain;
		unsigned nr;
		const char *rules;
		bool cut;
	} cases[] = {
		{ "", 9, "v6.1", false },
		{ "", 10, "v6.1", true },
		{ "", 10, "newest", true },
		{ "", 10, "v5.2", false },
		{ "ROOT/10000:0 ; ", 9, "v6.1", false }, /* 14 bytes each */
		{ "ROOT/1000000:0 ; ", 8, "v6.1",
		  true }, /* 16 bytes each: nothing left for the end */
		{ "ROOT/1000000:0 ; ", 7, "v6.1", false },
		{ "ROOT/1000000:0 ; ", 255, "v5.2", false },
		{ "ROOT/10000000:0 ; ", 241, "v5.2",
		  true }, /* 17 bytes each: one more than a page */
	};
	static const struct bp_p2p_machine machine = { .cpu = BP_P2P_CPU_OTHER };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_pci pci;

		init_deep(&pci, cases[i].domain, cases[i].nr);
		judge(cases[i].rules, &machine, &pci);
		assert_int_equal(verdict.nr_redirects, cases[i].nr);
		assert_int_equal(!!(verdict.warnings & BP_P2P_WARN_LIST_CUT), cases[i].cut);
		t_pci_fini(&pci);
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(message__verdicts__lines_in_order),
		cmocka_unit_test(message__devices__client_names_provider),
		cmocka_unit_test(warnings__verdicts__table),
		cmocka_unit_test(warnings__sunrise_point_root_ports__other_word),
		cmocka_unit_test(warnings__long_lists_of_names__cut_past_128_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
