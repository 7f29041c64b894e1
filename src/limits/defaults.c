/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Limits of a new queue, and of one that is to be stacked on others (block.md 5.1).
 */
#include <limits.h>

#include <blkpath/env.h>
#include <blkpath/limits.h>

void blk_set_default_limits(struct bp_env *env, struct queue_limits *lim)
{
	*lim = (struct queue_limits){
		.bounce_pfn = BLK_BOUNCE_ANY >> env->page_shift,
		.seg_boundary_mask = BLK_SEG_BOUNDARY_MASK,
		.max_hw_sectors = BLK_SAFE_MAX_SECTORS,
		.max_sectors = BLK_SAFE_MAX_SECTORS,
		.max_segment_size = BLK_MAX_SEGMENT_SIZE,
		.physical_block_size = 512,
		.io_min = 512,
		.logical_block_size = 512,
		.max_segments = BLK_MAX_SEGMENTS,
		.max_discard_segments = 1,
		.zoned = BLK_ZONED_NONE,
		/* quirk: the only field that keeps its old value */
		.raid_partial_stripes_expensive = lim->raid_partial_stripes_expensive,
	};
}

void blk_set_stacking_limits(struct bp_env *env, struct queue_limits *lim)
{
	blk_set_default_limits(env, lim);
	lim->max_hw_sectors = UINT_MAX;
	lim->max_dev_sectors = UINT_MAX;
	lim->max_sectors = UINT_MAX;
	lim->max_segment_size = UINT_MAX;
	lim->max_write_same_sectors = UINT_MAX;
	lim->max_write_zeroes_sectors = UINT_MAX;
	lim->max_segments = USHRT_MAX;
	lim->max_discard_segments = USHRT_MAX;
}
