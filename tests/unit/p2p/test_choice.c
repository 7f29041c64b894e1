/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sums over clients and the choice among providers (P2P-B5, B6, F2, F3; P-80, P-81, X28, X29).
 */
#include <string.h>

#include <blkpath/p2p_choice.h>

#include "bp_test.h"
#include "pci.h"

/* Tree T1 of p2pdma.md F: NVME0 to 2 m, n, o, the functions of NVME3 p, q, network cards r, s, GPU
 * g; @hb is the device at 00.0. */
#define T1(hb)                                                                                     \
	hb " ; RP - U - { D - m , D - n , D - U - { D - r , D - g } , D - U - D - o } ; RP - s ; " \
	   "RP - { p@0.0 , q@0.1 }"

static const struct bp_p2p_machine intel = { .cpu = BP_P2P_CPU_OTHER };

/* The functions of some letters. */
struct crowd {
	const struct pci_dev *pci[8];
	const struct device *dev[8];
	unsigned nr;
};

static struct crowd crowd(const struct t_pci *pci, const char *letters)
{
	struct crowd all = { .nr = (unsigned)strlen(letters) };

	for (unsigned i = 0; i < all.nr; i++) {
		all.pci[i] = t_pci_named(pci, letters[i]);
		all.dev[i] = &all.pci[i]->dev;
	}
	return all;
}

static int sum_of(const char *rules, const struct t_pci *pci, char provider, const char *letters)
{
	struct crowd all = crowd(pci, letters);
	const struct bp_p2p_clients clients = { all.dev, all.nr };

	return bp_p2p_distance_many(bp_p2p_rules_find(rules), &intel, t_pci_named(pci, provider),
				    &clients, false, NULL);
}

static void bp_p2p_distance_many__f2__sums(void **state)
{
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, T1("HB/1022:1450"));
	assert_int_equal(sum_of("v5.2-rc5", &pci, 'm', "s"), 0x1006);
	assert_int_equal(sum_of("v5.2-rc5", &pci, 's', "p"), 0x1004);
	assert_int_equal(sum_of("v5.2-rc5", &pci, 'm', "sp"), 0x200c);
	assert_int_equal(sum_of("v5.2-rc5", &pci, 'm', ""), -1);
	assert_int_equal(sum_of("v6.1", &pci, 'm', "ns"), -1);
	t_pci_fini(&pci);
}

/* The letters of the candidates. */
static const char *chosen(const char *rules, const struct bp_p2p_machine *machine,
			  const struct t_pci *pci, const char *providers, const char *letters,
			  int *sums, char *text)
{
	struct crowd from = crowd(pci, providers), to = crowd(pci, letters);
	const struct bp_p2p_clients clients = { to.dev, to.nr };
	unsigned candidate[8], nr;

	nr = bp_p2p_choose(bp_p2p_rules_find(rules), machine, from.pci, from.nr, &clients, NULL,
			   sums, candidate);
	for (unsigned i = 0; i < nr; i++)
		text[i] = providers[candidate[i]];
	text[nr] = '\0';
	return text;
}

/* P2P-F3 */
static void bp_p2p_choose__f3__nearest_and_ties(void **state)
{
	static const struct {
		const char *clients;
		int sums[4];
		const char *chosen;
	} cases[] = {
		{ "mr", { 6, 10, 14, 10 }, "m" }, { "mnr", { 10, 10, 20, 16 }, "mn" },
		{ "r", { 6, 6, 8, 4 }, "g" },	  { "rs", { -1, -1, -1, -1 }, "" },
		{ "g", { 6, 6, 8, 0 }, "g" }, /* its own memory */
	};
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, T1("HB/8086:4c43"));
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		char text[8];
		int sums[4];

		chosen("v5.2-rc5", &intel, &pci, "mnog", cases[i].clients, sums, text);
		assert_string_equal(text, cases[i].chosen);
		assert_memory_equal(sums, cases[i].sums, sizeof(sums));
	}
	t_pci_fini(&pci);
}

