/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests as they are against requests as they should be.
 */
#include "proof/merge/merge.h"

static bool same_bios(const struct bp_merge *m, const struct bp_merge_group *group)
{
	const struct bio *bio = group->rq->bio;
	unsigned i = 0;

	for (; bio && i < group->n; bio = bio->bi_next, i++)
		if (bio != m->parts[group->parts[i]].bio)
			return false;
	return !bio && i == group->n;
}

/* What is not as it should be, NULL when all is. */
static const char *difference(const struct bp_merge *m, const struct bp_merge_group *group)
{
	const struct request *rq = group->rq;

	if (!same_bios(m, group))
		return "its bios (R-MGE-9)";
	if (blk_rq_pos(rq) != group->sector || blk_rq_bytes(rq) != group->bytes)
		return "its sector or size (R-MGE-9)";
	if (rq->nr_phys_segments != group->segments)
		return "its number of segments (R-MGE-6, R-MGE-10, R-MGE-17)";
	if (rq->nr_integrity_segments != group->tuple_segments)
		return "its number of integrity segments (R-INT-3)";
	if ((rq->cmd_flags ^ group->flags) & REQ_NOMERGE)
		return "REQ_NOMERGE (R-MGE-7)";
	if (!(rq->rq_flags & RQF_MIXED_MERGE) != !group->mixed)
		return "RQF_MIXED_MERGE (R-MGE-11)";
	return NULL;
}

void bp_merge_compare(struct bp_merge *m)
{
	struct bp_trial *trial = m->p->trial;

	if (m->astray)
		return;
	if (m->nr_groups != m->p->n) {
		bp_trial_wrong(trial, "merge", "there are %u requests, %u by the rules (R-MGE)\n",
			       m->p->n, m->nr_groups);
		m->astray = true;
	}
	for (unsigned i = 0; i < m->nr_groups && !m->astray; i++) {
		const char *what = difference(m, &m->groups[i]);

		if (!what)
			continue;
		bp_trial_wrong(trial, "merge", "request %u: not by the rules: %s\n", i, what);
		m->astray = true;
	}
}
