/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "fifo.h"

#include <blkpath/mq.h>
#include <errno.h>

struct fifo {
	struct bp_env *env;
	struct bp_request_list list;
};

static int init_sched(struct request_queue *q, struct elevator_queue *e)
{
	struct fifo *fifo = bp_alloc(q->bp_env, BP_ALLOC_QUEUE, sizeof(*fifo));

	if (!fifo)
		return -ENOMEM;
	fifo->env = q->bp_env;
	TAILQ_INIT(&fifo->list);
	e->elevator_data = fifo;
	return 0;
}

static void exit_sched(struct elevator_queue *e)
{
	struct fifo *fifo = e->elevator_data;

	bp_free(fifo->env, fifo);
}

static struct bp_request_list *list_of(struct blk_mq_hw_ctx *hctx)
{
	struct fifo *fifo = hctx->queue->elevator->elevator_data;

	return &fifo->list;
}

static void insert_requests(struct blk_mq_hw_ctx *hctx, struct bp_request_list *list, bool at_head)
{
	struct request *rq;

	while ((rq = TAILQ_FIRST(list))) {
		TAILQ_REMOVE(list, rq, queuelist);
		if (at_head)
			TAILQ_INSERT_HEAD(list_of(hctx), rq, queuelist);
		else
			TAILQ_INSERT_TAIL(list_of(hctx), rq, queuelist);
	}
}

static struct request *dispatch_request(struct blk_mq_hw_ctx *hctx)
{
	struct request *rq = TAILQ_FIRST(list_of(hctx));

	if (rq)
		TAILQ_REMOVE(list_of(hctx), rq, queuelist);
	return rq;
}

static bool has_work(struct blk_mq_hw_ctx *hctx)
{
	return !TAILQ_EMPTY(list_of(hctx));
}

const struct elevator_type t_fifo = {
	.elevator_name = "fifo",
	.ops = {
		.init_sched = init_sched,
		.exit_sched = exit_sched,
		.insert_requests = insert_requests,
		.dispatch_request = dispatch_request,
		.has_work = has_work,
	},
};
