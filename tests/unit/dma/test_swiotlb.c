/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which slots a bounced mapping gets (P2P-C4.1 to C4.5, P2P-F17, INV-DMA-9, INV-DMA-13).
 */
#include "bounce_test.h"

/* F17 and the strides: in a fresh pool, after `before` bytes are bounced. */
static void dma_map_single__bounced__table(void **state)
{
	static const struct {
		const char *name;
		u64 before;
		u64 phys;
		u64 size;
		u64 addr;
		u32 slots;
	} cases[] = {
		{ "F17: 5000 bytes", 100, T_HIGH, 5000, T_POOL + 0x1000, 3 },
		{ "F17: a page", 100, T_HIGH, 4096, T_POOL + 0x1000, 2 },
		{ "F17: 300 KiB", 0, T_HIGH, 300 << 10, T_FAILED, 0 },
		{ "the largest", 0, T_HIGH, 256 << 10, T_POOL, 128 },
		{ "the largest in the next group", 100, T_HIGH, 256 << 10, T_POOL + 0x40000, 128 },
		{ "a byte too many", 0, T_HIGH, (256 << 10) + 1, T_FAILED, 0 },
		{ "less than a page", 100, T_HIGH, 4095, T_POOL + 0x800, 2 },
		{ "DEF-DMA-1's rule: no offset kept", 0, T_HIGH + 0x200, 512, T_POOL, 1 },
		{ "nothing at all", 0, T_HIGH, 0, T_POOL, 1 },
		{ "a size that wraps", 0, T_HIGH, ~0ull, T_FAILED, 0 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_bounce t;
		u32 before;
		u64 addr;

		t_bounce_start(&t, 1024, false);
		if (cases[i].before)
			dma_map_single(&t.d.dev, t_buf(T_HIGH), cases[i].before, DMA_TO_DEVICE);
		before = bp_swiotlb_used(t.pool);
		addr = t_map(&t.d.dev, cases[i].phys, cases[i].size, DMA_TO_DEVICE);
		if (addr != cases[i].addr || bp_swiotlb_used(t.pool) - before != cases[i].slots)
			fail_msg("%s: 0x%llx, %u slots", cases[i].name, (unsigned long long)addr,
				 bp_swiotlb_used(t.pool) - before);
		assert_hits(&t.d.env, BP_SITE_BOUNCE_FULL, addr == T_FAILED);
		assert_hits(&t.d.env, BP_SITE_DMA_UNREACHABLE, addr == T_FAILED);
		if (addr != T_FAILED)
			dma_unmap_single(&t.d.dev, bp_dma_addr(addr), cases[i].size, DMA_TO_DEVICE);
		assert_int_equal(bp_swiotlb_used(t.pool), before);
		assert_hits(&t.d.env, BP_SITE_BOUNCE_LEAK, 0);
		t_bounce_stop(&t);
	}
}

/* C4.3, INV-DMA-13: with a mask the low bits stay, unless DEF-DMA-1 is on. */
static void dma_map_single__min_align_mask__table(void **state)
{
	static const struct {
		unsigned mask;
		bool defect;
		u64 phys;
		u64 size;
		u64 addr;
		u32 slots;
	} cases[] = {
		{ 4095, false, T_HIGH + 0x200, 512, T_POOL + 0x1200, 1 },
		{ 4095, false, T_HIGH + 0xe00, 512, T_POOL + 0x1e00, 2 },
		{ 4095, false, T_HIGH + 0x200, 4096, T_POOL + 0x1200, 3 },
		{ 511, false, T_HIGH + 0x210, 512, T_POOL + 0x1010, 1 },
		{ 16383, false, T_HIGH + 0x3e00, 512, T_POOL + 0x7e00, 8 },
		{ 4095, true, T_HIGH + 0x200, 512, T_POOL + 0x800, 1 },
		{ 4095, true, T_HIGH + 0x200, 4096, T_POOL + 0x1000, 2 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_bounce t;
		u64 addr, first;

		t_bounce_start(&t, 1024, false);
		first = t_map(&t.d.dev, T_HIGH, 1, DMA_TO_DEVICE);
		t.d.dev.dma_parms.min_align_mask = cases[i].mask;
		bp_defect_set(&t.d.dev.bp_defects, BP_DEF_DMA_1, cases[i].defect);
		addr = t_map(&t.d.dev, cases[i].phys, cases[i].size, DMA_TO_DEVICE);
		assert_int_equal(addr, cases[i].addr);
		assert_int_equal(bp_swiotlb_used(t.pool), 1 + cases[i].slots);
		assert_int_equal((addr & cases[i].mask) == (cases[i].phys & cases[i].mask),
				 !cases[i].defect);
		dma_unmap_single(&t.d.dev, bp_dma_addr(addr), cases[i].size, DMA_TO_DEVICE);
		dma_unmap_single(&t.d.dev, bp_dma_addr(first), 1, DMA_TO_DEVICE);
		assert_int_equal(bp_swiotlb_used(t.pool), 0);
		t_bounce_stop(&t);
	}
}

/* C8.1 */
static void dma_max_mapping_size__bounce__group_less_kept_bits(void **state)
{
	struct t_bounce t;

	(void)state;
	t_bounce_start(&t, 0, false);
	assert_int_equal(dma_max_mapping_size(&t.d.dev), 262144);
	t.d.dev.dma_parms.min_align_mask = 4095;
	assert_int_equal(dma_max_mapping_size(&t.d.dev), 262144 - 4096);
	bp_defect_set(&t.d.dev.bp_defects, BP_DEF_DMA_1, true);
	assert_int_equal(dma_max_mapping_size(&t.d.dev), 262144);
	t_bounce_stop(&t);
}

/* C4.2: the search goes on where the last one ended, and once around. */
static void dma_map_single__pool_goes_round__first_free_run(void **state)
{
	struct t_bounce t;
	u64 addr[4];

	(void)state;
	t_bounce_start(&t, 8, false);
	for (unsigned i = 0; i < 4; i++)
		addr[i] = t_map(&t.d.dev, T_HIGH, 4096, DMA_TO_DEVICE);
	assert_true(
		dma_map_single_attrs(&t.d.dev, t_buf(T_HIGH), 1, DMA_TO_DEVICE, DMA_ATTR_NO_WARN)
			.dma == T_FAILED);
	assert_hits(&t.d.env, BP_SITE_BOUNCE_FULL, 0);
	dma_unmap_single(&t.d.dev, bp_dma_addr(addr[1]), 4096, DMA_TO_DEVICE);
	dma_unmap_single(&t.d.dev, bp_dma_addr(addr[2]), 4096, DMA_TO_DEVICE);
	assert_int_equal(t_map(&t.d.dev, T_HIGH, 2048, DMA_TO_DEVICE), addr[1]);
	assert_int_equal(t_map(&t.d.dev, T_HIGH, 4096, DMA_TO_DEVICE), addr[2]);
	assert_int_equal(t_map(&t.d.dev, T_HIGH, 2048, DMA_TO_DEVICE), addr[1] + 0x800);
	assert_int_equal(bp_swiotlb_used(t.pool), 8);
	t_bounce_stop(&t);
	assert_int_equal(addr[3], T_POOL + 0x3000);
}

/* C4.2: a run crosses neither a group of 128 slots nor the device's boundary. */
static void dma_map_single__boundary__run_moves_behind_it(void **state)
{
	struct t_bounce t;

	(void)state;
	t_bounce_start(&t, 256, false);
	t.d.dev.dma_parms.segment_boundary_mask = 0x3fff;
	assert_int_equal(t_map(&t.d.dev, T_HIGH, 0x3000, DMA_TO_DEVICE), T_POOL);
	assert_int_equal(t_map(&t.d.dev, T_HIGH, 0x2000, DMA_TO_DEVICE), T_POOL + 0x4000);
	t.d.dev.dma_parms.segment_boundary_mask = 0;
	assert_int_equal(t_map(&t.d.dev, T_HIGH, 0x39000, DMA_TO_DEVICE), T_POOL + 0x6000);
	assert_int_equal(t_map(&t.d.dev, T_HIGH, 0x2000, DMA_TO_DEVICE), T_POOL + 0x40000);
	t_bounce_stop(&t);
	assert_hits(&t.d.env, BP_SITE_BOUNCE_LEAK, 1); /* C7.18 */
}

/* C4.5: the slot itself is out of reach. */
static void dma_map_single__slot_out_of_reach__released(void **state)
{
	struct t_bounce t;

	(void)state;
	t_bounce_start(&t, 8, false);
	t.d.dev.dma_mask = DMA_BIT_MASK(20);
	assert_true(t_map(&t.d.dev, T_HIGH, 1, DMA_TO_DEVICE) == T_FAILED);
	assert_int_equal(bp_swiotlb_used(t.pool), 0);
	t_bounce_stop(&t);
}

/* INV-DMA-11 */
static void dma_map_sg__pool_ends__slots_given_back(void **state)
{
	static const struct t_entry list[] = { { T_HIGH, 4096 },
					       { T_HIGH + 0x2000, 4096 },
					       { T_HIGH + 0x4000, 4096 } };
	struct t_bounce t;

	(void)state;
	t_bounce_start(&t, 4, false);
	t_dma_list(&t.d, list, 3);
	assert_int_equal(t_dma_map_list(&t.d, 3), 0);
	assert_int_equal(bp_swiotlb_used(t.pool), 0);
	t_bounce_stop(&t);
}

static void dma_map_single__forced__bounced_within_reach(void **state)
{
	struct t_bounce t;

	(void)state;
	t_bounce_start(&t, 8, true);
	assert_int_equal(t_map(&t.d.dev, 0x5000, 512, DMA_TO_DEVICE), T_POOL);
	dma_unmap_single(&t.d.dev, bp_dma_addr(T_POOL), 512, DMA_TO_DEVICE);
	t_bounce_stop(&t);
}

static void bp_swiotlb_new__refused__null(void **state)
{
	struct bp_swiotlb_setup setup = { .base = bp_phys_addr(0x800) };
	struct t_dma t;

	(void)state;
	t_dma_start(&t, 0);
	assert_null(bp_swiotlb_new(&t.env, &setup));
	setup.base = bp_phys_addr(0);
	t.allocations_until_failure = 0;
	assert_null(bp_swiotlb_new(&t.env, &setup));
	bp_swiotlb_free(NULL);
	t_dma_stop(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(dma_map_single__bounced__table),
		cmocka_unit_test(dma_map_single__min_align_mask__table),
		cmocka_unit_test(dma_max_mapping_size__bounce__group_less_kept_bits),
		cmocka_unit_test(dma_map_single__pool_goes_round__first_free_run),
		cmocka_unit_test(dma_map_single__boundary__run_moves_behind_it),
		cmocka_unit_test(dma_map_single__slot_out_of_reach__released),
		cmocka_unit_test(dma_map_sg__pool_ends__slots_given_back),
		cmocka_unit_test(dma_map_single__forced__bounced_within_reach),
		cmocka_unit_test(bp_swiotlb_new__refused__null),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
