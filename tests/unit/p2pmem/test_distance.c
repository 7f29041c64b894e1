/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Distances as drivers ask for them, and the log (P2P-B4.11, B5, B11.3).
 */
#include "bp_test.h"
#include "p2p.h"

/* a and b on a switch, c on another root port; b's port may redirect. */
#define PASSES "HB/8086:4c43 ; RP - U - { D.0 - a , D.0 - b } ; RP - c"
#define REDIRECTS "HB/8086:4c43 ; RP - U - { D.0 - a , D.4 - b } ; RP - c"

static int distance(struct t_p2p *t, char provider, const char *letters, bool verbose)
{
	struct device *clients[4];
	int nr = 0;

	for (; letters[nr]; nr++)
		clients[nr] = &t_p2p_dev(t, letters[nr])->dev;
	return pci_p2pdma_distance_many(t_p2p_dev(t, provider), clients, nr, verbose);
}

static void pci_p2pdma_distance_many__pairs__result_and_lines(void **state)
{
	static const struct {
		const char *tree, *rules, *clients;
		bool verbose;
		int result;
		unsigned redirect, parameter, no_upstream, unlisted;
	} cases[] = {
		{ PASSES, "v5.2-rc5", "b", true, 4, 0, 0, 0, 0 },
		{ PASSES, "v5.2-rc5", "ab", true, 4, 0, 0, 0, 0 },
		{ PASSES, "v5.2-rc5", "", true, -1, 0, 0, 0, 0 }, /* P2P-B5.1 */
		{ PASSES, "v5.2-rc5", "c", true, -1, 0, 0, 1, 0 },
		{ PASSES, "v5.2-rc5", "c", false, -1, 0, 0, 0, 0 },
		{ REDIRECTS, "v5.2-rc5", "b", true, -1, 1, 1, 0, 0 }, /* P2P-B5.3: no -2 */
		{ REDIRECTS, "v5.2-rc5", "b", false, -1, 0, 0, 0, 0 },
		/* P2P-B5.2: verbose goes on after the first one. */
		{ REDIRECTS, "v5.2-rc5", "bcb", true, -1, 2, 2, 1, 0 },
		{ REDIRECTS, "v6.1", "b", true, -1, 1, 1, 1, 1 },
		{ REDIRECTS, "v6.1", "b", false, -1, 0, 0, 0, 1 }, /* P-42: also when silent */
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_p2p t;

		t_p2p_init(&t, cases[i].tree, BP_P2P_PAGES, 0);
		t.p2p.rules = bp_p2p_rules_find(cases[i].rules);
		assert_int_equal(distance(&t, 'a', cases[i].clients, cases[i].verbose),
				 cases[i].result);
		assert_hits(&t.pci.env, BP_SITE_P2P_REDIRECT, cases[i].redirect);
		assert_hits(&t.pci.env, BP_SITE_P2P_PARAMETER, cases[i].parameter);
		assert_hits(&t.pci.env, BP_SITE_P2P_NO_UPSTREAM, cases[i].no_upstream);
		assert_hits(&t.pci.env, BP_SITE_P2P_UNLISTED, cases[i].unlisted);
		t_p2p_fini(&t);
	}
}

static struct bp_report told;

static void remember(void *arg, const struct bp_report *report)
{
	*(struct bp_report *)arg = *report;
}

/* Lines are on the client and name the provider. */
static void pci_p2pdma_distance__line__names_both(void **state)
{
	struct t_p2p t;

	(void)state;
	t_p2p_init(&t, "ROOT/1:40 ; HB/8086:4c43 ; RP - a ; RP - b", BP_P2P_PAGES, 0);
	t.pci.env.on_report = remember;
	t.pci.env.report_arg = &told;
	assert_int_equal(pci_p2pdma_distance(t_p2p_dev(&t, 'a'), &t_p2p_dev(&t, 'b')->dev, true),
			 -1);
	assert_int_equal(told.site, BP_SITE_P2P_NO_UPSTREAM);
	assert_int_equal(told.a, 0x14200);
	assert_int_equal(told.b, 0x14100);
	t_p2p_fini(&t);
}

