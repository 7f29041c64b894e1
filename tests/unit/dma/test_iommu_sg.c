/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists through an IOMMU (P2P-C5.7, P2P-C5.8, P2P-F13, P2P-F14, INV-DMA-3 to INV-DMA-6,
 * INV-DMA-11).
 */
#include "iommu/blank.h"
#include "iommu_test.h"

#include <errno.h>
#include <string.h>

#define PAGE(n) 0x10000000ull + (n)*0x2000ull

struct out {
	u64 addr;
	unsigned len;
};

struct list_case {
	const char *name;
	u64 aperture;
	unsigned max_seg;
	u64 boundary;
	enum bp_iommu_sg sg;
	struct t_entry in[4];
	struct out out[4];
};

/* F13 begins at 0xfff00000, F14 at 0xffe00000: the aperture ends behind the list. */
static const struct list_case cases[] = {
	{ "F13: whole pages",
	  0xfff03fff,
	  0,
	  0,
	  BP_IOMMU_SG_MERGE,
	  { { PAGE(0), 4096 }, { PAGE(5), 4096 }, { PAGE(3), 4096 } },
	  { { 0xfff00000, 12288 } } },
	{ "F13: an entry ends within a page",
	  0xfff03fff,
	  0,
	  0,
	  BP_IOMMU_SG_MERGE,
	  { { PAGE(0) + 0x200, 3584 }, { PAGE(1), 4096 }, { PAGE(2), 1024 }, { PAGE(3), 4096 } },
	  { { 0xfff00200, 8704 }, { 0xfff03000, 4096 } } },
	{ "F13: an entry begins within a page",
	  0xfff03fff,
	  0,
	  0,
	  BP_IOMMU_SG_MERGE,
	  { { PAGE(0), 4096 }, { PAGE(1) + 0x200, 512 }, { PAGE(2), 4096 } },
	  { { 0xfff00000, 4096 }, { 0xfff01200, 512 }, { 0xfff02000, 4096 } } },
	{ "F13: longest segment",
	  0xfff03fff,
	  8192,
	  0,
	  BP_IOMMU_SG_MERGE,
	  { { PAGE(0), 4096 }, { PAGE(5), 4096 }, { PAGE(3), 4096 } },
	  { { 0xfff00000, 8192 }, { 0xfff02000, 4096 } } },
	{ "F14: a gap",
	  0xffe1ffff,
	  1 << 20,
	  0xffff,
	  BP_IOMMU_SG_MERGE,
	  { { 0x20000000, 12 * 4096 }, { 0x30000000, 8 * 4096 } },
	  { { 0xffe00000, 49152 }, { 0xffe10000, 32768 } } },
	{ "F14: no gap, but a boundary",
	  0xffe1ffff,
	  1 << 20,
	  0xffff,
	  BP_IOMMU_SG_MERGE,
	  { { 0x20000000, 16 * 4096 }, { 0x30000000, 4096 } },
	  { { 0xffe00000, 65536 }, { 0xffe10000, 4096 } } },
	{ "an entry longer than the longest segment stays alone",
	  0xfff03fff,
	  4096,
	  0,
	  BP_IOMMU_SG_MERGE,
	  { { PAGE(0), 8192 }, { PAGE(5), 4096 } },
	  { { 0xfff00000, 8192 }, { 0xfff02000, 4096 } } },
	{ "packed",
	  0xfff03fff,
	  0,
	  0,
	  BP_IOMMU_SG_PACK,
	  { { PAGE(0), 4096 }, { PAGE(5), 4096 }, { PAGE(3) + 0x200, 512 } },
	  { { 0xfff00000, 4096 }, { 0xfff01000, 4096 }, { 0xfff02200, 512 } } },
	{ "packed, the boundary unseen",
	  0xffe1ffff,
	  0,
	  0xffff,
	  BP_IOMMU_SG_PACK,
	  { { 0x20000000, 12 * 4096 }, { 0x30000000, 8 * 4096 } },
	  { { 0xffe00000, 49152 }, { 0xffe0c000, 32768 } } },
};

static unsigned count_in(const struct list_case *c)
{
	unsigned n = 0;

	while (n < 4 && c->in[n].len)
		n++;
	return n;
}

