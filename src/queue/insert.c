/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a request waits: dispatch list, scheduler or software queue.
 */
#include <blkpath/elevator.h>
#include <blkpath/event.h>
#include <blkpath/flush.h>

#include "internal.h"

void bp_insert_dispatch(struct request *rq, bool at_head)
{
	struct blk_mq_hw_ctx *hctx = rq->mq_hctx;

	if (at_head)
		TAILQ_INSERT_HEAD(&hctx->dispatch, rq, queuelist);
	else
		TAILQ_INSERT_TAIL(&hctx->dispatch, rq, queuelist);
}

static void insert_software(struct request *rq, bool at_head)
{
	struct bp_request_list *list = &rq->mq_ctx->rq_list;

	if (at_head)
		TAILQ_INSERT_HEAD(list, rq, queuelist);
	else
		TAILQ_INSERT_TAIL(list, rq, queuelist);
}

/* All of one hardware and one software context. */
void bp_insert_list(struct blk_mq_hw_ctx *hctx, struct bp_request_list *list, bool at_head)
{
	struct request_queue *q = hctx->queue;
	struct request *rq;

	TAILQ_FOREACH (rq, list, queuelist)
		bp_event(q->bp_env, RQ_INSERT, .q = q, .rq = rq);
	if (q->elevator) {
		q->elevator->type->ops.insert_requests(hctx, list, at_head);
		return;
	}
	while ((rq = TAILQ_FIRST(list))) {
		TAILQ_REMOVE(list, rq, queuelist);
		insert_software(rq, at_head);
	}
}

void bp_insert(struct request *rq, bool at_head)
{
	struct bp_request_list list = TAILQ_HEAD_INITIALIZER(list);

	if (rq->rq_flags & RQF_FLUSH_SEQ) { /* steps of a flush pass everybody */
		bp_insert_dispatch(rq, true);
	} else if (op_is_flush(rq->cmd_flags)) {
		blk_insert_flush(rq);
	} else {
		if (rq->mq_hctx->queue->elevator)
			rq->rq_flags |= RQF_SORTED;
		TAILQ_INSERT_TAIL(&list, rq, queuelist);
		bp_insert_list(rq->mq_hctx, &list, at_head);
	}
}