/* P-81: without the bonus, the far provider ties with the near one and then beats it. */
static void bp_p2p_choose__x28_x29__no_bonus_any_more(void **state)
{
	static const char x28[] = "HB/1022:1450 ; RP - U - { D - U - D - a , D - c } ; RP - b";
	static const char x29[] =
		"HB/1022:1450 ; RP - U - { D - U - D - U - D - a , D - c } ; RP - b";
	static const struct {
		const char *name, *tree, *rules;
		enum bp_p2p_iommu iommu;
		int a, b;
		const char *chosen;
	} cases[] = {
		{ "X28", x28, "v5.2-rc5", BP_P2P_IOMMU_OFF, 6, 4102, "a" },
		{ "X28", x28, "v5.2", BP_P2P_IOMMU_ON, 6, -1, "a" },
		{ "X28", x28, "v6.1", BP_P2P_IOMMU_OFF, 6, 6, "ab" },
		{ "X28", x28, "v6.12", BP_P2P_IOMMU_OFF, 6, 6, "ab" },
		{ "X28", x28, "v7.1", BP_P2P_IOMMU_OFF, 6, 6, "ab" },
		{ "X28", x28, "newest", BP_P2P_IOMMU_OFF, 6, 6, "ab" },
		{ "X29", x29, "v5.2-rc5", BP_P2P_IOMMU_OFF, 8, 4102, "a" },
		{ "X29", x29, "v5.2", BP_P2P_IOMMU_ON, 8, -1, "a" },
		{ "X29", x29, "v6.1", BP_P2P_IOMMU_OFF, 8, 6, "b" },
		{ "X29", x29, "v6.12", BP_P2P_IOMMU_OFF, 8, 6, "b" },
		{ "X29", x29, "v7.1", BP_P2P_IOMMU_OFF, 8, 6, "b" },
		{ "X29", x29, "newest", BP_P2P_IOMMU_OFF, 8, 6, "b" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const struct bp_p2p_machine zen = { .cpu = BP_P2P_CPU_AMD,
						    .cpu_family = 0x17,
						    .iommu = cases[i].iommu };
		struct t_pci pci;
		char text[8];
		int sums[2];

		t_pci_init(&pci, cases[i].tree);
		chosen(cases[i].rules, &zen, &pci, "ab", "c", sums, text);
		if (sums[0] != cases[i].a || sums[1] != cases[i].b || strcmp(text, cases[i].chosen))
			fail_msg("%s under %s: %d, %d: %s", cases[i].name, cases[i].rules, sums[0],
				 sums[1], text);
		t_pci_fini(&pci);
	}
}

/* P-81: ties past 512 are not looked at; nobody need hear the sums. */
static void bp_p2p_choose__six_hundred_equals__512_candidates(void **state)
{
	const struct pci_dev *providers[600];
	unsigned candidate[BP_P2P_CANDIDATES_MAX];
	struct t_pci pci;
	struct crowd to;
	struct bp_p2p_clients clients;

	(void)state;
	t_pci_init(&pci, "RP - { a , b }");
	for (size_t i = 0; i < bp_array_size(providers); i++)
		providers[i] = t_pci_named(&pci, 'a');
	to = crowd(&pci, "b");
	clients = (struct bp_p2p_clients){ to.dev, to.nr };
	assert_int_equal(bp_p2p_choose(bp_p2p_rules_find("v6.1"), &intel, providers,
				       bp_array_size(providers), &clients, NULL, NULL, candidate),
			 BP_P2P_CANDIDATES_MAX);
	assert_int_equal(candidate[BP_P2P_CANDIDATES_MAX - 1], BP_P2P_CANDIDATES_MAX - 1);
	t_pci_fini(&pci);
}

/* What was heard: a letter per client: v verdict, p not PCI, s software RDMA. */
struct ear {
	char heard[8];
	unsigned nr;
};

static void hear(void *data, const struct device *client, enum bp_p2p_refusal refusal,
		 const struct bp_p2p_verdict *verdict)
{
	struct ear *ear = data;

	assert_non_null(client);
	assert_int_equal(verdict == NULL, refusal != BP_P2P_NOT_REFUSED);
	ear->heard[ear->nr++] = "vps"[refusal];
}

/* P2P-B5.2, P-80: a letter is a PCI function, + a device below a, - one below nothing, ~ software
 * RDMA on a. */
static void bp_p2p_distance_many__kinds_of_clients__table(void **state)
{
	static const struct {
		const char *clients;
		const char *rules;
		bool verbose;
		int sum;
		const char *heard;
	} cases[] = {
		{ "ab", "v6.1", false, 2, "vv" },    { "+b", "v6.1", false, 2, "vv" },
		{ "a-b", "v6.1", false, -1, "vp" },  { "a-b", "v6.1", true, -1, "vp" },
		{ "cab", "v6.1", false, -1, "v" },   { "cab", "v6.1", true, -1, "vvv" },
		{ "~b", "v5.2-rc5", true, -1, "s" }, { "~b", "v5.2", true, 2, "vv" },
		{ "~b", "v6.1", true, 2, "vv" },
	};
	struct device below, outside = { 0 }, soft;
	struct t_pci pci;

	(void)state;
	t_pci_init(&pci, "RP - { a , b } ; RP - c");
	below = (struct device){ .parent = &t_pci_named(&pci, 'a')->dev };
	soft = (struct device){ .parent = below.parent, .dma_kind = BP_DMA_VIRT };
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct ear ear = { 0 };
		const struct bp_p2p_listener listener = { hear, &ear };
		const struct device *dev[4];
		struct bp_p2p_clients clients = { dev, 0 };

		for (const char *c = cases[i].clients; *c; c++)
			dev[clients.nr++] = *c == '+'	? &below
					    : *c == '-' ? &outside
					    : *c == '~' ? &soft
							: &t_pci_named(&pci, *c)->dev;
		assert_int_equal(bp_p2p_distance_many(bp_p2p_rules_find(cases[i].rules), &intel,
						      t_pci_named(&pci, 'a'), &clients,
						      cases[i].verbose, &listener),
				 cases[i].sum);
		assert_string_equal(ear.heard, cases[i].heard);
	}
	t_pci_fini(&pci);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_p2p_distance_many__f2__sums),
		cmocka_unit_test(bp_p2p_choose__f3__nearest_and_ties),
		cmocka_unit_test(bp_p2p_choose__x28_x29__no_bonus_any_more),
		cmocka_unit_test(bp_p2p_choose__six_hundred_equals__512_candidates),
		cmocka_unit_test(bp_p2p_distance_many__kinds_of_clients__table),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
