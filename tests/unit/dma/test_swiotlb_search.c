/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the search for slots begins, and what a run may not do (P2P-C4.2, C4.3).
 */
#include "bounce_test.h"

/* C4.2: the search goes on where the last one ended, and begins anew at the end. */
static void dma_map_single__after_an_unmap__next_slots_first(void **state)
{
	static const u64 expected[] = { T_POOL, T_POOL + 0x1000, T_POOL + 0x2000, T_POOL };
	struct t_bounce t;

	(void)state;
	t_bounce_start(&t, 6, false);
	for (size_t i = 0; i < bp_array_size(expected); i++) {
		const u64 addr = t_map(&t.d.dev, T_HIGH, 4096, DMA_TO_DEVICE);

		assert_int_equal(addr, expected[i]);
		dma_unmap_single(&t.d.dev, bp_dma_addr(addr), 4096, DMA_TO_DEVICE);
	}
	t_bounce_stop(&t);
}

/* A run that begins in the pool must end there. */
static void dma_map_single__last_slots__not_beyond_the_pool(void **state)
{
	struct t_bounce t;

	(void)state;
	t_bounce_start(&t, 130, false);
	assert_int_equal(t_map(&t.d.dev, T_HIGH, 256 << 10, DMA_TO_DEVICE), T_POOL);
	assert_int_equal(t_map(&t.d.dev, T_HIGH, 4097, DMA_TO_DEVICE), T_FAILED);
	assert_int_equal(t_map(&t.d.dev, T_HIGH, 4096, DMA_TO_DEVICE), T_POOL + 0x40000);
	assert_int_equal(bp_swiotlb_used(t.pool), 130);
	dma_unmap_single(&t.d.dev, bp_dma_addr(T_POOL), 256 << 10, DMA_TO_DEVICE);
	dma_unmap_single(&t.d.dev, bp_dma_addr(T_POOL + 0x40000), 4096, DMA_TO_DEVICE);
	t_bounce_stop(&t);
}

static void dma_map_single__sizes__slots_taken(void **state)
{
	static const struct {
		u64 size;
		u32 slots;
	} cases[] = { { 1, 1 }, { 2047, 1 }, { 2048, 1 }, { 2049, 2 }, { 4097, 3 } };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_bounce t;
		u64 addr;

		t_bounce_start(&t, 8, false);
		addr = t_map(&t.d.dev, T_HIGH, cases[i].size, DMA_TO_DEVICE);
		assert_int_equal(bp_swiotlb_used(t.pool), cases[i].slots);
		dma_unmap_single(&t.d.dev, bp_dma_addr(addr), cases[i].size, DMA_TO_DEVICE);
		t_bounce_stop(&t);
	}
}

/* A run ends with the last byte before the device's boundary, and begins with the first behind. */
static void dma_map_single__segment_boundary__touched_not_crossed(void **state)
{
	struct t_bounce t;

	(void)state;
	t_bounce_start(&t, 8, false);
	t.d.dev.dma_parms.segment_boundary_mask = 0x1fff;
	assert_int_equal(t_map(&t.d.dev, T_HIGH, 0x2000, DMA_TO_DEVICE), T_POOL);
	assert_int_equal(t_map(&t.d.dev, T_HIGH, 0x2000, DMA_TO_DEVICE), T_POOL + 0x2000);
	dma_unmap_single(&t.d.dev, bp_dma_addr(T_POOL), 0x2000, DMA_TO_DEVICE);
	dma_unmap_single(&t.d.dev, bp_dma_addr(T_POOL + 0x2000), 0x2000, DMA_TO_DEVICE);
	assert_int_equal(t_map(&t.d.dev, T_HIGH, 0x2001, DMA_TO_DEVICE), T_FAILED);
	t_bounce_stop(&t);
}

/* C4.3 in a pool that begins at no multiple of what is kept; and a sum that wraps. */
static void dma_map_single__odd_base__low_bits_kept(void **state)
{
	const struct bp_swiotlb_setup setup = { .base = bp_phys_addr(T_POOL + 0x1000),
						.slots = 16 };
	struct t_bounce t;
	u64 addr;

	(void)state;
	t_bounce_start(&t, 8, false);
	bp_swiotlb_free(t.pool);
	t.pool = bp_swiotlb_new(&t.d.env, &setup);
	assert_non_null(t.pool);
	t.d.dev.bp_swiotlb = t.pool;
	t.d.dev.dma_parms.min_align_mask = 0x1fff;
	addr = t_map(&t.d.dev, T_HIGH + 0x1234, 512, DMA_TO_DEVICE);
	assert_int_equal(addr, T_POOL + 0x2000 + 0x1234);
	dma_unmap_single(&t.d.dev, bp_dma_addr(addr), 512, DMA_TO_DEVICE);
	assert_int_equal(t_map(&t.d.dev, T_HIGH + 1, ~0ull, DMA_TO_DEVICE), T_FAILED);
	assert_int_equal(bp_swiotlb_used(t.pool), 0);
	t_bounce_stop(&t);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(dma_map_single__after_an_unmap__next_slots_first),
		cmocka_unit_test(dma_map_single__last_slots__not_beyond_the_pool),
		cmocka_unit_test(dma_map_single__sizes__slots_taken),
		cmocka_unit_test(dma_map_single__segment_boundary__touched_not_crossed),
		cmocka_unit_test(dma_map_single__odd_base__low_bits_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