/* P2P-B5.2: who is no PCI device has no name; the provider has. */
static void pci_p2pdma_distance__refused__line_names_the_provider(void **state)
{
	struct device lone = { 0 };
	struct t_p2p t;

	(void)state;
	t_p2p_init(&t, "ROOT/1:40 ; HB/8086:4c43 ; RP - a", BP_P2P_PAGES, 0);
	t.pci.env.on_report = remember;
	t.pci.env.report_arg = &told;
	assert_int_equal(pci_p2pdma_distance(t_p2p_dev(&t, 'a'), &lone, true), -1);
	assert_int_equal(told.site, BP_SITE_P2P_NOT_PCI);
	assert_int_equal(told.a, 0x14100);
	assert_int_equal(pci_p2pdma_distance_many(t_p2p_dev(&t, 'a'), NULL, -1, true), -1);
	t_p2p_fini(&t);
}

/* P2P-B5.2: refused at once; no line unless verbose. */
static void pci_p2pdma_distance__no_pci_or_pointers__refused(void **state)
{
	(void)state;
	for (int verbose = 0; verbose < 2; verbose++) {
		struct t_p2p t;
		struct device lone = { 0 }, child = { 0 };

		t_p2p_init(&t, PASSES, BP_P2P_PAGES, 0);
		child.parent = &t_p2p_dev(&t, 'b')->dev;
		assert_int_equal(pci_p2pdma_distance(t_p2p_dev(&t, 'a'), &lone, verbose), -1);
		assert_hits(&t.pci.env, BP_SITE_P2P_NOT_PCI, verbose);
		assert_int_equal(pci_p2pdma_distance(t_p2p_dev(&t, 'a'), &child, verbose), 4);
		child.dma_kind = BP_DMA_VIRT;
		assert_int_equal(pci_p2pdma_distance(t_p2p_dev(&t, 'a'), &child, verbose), -1);
		assert_hits(&t.pci.env, BP_SITE_P2P_VIRT_CLIENT, verbose);
		t.p2p.rules = bp_p2p_rules_find("v5.2"); /* the option refuse-virt-dma off */
		assert_int_equal(pci_p2pdma_distance(t_p2p_dev(&t, 'a'), &child, verbose), 4);
		t_p2p_fini(&t);
	}
}

/* P2P-B4.11: the page of the list is taken for each client of a verbose call. */
static void pci_p2pdma_distance__no_page_for_names__unsupported(void **state)
{
	static const struct {
		const char *rules;
		bool verbose;
		unsigned skip;
		int result;
	} cases[] = {
		{ "v5.2-rc5", true, 0, -1 }, { "v5.2-rc5", true, 1, -1 },
		{ "v5.2-rc5", true, 2, 8 },  { "v5.2-rc5", false, 0, 8 },
		{ "v6.1", true, 0, 8 }, /* P-46: on the stack */
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_p2p t;

		t_p2p_init(&t, PASSES, BP_P2P_PAGES, 0);
		t.p2p.rules = bp_p2p_rules_find(cases[i].rules);
		t_p2p_fail(&t, BP_ALLOC_SCRATCH, cases[i].skip);
		assert_int_equal(distance(&t, 'a', "bb", cases[i].verbose), cases[i].result);
		t_p2p_fini(&t);
	}
}

static bool note_bytes(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	if (kind == BP_ALLOC_SCRATCH)
		*(size_t *)arg = bytes;
	return false;
}

/* P2P-B4.11: the names of a list have a page, whatever there is to say. */
static void pci_p2pdma_distance__verbose__page_for_names(void **state)
{
	const struct bp_alloc_ops ops = { note_bytes };
	size_t bytes = 0;
	struct t_p2p t;

	(void)state;
	t_p2p_init(&t, PASSES, BP_P2P_PAGES, 0);
	t.pci.env.alloc_ops = &ops;
	t.pci.env.alloc_arg = &bytes;
	assert_int_equal(distance(&t, 'a', "b", true), 4);
	assert_int_equal(bytes, 4096);
	t.pci.env.alloc_ops = NULL;
	t_p2p_fini(&t);
}

/* Its client is judged, and nobody logs it. */
static void pci_p2pdma_distance__no_page_for_names__no_line(void **state)
{
	struct t_p2p t;

	(void)state;
	t_p2p_init(&t, REDIRECTS, BP_P2P_PAGES, 0);
	t_p2p_fail(&t, BP_ALLOC_SCRATCH, 0);
	assert_int_equal(distance(&t, 'a', "bb", true), -1);
	assert_hits(&t.pci.env, BP_SITE_P2P_REDIRECT, 1);
	t_p2p_fini(&t);
}

