/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * May bios be joined?  A second opinion, from the rules and the shapes alone: neither src/merge nor
 * src/map is asked.
 */
#include "proof/tiny_pairs.h"

static u64 sectors_of(const struct bp_tiny_pairs *pairs, struct bp_tiny_run run)
{
	u64 bytes = 0;

	for (unsigned i = run.first; i <= run.last; i++)
		bytes += pairs->bio[i].bytes;
	return bytes / SECTOR_SIZE;
}

static unsigned segments_of(const struct bp_tiny_pairs *pairs, struct bp_tiny_run run)
{
	unsigned segments = 0;

	for (unsigned i = run.first; i <= run.last; i++)
		segments += pairs->segments[i];
	return segments;
}

/* R-REQ-6, S1: what fits from this sector on. */
static u64 room_at(const struct queue_limits *lim, sector_t sector)
{
	u64 to_chunk = lim->chunk_sectors ? lim->chunk_sectors - sector % lim->chunk_sectors
					  : lim->max_sectors;

	return bp_min(to_chunk, (u64)lim->max_sectors);
}

/* R-MRG-1: they touch and no boundary lies in or between them. */
static bool is_one_piece(const struct queue_limits *lim, struct bp_tiny_vector a,
			 struct bp_tiny_vector b)
{
	const u64 distance = (u64)lim->seg_boundary_mask + 1; /* 0 when there is none */

	if (a.addr + a.len != b.addr)
		return false;
	return !distance || a.addr / distance == (b.addr + b.len - 1) / distance;
}

/* R-MGE-8: what v5.2 sees of the next bio is the first page of its first vector (QUIRK-7, G-11). */
static struct bp_tiny_vector first_seen(const struct request_queue *q, struct bp_tiny_vector v)
{
	const u64 page = bp_page_size(q->bp_env);
	const u64 page_left = page - v.addr % page;

	if (q->bp_rules->gap_view != BP_GAP_WHOLE_VECTOR && v.len > page_left)
		v.len = (unsigned)page_left;
	return v;
}

/* R-MGE-8: places are counted from the page where a vector begins. */
static bool leaves_gap(const struct request_queue *q, const struct bp_tiny_pairs *pairs,
		       struct bp_tiny_run low, struct bp_tiny_run high)
{
	const u64 page = bp_page_size(q->bp_env);
	const u64 mask = q->limits.virt_boundary_mask;
	const struct bp_tiny_bio *end = &pairs->bio[low.last];
	const struct bp_tiny_vector first = pairs->bio[low.first].vec[0];
	const struct bp_tiny_vector last = end->vec[end->n - 1];
	const struct bp_tiny_vector next = first_seen(q, pairs->bio[high.first].vec[0]);

	if (!mask)
		return false;
	if (first.addr % page & mask)
		return true;
	if (is_one_piece(&q->limits, last, next))
		return false;
	return (last.addr % page + last.len) & mask || next.addr % page & mask;
}

enum bp_tiny_decision bp_tiny_decide(const struct request_queue *q,
				     const struct bp_tiny_pairs *pairs, struct bp_tiny_run low,
				     struct bp_tiny_run high)
{
	const u64 sectors = sectors_of(pairs, low) + sectors_of(pairs, high);

	if (pairs->forbidden)
		return BP_TINY_APART;
	if (leaves_gap(q, pairs, low, high))
		return BP_TINY_GAP;
	if (sectors > room_at(&q->limits, pairs->sector[low.first]))
		return BP_TINY_FULL;
	if (segments_of(pairs, low) + segments_of(pairs, high) > q->limits.max_segments)
		return BP_TINY_FULL;
	return BP_TINY_JOIN;
}
