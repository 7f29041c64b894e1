/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Running, stopping and quiescing hardware contexts.
 */
#include <blkpath/elevator.h>

#include "internal.h"

static bool has_pending(struct blk_mq_hw_ctx *hctx)
{
	struct request_queue *q = hctx->queue;

	if (!TAILQ_EMPTY(&hctx->dispatch))
		return true;
	if (q->elevator)
		return q->elevator->type->ops.has_work(hctx);
	for (unsigned i = 0; i < q->nr_queues; i++)
		if (q->queue_ctx[i].hctx == hctx && !TAILQ_EMPTY(&q->queue_ctx[i].rq_list))
			return true;
	return false;
}

void bp_hctx_run_work(struct bp_work *work)
{
	bp_hctx_run(bp_container_of(work, struct blk_mq_hw_ctx, run_work));
}

void blk_mq_run_hw_queue(struct blk_mq_hw_ctx *hctx, bool async)
{
	if (!bp_hctx_runs(hctx) || !has_pending(hctx))
		return;
	if (async)
		bp_work_queue(hctx->queue->bp_env, &hctx->run_work);
	else
		bp_hctx_run(hctx);
}

void blk_mq_run_hw_queues(struct request_queue *q, bool async)
{
	for (unsigned i = 0; i < q->nr_hw_queues; i++)
		blk_mq_run_hw_queue(q->queue_hw_ctx[i], async);
}

void blk_mq_stop_hw_queue(struct blk_mq_hw_ctx *hctx)
{
	hctx->state |= 1ul << BLK_MQ_S_STOPPED;
}

void blk_mq_start_hw_queue(struct blk_mq_hw_ctx *hctx)
{
	hctx->state &= ~(1ul << BLK_MQ_S_STOPPED);
	blk_mq_run_hw_queue(hctx, false);
}

void blk_mq_quiesce_queue(struct request_queue *q)
{
	blk_queue_flag_set(QUEUE_FLAG_QUIESCED, q);
}

void blk_mq_unquiesce_queue(struct request_queue *q)
{
	blk_queue_flag_clear(QUEUE_FLAG_QUIESCED, q);
	blk_mq_run_hw_queues(q, true);
}
