/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Hardware contexts, and the CPUs that use them.
 */
#include <blkpath/flush.h>

#include "internal.h"
#include "tags.h"

static void free_hctx(struct bp_env *env, struct blk_mq_hw_ctx *hctx)
{
	bp_work_cancel(env, &hctx->run_work);
	bp_timer_cancel(env, &hctx->bp_retry);
	bp_tag_stop_waiting(hctx);
	blk_free_flush_queue(env, hctx->fq);
	bp_free(env, hctx);
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

/* What is there already stays, whatever happens. */
bool bp_hctxs_make(struct request_queue *q, unsigned nr)
{
	struct bp_env *env = q->bp_env;
	unsigned old = q->bp_nr_hctxs;
	struct blk_mq_hw_ctx **hctxs;

	if (nr <= old)
		return true;
	hctxs = bp_alloc(env, BP_ALLOC_QUEUE, nr * sizeof(*hctxs));
	for (unsigned i = 0; hctxs && i < nr; i++) {
		hctxs[i] = i < old ? q->queue_hw_ctx[i] : make_hctx(q, i);
		if (hctxs[i])
			continue;
		while (i-- > old)
			free_hctx(env, hctxs[i]);
		bp_free(env, hctxs);
		hctxs = NULL;
	}
	if (!hctxs)
		return false;
	bp_free(env, q->queue_hw_ctx);
	q->queue_hw_ctx = hctxs;
	q->bp_nr_hctxs = nr;
	return true;
}

/* CPUs take turns over the hardware queues. */
void bp_ctxs_map(struct request_queue *q)
{
	for (unsigned cpu = 0; cpu < q->nr_queues; cpu++)
		q->queue_ctx[cpu].hctx = q->queue_hw_ctx[cpu % q->nr_hw_queues];
}

bool bp_ctxs_make(struct request_queue *q)
{
	q->queue_ctx = bp_alloc(q->bp_env, BP_ALLOC_QUEUE, q->nr_queues * sizeof(*q->queue_ctx));
	if (!q->queue_ctx)
		return false;
	for (unsigned cpu = 0; cpu < q->nr_queues; cpu++) {
		struct blk_mq_ctx *ctx = &q->queue_ctx[cpu];

		ctx->queue = q;
		ctx->cpu = cpu;
		TAILQ_INIT(&ctx->rq_list);
	}
	bp_ctxs_map(q);
	return true;
}

void bp_contexts_free(struct request_queue *q)
{
	while (q->bp_nr_hctxs)
		free_hctx(q->bp_env, q->queue_hw_ctx[--q->bp_nr_hctxs]);
	bp_free(q->bp_env, q->queue_hw_ctx);
	bp_free(q->bp_env, q->queue_ctx);
}
