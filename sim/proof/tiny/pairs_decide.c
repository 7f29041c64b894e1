/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * May bios of a case be joined?  Their shapes say it, before there is a bio.
 */
#include "proof/tiny/pairs.h"

static struct bp_opinion_vector vector_of(const struct request_queue *q, struct bp_tiny_vector v)
{
	return (struct bp_opinion_vector){ v.addr, v.addr % bp_page_size(q->bp_env), v.len };
}

/* R-MGE-8: what v5.2 sees of the first vector is its first page (QUIRK-7, G-11). */
static struct bp_opinion_vector first_seen(const struct request_queue *q, struct bp_tiny_vector v)
{
	struct bp_opinion_vector first = vector_of(q, v);

	if (q->bp_rules->gap_view != BP_GAP_WHOLE_VECTOR)
		first.len = bp_min(first.len, bp_page_size(q->bp_env) - first.offset);
	return first;
}

static struct bp_opinion_side side_of(const struct request_queue *q,
				      const struct bp_tiny_pairs *pairs, struct bp_tiny_run run)
{
	const struct bp_tiny_bio *end = &pairs->bio[run.last];
	struct bp_opinion_side side = {
		.op = REQ_OP_READ,
		.sector = pairs->sector[run.first],
		.has_data = true,
		.first = first_seen(q, pairs->bio[run.first].vec[0]),
		.last = vector_of(q, end->vec[end->n - 1]),
	};

	for (unsigned i = run.first; i <= run.last; i++) {
		side.sectors += pairs->bio[i].bytes / SECTOR_SIZE;
		side.segments += pairs->segments[i];
	}
	return side;
}

enum bp_opinion bp_tiny_decide(const struct request_queue *q, const struct bp_tiny_pairs *pairs,
			       struct bp_tiny_run low, struct bp_tiny_run high)
{
	const struct bp_opinion_side a = side_of(q, pairs, low), b = side_of(q, pairs, high);

	return pairs->forbidden ? BP_OPINION_APART : bp_opinion_of(q, &a, &b);
}
