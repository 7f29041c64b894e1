/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * May a bio join a request, at which end, and what has the request then (R-MGE-1 to R-MGE-11)?
 */
#include "proof/merge/merge.h"

bool bp_merge_has_ranges(const struct bp_merge *m, const struct bp_merge_group *group)
{
	return (group->flags & REQ_OP_MASK) == REQ_OP_DISCARD &&
	       m->p->q->limits.max_discard_segments > 1;
}

static unsigned ranges_of(const struct bp_merge_group *group)
{
	return bp_max(group->segments, 1u);
}

/* A request as one of two neighbours. */
struct bp_opinion_side bp_merge_side(const struct bp_merge *m, const struct bp_merge_group *group)
{
	struct bp_opinion_side side = bp_merge_first(m, group)->side;

	side.sector = group->sector;
	side.sectors = group->bytes >> SECTOR_SHIFT;
	side.segments = group->segments;
	side.last = m->parts[group->parts[group->n - 1]].side.last;
	return side;
}

/* R-MGE-7 */
static bool never_again(struct bp_merge *m, struct bp_merge_group *group)
{
	group->flags |= REQ_NOMERGE;
	if (m->last_merge == group->rq)
		m->last_merge = NULL;
	return false;
}

/* R-MGE-1 */
bool bp_merge_is_mergeable(const struct bp_merge_group *group)
{
	const unsigned op = group->flags & REQ_OP_MASK;

	return !(group->flags & BP_MERGE_KEPT_APART) && op != REQ_OP_FLUSH &&
	       op != REQ_OP_WRITE_ZEROES;
}

/* R-INT-3; quirk: QUIRK-6, who asks twice counts twice. */
static bool tuples_fit(struct bp_merge *m, struct bp_merge_group *group,
		       const struct bp_merge_part *part)
{
	const struct bp_merge_part *first = bp_merge_first(m, group);

	if (!first->is_protected && !part->is_protected)
		return true;
	if (first->is_protected != part->is_protected || first->tuple_flags != part->tuple_flags)
		return false;
	if (group->tuple_segments + part->tuple_segments > m->p->q->limits.max_integrity_segments)
		return false;
	group->tuple_segments += part->tuple_segments;
	return true;
}

static bool are_alike(const struct bp_merge_part *a, const struct bp_merge_part *b)
{
	return a->payload == b->payload && a->hint == b->hint && a->priority == b->priority;
}

/* R-MGE-2 */
bool bp_merge_may_join(struct bp_merge *m, struct bp_merge_group *group, unsigned part)
{
	const struct bp_merge_part *bio = &m->parts[part], *first = bp_merge_first(m, group);

	if (!bp_merge_is_mergeable(group) || bio->opf & BP_MERGE_KEPT_APART)
		return false;
	if (first->side.op != bio->side.op || first->disk != bio->disk)
		return false;
	return tuples_fit(m, group, bio) && are_alike(first, bio);
}

/* R-MGE-3 */
enum elv_merge bp_merge_end_of(const struct bp_merge *m, const struct bp_merge_group *group,
			       unsigned part)
{
	const struct bp_opinion_side *side = &m->parts[part].side;

	if (bp_merge_has_ranges(m, group))
		return ELEVATOR_DISCARD_MERGE;
	if (bp_merge_group_end(group) == side->sector)
		return ELEVATOR_BACK_MERGE;
	return side->sector + side->sectors == group->sector ? ELEVATOR_FRONT_MERGE
							     : ELEVATOR_NO_MERGE;
}

static bool tuples_leave_gap(const struct bp_merge *m, const struct bp_merge_part *low,
			     const struct bp_merge_part *high)
{
	const u64 mask = m->p->q->limits.virt_boundary_mask;

	if (!low->is_protected || !high->is_protected)
		return false;
	return (high->tuple_first.offset | (low->tuple_last.offset + low->tuple_last.len)) & mask;
}

/* R-MGE-4 to R-MGE-6 */
static bool has_room(struct bp_merge *m, struct bp_merge_group *group,
		     const struct bp_merge_part *bio, bool front)
{
	const struct bp_opinion_side request = bp_merge_side(m, group);
	const struct bp_merge_part *neighbour =
		front ? bp_merge_first(m, group) : &m->parts[group->parts[group->n - 1]];
	const enum bp_opinion opinion = bp_opinion_of(m->p->q, front ? &bio->side : &request,
						      front ? &request : &bio->side);

	if (opinion == BP_OPINION_GAP ||
	    tuples_leave_gap(m, front ? bio : neighbour, front ? neighbour : bio))
		return false;
	if (opinion == BP_OPINION_FULL || !tuples_fit(m, group, bio))
		return never_again(m, group);
	group->segments += bio->side.segments;
	return true;
}

/* R-MGE-10, R-MGE-17 */
bool bp_merge_ranges_fit(struct bp_merge *m, struct bp_merge_group *group,
			 const struct bp_merge_part *bio, unsigned ranges)
{
	const struct queue_limits *lim = &m->p->q->limits;
	const u64 sectors = (group->bytes >> SECTOR_SHIFT) + bio->side.sectors;

	if (ranges_of(group) >= lim->max_discard_segments ||
	    sectors > bp_opinion_room(lim, REQ_OP_DISCARD, group->sector))
		return never_again(m, group);
	group->segments = ranges_of(group) + ranges;
	return true;
}

static void put_in_front(struct bp_merge *m, struct bp_merge_group *group, unsigned part)
{
	for (unsigned i = group->n; i; i--)
		group->parts[i] = group->parts[i - 1];
	group->parts[0] = (u8)part;
	group->sector = m->parts[part].side.sector;
}

bool bp_merge_try(struct bp_merge *m, struct bp_merge_group *group, unsigned part,
		  enum elv_merge end)
{
	const struct bp_merge_part *bio = &m->parts[part];
	const bool front = end == ELEVATOR_FRONT_MERGE;

	if (end == ELEVATOR_DISCARD_MERGE ? !bp_merge_ranges_fit(m, group, bio, 1)
					  : !has_room(m, group, bio, front))
		return false;
	if (end != ELEVATOR_DISCARD_MERGE && (group->flags ^ bio->opf) & REQ_FAILFAST_MASK)
		group->mixed = true;
	if (front)
		put_in_front(m, group, part);
	else
		group->parts[group->n] = (u8)part;
	group->n++;
	group->bytes += bio->bio->bi_iter.bi_size;
	return true;
}
