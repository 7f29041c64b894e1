/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How much one request may carry, and in which pieces (block.md 5.2).
 */
#include <errno.h>
#include <limits.h>

#include "setter.h"

/* The bytes as the setter sees them. */
static u64 sectors_to_bytes(const struct request_queue *q, unsigned sectors)
{
	u64 bytes = (u64)sectors << SECTOR_SHIFT;

	/* quirk: QUIRK-3, 32 bits do not hold the bytes of 32 bits of sectors */
	return bp_defect_on(&q->bp_defects, BP_QUIRK_3) ? bytes : (u32)bytes;
}

void blk_queue_max_hw_sectors(struct request_queue *q, unsigned sectors)
{
	struct queue_limits *lim = &q->limits;
	u32 page_bytes = bp_page_size(q->bp_env);

	if (sectors_to_bytes(q, sectors) < page_bytes) {
		sectors = page_bytes >> SECTOR_SHIFT;
		bp_info(q->bp_env, BP_SITE_LIM_MAX_HW_SECTORS, sectors, 0);
	}
	lim->max_hw_sectors = sectors;
	lim->max_sectors = bp_min(bp_min_not_zero(sectors, lim->max_dev_sectors),
				  (unsigned)BLK_DEF_MAX_SECTORS);
	limit_set(q, BP_SETTER_MAX_HW_SECTORS, sectors);
}

/* What a write to the file max_sectors_kb does. */
int queue_max_sectors_store(struct request_queue *q, unsigned long kib)
{
	struct queue_limits *lim = &q->limits;
	unsigned long page_kib = bp_max(bp_page_size(q->bp_env) >> 10, 1u);

	if (kib > bp_min_not_zero(lim->max_hw_sectors / 2, lim->max_dev_sectors / 2) ||
	    kib < page_kib)
		return -EINVAL;
	lim->max_sectors = (unsigned)kib * 2;
	limit_set(q, BP_SETTER_MAX_SECTORS_STORE, lim->max_sectors);
	return 0;
}

void blk_queue_max_segments(struct request_queue *q, u16 segments)
{
	if (!segments) {
		segments = 1;
		bp_info(q->bp_env, BP_SITE_LIM_MAX_SEGMENTS, segments, 0);
	}
	q->limits.max_segments = segments;
	limit_set(q, BP_SETTER_MAX_SEGMENTS, segments);
}

void blk_queue_max_discard_segments(struct request_queue *q, u16 segments)
{
	q->limits.max_discard_segments = segments;
	limit_set(q, BP_SETTER_MAX_DISCARD_SEGMENTS, segments);
}

void blk_queue_max_segment_size(struct request_queue *q, unsigned bytes)
{
	u32 page_bytes = bp_page_size(q->bp_env);

	if (bytes < page_bytes) {
		bytes = page_bytes;
		bp_info(q->bp_env, BP_SITE_LIM_MAX_SEGMENT_SIZE, bytes, 0);
	}
	bp_warn_on(q->bp_env, q->limits.virt_boundary_mask, BP_SITE_LIM_SEGMENT_SIZE_VIRT, bytes,
		   q->limits.virt_boundary_mask);
	q->limits.max_segment_size = bytes;
	limit_set(q, BP_SETTER_MAX_SEGMENT_SIZE, bytes);
}

void blk_queue_segment_boundary(struct request_queue *q, unsigned long mask)
{
	unsigned long page_mask = bp_page_size(q->bp_env) - 1;

	if (mask < page_mask) {
		mask = page_mask;
		bp_info(q->bp_env, BP_SITE_LIM_SEG_BOUNDARY, mask, 0);
	}
	q->limits.seg_boundary_mask = mask;
	limit_set(q, BP_SETTER_SEGMENT_BOUNDARY, mask);
}

void blk_queue_virt_boundary(struct request_queue *q, unsigned long mask)
{
	q->limits.virt_boundary_mask = mask;
	q->limits.max_segment_size = UINT_MAX; /* quirk: for mask 0 too */
	limit_set(q, BP_SETTER_VIRT_BOUNDARY, mask);
}

void blk_queue_chunk_sectors(struct request_queue *q, unsigned sectors)
{
	bool possible = q->bp_rules->any_chunk || bp_is_power_of_2(sectors); /* G-8 */

	bp_bug_on(q->bp_env, !possible, BP_SITE_LIM_CHUNK, sectors, 0);
	q->limits.chunk_sectors = sectors;
	limit_set(q, BP_SETTER_CHUNK_SECTORS, sectors);
}

void blk_queue_max_discard_sectors(struct request_queue *q, unsigned sectors)
{
	q->limits.max_hw_discard_sectors = sectors;
	q->limits.max_discard_sectors = sectors;
	limit_set(q, BP_SETTER_MAX_DISCARD_SECTORS, sectors);
}

void blk_queue_max_write_same_sectors(struct request_queue *q, unsigned sectors)
{
	q->limits.max_write_same_sectors = sectors;
	limit_set(q, BP_SETTER_MAX_WRITE_SAME_SECTORS, sectors);
}

void blk_queue_max_write_zeroes_sectors(struct request_queue *q, unsigned sectors)
{
	q->limits.max_write_zeroes_sectors = sectors;
	limit_set(q, BP_SETTER_MAX_WRITE_ZEROES_SECTORS, sectors);
}
