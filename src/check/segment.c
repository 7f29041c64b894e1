/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * seg(x) of block.md 14: R-CNT-1 in mode C, under the rule set of the queue (generations.md G-1 to
 * G-3).
 */
#include "definition.h"

/* G-1 */
bool bp_ck_boundary_from_address(const struct request_queue *q)
{
	return q->bp_rules->boundary_origin == BP_BOUNDARY_FROM_ADDRESS;
}

/* R-QSP-8, G-2: does the boundary limit one vector? */
bool bp_ck_boundary_cuts(const struct request_queue *q)
{
	if (q->limits.seg_boundary_mask != BLK_SEG_BOUNDARY_MASK)
		return true;
	return q->bp_rules->default_boundary_cuts;
}

/* R-QSP-8: bytes of a segment that starts at a place; 0 is QUIRK-2. */
static u64 room_at(const struct request_queue *q, u64 at)
{
	u64 mask = q->limits.seg_boundary_mask;
	u64 most = q->limits.max_segment_size;
	u64 to_boundary;

	if (!bp_ck_boundary_cuts(q))
		return most;
	to_boundary = mask - (mask & at) + 1;
	if (!to_boundary && q->bp_rules->all_ones_mask == BP_ALL_ONES_NO_LIMIT)
		return most; /* G-3 */
	return bp_min(to_boundary, most);
}

u64 bp_ck_segment_at(const struct request_queue *q, const struct bp_vec *vec, u64 taken)
{
	u64 at = bp_ck_boundary_from_address(q) ? vec->addr : vec->off;

	return bp_min(room_at(q, at + taken), vec->len - taken);
}

/* R-QSP-11, S9: without a limit on segments. */
static u64 segments_of_vector(const struct request_queue *q, const struct bp_vec *vec)
{
	u64 segments = 0;
	u64 total = 0;

	while (total < vec->len) {
		u64 bytes = bp_ck_segment_at(q, vec, total);

		if (!bytes)
			return BP_SEG_ENDLESS;
		segments++;
		total += bytes;
		if ((vec->off + total) & q->limits.virt_boundary_mask)
			break; /* R-CNT-3: the rest of the vector is not counted */
	}
	return segments;
}

u64 bp_ck_seg(const struct request_queue *q, const struct bp_ck_range *range)
{
	struct bp_walk walk;
	struct bp_vec vec;
	u64 segments = 0;

	if (!bp_ck_range_is_data(range))
		return (range->opf & REQ_OP_MASK) == REQ_OP_WRITE_SAME;
	bp_ck_walk_start(&walk, range);
	while (bp_ck_walk_next(&walk, &vec)) {
		u64 n = segments_of_vector(q, &vec);

		if (n == BP_SEG_ENDLESS)
			return n;
		segments += n;
	}
	return segments;
}
