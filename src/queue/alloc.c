/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests from a tag to its return (block.md 9.3 step 6, R-END-4).
 */
#include <blkpath/elevator.h>
#include <blkpath/event.h>

#include "internal.h"
#include "tags.h"

struct blk_mq_ctx *bp_current_ctx(struct request_queue *q)
{
	return &q->queue_ctx[q->bp_env->current.cpu % q->nr_queues];
}

static int try_tag(struct request_queue *q, struct blk_mq_tags *tags, bool reserved)
{
	return bp_tag_fails(q->bp_env, tags) ? BLK_MQ_NO_TAG : bp_tag_get(tags, reserved);
}

/* The submitter sleeps until a tag is free, unless it must not or nobody could free one. */
static int get_tag(struct blk_mq_hw_ctx *hctx, struct blk_mq_tags *tags, unsigned flags)
{
	struct request_queue *q = hctx->queue;
	bool reserved = flags & BLK_MQ_REQ_RESERVED, slept;
	int tag = try_tag(q, tags, reserved);

	if (BP_LIKELY(tag != BLK_MQ_NO_TAG))
		return tag;
	bp_event(q->bp_env, NO_REQUEST, .q = q, .rule = "9.3.6");
	if (flags & BLK_MQ_REQ_NOWAIT)
		return BLK_MQ_NO_TAG;
	do {
		blk_mq_run_hw_queue(hctx, false);
		slept = bp_sleep(q->bp_env);
		/* A tag that was refused is free at the latest when nothing is under way. */
		tag = slept ? try_tag(q, tags, reserved) : bp_tag_get(tags, reserved);
	} while (tag == BLK_MQ_NO_TAG && slept);
	if (tag == BLK_MQ_NO_TAG)
		bp_finding(q->bp_env, BP_SITE_NO_TAG_EVER, tags->nr, 0);
	return tag;
}

struct request *bp_rq_get(struct request_queue *q, unsigned opf, unsigned flags)
{
	struct blk_mq_ctx *ctx = bp_current_ctx(q);
	struct blk_mq_hw_ctx *hctx = ctx->hctx;
	struct blk_mq_tags *tags = q->elevator ? hctx->sched_tags : hctx->tags;
	int tag = get_tag(hctx, tags, flags);
	struct request *rq;

	if (tag == BLK_MQ_NO_TAG)
		return NULL;
	rq = bp_tag_request(tags, tag);
	*rq = (struct request){
		.q = q,
		.mq_ctx = ctx,
		.mq_hctx = hctx,
		.cmd_flags = opf,
		.tag = BLK_MQ_NO_TAG,
		.internal_tag = BLK_MQ_NO_TAG,
		.__sector = BP_NO_SECTOR,
		.start_time_ns = q->bp_env->now_ns,
		.ref = 1,
		.bp_serial = ++q->bp_env->rq_serial,
	};
	if (bp_queue_flag(q, QUEUE_FLAG_IO_STAT))
		rq->rq_flags |= RQF_IO_STAT;
	if (q->elevator)
		rq->internal_tag = tag;
	else
		bp_driver_tag_set(rq, tag);
	q->bp_usage++;
	return rq;
}

struct request *blk_mq_alloc_request(struct request_queue *q, unsigned op, unsigned flags)
{
	struct request *rq;

	if (blk_queue_enter(q, flags & BLK_MQ_REQ_NOWAIT))
		return NULL;
	rq = bp_rq_get(q, op, flags);
	blk_queue_exit(q); /* the request is a user of its own */
	return rq;
}

bool bp_rq_alive(struct request *rq, enum bp_site_id site)
{
	if (BP_LIKELY(rq->ref > 0))
		return true;
	bp_finding(rq->q->bp_env, site, rq->bp_serial, 0);
	return false;
}

/* R-TMO-4 */
static void count_in_flight(struct request *rq, int n)
{
	struct request_queue *q = rq->q;

	rq->mq_hctx->bp_in_flight += n;
	q->bp_in_flight += (unsigned)n;
	if (!q->bp_in_flight)
		bp_timer_cancel(q->bp_env, &q->timeout);
}

void bp_rq_set_state(struct request *rq, enum mq_rq_state state)
{
	enum mq_rq_state old = rq->state;

	if (old == state)
		return;
	rq->state = state;
	if (state == MQ_RQ_IN_FLIGHT)
		count_in_flight(rq, 1);
	else if (old == MQ_RQ_IN_FLIGHT)
		count_in_flight(rq, -1);
	bp_event(rq->q->bp_env, RQ_STATE, .q = rq->q, .rq = rq, .a = old, .b = state);
}

void blk_mq_free_request(struct request *rq)
{
	struct request_queue *q = rq->q;
	struct blk_mq_hw_ctx *hctx = rq->mq_hctx;
	int internal_tag = rq->internal_tag;

	if (!bp_rq_alive(rq, BP_SITE_RQ_FREED_USED) || --rq->ref)
		return;
	bp_rq_set_state(rq, MQ_RQ_IDLE);
	bp_event(q->bp_env, RQ_FREE, .q = q, .rq = rq);
	rq->bio = NULL;
	rq->internal_tag = BLK_MQ_NO_TAG;
	bp_driver_tag_put(rq);
	if (internal_tag != BLK_MQ_NO_TAG)
		bp_tag_put(hctx->sched_tags, internal_tag);
	bp_hctx_restart(hctx);
	blk_queue_exit(q);
}
