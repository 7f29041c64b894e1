/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests that the device keeps for too long (block.md R-TMO-1 to R-TMO-4).
 */
#include <blkpath/flush.h>

#include "internal.h"

static void arm(struct request_queue *q, u64 deadline)
{
	if (!q->timeout.armed || deadline < q->timeout.due_ns)
		bp_timer_arm(q->bp_env, &q->timeout, deadline);
}

void blk_add_timer(struct request *rq)
{
	struct request_queue *q = rq->q;

	if (!rq->timeout)
		rq->timeout = q->rq_timeout;
	rq->rq_flags &= ~RQF_TIMED_OUT;
	rq->deadline = q->bp_env->now_ns + rq->timeout * BP_NS_PER_MS;
	if (q->mq_ops->timeout) /* R-TMO-4 */
		arm(q, rq->deadline);
}

void bp_timeout_due(struct bp_timer *timer)
{
	struct request_queue *q = bp_container_of(timer, struct request_queue, timeout);

	bp_work_queue(q->bp_env, &q->timeout_work);
}

static bool may_expire(const struct request *rq)
{
	return rq->state == MQ_RQ_IN_FLIGHT && !(rq->rq_flags & RQF_TIMED_OUT);
}

/* R-TMO-3 */
static void time_out(struct request *rq, bool reserved)
{
	rq->rq_flags |= RQF_TIMED_OUT;
	if (rq->q->mq_ops->timeout(rq, reserved) == BLK_EH_RESET_TIMER &&
	    rq->state == MQ_RQ_IN_FLIGHT)
		blk_add_timer(rq);
}

/* R-TMO-2; the command of flush sequences is nobody's to free. */
static bool check_expired(struct blk_mq_hw_ctx *hctx, struct request *rq, void *data, bool reserved)
{
	(void)data;
	if (!may_expire(rq) || rq->deadline > rq->q->bp_env->now_ns)
		return true;
	if (rq == hctx->fq->flush_rq) {
		time_out(rq, reserved);
		return true;
	}
	rq->ref++;
	time_out(rq, reserved);
	blk_mq_free_request(rq);
	return true;
}

static bool note_deadline(struct blk_mq_hw_ctx *hctx, struct request *rq, void *data, bool reserved)
{
	(void)hctx;
	(void)data;
	(void)reserved;
	if (may_expire(rq))
		arm(rq->q, rq->deadline);
	return true;
}

void bp_timeout_run(struct bp_work *work)
{
	struct request_queue *q = bp_container_of(work, struct request_queue, timeout_work);

	if (!q->bp_usage)
		return;
	q->bp_usage++;
	blk_mq_queue_tag_busy_iter(q, check_expired, NULL);
	blk_mq_queue_tag_busy_iter(q, note_deadline, NULL);
	blk_queue_exit(q);
}
