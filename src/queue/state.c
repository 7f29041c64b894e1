/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A request between driver and end (block.md R-SUB-11, R-END-4, R-END-5).
 */
#include <blkpath/event.h>

#include "internal.h"
#include "tags.h"

/* R-MAP-4: the drain buffer takes one entry more, as long as the request is with the driver. */
static bool needs_drain(const struct request *rq)
{
	return rq->q->dma_drain_size && blk_rq_bytes(rq);
}

void blk_mq_start_request(struct request *rq)
{
	struct bp_env *env = rq->q->bp_env;

	if (!bp_rq_alive(rq, BP_SITE_RQ_FREED_USED))
		return;
	bp_event(env, RQ_ISSUE, .q = rq->q, .rq = rq, .rule = "R-SUB-11");
	rq->io_start_time_ns = env->now_ns;
	bp_warn_on(env, rq->state != MQ_RQ_IDLE, BP_SITE_START_NOT_IDLE, rq->bp_serial, rq->state);
	blk_add_timer(rq);
	bp_rq_set_state(rq, MQ_RQ_IN_FLIGHT);
	if (needs_drain(rq))
		rq->nr_phys_segments++;
}

/* Without a scheduler the tag is the request's name and stays. */
void bp_rq_put_back(struct request *rq)
{
	if (rq->internal_tag != BLK_MQ_NO_TAG)
		bp_driver_tag_put(rq);
	bp_event(rq->q->bp_env, RQ_REQUEUE, .q = rq->q, .rq = rq, .rule = "R-SUB-11");
	if (rq->state == MQ_RQ_IDLE)
		return;
	bp_rq_set_state(rq, MQ_RQ_IDLE);
	rq->rq_flags &= ~RQF_TIMED_OUT;
	if (needs_drain(rq))
		rq->nr_phys_segments--;
}

void blk_mq_requeue_request(struct request *rq, bool kick)
{
	if (!bp_rq_alive(rq, BP_SITE_RQ_FREED_USED))
		return;
	bp_rq_put_back(rq);
	bp_requeue_add(rq, true, kick);
}

void blk_mq_complete_request(struct request *rq)
{
	const struct blk_mq_ops *ops = rq->q->mq_ops;

	if (rq->ref <= 0 || rq->state != MQ_RQ_IN_FLIGHT) {
		bp_finding(rq->q->bp_env, BP_SITE_COMPLETE_TWICE, rq->bp_serial, rq->state);
		return;
	}
	bp_rq_set_state(rq, MQ_RQ_COMPLETE);
	if (ops->complete)
		ops->complete(rq);
	else
		blk_mq_end_request(rq, BLK_STS_OK);
}

/* Steps of a flush sequence are not counted, only the whole. */
static void account_done(struct request *rq)
{
	struct request_queue *q = rq->q;
	int dir = rq_data_dir(rq);

	if (!(rq->rq_flags & RQF_IO_STAT) || rq->rq_flags & RQF_FLUSH_SEQ)
		return;
	q->bp_ios[dir]++;
	q->bp_io_ns[dir] += q->bp_env->now_ns - rq->start_time_ns;
}

void __blk_mq_end_request(struct request *rq, blk_status_t error)
{
	if (!bp_rq_alive(rq, BP_SITE_RQ_FREED_USED))
		return;
	account_done(rq);
	if (rq->end_io)
		rq->end_io(rq, error);
	else
		blk_mq_free_request(rq);
}

void blk_mq_end_request(struct request *rq, blk_status_t error)
{
	if (!bp_rq_alive(rq, BP_SITE_RQ_FREED_USED))
		return;
	bp_bug_on(rq->q->bp_env, blk_update_request(rq, error, blk_rq_bytes(rq)),
		  BP_SITE_END_NOT_ALL, rq->bp_serial, blk_rq_bytes(rq));
	__blk_mq_end_request(rq, error);
}
