/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Setters of sizes and counts: the rows of block.md 5.2.
 */
#include <errno.h>
#include <limits.h>

#include "bp_test.h"

/* EX-22, INV-LIM-2 */
static void blk_queue_max_hw_sectors__table__both_limits(void **state)
{
	static const struct {
		unsigned dev, asked, hw, max;
		bool info;
	} cases[] = {
		{ 0, 3000, 3000, 2560, false },
		{ 0, 8, 8, 8, false },
		{ 0, 7, 8, 8, true },
		{ 0, 0, 8, 8, true },
		{ 100, 3000, 3000, 100, false },
		{ 100, 64, 64, 64, false },
		{ 0, 0x800000, 8, 8, true }, /* QUIRK-3: 2^32 bytes are 0 */
		{ 0, 0x800007, 8, 8, true }, /* QUIRK-3 */
		{ 0, 0x800008, 0x800008, 2560, false },
		{ 0, UINT_MAX, UINT_MAX, 2560, false },
	};
	struct t_world *w = *state;
	u64 hits = 0;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		w->q.limits.max_dev_sectors = cases[i].dev;
		blk_queue_max_hw_sectors(&w->q, cases[i].asked);
		assert_int_equal(w->q.limits.max_hw_sectors, cases[i].hw);
		assert_int_equal(w->q.limits.max_sectors, cases[i].max);
		assert_hits(&w->env, BP_SITE_LIM_MAX_HW_SECTORS, hits += cases[i].info);
	}
}

static void blk_queue_max_hw_sectors__quirk_3_mended__4_gib_is_not_small(void **state)
{
	struct t_world *w = *state;

	assert_int_equal(bp_defects_add(&w->q.bp_defects, "fix-quirk-3"), 0);
	blk_queue_max_hw_sectors(&w->q, 0x800000);
	assert_int_equal(w->q.limits.max_hw_sectors, 0x800000);
	assert_hits(&w->env, BP_SITE_LIM_MAX_HW_SECTORS, 0);
}

static void queue_max_sectors_store__table__stored_or_refused(void **state)
{
	static const struct {
		unsigned hw, dev;
		unsigned long kib;
		int result;
	} cases[] = {
		{ 2560, 0, 1280, 0 },
		{ 2560, 0, 1281, -EINVAL },
		{ 2560, 0, 4, 0 },
		{ 2560, 0, 3, -EINVAL },
		{ 2560, 0, 0, -EINVAL },
		{ 2560, 512, 256, 0 },
		{ 2560, 512, 257, -EINVAL },
		{ 0, 512, 256, 0 },
		{ 2561, 0, 1280, 0 },
		{ 2560, 0, 1ul << 32 | 4, -EINVAL }, /* the whole number is judged */
	};
	struct t_world *w = *state;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct queue_limits *lim = &w->q.limits;

		lim->max_hw_sectors = cases[i].hw;
		lim->max_dev_sectors = cases[i].dev;
		lim->max_sectors = 77;
		assert_int_equal(queue_max_sectors_store(&w->q, cases[i].kib), cases[i].result);
		assert_int_equal(lim->max_sectors, cases[i].result ? 77 : 2 * cases[i].kib);
	}
}

static void queue_max_sectors_store__pages_below_1_kib__zero_is_refused(void **state)
{
	struct t_world *w = *state;

	w->env.page_shift = 9;
	assert_int_equal(queue_max_sectors_store(&w->q, 0), -EINVAL);
	assert_int_equal(queue_max_sectors_store(&w->q, 1), 0);
}

static void blk_queue_max_segments__table__zero_becomes_one(void **state)
{
	struct t_world *w = *state;

	blk_queue_max_segments(&w->q, 65535);
	assert_int_equal(w->q.limits.max_segments, 65535);
	assert_hits(&w->env, BP_SITE_LIM_MAX_SEGMENTS, 0);
	blk_queue_max_segments(&w->q, 0);
	assert_int_equal(w->q.limits.max_segments, 1);
	assert_hits(&w->env, BP_SITE_LIM_MAX_SEGMENTS, 1);
}

static void blk_queue_max_segment_size__below_a_page__a_page(void **state)
{
	struct t_world *w = *state;

	blk_queue_max_segment_size(&w->q, 4096);
	assert_int_equal(w->q.limits.max_segment_size, 4096);
	assert_hits(&w->env, BP_SITE_LIM_MAX_SEGMENT_SIZE, 0);
	blk_queue_max_segment_size(&w->q, 4095);
	assert_int_equal(w->q.limits.max_segment_size, 4096);
	assert_hits(&w->env, BP_SITE_LIM_MAX_SEGMENT_SIZE, 1);
	assert_hits(&w->env, BP_SITE_LIM_SEGMENT_SIZE_VIRT, 0);
}

static void blk_queue_max_segment_size__virtual_boundary__warned_and_stored(void **state)
{
	struct t_world *w = *state;

	blk_queue_virt_boundary(&w->q, 0xFFF);
	blk_queue_max_segment_size(&w->q, 8192);
	assert_hits(&w->env, BP_SITE_LIM_SEGMENT_SIZE_VIRT, 1);
	assert_int_equal(w->q.limits.max_segment_size, 8192);
}

