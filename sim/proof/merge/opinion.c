/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "proof/merge/opinion.h"

bool bp_opinion_one_piece(const struct queue_limits *lim, struct bp_opinion_vector a,
			  struct bp_opinion_vector b)
{
	const u64 distance = (u64)lim->seg_boundary_mask + 1; /* 0 when there is none */

	if (a.addr + a.len != b.addr)
		return false;
	return !distance || a.addr / distance == (b.addr + b.len - 1) / distance;
}

static u64 most_sectors(const struct queue_limits *lim, unsigned op)
{
	switch (op) {
	case REQ_OP_DISCARD:
	case REQ_OP_SECURE_ERASE:
		return bp_min(lim->max_discard_sectors, UINT_MAX >> SECTOR_SHIFT);
	case REQ_OP_WRITE_SAME:
		return lim->max_write_same_sectors;
	case REQ_OP_WRITE_ZEROES:
		return lim->max_write_zeroes_sectors;
	default:
		return lim->max_sectors;
	}
}

u64 bp_opinion_room(const struct queue_limits *lim, unsigned op, sector_t sector)
{
	u64 most = most_sectors(lim, op);

	if (!lim->chunk_sectors || op == REQ_OP_DISCARD || op == REQ_OP_SECURE_ERASE)
		return most;
	most = bp_min(most, (u64)lim->max_sectors);
	return bp_min(most, lim->chunk_sectors - sector % lim->chunk_sectors);
}

/* R-MGE-8 */
static bool leaves_gap(const struct queue_limits *lim, const struct bp_opinion_side *low,
		       const struct bp_opinion_side *high)
{
	const u64 mask = lim->virt_boundary_mask;

	if (!mask || !low->has_data)
		return false;
	if (low->first.offset & mask)
		return true;
	if (bp_opinion_one_piece(lim, low->last, high->first))
		return false;
	return (low->last.offset + low->last.len) & mask || high->first.offset & mask;
}

enum bp_opinion bp_opinion_of(const struct request_queue *q, const struct bp_opinion_side *low,
			      const struct bp_opinion_side *high)
{
	const struct queue_limits *lim = &q->limits;

	if (leaves_gap(lim, low, high))
		return BP_OPINION_GAP;
	if (low->sectors + high->sectors > bp_opinion_room(lim, low->op, low->sector))
		return BP_OPINION_FULL;
	if (low->segments + high->segments > lim->max_segments)
		return BP_OPINION_FULL;
	return BP_OPINION_JOIN;
}
