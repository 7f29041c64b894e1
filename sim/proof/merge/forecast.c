/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of the requests that wait takes a bio, by the rules.
 */
#include "proof/merge/merge.h"

#define TRIES 8 /* R-MGE-14 */

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
		.parts = { (u8)part },
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
