/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The plug: requests of one task held back for a moment (block.md 9.4).
 */
#include <blkpath/event.h>
#include <blkpath/plug.h>

#include "internal.h"

#define BP_SORT_FROM 3 /* fewer are not worth it */

/* R-PLG-1: a nested plug is none. */
void blk_start_plug(struct bp_env *env, struct blk_plug *plug)
{
	if (env->current.plug)
		return;
	*plug = (struct blk_plug){ .rq_count = 0 };
	TAILQ_INIT(&plug->mq_list);
	STAILQ_INIT(&plug->cb_list);
	env->current.plug = plug;
}

void blk_finish_plug(struct bp_env *env, struct blk_plug *plug)
{
	if (env->current.plug != plug)
		return;
	blk_flush_plug_list(env, plug, false);
	env->current.plug = NULL;
}

/* R-PLG-2 */
void blk_add_rq_to_plug(struct blk_plug *plug, struct request *rq)
{
	const struct request *first = TAILQ_FIRST(&plug->mq_list);

	if (first && first->q != rq->q)
		plug->multiple_queues = true;
	TAILQ_INSERT_TAIL(&plug->mq_list, rq, queuelist);
	plug->rq_count++;
}

/* Queue, software context (which has one hardware context), start sector. */
static bool goes_before(const struct request *a, const struct request *b)
{
	if (a->q != b->q)
		return a->q->bp_serial < b->q->bp_serial;
	if (a->mq_ctx != b->mq_ctx)
		return a->mq_ctx->cpu < b->mq_ctx->cpu;
	return blk_rq_pos(a) < blk_rq_pos(b);
}

/* By insertion, stable: a plug is short. */
static void sort(struct bp_request_list *list)
{
	struct bp_request_list sorted = TAILQ_HEAD_INITIALIZER(sorted);
	struct request *rq, *at;

	while ((rq = TAILQ_FIRST(list))) {
		TAILQ_REMOVE(list, rq, queuelist);
		TAILQ_FOREACH_REVERSE (at, &sorted, bp_request_list, queuelist)
			if (!goes_before(rq, at))
				break;
		if (at)
			TAILQ_INSERT_AFTER(&sorted, at, rq, queuelist);
		else
			TAILQ_INSERT_HEAD(&sorted, rq, queuelist);
	}
	TAILQ_CONCAT(list, &sorted, queuelist);
}

/* Take the leading requests of one context. */
static unsigned take_run(struct bp_request_list *list, struct bp_request_list *run)
{
	const struct request *first = TAILQ_FIRST(list);
	struct request *rq;
	unsigned n = 0;

	while ((rq = TAILQ_FIRST(list)) && rq->mq_ctx == first->mq_ctx) {
		TAILQ_REMOVE(list, rq, queuelist);
		TAILQ_INSERT_TAIL(run, rq, queuelist);
		n++;
	}
	return n;
}

static void flush_run(struct blk_mq_hw_ctx *hctx, struct bp_request_list *run, bool from_schedule)
{
	if (!hctx->queue->elevator && !from_schedule && bp_issue_list_direct(hctx, run))
		return;
	bp_insert_list(hctx, run, false);
	blk_mq_run_hw_queue(hctx, from_schedule);
}

/* They may plug more requests. */
static void run_callbacks(struct blk_plug *plug, bool from_schedule)
{
	struct blk_plug_cb *cb;

	while ((cb = STAILQ_FIRST(&plug->cb_list))) {
		STAILQ_REMOVE_HEAD(&plug->cb_list, list);
		cb->callback(cb, from_schedule);
	}
}

/* R-PLG-3 */
void blk_flush_plug_list(struct bp_env *env, struct blk_plug *plug, bool from_schedule)
{
	struct bp_request_list list = TAILQ_HEAD_INITIALIZER(list);

	run_callbacks(plug, from_schedule);
	TAILQ_CONCAT(&list, &plug->mq_list, queuelist);
	if (plug->rq_count >= BP_SORT_FROM && plug->multiple_queues)
		sort(&list);
	plug->rq_count = 0;
	while (!TAILQ_EMPTY(&list)) {
		struct bp_request_list run = TAILQ_HEAD_INITIALIZER(run);
		struct request *first = TAILQ_FIRST(&list);
		struct blk_mq_hw_ctx *hctx = first->mq_hctx;
		unsigned n = take_run(&list, &run);

		bp_event(env, UNPLUG, .q = hctx->queue, .a = n, .b = !from_schedule);
		flush_run(hctx, &run, from_schedule);
	}
}
