/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests that come back, and the worker that inserts them again (R-SUB-11).
 */
#include <blkpath/event.h>

#include "internal.h"

void bp_requeue_add(struct request *rq, bool at_head, bool kick)
{
	struct request_queue *q = rq->q;

	if (at_head) {
		rq->rq_flags |= RQF_SOFTBARRIER;
		TAILQ_INSERT_HEAD(&q->requeue_list, rq, queuelist);
	} else {
		TAILQ_INSERT_TAIL(&q->requeue_list, rq, queuelist);
	}
	if (kick)
		blk_mq_kick_requeue_list(q);
}

void blk_mq_kick_requeue_list(struct request_queue *q)
{
	bp_work_queue(q->bp_env, &q->requeue_work);
}

void bp_requeue_due(struct bp_timer *timer)
{
	blk_mq_kick_requeue_list(bp_container_of(timer, struct request_queue, bp_requeue_timer));
}

void blk_mq_delay_kick_requeue_list(struct request_queue *q, unsigned msecs)
{
	if (msecs)
		bp_timer_arm(q->bp_env, &q->bp_requeue_timer,
			     q->bp_env->now_ns + msecs * BP_NS_PER_MS);
	else
		blk_mq_kick_requeue_list(q);
}

/* Those that came back to the head go first, then the others to the tail. */
void bp_requeue_run(struct bp_work *work)
{
	struct request_queue *q = bp_container_of(work, struct request_queue, requeue_work);
	struct bp_request_list others = TAILQ_HEAD_INITIALIZER(others);
	struct request *rq;

	while ((rq = TAILQ_FIRST(&q->requeue_list))) {
		TAILQ_REMOVE(&q->requeue_list, rq, queuelist);
		if (rq->rq_flags & RQF_DONTPREP) {
			bp_insert_dispatch(rq, false);
		} else if (rq->rq_flags & RQF_SOFTBARRIER) {
			rq->rq_flags &= ~RQF_SOFTBARRIER;
			bp_insert(rq, true);
		} else {
			TAILQ_INSERT_TAIL(&others, rq, queuelist);
		}
	}
	while ((rq = TAILQ_FIRST(&others))) {
		TAILQ_REMOVE(&others, rq, queuelist);
		bp_insert(rq, false);
	}
	blk_mq_run_hw_queues(q, false);
}
