/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of block.md 5.1, field by field.
 */
#include <limits.h>
#include <string.h>

#include "bp_test.h"

/* X(field, default, stacking) */
#define FIELDS(X)                                                                                  \
	X(bounce_pfn, 0xFFFFFFFFFFFFFul, 0xFFFFFFFFFFFFFul)                                        \
	X(seg_boundary_mask, 0xFFFFFFFFul, 0xFFFFFFFFul)                                           \
	X(virt_boundary_mask, 0, 0)                                                                \
	X(max_hw_sectors, 255, UINT_MAX)                                                           \
	X(max_dev_sectors, 0, UINT_MAX)                                                            \
	X(chunk_sectors, 0, 0)                                                                     \
	X(max_sectors, 255, UINT_MAX)                                                              \
	X(max_segment_size, 65536, UINT_MAX)                                                       \
	X(physical_block_size, 512, 512)                                                           \
	X(alignment_offset, 0, 0)                                                                  \
	X(io_min, 512, 512)                                                                        \
	X(io_opt, 0, 0)                                                                            \
	X(max_discard_sectors, 0, 0)                                                               \
	X(max_hw_discard_sectors, 0, 0)                                                            \
	X(max_write_same_sectors, 0, UINT_MAX)                                                     \
	X(max_write_zeroes_sectors, 0, UINT_MAX)                                                   \
	X(discard_granularity, 0, 0)                                                               \
	X(discard_alignment, 0, 0)                                                                 \
	X(logical_block_size, 512, 512)                                                            \
	X(max_segments, 128, 65535)                                                                \
	X(max_integrity_segments, 0, 0)                                                            \
	X(max_discard_segments, 1, 65535)                                                          \
	X(misaligned, 0, 0)                                                                        \
	X(discard_misaligned, 0, 0)                                                                \
	X(zoned, BLK_ZONED_NONE, BLK_ZONED_NONE)

#define ASSERT_DEFAULT(field, value, stacking) assert_int_equal(lim.field, value);
#define ASSERT_STACKING(field, value, stacking) assert_int_equal(lim.field, stacking);

static void blk_set_default_limits__rubbish_before__the_table(void **state)
{
	struct t_world *w = *state;
	struct queue_limits lim;

	memset(&lim, 0x5A, sizeof(lim));
	blk_set_default_limits(&w->env, &lim);
	FIELDS(ASSERT_DEFAULT)
	assert_int_equal(lim.raid_partial_stripes_expensive, 0x5A); /* not written */
}

static void blk_set_stacking_limits__rubbish_before__the_table(void **state)
{
	struct t_world *w = *state;
	struct queue_limits lim;

	memset(&lim, 0x5A, sizeof(lim));
	blk_set_stacking_limits(&w->env, &lim);
	FIELDS(ASSERT_STACKING)
	assert_int_equal(lim.raid_partial_stripes_expensive, 0x5A);
}

static void blk_set_default_limits__other_page_size__bounce_pfn_in_its_pages(void **state)
{
	struct t_world *w = *state;
	struct queue_limits lim = { 0 };

	w->env.page_shift = 16;
	blk_set_default_limits(&w->env, &lim);
	assert_int_equal(lim.bounce_pfn, 0xFFFFFFFFFFFFul);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_world(blk_set_default_limits__rubbish_before__the_table),
		t_in_world(blk_set_stacking_limits__rubbish_before__the_table),
		t_in_world(blk_set_default_limits__other_page_size__bounce_pfn_in_its_pages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
