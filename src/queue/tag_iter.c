/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All requests that hold a driver tag (R-TAG-3).
 */
#include "internal.h"
#include "tags.h"

/* What to look for, and whom to tell. */
struct search {
	const struct request_queue *q; /* only its requests, started or not; NULL: any, started */
	struct blk_mq_hw_ctx *hctx;
	busy_iter_fn *queue_fn;
	busy_tag_iter_fn *set_fn;
	void *data;
};

static bool visit(const struct search *search, struct request *rq, bool reserved)
{
	if (search->q)
		return rq->q != search->q ||
		       search->queue_fn(search->hctx, rq, search->data, reserved);
	return !blk_mq_request_started(rq) || search->set_fn(rq, search->data, reserved);
}

static void visit_range(struct blk_mq_tags *tags, unsigned first, unsigned end,
			const struct search *search)
{
	for (unsigned tag = first; tag < end; tag++)
		if (bp_tag_is_used(tags, tag) && tags->rqs[tag] &&
		    !visit(search, tags->rqs[tag], bp_tag_is_reserved(tags, tag)))
			return;
}

static void visit_tags(struct blk_mq_tags *tags, const struct search *search)
{
	if (!tags->busy)
		return;
	visit_range(tags, 0, tags->nr_reserved, search);
	visit_range(tags, tags->nr_reserved, tags->nr, search);
}

void blk_mq_tagset_busy_iter(struct blk_mq_tag_set *set, busy_tag_iter_fn *fn, void *data)
{
	const struct search search = { .set_fn = fn, .data = data };

	for (unsigned i = 0; i < set->nr_hw_queues; i++)
		visit_tags(set->tags[i], &search);
}

void blk_mq_queue_tag_busy_iter(struct request_queue *q, busy_iter_fn *fn, void *data)
{
	struct search search = { .q = q, .queue_fn = fn, .data = data };

	for (unsigned i = 0; i < q->nr_hw_queues; i++) {
		search.hctx = q->queue_hw_ctx[i];
		visit_tags(search.hctx->tags, &search);
	}
}
