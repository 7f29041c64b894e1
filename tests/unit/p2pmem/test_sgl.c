/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists of peer-to-peer pages (P2P-B9, B10, B14; P2P-F5, F6, F22; INV-P2P-12, DEF-P2P-9).
 */
#include <blkpath/random.h>

#include "bp_test.h"
#include "p2p.h"

#define SEED 0x9d2c5680ull

/* P2P-F5 page 5, P2P-F6 page 0. */
static void pci_p2pdma_map_sg__f5_f6__bus_address_unless_def_p2p_9(void **state)
{
	static const struct {
		u64 offset, cpu, length, right, wrong;
	} cases[] = {
		{ 0x3f80000000, 0x4010000000, 0x5000, 0x90005000, 0x7f90005000 },
		{ 0xf80000000, 0x1010000000, 0, 0x90000000, 0x1f90000000 },
		{ 0, 0x4010000000, 0x1000, 0x4010001000, 0x4010001000 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++)
		for (int defect = 0; defect < 2; defect++) {
			bp_virt_addr_t before = bp_virt_addr(0);
			struct scatterlist *sg;
			struct pci_dev *a;
			struct t_p2p t;
			unsigned nents;

			t_p2p_init(&t, "HB ; RP - a ; RP - b", BP_P2P_PAGES, cases[i].offset);
			a = t_p2p_dev(&t, 'a');
			t.windows[0]->res.start = cases[i].cpu - 0x10000000;
			a->resource[0].start = cases[i].cpu;
			a->resource[0].end = cases[i].cpu + T_P2P_BAR0 - 1;
			assert_int_equal(pci_p2pdma_add_resource(a, 0, 0, 0), 0);
			if (cases[i].length)
				before = pci_alloc_p2pmem(a, cases[i].length);
			sg = pci_p2pmem_alloc_sgl(a, &nents, 4096);
			assert_int_equal(nents, 1);
			if (defect)
				t_p2p_defect(t_p2p_dev(&t, 'b'), BP_DEF_P2P_9);
			assert_int_equal(
				pci_p2pdma_map_sg(&t_p2p_dev(&t, 'b')->dev, sg, 1, DMA_NONE), 1);
			assert_int_equal(bp_dma_u64(sg_dma_address(sg)),
					 defect ? cases[i].wrong : cases[i].right);
			assert_int_equal(sg_dma_len(sg), 4096);
			assert_int_equal(t_p2p_last(&t, BP_EV_P2P_MAP_SG)->result, 1);
			pci_p2pmem_free_sgl(a, sg);
			if (cases[i].length)
				pci_free_p2pmem(a, before, cases[i].length);
			t_p2p_fini(&t);
		}
}

/* P2P-F22: random offsets; the difference is twice the offset, modulo 2^64. */
static void pci_p2pdma_map_sg__random_offsets__as_virt_to_bus(void **state)
{
	u64 seed = SEED;

	(void)state;
	for (int i = 0; i < 200; i++) {
		u64 offset = bp_random_next(&seed) & ~0xfffull, wrong;
		struct scatterlist *sg;
		struct device *client;
		struct pci_dev *a;
		struct t_p2p t;
		unsigned nents;
		u64 bus;

		t_p2p_init(&t, "HB ; RP - a ; RP - b", BP_P2P_PAGES, offset);
		a = t_p2p_dev(&t, 'a');
		client = &t_p2p_dev(&t, 'b')->dev;
		assert_int_equal(pci_p2pdma_add_resource(a, 0, 0, 0), 0);
		sg = pci_p2pmem_alloc_sgl(a, &nents, (u32)(bp_random_next(&seed) % 8192 + 1));
		bus = t_p2p_last(&t, BP_EV_P2P_ALLOC)->bus.bus;
		assert_int_equal(pci_p2pdma_map_sg(client, sg, 1, DMA_TO_DEVICE), 1);
		assert_int_equal(bp_dma_u64(sg_dma_address(sg)), bus);
		bp_defect_set(&client->bp_defects, BP_DEF_P2P_9, true);
		assert_int_equal(pci_p2pdma_map_sg(client, sg, 1, DMA_TO_DEVICE), 1);
		wrong = bp_dma_u64(sg_dma_address(sg));
		assert_int_equal(wrong - bus, 2 * offset);
		pci_p2pmem_free_sgl(a, sg);
		t_p2p_fini(&t);
	}
}

/* P2P-B9.1: refused, with one warning per kernel. */
static void pci_p2pdma_map_sg__pointer_device__zero_and_one_warning(void **state)
{
	struct device client = { .dma_kind = BP_DMA_VIRT };
	struct scatterlist *sg;
	struct pci_dev *a;
	struct t_p2p t;
	unsigned nents;

	(void)state;
	t_p2p_init(&t, "HB ; RP - a", BP_P2P_PAGES, 0);
	a = t_p2p_dev(&t, 'a');
	client.bp_env = &t.pci.env;
	client.bp_p2p = &t.p2p;
	assert_int_equal(pci_p2pdma_add_resource(a, 0, 0, 0), 0);
	sg = pci_p2pmem_alloc_sgl(a, &nents, 4096);
	for (int i = 0; i < 2; i++)
		assert_int_equal(pci_p2pdma_map_sg(&client, sg, 1, DMA_TO_DEVICE), 0);
	assert_hits(&t.pci.env, BP_SITE_P2P_VIRT_MAP, 1);
	assert_int_equal(sg_dma_len(sg), 0);
	pci_p2pmem_free_sgl(a, sg);
	t_p2p_fini(&t);
}

/* A page of RAM in the list. */
static void pci_p2pdma_map_sg__foreign_page__finding(void **state)
{
	struct scatterlist sg;
	struct pci_dev *a;
	struct t_p2p t;

	(void)state;
	t_p2p_init(&t, "HB ; RP - a", BP_P2P_PAGES, 0);
	a = t_p2p_dev(&t, 'a');
	sg_init_table(&sg, 1);
	sg_set_page(&t.pci.env, &sg, pfn_to_page(16), 4096, 0);
	assert_int_equal(pci_p2pdma_map_sg(&a->dev, &sg, 1, DMA_TO_DEVICE), 0);
	assert_hits(&t.pci.env, BP_SITE_P2P_FOREIGN_PAGE, 1);
	t_p2p_fini(&t);
}

/* Several entries, of two resources; the offset in the page is kept. */
static void pci_p2pdma_map_sg__several_entries__each_by_its_resource(void **state)
{
	struct scatterlist sg[3];
	struct pci_dev *a;
	struct t_p2p t;

	(void)state;
	t_p2p_init(&t, "HB ; RP - a", BP_P2P_PAGES, 0x3f80000000);
	a = t_p2p_dev(&t, 'a');
	assert_int_equal(pci_p2pdma_add_resource(a, 0, 0, 0), 0);
	assert_int_equal(pci_p2pdma_add_resource(a, 4, 0x1000, 0x2000), 0);
	sg_init_table(sg, 3);
	sg_set_page(&t.pci.env, &sg[0], pfn_to_page(0x4010003), 512, 0x200);
	sg_set_page(&t.pci.env, &sg[1], pfn_to_page(pci_resource_start(a, 4) / 4096 + 2), 4096, 0);
	sg_set_page(&t.pci.env, &sg[2], pfn_to_page(0x4010000), 4096, 0);
	assert_int_equal(pci_p2pdma_map_sg(&a->dev, sg, 3, DMA_FROM_DEVICE), 3);
	assert_int_equal(bp_dma_u64(sg_dma_address(&sg[0])), 0x90003200);
	assert_int_equal(sg_dma_len(&sg[0]), 512);
	assert_int_equal(bp_dma_u64(sg_dma_address(&sg[1])), pci_bus_address(a, 4).bus + 0x2000);
	assert_int_equal(bp_dma_u64(sg_dma_address(&sg[2])), 0x90000000);
	t_p2p_fini(&t);
}

/* P2P-B10: one entry; the offset in the page is that of the memory. */
static void pci_p2pmem_alloc_sgl__resource_inside_a_page__offset_kept(void **state)
{
	struct scatterlist *sg;
	unsigned nents = 7;
	struct pci_dev *a;
	struct t_p2p t;

	(void)state;
	t_p2p_init(&t, "HB ; RP - a", BP_P2P_PAGES, 0);
	a = t_p2p_dev(&t, 'a');
	assert_int_equal(pci_p2pdma_add_resource(a, 0, 0, 0x180), 0);
	sg = pci_p2pmem_alloc_sgl(a, &nents, 5000);
	assert_non_null(sg);
	assert_int_equal(nents, 1);
	assert_true(sg_is_last(sg));
	assert_int_equal(bp_phys_u64(sg_phys(&t.pci.env, sg)), 0x4010000180);
	assert_int_equal(sg->length, 5000);
	pci_p2pmem_free_sgl(a, sg);
	assert_int_equal(t_p2p_last(&t, BP_EV_P2P_FREE)->refs, 0);
	assert_int_equal(t.pci.env.live[BP_ALLOC_SG], 0);
	t_p2p_fini(&t);
}

static void pci_p2pmem_alloc_sgl__no_memory__nothing_kept(void **state)
{
	unsigned nents = 7;
	struct pci_dev *a;
	struct t_p2p t;

	(void)state;
	t_p2p_init(&t, "HB ; RP - a", BP_P2P_PAGES, 0);
	a = t_p2p_dev(&t, 'a');
	assert_null(pci_p2pmem_alloc_sgl(a, &nents, 4096));
	assert_int_equal(pci_p2pdma_add_resource(a, 0, 0, 0), 0);
	assert_null(pci_p2pmem_alloc_sgl(a, &nents, 0));
	assert_null(pci_p2pmem_alloc_sgl(a, &nents, T_P2P_BAR0 + 1));
	t_p2p_fail(&t, BP_ALLOC_SG, 0);
	assert_null(pci_p2pmem_alloc_sgl(a, &nents, 4096));
	assert_int_equal(nents, 7);
	assert_int_equal(t.pci.env.live[BP_ALLOC_SG], 0);
	t_p2p_fini(&t);
}

/* An entry that somebody replaced by RAM. */
static void pci_p2pmem_free_sgl__foreign_page__finding(void **state)
{
	struct scatterlist *sg;
	struct page *page;
	struct pci_dev *a;
	struct t_p2p t;
	unsigned nents;

	(void)state;
	t_p2p_init(&t, "HB ; RP - a", BP_P2P_PAGES, 0);
	a = t_p2p_dev(&t, 'a');
	assert_int_equal(pci_p2pdma_add_resource(a, 0, 0, 0), 0);
	sg = pci_p2pmem_alloc_sgl(a, &nents, 4096);
	page = sg_page(sg);
	sg_set_page(&t.pci.env, sg, pfn_to_page(16), 4096, 0);
	pci_p2pmem_free_sgl(a, sg);
	assert_hits(&t.pci.env, BP_SITE_P2P_FOREIGN_PAGE, 1);
	pci_free_p2pmem(a, t_p2p_last(&t, BP_EV_P2P_ALLOC)->virt, 4096);
	assert_true(is_pci_p2pdma_page(&t.pci.env, page));
	t_p2p_fini(&t);
}

/* P2P-B10.2: every entry up to the end mark, and the one array. */
static void pci_p2pmem_free_sgl__two_entries__both_freed(void **state)
{
	struct scatterlist *sg;
	struct pci_dev *a;
	struct t_p2p t;

	(void)state;
	t_p2p_init(&t, "HB ; RP - a", BP_P2P_PAGES, 0);
	a = t_p2p_dev(&t, 'a');
	assert_int_equal(pci_p2pdma_add_resource(a, 0, 0, 0), 0);
	sg = bp_alloc(&t.pci.env, BP_ALLOC_SG, 2 * sizeof(*sg));
	assert_non_null(sg);
	sg_init_table(sg, 2);
	for (unsigned i = 0; i < 2; i++) {
		u64 frame = pci_resource_start(a, 0) / 4096 + i;

		assert_int_not_equal(bp_virt_u64(pci_alloc_p2pmem(a, 4096)), 0);
		sg_set_page(&t.pci.env, &sg[i], pfn_to_page(frame), 4096, 0);
	}
	pci_p2pmem_free_sgl(a, sg);
	assert_int_equal(t_p2p_last(&t, BP_EV_P2P_FREE)->refs, 0);
	assert_int_equal(t.pci.env.live[BP_ALLOC_SG], 0);
	t_p2p_fini(&t);
}

/* P2P-B14: patch 26 takes the calls away, patch 28 the pages; B11.3 all of it. */
static void pci_p2pdma_map_sg__removed_or_compiled_out__fails(void **state)
{
	struct scatterlist sg = { 0 };
	unsigned nents = 7;
	struct pci_dev *a;
	struct t_p2p t;

	(void)state;
	t_p2p_init(&t, "HB ; RP - a", BP_P2P_DIRECT, 0);
	a = t_p2p_dev(&t, 'a');
	assert_int_equal(pci_p2pdma_add_resource(a, 0, 0, 0), 0);
	assert_null(pci_p2pmem_alloc_sgl(a, &nents, 4096));
	pci_p2pmem_free_sgl(a, &sg);
	assert_int_equal(pci_p2pdma_map_sg(&a->dev, &sg, 1, DMA_TO_DEVICE), 0);
	assert_hits(&t.pci.env, BP_SITE_P2P_REMOVED, 3);
	assert_false(is_pci_p2pdma_page(&t.pci.env, pfn_to_page(0x4010000)));
	bp_p2p_unbind(a);
	a->dev.bp_p2p = NULL;
	assert_null(pci_p2pmem_alloc_sgl(a, &nents, 4096));
	pci_p2pmem_free_sgl(a, &sg);
	assert_int_equal(pci_p2pdma_map_sg(&a->dev, &sg, 1, DMA_TO_DEVICE), 0);
	assert_hits(&t.pci.env, BP_SITE_P2P_REMOVED, 3);
	assert_int_equal(nents, 7);
	t_p2p_fini(&t);
}

/* p2pdma-newer.md 9: lists are still made, dma_map_sg() maps them. */
static void pci_p2pdma_map_sg__kernel_with_map_types__gone(void **state)
{
	struct scatterlist *sg;
	struct pci_dev *a;
	struct t_p2p t;
	unsigned nents;

	(void)state;
	t_p2p_init(&t, "HB ; RP - a", BP_P2P_PAGES, 0);
	t.p2p.rules = bp_p2p_rules_find("v6.1");
	a = t_p2p_dev(&t, 'a');
	assert_int_equal(pci_p2pdma_add_resource(a, 0, 0, 0), 0);
	sg = pci_p2pmem_alloc_sgl(a, &nents, 4096);
	assert_non_null(sg);
	assert_int_equal(pci_p2pdma_map_sg(&a->dev, sg, 1, DMA_TO_DEVICE), 0);
	assert_hits(&t.pci.env, BP_SITE_P2P_REMOVED, 1);
	pci_p2pmem_free_sgl(a, sg);
	t_p2p_fini(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(pci_p2pdma_map_sg__f5_f6__bus_address_unless_def_p2p_9),
		cmocka_unit_test(pci_p2pdma_map_sg__random_offsets__as_virt_to_bus),
		cmocka_unit_test(pci_p2pdma_map_sg__pointer_device__zero_and_one_warning),
		cmocka_unit_test(pci_p2pdma_map_sg__foreign_page__finding),
		cmocka_unit_test(pci_p2pdma_map_sg__several_entries__each_by_its_resource),
		cmocka_unit_test(pci_p2pmem_alloc_sgl__resource_inside_a_page__offset_kept),
		cmocka_unit_test(pci_p2pmem_alloc_sgl__no_memory__nothing_kept),
		cmocka_unit_test(pci_p2pmem_free_sgl__foreign_page__finding),
		cmocka_unit_test(pci_p2pmem_free_sgl__two_entries__both_freed),
		cmocka_unit_test(pci_p2pdma_map_sg__removed_or_compiled_out__fails),
		cmocka_unit_test(pci_p2pdma_map_sg__kernel_with_map_types__gone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
