/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What becomes of two requests, by the rules (R-MGE-17).
 */
#include "proof/merge/merge.h"

static bool may_join(const struct bp_merge *m, const struct bp_merge_group *group,
		     const struct bp_merge_group *next)
{
	const struct bp_merge_part *a = bp_merge_first(m, group), *b = bp_merge_first(m, next);

	return bp_merge_is_mergeable(group) && bp_merge_is_mergeable(next) &&
	       a->side.op == b->side.op && a->disk == b->disk && a->payload == b->payload &&
	       a->hint == b->hint && a->priority == b->priority;
}

static bool tuples_fit(const struct bp_merge *m, const struct bp_merge_group *group,
		       const struct bp_merge_group *next)
{
	const struct bp_merge_part *a = bp_merge_first(m, group), *b = bp_merge_first(m, next);

	if (!a->is_protected && !b->is_protected)
		return true;
	return a->is_protected == b->is_protected && a->tuple_flags == b->tuple_flags &&
	       group->tuple_segments + next->tuple_segments <=
		       m->p->q->limits.max_integrity_segments;
}

/* Side by side; no refusal is remembered. */
static bool fit(struct bp_merge *m, struct bp_merge_group *group, const struct bp_merge_group *next)
{
	const struct bp_opinion_side low = bp_merge_side(m, group), high = bp_merge_side(m, next);

	if (bp_merge_group_end(group) != next->sector || !may_join(m, group, next) ||
	    bp_opinion_of(m->p->q, &low, &high) != BP_OPINION_JOIN || !tuples_fit(m, group, next))
		return false;
	group->segments += next->segments;
	return true;
}

/* quirk: of the next only the first bio is measured. */
static bool ranges_fit(struct bp_merge *m, struct bp_merge_group *group,
		       const struct bp_merge_group *next)
{
	return may_join(m, group, next) &&
	       bp_merge_ranges_fit(m, group, bp_merge_first(m, next), bp_max(next->segments, 1u));
}

static void take_bios(struct bp_merge_group *group, const struct bp_merge_group *next)
{
	for (unsigned i = 0; i < next->n; i++)
		group->parts[group->n++] = next->parts[i];
	group->bytes += next->bytes;
	group->mixed =
		group->mixed || next->mixed || (group->flags ^ next->flags) & REQ_FAILFAST_MASK;
}

static void drop(struct bp_merge *m, unsigned i)
{
	if (m->last_merge == m->groups[i].rq)
		m->last_merge = NULL;
	for (m->nr_groups--; i < m->nr_groups; i++)
		m->groups[i] = m->groups[i + 1];
}

bool bp_merge_join_groups(struct bp_merge *m, unsigned group, unsigned next)
{
	struct bp_merge_group *low = &m->groups[group], *high = &m->groups[next];
	const struct request *rq = low->rq;
	const bool ranges = bp_merge_has_ranges(m, low);

	if (ranges ? !ranges_fit(m, low, high) : !fit(m, low, high))
		return false;
	take_bios(low, high);
	if (!ranges && m->place == BP_MERGE_SCHEDULER)
		bp_merge_hash(m, low);
	drop(m, next);
	if (!ranges) /* nobody is told of a discard */
		m->last_merge = rq;
	return true;
}
