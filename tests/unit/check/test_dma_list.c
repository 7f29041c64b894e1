/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-DMA-3 to -6 and -11.
 */
#include <errno.h>

#include "dma_court.h"
#include "iommu/blank.h"

static int takes_none(void *table, dma_addr_t iova, phys_addr_t phys, u64 bytes, unsigned prot)
{
	(void)table;
	(void)iova;
	(void)phys;
	(void)bytes;
	(void)prot;
	return -ENOMEM;
}

/* Everything lies 0x100000 above its I/O address; the page at 0x7000 faults. */
static int shifts(const void *table, dma_addr_t iova, bool write, phys_addr_t *phys)
{
	(void)table;
	(void)write;
	if (iova.dma >> 12 == 7)
		return -EFAULT;
	*phys = bp_phys_addr(iova.dma + 0x100000);
	return 0;
}

static const struct bp_iommu_ops shifting = { bp_iommu_blank_map, bp_iommu_blank_unmap, shifts };
static const struct bp_iommu_ops blind = { bp_iommu_blank_map, bp_iommu_blank_unmap, NULL };

/* F13: real lists through a real table, both ways. */
static void dma_3_to_6__real_lists__held(void **state)
{
	static const enum bp_iommu_sg ways[] = { BP_IOMMU_SG_MERGE, BP_IOMMU_SG_PACK };

	(void)state;
	for (size_t i = 0; i < bp_array_size(ways); i++) {
		struct t_dma_court t;

		t_dma_open(&t);
		t_dma_iommu(&t, &bp_iommu_table_ops, ways[i]);
		sg_init_table(t.sg, 4);
		sg_set_buf(&t.court.w.env, &t.sg[0], t_buf(0x10200), 3584);
		sg_set_buf(&t.court.w.env, &t.sg[1], t_buf(0x30000), 4096);
		sg_set_buf(&t.court.w.env, &t.sg[2], t_buf(0x50000), 1024);
		sg_set_buf(&t.court.w.env, &t.sg[3], t_buf(0x70000), 4096);
		assert_int_equal(dma_map_sg(&t.dev, t.sg, 4, DMA_TO_DEVICE),
				 ways[i] == BP_IOMMU_SG_MERGE ? 2 : 4);
		assert_held(&t.court, BP_INV_DMA_3);
		assert_held(&t.court, BP_INV_DMA_5);
		assert_held(&t.court, BP_INV_DMA_6);
		if (ways[i] == BP_IOMMU_SG_MERGE)
			assert_held(&t.court, BP_INV_DMA_4);
		else
			assert_no_case(&t.court, BP_INV_DMA_4);
		dma_unmap_sg(&t.dev, t.sg, 4, DMA_TO_DEVICE);
		assert_held(&t.court, BP_INV_DMA_7);
		assert_held(&t.court, BP_INV_DMA_10);
		assert_all_held(&t.court);
		t_dma_close(&t);
	}
}

static void dma_3__what_the_device_meets__judged(void **state)
{
	static const struct {
		struct t_dma_entry entry[2];
		int mapped;
		bool holds;
	} cases[] = {
		{ { { 0x101200, 512, 0x1200, 512 }, { 0x105000, 4096, 0x5000, 4096 } }, 2, true },
		{ { { 0x101000, 4096, 0x1000, 8192 }, { 0x102000, 4096, T_NOWHERE, 0 } }, 1, true },
		{ { { 0x101000, 4096, 0x1000, 8192 }, { 0x103000, 4096, T_NOWHERE, 0 } },
		  1,
		  false },
		{ { { 0x101000, 4096, 0x5000, 4096 }, { 0x105000, 4096, 0x1000, 4096 } },
		  2,
		  false },
		{ { { 0x101000, 4096, 0x1000, 4096 }, { 0x102000, 4096, T_NOWHERE, 0 } },
		  1,
		  false },
		{ { { 0x101000, 4096, 0x1000, 4096 }, { 0x102000, 512, 0x2000, 1024 } }, 2, false },
		{ { { 0x101000, 4096, 0x1000, 4096 }, { 0x107000, 512, 0x7000, 512 } }, 2, false },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_dma_court t;

		t_dma_open(&t);
		t_dma_iommu(&t, &shifting, BP_IOMMU_SG_MERGE);
		t_dma_say_list(&t, cases[i].entry, 2, cases[i].mapped);
		assert_int_equal(bp_check_judged(t.court.check, BP_INV_DMA_3), 1);
		assert_int_equal(bp_check_count(t.court.check, BP_INV_DMA_3), !cases[i].holds);
		t_dma_close(&t);
	}
}

