/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Making and taking down a multi-queue request queue.
 */
#include <blkpath/flush.h>

#include "internal.h"
#include "tags.h"

static void free_hctx(struct bp_env *env, struct blk_mq_hw_ctx *hctx)
{
	if (!hctx)
		return;
	bp_work_cancel(env, &hctx->run_work);
	bp_timer_cancel(env, &hctx->bp_retry);
	bp_tag_stop_waiting(hctx);
	blk_free_flush_queue(env, hctx->fq);
	bp_free(env, hctx);
}

/* Takes what init left half made, too. */
static void free_queue(struct request_queue *q)
{
	struct bp_env *env = q->bp_env;

	for (unsigned i = 0; q->queue_hw_ctx && i < q->nr_hw_queues; i++)
		free_hctx(env, q->queue_hw_ctx[i]);
	bp_work_cancel(env, &q->requeue_work);
	bp_timer_cancel(env, &q->bp_requeue_timer);
	bp_free(env, q->queue_hw_ctx);
	bp_free(env, q->queue_ctx);
	bp_free(env, q);
}

static struct blk_mq_hw_ctx *make_hctx(struct request_queue *q, unsigned num)
{
	struct blk_mq_tag_set *set = q->tag_set;
	struct blk_mq_hw_ctx *hctx = bp_alloc(q->bp_env, BP_ALLOC_QUEUE, sizeof(*hctx));

	if (!hctx)
		return NULL;
	hctx->queue = q;
	hctx->queue_num = num;
	hctx->flags = set->flags;
	hctx->tags = set->tags[num];
	hctx->driver_data = set->driver_data;
	hctx->run_work.fn = bp_hctx_run_work;
	hctx->bp_retry.fn = bp_hctx_retry_now;
	TAILQ_INIT(&hctx->dispatch);
	hctx->fq = blk_alloc_flush_queue(q->bp_env, set->cmd_size);
	if (!hctx->fq) {
		bp_free(q->bp_env, hctx);
		return NULL;
	}
	return hctx;
}

static bool make_hctxs(struct request_queue *q)
{
	q->queue_hw_ctx =
		bp_alloc(q->bp_env, BP_ALLOC_QUEUE, q->nr_hw_queues * sizeof(*q->queue_hw_ctx));
	if (!q->queue_hw_ctx)
		return false;
	for (unsigned i = 0; i < q->nr_hw_queues; i++) {
		q->queue_hw_ctx[i] = make_hctx(q, i);
		if (!q->queue_hw_ctx[i])
			return false;
	}
	return true;
}

/* CPUs take turns over the hardware queues. */
static bool make_ctxs(struct request_queue *q)
{
	q->queue_ctx = bp_alloc(q->bp_env, BP_ALLOC_QUEUE, q->nr_queues * sizeof(*q->queue_ctx));
	if (!q->queue_ctx)
		return false;
	for (unsigned cpu = 0; cpu < q->nr_queues; cpu++) {
		struct blk_mq_ctx *ctx = &q->queue_ctx[cpu];

		ctx->queue = q;
		ctx->cpu = cpu;
		ctx->hctx = q->queue_hw_ctx[cpu % q->nr_hw_queues];
		TAILQ_INIT(&ctx->rq_list);
	}
	return true;
}

struct request_queue *blk_mq_init_queue(struct bp_env *env, struct blk_mq_tag_set *set)
{
	struct request_queue *q = bp_alloc(env, BP_ALLOC_QUEUE, sizeof(*q));

	if (!q)
		return NULL;
	bp_queue_init(env, q);
	blk_queue_make_request(q, blk_mq_make_request);
	q->bp_serial = ++env->queue_serial;
	q->queue_flags |= QUEUE_FLAG_MQ_DEFAULT;
	q->tag_set = set;
	q->mq_ops = set->ops;
	q->nr_hw_queues = set->nr_hw_queues;
	q->nr_queues = set->nr_cpus;
	q->nr_requests = set->queue_depth;
	q->requeue_work.fn = bp_requeue_run;
	q->bp_requeue_timer.fn = bp_requeue_due;
	TAILQ_INIT(&q->requeue_list);
	if (!make_hctxs(q) || !make_ctxs(q)) {
		free_queue(q);
		return NULL;
	}
	return q;
}

int blk_cleanup_queue(struct request_queue *q)
{
	int error;

	blk_queue_flag_set(QUEUE_FLAG_DYING, q);
	error = blk_mq_freeze_queue(q);
	if (error) /* somebody still points into it: it stays as long as its environment */
		return error;
	if (q->elevator)
		blk_mq_exit_sched(q);
	blk_queue_flag_set(QUEUE_FLAG_DEAD, q);
	free_queue(q);
	return 0;
}
