/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a scheduler makes of a bio, by the rules (R-MGE-15, R-MGE-16): the last request that took
 * one, then those that end where it begins, then those that begin where it ends; and whether the
 * request then meets its neighbour.
 */
#include <blkpath/elevator.h>

#include "proof/merge/merge.h"

/* Requests are kept by their end, in so many places. */
static unsigned place_of(sector_t end)
{
	return (end >> 3) % (1u << ELV_HASH_BITS);
}

void bp_merge_hash(struct bp_merge *m, struct bp_merge_group *group)
{
	group->hashed = true;
	group->hashed_end = bp_merge_group_end(group);
	group->hashed_at = ++m->hashings;
}

/* A discard of several ranges may have grown since then, and is looked for where it was. */
static bool is_found(const struct bp_merge_group *group, sector_t end)
{
	return group->hashed && bp_merge_is_mergeable(group) &&
	       place_of(group->hashed_end) == place_of(end) && bp_merge_group_end(group) == end;
}

/* The one that was hashed last. */
static struct bp_merge_group *find_by_end(struct bp_merge *m, sector_t end)
{
	struct bp_merge_group *found = NULL;

	for (unsigned i = 0; i < m->nr_groups; i++)
		if (is_found(&m->groups[i], end) &&
		    (!found || m->groups[i].hashed_at > found->hashed_at))
			found = &m->groups[i];
	return found;
}

/* In the order of their sectors; of equal ones the one that has been there longer. */
static bool is_before(const struct bp_merge_group *a, const struct bp_merge_group *b)
{
	return a->sorted_by < b->sorted_by ||
	       (a->sorted_by == b->sorted_by && a->sorted_at < b->sorted_at);
}

static void sort_in(struct bp_merge *m, struct bp_merge_group *group)
{
	group->sorted_by = group->sector;
	group->sorted_at = ++m->hashings;
}

void bp_merge_remember(struct bp_merge *m, struct bp_merge_group *group)
{
	sort_in(m, group);
	if (!bp_merge_is_mergeable(group))
		return;
	bp_merge_hash(m, group);
	if (!m->last_merge)
		m->last_merge = group->rq;
}

static struct bp_merge_group *neighbour(struct bp_merge *m, const struct bp_merge_group *group,
					bool behind)
{
	struct bp_merge_group *found = NULL;

	for (unsigned i = 0; i < m->nr_groups; i++) {
		struct bp_merge_group *other = &m->groups[i];

		if (other == group || is_before(group, other) != behind)
			continue;
		if (!found || is_before(other, found) == behind)
			found = other;
	}
	return found;
}

/* Asks those that begin where the bio ends, one by one. */
static struct bp_merge_group *find_by_start(struct bp_merge *m, unsigned part)
{
	const struct bp_opinion_side *side = &m->parts[part].side;
	struct bp_merge_group *at = NULL, *next;

	for (unsigned i = 0; i < m->nr_groups; i++)
		if (!at || is_before(&m->groups[i], at))
			at = &m->groups[i];
	for (; at; at = next) {
		next = neighbour(m, at, true);
		if (at->sector == side->sector + side->sectors && bp_merge_may_join(m, at, part))
			return at;
	}
	return NULL;
}

/* R-MGE-16 */
static struct bp_merge_group *choose(struct bp_merge *m, unsigned part, enum elv_merge *end)
{
	struct bp_merge_group *group = NULL;

	*end = ELEVATOR_NO_MERGE;
	if (m->parts[part].opf & BP_MERGE_KEPT_APART)
		return NULL;
	if (m->last_merge) {
		group = &m->groups[bp_merge_group_of(m, m->last_merge)];
		if (bp_merge_may_join(m, group, part))
			*end = bp_merge_end_of(m, group, part);
	}
	if (*end != ELEVATOR_NO_MERGE)
		return group;
	group = find_by_end(m, m->parts[part].side.sector);
	*end = ELEVATOR_BACK_MERGE;
	if (group && bp_merge_may_join(m, group, part))
		return group;
	*end = ELEVATOR_FRONT_MERGE;
	return find_by_start(m, part);
}

static void close_up(struct bp_merge *m, struct bp_merge_group *group, enum elv_merge end)
{
	const struct request *rq = group->rq;
	const bool back = end == ELEVATOR_BACK_MERGE;
	struct bp_merge_group *low = back ? group : neighbour(m, group, false);
	struct bp_merge_group *high = back ? neighbour(m, group, true) : group;
	bool joined = false;

	if (low && high)
		joined = bp_merge_join_groups(m, (unsigned)(low - m->groups),
					      (unsigned)(high - m->groups));
	if (joined)
		return;
	if (back)
		bp_merge_hash(m, group);
	else
		sort_in(m, group);
	m->last_merge = rq;
}

/* R-MGE-15 */
bool bp_merge_offer_to_scheduler(struct bp_merge *m, unsigned part)
{
	enum elv_merge end;
	struct bp_merge_group *group = choose(m, part, &end);

	if (!group || !bp_merge_try(m, group, part, end))
		return false;
	if (end != ELEVATOR_DISCARD_MERGE)
		close_up(m, group, end);
	return true;
}