static void hear(void *data, const struct device *client, enum bp_p2p_refusal refusal,
		 const struct bp_p2p_verdict *verdict)
{
	(void)client;
	(void)refusal;
	*(unsigned *)data += verdict ? verdict->nr_redirects : 100;
}

/* The full list is the listener's. */
static void pci_p2pdma_distance_many__listener__hears_verbose_calls(void **state)
{
	struct device lone = { 0 };
	unsigned heard = 0;
	const struct bp_p2p_listener listener = { hear, &heard };
	struct t_p2p t;

	(void)state;
	t_p2p_init(&t, REDIRECTS, BP_P2P_PAGES, 0);
	t.p2p.listener = &listener;
	assert_int_equal(distance(&t, 'a', "b", false), -1);
	assert_int_equal(heard, 0);
	assert_int_equal(distance(&t, 'a', "b", true), -1);
	assert_int_equal(heard, 1);
	pci_p2pdma_distance(t_p2p_dev(&t, 'a'), &lone, true);
	assert_int_equal(heard, 101);
	t_p2p_fini(&t);
}

/* P2P-B4.7, B4.9, DEF-P2P-10: through a listed root complex by a raw bus address. */
static void pci_p2pdma_distance__listed_pair__mended_unless_def_p2p_10(void **state)
{
	static const struct {
		const char *tree;
		u64 offset;
		int iommu; /* 1: at the provider's host bridge, 2: at the client */
		int result, defective;
	} cases[] = {
		{ "HB/1022:1450 ; RP - a ; RP - b", 0, 0, 0x1004, 0x1004 },
		{ "HB/1022:1450 ; RP - a ; RP - b", 0x3f80000000, 0, 0x1004, 0x1004 },
		{ "HB/1022:1450 ; RP - a ; RP - b", 0, 1, -1, 0x1004 },
		{ "HB/1022:1450 ; RP - a ; RP - b", 0, 2, -1, 0x1004 },
		{ "HB/1022:1450 ; RP - a ; ROOT/40 ; HB/1022:1450 ; RP - b", 0, 0, 0x1004, 0x1004 },
		{ "HB/1022:1450 ; RP - a ; ROOT/40 ; HB/1022:1450 ; RP - b", 0, 1, -1, 0x1004 },
		{ "HB/1022:1450 ; RP - a ; ROOT/40 ; HB/1022:1450 ; RP - b", 0x1000, 0, -1,
		  0x1004 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct pci_dev *a, *b;
		struct t_p2p t;

		t_p2p_init(&t, cases[i].tree, BP_P2P_PAGES, cases[i].offset);
		a = t_p2p_dev(&t, 'a');
		b = t_p2p_dev(&t, 'b');
		a->bus->bridge->has_iommu = cases[i].iommu == 1;
		if (cases[i].iommu == 2)
			b->dev.dma_kind = BP_DMA_IOMMU;
		assert_int_equal(pci_p2pdma_distance(a, &b->dev, false), cases[i].result);
		t_p2p_defect(a, BP_DEF_P2P_10);
		assert_int_equal(pci_p2pdma_distance(a, &b->dev, false), cases[i].defective);
		t_p2p_fini(&t);
	}
}

/* P2P-B11.3 */
static void pci_p2pdma_distance__compiled_out__minus_one(void **state)
{
	struct pci_dev *a;
	struct t_p2p t;

	(void)state;
	t_p2p_init(&t, PASSES, BP_P2P_PAGES, 0);
	a = t_p2p_dev(&t, 'a');
	a->dev.bp_p2p = NULL;
	assert_int_equal(pci_p2pdma_distance(a, &a->dev, true), -1);
	t_p2p_fini(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(pci_p2pdma_distance_many__pairs__result_and_lines),
		cmocka_unit_test(pci_p2pdma_distance__line__names_both),
		cmocka_unit_test(pci_p2pdma_distance__refused__line_names_the_provider),
		cmocka_unit_test(pci_p2pdma_distance__no_pci_or_pointers__refused),
		cmocka_unit_test(pci_p2pdma_distance__no_page_for_names__unsupported),
		cmocka_unit_test(pci_p2pdma_distance__verbose__page_for_names),
		cmocka_unit_test(pci_p2pdma_distance__no_page_for_names__no_line),
		cmocka_unit_test(pci_p2pdma_distance_many__listener__hears_verbose_calls),
		cmocka_unit_test(pci_p2pdma_distance__listed_pair__mended_unless_def_p2p_10),
		cmocka_unit_test(pci_p2pdma_distance__compiled_out__minus_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
