/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The worked examples of p2pdma-newer.md 10 under every rule set.
 */
#include <stdio.h>
#include <string.h>

#include <blkpath/p2p_verdict.h>

#include "bp_test.h"
#include "pci.h"

#define SWITCH " - U - { D - a , D - b }"
#define SWITCH_1D " - U - { D.1d - a , D.1d - b }"
#define TWO_PORTS " ; RP.1d - a ; RP.1d - b"
#define UNLISTED "HB/8086:4c43"

/* What a column says: a number under v5.2, a type and a distance later. */
struct answers {
	const char *v52_rc5, *v52_iommu, *v61, *v71, *newest;
};

#define SAME(old, later)                                                                           \
	{                                                                                          \
		old, old, later, later, later                                                      \
	}

static const struct {
	const char *name;
	const char *tree;
	const char *pair;
	unsigned amd_family; /* 0 for another maker */
	struct answers say;
} examples[] = {
	{ "X1", UNLISTED " ; RP - a", "aa", 0, SAME("0", "BA 0") },
	{ "X2", "HB ; RP - { a@0.0 , b@0.1 }", "ab", 0, SAME("2", "BA 2") },
	{ "X3", UNLISTED " ; RP - { a.c@0.0 , b.c@0.1 }", "aa", 0, SAME("-2", "NS 0") },
	{ "X4", UNLISTED " ; RP" SWITCH, "ab", 0, SAME("4", "BA 4") },
	{ "X5", UNLISTED " ; RP - U - { D.11 - a , D.11 - b }", "ab", 0, SAME("4", "BA 4") },
	{ "X5b", UNLISTED " ; RP - U - { D.42 - a , D.42 - b }", "ab", 0, SAME("4", "BA 4") },
	{ "X6", UNLISTED " ; RP - U - { D.20 - a , D - b }", "ab", 0, SAME("-2", "NS 4") },
	{ "X7", UNLISTED " ; RP" SWITCH_1D, "ab", 0, SAME("-2", "NS 4") },
	{ "X8", "HB/8086:09a2 ; RP" SWITCH_1D, "ab", 0, SAME("-2", "TH 4") },
	{ "X8z", UNLISTED " ; RP" SWITCH_1D, "ab", 0x19, SAME("-2", "TH 4") },
	{ "X9", UNLISTED " ; RP.1d - U - { D.0 - a , D.0 - b }", "ab", 0, SAME("4", "BA 4") },
	{ "X10", UNLISTED " ; RP - U.4 - { D.0 - a , D.0 - b }", "ab", 0, SAME("-2", "NS 4") },
	{ "X11", UNLISTED " ; RP - U - { D - U - D - a , D - b }", "ab", 0, SAME("6", "BA 6") },
	{ "X12", UNLISTED " ; RP - U - { D - U - D.c - a , D - U - D - b }", "ab", 0,
	  SAME("-2", "NS 8") },
	{ "X13", UNLISTED TWO_PORTS, "ab", 0, SAME("-1", "NS 4") },
	{ "X14", "HB/8086:09a2" TWO_PORTS, "ab", 0, SAME("-1", "TH 4") },
	{ "X15", "HB/1022:1450" TWO_PORTS, "ab", 0x17, { "4100", "-1", "TH 4", "TH 4", "TH 4" } },
	{ "X16", "HB/1022:14a4" TWO_PORTS, "ab", 0x19, SAME("-1", "TH 4") },
	{ "X17", "HB/8086:2f00" TWO_PORTS, "ab", 0, SAME("-1", "TH 4") },
	{ "X18", "HB/8086:6f00" TWO_PORTS, "ab", 0, { "-1", "-1", "NS 4", "NS 4", "TH 4" } },
	{ "X18h", "HB/1d94:1450" TWO_PORTS, "ab", 0, SAME("-1", "NS 4") },
	{ "X18g", "HB/1ae0:0077" TWO_PORTS, "ab", 0, { "-1", "-1", "NS 4", "TH 4", "TH 4" } },
	{ "X19", "HB/8086:2f00 ; RP - a ; ROOT/40 ; HB/8086:2f00 ; RP - b", "ab", 0,
	  SAME("-1", "NS 4") },
	{ "X20", "HB/8086:2030 ; RP - a ; ROOT/40 ; HB/8086:2030 ; RP - b", "ab", 0,
	  SAME("-1", "TH 4") },
	{ "X20b",
	  "HB/8086:09a2 ; RP - a ; ROOT/40 ; HB/8086:0b25 ; RP - b",
	  "ab",
	  0,
	  { "-1", "-1", "NS 4", "NS 4", "TH 4" } },
	{ "X20c", "HB/8086:09a2 ; RP - a ; ROOT/40 ; HB/8086:4c43 ; RP - b", "ab", 0,
	  SAME("-1", "NS 4") },
	{ "X21", "RP/8086:2032@2.0 - a ; RP@3.0 - b", "ab", 0, SAME("-1", "TH 4") },
	{ "X22", "i/8086:2030@1.0 ; RP/8086:2032@2.0 - a ; RP@3.0 - b", "ab", 0,
	  SAME("-1", "NS 4") },
	{ "X23", "HB/8086:09a2 ; i@2.0 ; RP - b", "ib", 0, SAME("-1", "TH 3") },
	{ "X24, with its own", "HB ; RP - { p@0.0 , v@0.1^p }", "pv", 0, SAME("2", "BA 2") },
	{ "X24, two", "HB ; RP - { p@0.0 , v@0.1^p , w@0.2^p }", "vw", 0, SAME("2", "BA 2") },
	{ "X25", UNLISTED " ; RP.1d - B - { a , b }", "ab", 0, SAME("2", "BA 2") },
	{ "X26", UNLISTED " ; RP.1d - { a@0.0 , b@0.1 }", "ab", 0, SAME("-2", "NS 2") },
	{ "X27", "HB/8086:09a2 ; RP - a ; ROOT/10000:0 ; RP/1b36:000c - b", "ab", 0,
	  SAME("-1", "NS 4") },
	/* Not in the table. */
	{ "CPU before the list", UNLISTED TWO_PORTS, "ab", 0x17, SAME("-1", "TH 4") },
	{ "AMD before Zen", UNLISTED TWO_PORTS, "ab", 0x15, SAME("-1", "NS 4") },
	{ "two host bridges of Zen under v5.2",
	  "HB/1022:1450 ; RP - a ; ROOT/40 ; HB/1022:1450 ; RP - b",
	  "ab",
	  0,
	  { "4100", "-1", "NS 4", "NS 4", "NS 4" } },
	{ "one host bridge of Zen under v5.2",
	  "HB/1022:1450 ; RP - a ; ROOT/40 ; HB/8086:4c43 ; RP - b", "ab", 0, SAME("-1", "NS 4") },
	{ "v5.2 takes 00.0 wherever it is in the list",
	  "RP@1.0 - a ; RP@2.0 - b ; i/1022:1450@0.0",
	  "ab",
	  0,
	  { "4100", "-1", "NS 4", "NS 4", "NS 4" } },
};