static void dma_4__entries_of_a_merge__judged(void **state)
{
	static const struct {
		u64 boundary;
		unsigned longest;
		struct t_dma_entry entry;
		bool judged, holds;
	} cases[] = {
		{ 0xffff, 0, { 0x1000, 4096, 0xf0000000, 4096 }, true, true },
		{ 0xffff, 0, { 0x1000, 4096, 0xf000f000, 4096 }, true, true },
		{ 0xffff, 0, { 0x1000, 4096, 0xf000f800, 4096 }, true, false },
		{ 0, 0, { 0x1000, 4096, 0xfffff800, 4096 }, true, false }, /* the default */
		{ ~0ull, 0, { 0x1000, 4096, 0xfffff800, 4096 }, true, true },
		{ 0, 4096, { 0x1000, 4096, 0xf0000000, 4096 }, true, true },
		{ 0, 4096, { 0x1000, 4096, 0xf0000000, 8192 }, true, false },
		{ 0, 0, { 0x1000, 4096, 0xf0000000, 65537 }, true, false },
		{ 0, 2048, { 0x1000, 4096, 0xf0000000, 4096 }, false, true },  /* too long before */
		{ 0xfff, 0, { 0x1800, 4096, 0xf0000800, 4096 }, false, true }, /* crossed before */
		{ 0xff0f, 0, { 0x1000, 4096, 0xf0000000, 4096 }, false, true }, /* no mask */
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_dma_court t;

		t_dma_open(&t);
		t_dma_iommu(&t, &blind, BP_IOMMU_SG_MERGE);
		t.dev.dma_parms.segment_boundary_mask = cases[i].boundary;
		t.dev.dma_parms.max_segment_size = cases[i].longest;
		t_dma_say_list(&t, &cases[i].entry, 1, 1);
		assert_int_equal(bp_check_judged(t.court.check, BP_INV_DMA_4), cases[i].judged);
		assert_int_equal(bp_check_count(t.court.check, BP_INV_DMA_4), !cases[i].holds);
		t_dma_close(&t);
	}
}

