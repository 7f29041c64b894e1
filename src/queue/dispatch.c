/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the waiting places to the driver (R-SUB-12).
 */
#include <blkpath/elevator.h>
#include <blkpath/event.h>

#include "internal.h"
#include "tags.h"

#define BP_RETRY_NS 3000000  /* a driver that was out of resources is asked again after this */
#define BP_REFUSALS_MAX 1000 /* in a row, with nothing in flight */

bool bp_hctx_runs(const struct blk_mq_hw_ctx *hctx)
{
	return !(hctx->state & 1ul << BLK_MQ_S_STOPPED) &&
	       !bp_queue_flag(hctx->queue, QUEUE_FLAG_QUIESCED);
}

bool bp_is_refusal(blk_status_t status)
{
	return status == BLK_STS_RESOURCE || status == BLK_STS_DEV_RESOURCE;
}

/* To the driver.  A refused request is as it was before (R-SUB-10). */
blk_status_t bp_issue(struct request *rq, bool last)
{
	struct blk_mq_hw_ctx *hctx = rq->mq_hctx;
	const struct blk_mq_queue_data bd = { .rq = rq, .last = last };
	blk_status_t status = rq->q->mq_ops->queue_rq(hctx, &bd);

	hctx->dispatch_busy = bp_is_refusal(status);
	if (hctx->dispatch_busy)
		bp_rq_put_back(rq);
	else
		hctx->bp_refusals = 0;
	return status;
}

/* Ask again when a request of this context ends, or after a while. */
static void retry_later(struct blk_mq_hw_ctx *hctx)
{
	struct bp_env *env = hctx->queue->bp_env;

	if (hctx->bp_restart)
		return;
	hctx->bp_restart = true;
	bp_timer_arm(env, &hctx->bp_retry, env->now_ns + BP_RETRY_NS);
}

void bp_hctx_restart(struct blk_mq_hw_ctx *hctx)
{
	if (!hctx->bp_restart)
		return;
	hctx->bp_restart = false;
	bp_timer_cancel(hctx->queue->bp_env, &hctx->bp_retry);
	blk_mq_run_hw_queue(hctx, true);
}

void bp_hctx_retry_now(struct bp_timer *timer)
{
	bp_hctx_restart(bp_container_of(timer, struct blk_mq_hw_ctx, bp_retry));
}

static void end_with_ioerr(struct request *rq)
{
	blk_mq_end_request(rq, BLK_STS_IOERR); /* whatever the driver's code was (R-SUB-10) */
}

/* A driver that never takes anything must not keep the world waiting for ever. */
static bool is_hopeless(struct blk_mq_hw_ctx *hctx)
{
	if (hctx->bp_in_flight || ++hctx->bp_refusals <= BP_REFUSALS_MAX)
		return false;
	bp_finding(hctx->queue->bp_env, BP_SITE_DRIVER_REFUSES, hctx->bp_refusals, 0);
	hctx->bp_refusals = 0;
	return true;
}

static void keep_rest(struct blk_mq_hw_ctx *hctx, struct bp_request_list *list)
{
	TAILQ_CONCAT(list, &hctx->dispatch, queuelist);
	TAILQ_CONCAT(&hctx->dispatch, list, queuelist);
}

/* The next one has its tag already, or this one is the last of its batch. */
static bool is_last(struct request *next)
{
	return !next || !bp_driver_tag_get(next);
}

/* Issue in order; true when all went out, else the rest waits at the head of the dispatch list. */
static bool dispatch_list(struct blk_mq_hw_ctx *hctx, struct bp_request_list *list)
{
	const struct blk_mq_ops *ops = hctx->queue->mq_ops;
	struct request *rq, *next;
	blk_status_t failed = BLK_STS_OK; /* the one that should have told the driver to begin */
	unsigned issued = 0;

	while ((rq = TAILQ_FIRST(list))) {
		blk_status_t status;

		if (!bp_driver_tag_get(rq)) {
			bp_tag_wait(hctx, rq->mq_hctx->tags);
			break;
		}
		TAILQ_REMOVE(list, rq, queuelist);
		next = TAILQ_FIRST(list);
		status = bp_issue(rq, is_last(next));
		if (bp_is_refusal(status) && !is_hopeless(hctx)) {
			TAILQ_INSERT_HEAD(list, rq, queuelist);
			if (next && next->internal_tag != BLK_MQ_NO_TAG)
				bp_driver_tag_put(next);
			retry_later(hctx);
			break;
		}
		if (status != BLK_STS_OK)
			end_with_ioerr(rq);
		else
			issued++;
		failed = status;
	}
	if (issued && (rq || failed) && ops->commit_rqs)
		ops->commit_rqs(hctx);
	if (!rq)
		return true;
	keep_rest(hctx, list);
	return false;
}

static bool dispatch_one(struct blk_mq_hw_ctx *hctx, struct request *rq)
{
	struct bp_request_list list = TAILQ_HEAD_INITIALIZER(list);

	TAILQ_INSERT_TAIL(&list, rq, queuelist);
	return dispatch_list(hctx, &list);
}

static void dispatch_scheduler(struct blk_mq_hw_ctx *hctx)
{
	const struct elevator_ops *ops = &hctx->queue->elevator->type->ops;
	struct request *rq;

	while (ops->has_work(hctx) && (rq = ops->dispatch_request(hctx)))
		if (!dispatch_one(hctx, rq))
			return;
}

/* One from each software queue in turn, beginning where the last run ended. */
static struct request *next_round_robin(struct blk_mq_hw_ctx *hctx)
{
	struct request_queue *q = hctx->queue;

	for (unsigned i = 0; i < q->nr_queues; i++) {
		struct blk_mq_ctx *ctx = &q->queue_ctx[(hctx->next_ctx + i) % q->nr_queues];
		struct request *rq = TAILQ_FIRST(&ctx->rq_list);

		if (ctx->hctx != hctx || !rq)
			continue;
		TAILQ_REMOVE(&ctx->rq_list, rq, queuelist);
		hctx->next_ctx = (ctx->cpu + 1) % q->nr_queues;
		return rq;
	}
	return NULL;
}

static void dispatch_one_by_one(struct blk_mq_hw_ctx *hctx)
{
	struct request *rq;

	while ((rq = next_round_robin(hctx)))
		if (!dispatch_one(hctx, rq))
			return;
}

static void dispatch_all(struct blk_mq_hw_ctx *hctx)
{
	struct request_queue *q = hctx->queue;
	struct bp_request_list list = TAILQ_HEAD_INITIALIZER(list);

	for (unsigned i = 0; i < q->nr_queues; i++)
		if (q->queue_ctx[i].hctx == hctx)
			TAILQ_CONCAT(&list, &q->queue_ctx[i].rq_list, queuelist);
	dispatch_list(hctx, &list);
}

void bp_hctx_run(struct blk_mq_hw_ctx *hctx)
{
	struct bp_request_list list = TAILQ_HEAD_INITIALIZER(list);

	if (!bp_hctx_runs(hctx))
		return;
	TAILQ_CONCAT(&list, &hctx->dispatch, queuelist);
	if (!dispatch_list(hctx, &list))
		return;
	if (hctx->queue->elevator)
		dispatch_scheduler(hctx);
	else if (hctx->dispatch_busy)
		dispatch_one_by_one(hctx);
	else
		dispatch_all(hctx);
}