static void blk_queue_segment_boundary__below_a_page__a_page(void **state)
{
	struct t_world *w = *state;

	blk_queue_segment_boundary(&w->q, 0xFFF);
	assert_int_equal(w->q.limits.seg_boundary_mask, 0xFFF);
	assert_hits(&w->env, BP_SITE_LIM_SEG_BOUNDARY, 0);
	blk_queue_segment_boundary(&w->q, 0x1FF);
	assert_int_equal(w->q.limits.seg_boundary_mask, 0xFFF);
	assert_hits(&w->env, BP_SITE_LIM_SEG_BOUNDARY, 1);
	blk_queue_segment_boundary(&w->q, ~0ul);
	assert_int_equal(w->q.limits.seg_boundary_mask, ~0ul);
}

static void blk_queue_virt_boundary__any_mask__segment_size_without_bound(void **state)
{
	static const unsigned long masks[] = { 0xFFF, 0 };
	struct t_world *w = *state;

	for (size_t i = 0; i < bp_array_size(masks); i++) {
		w->q.limits.max_segment_size = 65536;
		blk_queue_virt_boundary(&w->q, masks[i]);
		assert_int_equal(w->q.limits.virt_boundary_mask, masks[i]);
		assert_int_equal(w->q.limits.max_segment_size, UINT_MAX);
	}
}

static void blk_queue_chunk_sectors__no_power_of_two__bug(void **state)
{
	static const unsigned refused[] = { 0, 3, 24, UINT_MAX };
	struct t_world *w = *state;

	blk_queue_chunk_sectors(&w->q, 256);
	for (size_t i = 0; i < bp_array_size(refused); i++)
		assert_bug(&w->env, BP_SITE_LIM_CHUNK,
			   (blk_queue_chunk_sectors(&w->q, refused[i]), 0));
	assert_int_equal(w->q.limits.chunk_sectors, 256);
}

/* G-8 */
static void blk_queue_chunk_sectors__newer_kernels__any_number(void **state)
{
	static const unsigned taken[] = { 3, 24, 0, UINT_MAX };
	struct t_world *w = *state;

	w->q.bp_rules = bp_rules_find("v6.1");
	for (size_t i = 0; i < bp_array_size(taken); i++) {
		blk_queue_chunk_sectors(&w->q, taken[i]);
		assert_int_equal(w->q.limits.chunk_sectors, taken[i]);
	}
}

static void blk_queue_max_discard_sectors__any__both_fields(void **state)
{
	struct t_world *w = *state;

	blk_queue_max_discard_sectors(&w->q, 4096);
	assert_int_equal(w->q.limits.max_discard_sectors, 4096);
	assert_int_equal(w->q.limits.max_hw_discard_sectors, 4096);
}

static void setters_as_is__any__stored(void **state)
{
	struct t_world *w = *state;

	blk_queue_max_discard_segments(&w->q, 256);
	assert_int_equal(w->q.limits.max_discard_segments, 256);
	blk_queue_max_write_same_sectors(&w->q, 65535);
	assert_int_equal(w->q.limits.max_write_same_sectors, 65535);
	blk_queue_max_write_zeroes_sectors(&w->q, UINT_MAX);
	assert_int_equal(w->q.limits.max_write_zeroes_sectors, UINT_MAX);
}

/* the page is data of the world */
static void setters_with_a_page__64_kib_pages__64_kib_at_least(void **state)
{
	struct t_world *w = *state;

	w->env.page_shift = 16;
	blk_queue_max_hw_sectors(&w->q, 127);
	assert_int_equal(w->q.limits.max_hw_sectors, 128);
	blk_queue_max_segment_size(&w->q, 4096);
	assert_int_equal(w->q.limits.max_segment_size, 65536);
	blk_queue_segment_boundary(&w->q, 0xFFF);
	assert_int_equal(w->q.limits.seg_boundary_mask, 0xFFFF);
	assert_int_equal(queue_max_sectors_store(&w->q, 63), -EINVAL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_world(blk_queue_max_hw_sectors__table__both_limits),
		t_in_world(blk_queue_max_hw_sectors__quirk_3_mended__4_gib_is_not_small),
		t_in_world(queue_max_sectors_store__table__stored_or_refused),
		t_in_world(queue_max_sectors_store__pages_below_1_kib__zero_is_refused),
		t_in_world(blk_queue_max_segments__table__zero_becomes_one),
		t_in_world(blk_queue_max_segment_size__below_a_page__a_page),
		t_in_world(blk_queue_max_segment_size__virtual_boundary__warned_and_stored),
		t_in_world(blk_queue_segment_boundary__below_a_page__a_page),
		t_in_world(blk_queue_virt_boundary__any_mask__segment_size_without_bound),
		t_in_world(blk_queue_chunk_sectors__no_power_of_two__bug),
		t_in_world(blk_queue_chunk_sectors__newer_kernels__any_number),
		t_in_world(blk_queue_max_discard_sectors__any__both_fields),
		t_in_world(setters_as_is__any__stored),
		t_in_world(setters_with_a_page__64_kib_pages__64_kib_at_least),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