static void dma_5_and_6__counts_and_sums__judged(void **state)
{
	static const struct t_dma_entry merged[] = { { 0x1000, 4096, 0xf0000000, 8192 },
						     { 0x9000, 4096, T_NOWHERE, 0 } };
	static const struct t_dma_entry plain[] = { { 0x1000, 4096, 0xf0000000, 4096 },
						    { 0x9000, 4096, 0xf0001000, 4096 } };
	static const struct t_dma_entry lost[] = { { 0x1000, 4096, 0xf0000000, 4096 },
						   { 0x9000, 4096, 0xf0001000, 0 } };
	static const struct {
		enum bp_dma_kind kind;
		enum bp_iommu_sg sg;
		const struct t_dma_entry *entry;
		int mapped;
		bool count_holds, sum_holds;
	} cases[] = {
		{ BP_DMA_IOMMU, BP_IOMMU_SG_MERGE, merged, 1, true, true },
		{ BP_DMA_IOMMU, BP_IOMMU_SG_MERGE, plain, 2, true, true },
		{ BP_DMA_IOMMU, BP_IOMMU_SG_MERGE, lost, 2, true, false },
		{ BP_DMA_IOMMU, BP_IOMMU_SG_PACK, plain, 2, true, true },
		{ BP_DMA_IOMMU, BP_IOMMU_SG_PACK, merged, 1, false, true },
		{ BP_DMA_DIRECT, BP_IOMMU_SG_MERGE, plain, 2, true, true },
		{ BP_DMA_DIRECT, BP_IOMMU_SG_MERGE, merged, 1, false, true },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_dma_court t;

		t_dma_open(&t);
		t_dma_iommu(&t, &blind, cases[i].sg);
		t.dev.dma_kind = cases[i].kind;
		t_dma_say_list(&t, cases[i].entry, 2, cases[i].mapped);
		assert_int_equal(bp_check_judged(t.court.check, BP_INV_DMA_5), 1);
		assert_int_equal(bp_check_count(t.court.check, BP_INV_DMA_5),
				 !cases[i].count_holds);
		assert_int_equal(bp_check_count(t.court.check, BP_INV_DMA_6), !cases[i].sum_holds);
		t_dma_close(&t);
	}
}

static void dma_11__list_that_fails__is_as_it_was(void **state)
{
	static const struct bp_iommu_ops full = { takes_none, bp_iommu_blank_unmap, NULL };
	struct t_dma_court t;

	(void)state;
	t_dma_open(&t);
	t_dma_iommu(&t, &full, BP_IOMMU_SG_MERGE);
	sg_init_table(t.sg, 2);
	sg_set_buf(&t.court.w.env, &t.sg[0], t_buf(0x1000), 4096);
	sg_set_buf(&t.court.w.env, &t.sg[1], t_buf(0x9000), 4096);
	assert_int_equal(dma_map_sg(&t.dev, t.sg, 2, DMA_TO_DEVICE), 0);
	assert_int_equal(bp_check_judged(t.court.check, BP_INV_DMA_11), 2);
	assert_all_held(&t.court);
	assert_int_equal(bp_check_live(t.court.check), 1); /* the domain */
	t_dma_close(&t);
}

static void dma_11__list_changed_or_addresses_kept__broken(void **state)
{
	struct bp_dma_call call;
	struct bp_event take = { .id = BP_EV_IOVA_TAKE, .a = 0xf0000000, .b = 4096, .dma = &call };
	struct t_dma_court t;

	(void)state;
	t_dma_open(&t);
	t_dma_iommu(&t, &blind, BP_IOMMU_SG_MERGE);
	call = (struct bp_dma_call){
		.dev = &t.dev, .type = BP_DMA_CALL_SG, .sgl = t.sg, .nents = 1, .domain = t.domain
	};
	sg_init_table(t.sg, 1);
	sg_set_buf(&t.court.w.env, &t.sg[0], t_buf(0x1000), 4096);
	t_dma_say(&t, BP_EV_DMA_MAP_BEGIN, &call);
	t.sg[0].length = 512;
	t_dma_say(&t, BP_EV_DMA_MAP, &call);
	assert_int_equal(bp_check_count(t.court.check, BP_INV_DMA_11), 1);
	bp_check_event(t.court.check, &take);
	t_dma_say(&t, BP_EV_DMA_MAP_BEGIN, &call);
	t_dma_say(&t, BP_EV_DMA_MAP, &call);
	assert_int_equal(bp_check_count(t.court.check, BP_INV_DMA_11), 2);
	t_dma_close(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dma_3_to_6__real_lists__held),
		cmocka_unit_test(dma_3__what_the_device_meets__judged),
		cmocka_unit_test(dma_4__entries_of_a_merge__judged),
		cmocka_unit_test(dma_5_and_6__counts_and_sums__judged),
		cmocka_unit_test(dma_11__list_that_fails__is_as_it_was),
		cmocka_unit_test(dma_11__list_changed_or_addresses_kept__broken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
