/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A bio becomes a request, or part of one (block.md 9.3).
 */
#include <blkpath/elevator.h>
#include <blkpath/event.h>
#include <blkpath/flush.h>
#include <blkpath/integrity.h>
#include <blkpath/split.h>

#include "internal.h"

/* Step 7 */
static blk_qc_t cookie_of(const struct request *rq)
{
	blk_qc_t hw = rq->mq_hctx->queue_num << BLK_QC_T_SHIFT;

	if (rq->tag != BLK_MQ_NO_TAG)
		return (blk_qc_t)rq->tag | hw;
	return (blk_qc_t)rq->internal_tag | hw | BLK_QC_T_INTERNAL;
}

static void plug_request(struct blk_plug *plug, struct request *rq)
{
	const struct request *last = TAILQ_LAST(&plug->mq_list, bp_request_list);
	struct bp_env *env = rq->q->bp_env;

	if (plug->rq_count >= BLK_MAX_REQUEST_COUNT ||
	    (last && blk_rq_bytes(last) >= BLK_PLUG_FLUSH_SIZE))
		blk_flush_plug_list(env, plug, false);
	if (!plug->rq_count)
		bp_event(env, PLUG, .q = rq->q);
	blk_add_rq_to_plug(plug, rq);
}

/* Several hardware queues: keep only the newest request of each queue. */
static void plug_limited(struct blk_plug *plug, struct request *rq, struct request *other)
{
	struct bp_env *env = rq->q->bp_env;

	if (TAILQ_EMPTY(&plug->mq_list)) /* flushed since it was found */
		other = NULL;
	if (other) {
		TAILQ_REMOVE(&plug->mq_list, other, queuelist);
		plug->rq_count--;
	}
	blk_add_rq_to_plug(plug, rq);
	bp_event(env, PLUG, .q = rq->q);
	if (!other)
		return;
	bp_event(env, UNPLUG, .q = rq->q, .a = 1, .b = 1);
	bp_issue_direct(other);
}

static void queue_request(struct request *rq)
{
	bp_insert(rq, false);
	blk_mq_run_hw_queue(rq->mq_hctx, true);
}

static bool issues_direct(const struct request *rq)
{
	const struct request_queue *q = rq->q;

	return (q->nr_hw_queues > 1 && op_is_sync(rq->cmd_flags)) ||
	       (!q->elevator && !rq->mq_hctx->dispatch_busy);
}

/* Step 8: the first that fits. */
static void dispatch(struct request *rq, struct request *same_queue)
{
	struct request_queue *q = rq->q;
	struct blk_plug *plug = q->bp_env->current.plug;

	if (op_is_flush(rq->cmd_flags))
		queue_request(rq);
	else if (plug && (q->nr_hw_queues == 1 || q->mq_ops->commit_rqs))
		plug_request(plug, rq);
	else if (plug && !bp_queue_flag(q, QUEUE_FLAG_NOMERGES))
		plug_limited(plug, rq, same_queue);
	else if (issues_direct(rq))
		bp_issue_direct(rq);
	else
		queue_request(rq);
}

/* Steps 4 and 5 */
static bool try_merge(struct request_queue *q, struct bio *bio, struct request **same_queue)
{
	if (!op_is_flush(bio->bi_opf) && !bp_queue_flag(q, QUEUE_FLAG_NOMERGES) &&
	    blk_attempt_plug_merge(q, bio, same_queue))
		return true;
	return blk_mq_sched_bio_merge(q, bio);
}

/* Without REQ_NOWAIT the kernel would sleep for ever here; the model has reported that. */
static void end_without_request(struct bio *bio)
{
	if (bio->bi_opf & REQ_NOWAIT) {
		bio_wouldblock_error(bio);
		return;
	}
	bio->bi_status = BLK_STS_RESOURCE;
	bio_endio(bio);
}

blk_qc_t blk_mq_make_request(struct request_queue *q, struct bio *bio)
{
	struct request *rq, *same_queue = NULL;
	blk_qc_t cookie;

	blk_queue_bounce(q, &bio);
	if (!bio)
		return BLK_QC_T_NONE;
	blk_queue_split(q, &bio); /* the clone, if there is one (R-BNC-3) */
	if (!bio)
		return BLK_QC_T_NONE;
	if (!bio_integrity_prep(bio) || try_merge(q, bio, &same_queue))
		return BLK_QC_T_NONE;
	rq = bp_rq_get(q, bio->bi_opf, bio->bi_opf & REQ_NOWAIT ? BLK_MQ_REQ_NOWAIT : 0);
	if (!rq) {
		end_without_request(bio);
		return BLK_QC_T_NONE;
	}
	bp_event(q->bp_env, GETRQ, .q = q, .rq = rq, .bio = bio, .rule = "9.3.6");
	cookie = cookie_of(rq);
	blk_init_request_from_bio(rq, bio); /* R-SUB-7; start_time_ns is set */
	dispatch(rq, same_queue);
	return cookie;
}
