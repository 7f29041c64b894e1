/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What becomes of a bio that is offered to requests, and of two requests, by the rules.
 */
#include "proof/merge.h"

#define TRIES 8 /* R-MGE-14 */

static const struct bp_merge_part *first_of(const struct bp_merge *m,
					    const struct bp_merge_group *group)
{
	return &m->parts[group->parts[0]];
}

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
	struct bp_opinion_side side = first_of(m, group)->side;

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
	const struct bp_merge_part *first = first_of(m, group);

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
	const struct bp_merge_part *bio = &m->parts[part], *first = first_of(m, group);

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
		front ? first_of(m, group) : &m->parts[group->parts[group->n - 1]];
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
	group->parts[0] = part;
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
		group->parts[group->n] = part;
	group->n++;
	group->bytes += bio->bio->bi_iter.bi_size;
	return true;
}

/* R-MGE-12, R-MGE-14: the youngest first; a software queue gives up sooner. */
static bool offer_to_list(struct bp_merge *m, unsigned part)
{
	const bool plug = m->place == BP_MERGE_PLUG;
	unsigned tries = 0;

	m->seen = NULL;
	for (unsigned i = m->nr_groups; i-- && (plug || tries < TRIES); tries++) {
		struct bp_merge_group *group = &m->groups[i];
		enum elv_merge end;

		m->seen = group->rq;
		if (!bp_merge_may_join(m, group, part))
			continue;
		end = bp_merge_end_of(m, group, part);
		if (end == ELEVATOR_NO_MERGE)
			continue;
		if (bp_merge_try(m, group, part, end))
			return true;
		if (!plug)
			return false;
	}
	return false;
}

bool bp_merge_offer_part(struct bp_merge *m, unsigned part)
{
	return m->place == BP_MERGE_SCHEDULER ? bp_merge_offer_to_scheduler(m, part)
					      : offer_to_list(m, part);
}

/* R-SUB-7, R-SUB-8 */
void bp_merge_open_group(struct bp_merge *m, unsigned part, const struct request *rq)
{
	const struct bp_merge_part *bio = &m->parts[part];
	struct bp_merge_group *group = &m->groups[m->nr_groups++];

	*group = (struct bp_merge_group){
		.rq = rq,
		.parts = { part },
		.n = 1,
		.sector = bio->side.sector,
		.bytes = bio->bio->bi_iter.bi_size,
		.flags = bio->opf,
	};
	if (bio->opf & REQ_RAHEAD)
		group->flags |= REQ_FAILFAST_MASK;
	if (bio->side.has_data)
		group->segments = bio->side.segments;
	else
		group->segments = bio->side.op == REQ_OP_DISCARD;
	if (m->place == BP_MERGE_SCHEDULER)
		bp_merge_remember(m, group);
}

unsigned bp_merge_group_of(const struct bp_merge *m, const struct request *rq)
{
	unsigned i = 0;

	while (i < m->nr_groups - 1 && m->groups[i].rq != rq)
		i++;
	return i;
}
