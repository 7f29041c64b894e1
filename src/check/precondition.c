/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PRE-A and PRE-B of block.md 14.  They are written for pages of 4096 bytes; here that number is
 * the page size of the environment.
 */
#include <limits.h>

#include "definition.h"

static bool is_power_of_two(u64 n)
{
	return n && !(n & (n - 1));
}

/* 2^k - 1, k >= 0 */
bool bp_ck_is_mask(u64 mask)
{
	return !(mask & (mask + 1));
}

/* R-LIM-1 */
unsigned bp_ck_logical_block(const struct request_queue *q)
{
	return q->limits.logical_block_size ? q->limits.logical_block_size : SECTOR_SIZE;
}

/* G-3: all ones is a boundary like others where it is no limit (else QUIRK-2). */
static bool boundary_is_sane(const struct request_queue *q, u64 page)
{
	u64 m = q->limits.seg_boundary_mask;

	if (m == ~(u64)0)
		return q->bp_rules->all_ones_mask == BP_ALL_ONES_NO_LIMIT;
	return bp_ck_is_mask(m) && m >= page - 1;
}

static bool limits_are_sane(const struct request_queue *q, u64 page)
{
	const struct queue_limits *lim = &q->limits;
	u64 v = lim->virt_boundary_mask;

	if (!boundary_is_sane(q, page))
		return false;
	if (lim->max_segment_size < page)
		return false;
	if (v &&
	    (!bp_ck_is_mask(v) || v > lim->seg_boundary_mask || lim->max_segment_size != UINT_MAX))
		return false;
	return !lim->chunk_sectors || q->bp_rules->any_chunk || is_power_of_two(lim->chunk_sectors);
}

/* S2 rounds to whole blocks itself, when the physical block is a number of logical ones. */
static bool size_is_aligned(const struct request_queue *q, u64 block)
{
	u64 bytes = (u64)q->limits.max_sectors * SECTOR_SIZE;

	if (bytes < block)
		return false;
	if (q->bp_rules->physical_block_ends)
		return q->limits.physical_block_size % block == 0;
	return bytes % block == 0;
}

static bool limits_are_aligned(const struct request_queue *q, u64 page)
{
	const struct queue_limits *lim = &q->limits;
	u64 block = bp_ck_logical_block(q);

	if (!is_power_of_two(block) || block < SECTOR_SIZE || block > page)
		return false;
	if (lim->max_segment_size != UINT_MAX && lim->max_segment_size % block)
		return false;
	if (lim->virt_boundary_mask > page - 1)
		return false;
	if (!size_is_aligned(q, block))
		return false;
	return (u64)lim->chunk_sectors * SECTOR_SIZE % block == 0;
}

static bool has_empty_vector(const struct bp_ck_range *range)
{
	struct bp_walk walk;
	struct bp_vec vec;

	bp_ck_walk_start(&walk, range);
	while (bp_ck_walk_next(&walk, &vec))
		if (!vec.len)
			return true;
	return false;
}

static bool is_aligned(const struct bp_ck_range *range, u64 block)
{
	struct bp_walk walk;
	struct bp_vec vec;

	if (range->iter.bi_sector * SECTOR_SIZE % block || range->iter.bi_size % block)
		return false;
	bp_ck_walk_start(&walk, range);
	while (bp_ck_walk_next(&walk, &vec))
		if (vec.off % block || vec.len % block)
			return false;
	return true;
}

enum bp_pre bp_ck_pre_of(const struct request_queue *q, const struct bp_ck_range *range)
{
	u64 page = (u64)1 << range->page_shift;

	if (!limits_are_sane(q, page) || has_empty_vector(range))
		return BP_MEETS_ANY;
	if (!limits_are_aligned(q, page) || !is_aligned(range, bp_ck_logical_block(q)))
		return BP_MEETS_B;
	return BP_MEETS_A;
}