static void check(const struct list_case *c, bool len_wraps)
{
	const unsigned nents = count_in(c);
	struct t_iommu t;
	unsigned n = 0;

	t_iommu_start(&t, c->aperture, c->sg);
	bp_defect_set(&t.d.dev.bp_defects, BP_DEF_DMA_3, len_wraps);
	t.d.dev.dma_parms = (struct device_dma_parameters){
		.max_segment_size = c->max_seg,
		.segment_boundary_mask = c->boundary,
	};
	t_dma_list(&t.d, c->in, nents);
	while (n < 4 && c->out[n].len)
		n++;
	if (t_dma_map_list(&t.d, nents) != (int)n)
		fail_msg("%s: other than %u entries", c->name, n);
	for (unsigned k = 0; k < nents; k++)
		if (k < n)
			assert_sg_dma(&t.d.sg[k], c->out[k].addr, c->out[k].len);
		else
			assert_sg_dma(&t.d.sg[k], T_FAILED, 0);
	dma_unmap_sg(&t.d.dev, t.d.sg, (int)nents, DMA_BIDIRECTIONAL);
	assert_int_equal(bp_iommu_table_pages(t.table), 0);
	assert_int_equal(bp_iommu_live(t.domain), 0);
	t_iommu_stop(&t);
}

/* DEF-DMA-3 makes no difference where nothing wraps. */
static void dma_map_sg__iommu__table(void **state)
{
	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		check(&cases[i], false);
		check(&cases[i], true);
	}
}

/* C5.8: up to the end of the list, and not a page further. */
static void dma_unmap_sg__neighbours__still_mapped(void **state)
{
	static const struct t_entry list[] = { { PAGE(0) + 0x800, 0x800 }, { PAGE(1), 0x900 } };
	phys_addr_t phys;
	struct t_iommu t;
	u64 above, below;

	(void)state;
	t_iommu_start(&t, 0, BP_IOMMU_SG_MERGE);
	above = t_iommu_map_pages(&t, 1);
	above = t_iommu_map_pages(&t, 1);
	t_dma_list(&t.d, list, 2);
	assert_int_equal(t_dma_map_list(&t.d, 2), 1);
	assert_int_equal(sg_dma_address(t.d.sg).dma, above - 0x1800);
	below = t_iommu_map_pages(&t, 2);
	dma_unmap_sg(&t.d.dev, t.d.sg, 2, DMA_BIDIRECTIONAL);
	assert_int_equal(bp_iommu_translate(t.table, bp_dma_addr(above), false, &phys), 0);
	assert_int_equal(bp_iommu_translate(t.table, bp_dma_addr(below + 0x1fff), false, &phys), 0);
	assert_int_equal(bp_iommu_table_pages(t.table), 4);
	t_iommu_stop(&t);
}

/* The range ends where 64 bits do, so its end is 0. */
static void dma_unmap_sg__last_pages_of_all__given_back(void **state)
{
	static const struct t_entry list[] = { { PAGE(0), 0x1000 }, { PAGE(1), 0x1000 } };
	struct t_iommu t;

	(void)state;
	t_iommu_start(&t, 0, BP_IOMMU_SG_MERGE);
	t.d.dev.dma_mask = DMA_BIT_MASK(64);
	t_dma_list(&t.d, list, 2);
	assert_int_equal(t_dma_map_list(&t.d, 2), 1);
	assert_sg_dma(t.d.sg, -0x2000ull, 0x2000);
	dma_unmap_sg(&t.d.dev, t.d.sg, 2, DMA_BIDIRECTIONAL);
	assert_int_equal(bp_iommu_table_pages(t.table), 0);
	assert_int_equal(bp_iommu_live(t.domain), 0);
	t_iommu_stop(&t);
}

/* F14: the gap belongs to the entry before it. */
static void dma_map_sg__gap__mapped_with_the_entry_before(void **state)
{
	struct t_iommu t;
	phys_addr_t phys;

	(void)state;
	t_iommu_start(&t, cases[4].aperture, BP_IOMMU_SG_MERGE);
	t.d.dev.dma_parms = (struct device_dma_parameters){ .max_segment_size = 1 << 20,
							    .segment_boundary_mask = 0xffff };
	t_dma_list(&t.d, cases[4].in, 2);
	assert_int_equal(t_dma_map_list(&t.d, 2), 2);
	assert_int_equal(bp_iommu_table_pages(t.table), 98304 / 4096);
	assert_int_equal(bp_iommu_translate(t.table, bp_dma_addr(0xffe0c000), false, &phys), 0);
	assert_int_equal(phys.phys, 0x2000c000);
	assert_int_equal(bp_iommu_translate(t.table, bp_dma_addr(0xffe10000), false, &phys), 0);
	assert_int_equal(phys.phys, 0x30000000);
	dma_unmap_sg(&t.d.dev, t.d.sg, 2, DMA_BIDIRECTIONAL);
	assert_int_equal(bp_iommu_table_pages(t.table), 0);
	t_iommu_stop(&t);
}