/* The answer in the words of the table. */
static const char *answer(const char *rules, const struct bp_p2p_machine *machine,
			  const struct pci_dev *provider, const struct pci_dev *client, char *text)
{
	static const char *const types[] = { "??", "??", "NS", "BA", "TH" };
	static struct bp_p2p_verdict verdict;

	bp_p2p_judge(bp_p2p_rules_find(rules), machine, provider, client, &verdict);
	if (verdict.rules->has_types)
		snprintf(text, 16, "%s %u", types[verdict.type], verdict.distance);
	else
		snprintf(text, 16, "%d", verdict.result);
	return text;
}

/* P-14: who is the provider makes no difference. */
static void compare(const char *name, const char *rules, const struct bp_p2p_machine *machine,
		    const struct t_pci *pci, const char *pair, const char *expected)
{
	const struct pci_dev *a = t_pci_named(pci, pair[0]), *b = t_pci_named(pci, pair[1]);
	char text[16];

	if (strcmp(answer(rules, machine, a, b, text), expected))
		fail_msg("%s under %s: %s, not %s", name, rules, text, expected);
	if (strcmp(answer(rules, machine, b, a, text), expected))
		fail_msg("%s under %s, exchanged: %s, not %s", name, rules, text, expected);
}

static void bp_p2p_judge__worked_examples__every_column(void **state)
{
	(void)state;
	for (size_t i = 0; i < bp_array_size(examples); i++) {
		const struct answers *say = &examples[i].say;
		struct bp_p2p_machine machine = {
			.cpu = examples[i].amd_family ? BP_P2P_CPU_AMD : BP_P2P_CPU_OTHER,
			.cpu_family = examples[i].amd_family,
			.iommu = BP_P2P_IOMMU_ON,
		};
		const char *name = examples[i].name, *pair = examples[i].pair;
		struct t_pci pci;

		t_pci_init(&pci, examples[i].tree);
		compare(name, "v5.2-rc5", &machine, &pci, pair, say->v52_rc5);
		compare(name, "v5.2", &machine, &pci, pair, say->v52_iommu);
		compare(name, "v6.1", &machine, &pci, pair, say->v61);
		compare(name, "v6.12", &machine, &pci, pair, say->v61);
		compare(name, "v7.1", &machine, &pci, pair, say->v71);
		compare(name, "newest", &machine, &pci, pair, say->newest);
		/* v5.2 without IOMMU is v5.2-rc5. */
		machine.iommu = BP_P2P_IOMMU_OFF;
		compare(name, "v5.2", &machine, &pci, pair, say->v52_rc5);
		t_pci_fini(&pci);
	}
}

/* X20b: the correction that came with v7.1.y of July 2026. */
static void bp_p2p_judge__accelerator_first__from_v7_1_y_on(void **state)
{
	const struct bp_p2p_machine machine = { .cpu = BP_P2P_CPU_OTHER };
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, "HB/8086:09a2 ; RP - a ; ROOT/40 ; HB/8086:0b25 ; RP - b");
	compare("X20b", "v7.1", &machine, &pci, "ab", "NS 4");
	compare("X20b", "v7.1.y", &machine, &pci, "ab", "TH 4");
	compare("X20b", "v7.3-rc1", &machine, &pci, "ab", "TH 4");
	t_pci_fini(&pci);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_p2p_judge__worked_examples__every_column),
		cmocka_unit_test(bp_p2p_judge__accelerator_first__from_v7_1_y_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