static int takes(void *table, dma_addr_t iova, phys_addr_t phys, u64 bytes, unsigned prot)
{
	u64 *left = table;

	(void)iova;
	(void)phys;
	(void)bytes;
	(void)prot;
	return (*left)-- ? 0 : -ENOMEM;
}

/* C5.7 step 6, INV-DMA-6: two entries of 2 GiB; the defect's sum wraps to 0. */
static void dma_map_sg__four_gib__truncated_by_the_defect(void **state)
{
	static const struct bp_iommu_ops ops = { .map = takes, .unmap = bp_iommu_blank_unmap };
	static const struct t_entry list[] = { { 0, 1u << 31 }, { 1ull << 31, 1u << 31 } };
	u64 left = ~0ull;
	const struct bp_iommu_setup setup = { .ops = &ops, .table = &left };

	(void)state;
	for (int defect = 0; defect < 2; defect++) {
		struct t_iommu t;
		u64 sum = 0;
		int n;

		t_iommu_start_with(&t, &setup);
		bp_defect_set(&t.d.dev.bp_defects, BP_DEF_DMA_3, defect);
		t.d.dev.dma_mask = DMA_BIT_MASK(40);
		t.d.dev.dma_parms.max_segment_size = ~0u;
		t_dma_list(&t.d, list, 2);
		n = t_dma_map_list(&t.d, 2);
		assert_int_equal(n, defect ? 1 : 2);
		for (int i = 0; i < n; i++)
			sum += sg_dma_len(&t.d.sg[i]);
		assert_int_equal(sum, defect ? 0 : 1ull << 32);
		dma_unmap_sg(&t.d.dev, t.d.sg, 2, DMA_BIDIRECTIONAL);
		t_iommu_stop(&t);
	}
}

/* INV-DMA-11 */
static void dma_map_sg__iommu_fails__nothing_left(void **state)
{
	static const struct bp_iommu_ops ops = { .map = takes, .unmap = bp_iommu_blank_unmap };
	static const struct {
		u64 maps, allocations;
		unsigned len;
	} why[] = { { 0, ~0ull, 4096 },
		    { 1, ~0ull, 4096 },
		    { 2, 0, 4096 },
		    { 2, ~0ull, 0 },
		    { 2, ~0ull, 0xfffff000 } };

	(void)state;
	for (size_t i = 0; i < bp_array_size(why); i++)
		for (int sg = BP_IOMMU_SG_MERGE; sg <= BP_IOMMU_SG_PACK; sg++) {
			u64 left = why[i].maps;
			const struct bp_iommu_setup setup = { .ops = &ops,
							      .table = &left,
							      .sg = (enum bp_iommu_sg)sg };
			const struct t_entry list[] = { { PAGE(0), why[i].len },
							{ PAGE(1), why[i].len } };
			struct scatterlist before[2];
			struct t_iommu t;

			t_iommu_start_with(&t, &setup);
			t_dma_list(&t.d, list, 2);
			memcpy(before, t.d.sg, sizeof(before));
			t.d.allocations_until_failure = why[i].allocations;
			assert_int_equal(t_dma_map_list(&t.d, 2), 0);
			for (int k = 0; k < 2; k++) {
				assert_int_equal(t.d.sg[k].page_link, before[k].page_link);
				assert_int_equal(t.d.sg[k].offset, before[k].offset);
				assert_int_equal(t.d.sg[k].length, before[k].length);
			}
			assert_int_equal(sg_dma_len(t.d.sg), 0);
			assert_int_equal(bp_iommu_live(t.domain), 0);
			assert_hits(&t.d.env, BP_SITE_IOVA_UNKNOWN, 0);
			t.d.allocations_until_failure = ~0ull;
			t_iommu_stop(&t);
		}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(dma_map_sg__iommu__table),
		cmocka_unit_test(dma_unmap_sg__neighbours__still_mapped),
		cmocka_unit_test(dma_unmap_sg__last_pages_of_all__given_back),
		cmocka_unit_test(dma_map_sg__gap__mapped_with_the_entry_before),
		cmocka_unit_test(dma_map_sg__four_gib__truncated_by_the_defect),
		cmocka_unit_test(dma_map_sg__iommu_fails__nothing_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
