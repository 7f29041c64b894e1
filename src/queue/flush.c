/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flush sequencing: PREFLUSH, data, POSTFLUSH as a device with a volatile cache needs them
 * (block.md 9.5).
 *
 * A request in the sequence waits for a flush command (pending), is answered by the one in flight
 * (running), or is with the driver for its data.  All requests that wait share the next command.
 */
#include <blkpath/event.h>
#include <blkpath/flush.h>

#include "internal.h"
#include "tags.h"

/* R-FLS-1 */
unsigned blk_flush_policy(const struct request *rq)
{
	const struct request_queue *q = rq->q;
	unsigned steps = blk_rq_sectors(rq) ? REQ_FSEQ_DATA : 0;

	if (!bp_queue_flag(q, QUEUE_FLAG_WC))
		return steps;
	if (rq->cmd_flags & REQ_PREFLUSH)
		steps |= REQ_FSEQ_PREFLUSH;
	if (rq->cmd_flags & REQ_FUA && !bp_queue_flag(q, QUEUE_FLAG_FUA))
		steps |= REQ_FSEQ_POSTFLUSH;
	return steps;
}

/*
 * The command lives under the name of the first request it answers, which is not with the driver.
 */
static void borrow_tag(struct request *flush, const struct request *lender)
{
	flush->tag = BLK_MQ_NO_TAG;
	flush->internal_tag = lender->internal_tag;
	if (lender->internal_tag != BLK_MQ_NO_TAG)
		return;
	flush->tag = lender->tag;
	flush->mq_hctx->tags->rqs[flush->tag] = flush;
}

static void return_tag(struct request *flush)
{
	struct blk_mq_tags *tags = flush->mq_hctx->tags;

	if (flush->internal_tag != BLK_MQ_NO_TAG)
		bp_driver_tag_put(flush);
	else
		tags->rqs[flush->tag] = bp_tag_request(tags, flush->tag);
	flush->tag = BLK_MQ_NO_TAG;
	flush->internal_tag = BLK_MQ_NO_TAG;
}

static void end_flush(struct request *flush, blk_status_t error);

static void kick_flush(struct blk_flush_queue *fq)
{
	struct request *flush = fq->flush_rq, *first = TAILQ_FIRST(&fq->pending);

	if (!first || !TAILQ_EMPTY(&fq->running)) /* at most one command in flight */
		return;
	TAILQ_CONCAT(&fq->running, &fq->pending, flush.list);
	*flush = (struct request){
		.q = first->q,
		.mq_ctx = first->mq_ctx,
		.mq_hctx = first->mq_hctx,
		.cmd_flags = REQ_OP_FLUSH | REQ_PREFLUSH,
		.rq_flags = RQF_FLUSH_SEQ,
		.rq_disk = first->rq_disk,
		.start_time_ns = first->q->bp_env->now_ns,
		.ref = 1,
		.end_io = end_flush,
		.bp_serial = ++first->q->bp_env->rq_serial,
	};
	borrow_tag(flush, first);
	bp_requeue_add(flush, false, true);
}

/* Its data is done; what the driver took off the bio list is put back for the last step. */
static void finish(struct request *rq, blk_status_t error)
{
	rq->bio = rq->biotail;
	rq->rq_flags &= ~RQF_FLUSH_SEQ;
	rq->end_io = rq->flush.saved_end_io;
	blk_mq_end_request(rq, error);
}

static unsigned next_step(const struct request *rq)
{
	return rq->flush.seq & -rq->flush.seq;
}

static void begin_step(struct request *rq, blk_status_t error)
{
	struct blk_flush_queue *fq = rq->mq_hctx->fq;
	unsigned step = next_step(rq);

	bp_event(rq->q->bp_env, FLUSH_STEP, .q = rq->q, .rq = rq, .rule = "R-FLS-1",
		 .a = step ? step : REQ_FSEQ_DONE);
	if (!step)
		finish(rq, error);
	else if (step == REQ_FSEQ_DATA)
		bp_requeue_add(rq, true, true);
	else
		TAILQ_INSERT_TAIL(&fq->pending, rq, flush.list);
}

/* An error ends the sequence. */
static void end_step(struct request *rq, blk_status_t error)
{
	rq->flush.seq = error ? 0 : rq->flush.seq & ~next_step(rq);
	begin_step(rq, error);
}

static void end_data(struct request *rq, blk_status_t error)
{
	struct blk_mq_hw_ctx *hctx = rq->mq_hctx;

	if (rq->internal_tag != BLK_MQ_NO_TAG)
		bp_driver_tag_put(rq);
	bp_rq_set_state(rq, MQ_RQ_IDLE);
	end_step(rq, error);
	kick_flush(hctx->fq);
	bp_hctx_restart(hctx);
}

static void end_flush(struct request *flush, blk_status_t error)
{
	struct blk_mq_hw_ctx *hctx = flush->mq_hctx;
	struct bp_request_list answered = TAILQ_HEAD_INITIALIZER(answered);
	struct request *rq;

	bp_rq_set_state(flush, MQ_RQ_IDLE);
	flush->ref = 0;
	return_tag(flush);
	TAILQ_CONCAT(&answered, &hctx->fq->running, flush.list);
	while ((rq = TAILQ_FIRST(&answered))) {
		TAILQ_REMOVE(&answered, rq, flush.list);
		end_step(rq, error);
	}
	kick_flush(hctx->fq);
	bp_hctx_restart(hctx);
}

void blk_insert_flush(struct request *rq)
{
	struct request_queue *q = rq->q;
	unsigned steps = blk_flush_policy(rq);

	rq->cmd_flags &= ~REQ_PREFLUSH;
	if (!bp_queue_flag(q, QUEUE_FLAG_FUA))
		rq->cmd_flags &= ~REQ_FUA;
	rq->cmd_flags |= REQ_SYNC;
	if (!steps) {
		blk_mq_end_request(rq, BLK_STS_OK);
		return;
	}
	if (steps == REQ_FSEQ_DATA) {
		bp_insert_dispatch(rq, false);
		return;
	}
	bp_bug_on(q->bp_env, rq->bio != rq->biotail, BP_SITE_FLUSH_BIOS, rq->bp_serial, 0);
	rq->rq_flags |= RQF_FLUSH_SEQ;
	rq->flush.seq = steps;
	rq->flush.saved_end_io = rq->end_io;
	rq->end_io = end_data;
	begin_step(rq, BLK_STS_OK);
	kick_flush(rq->mq_hctx->fq);
}

struct blk_flush_queue *blk_alloc_flush_queue(struct bp_env *env, unsigned cmd_size)
{
	struct blk_flush_queue *fq = bp_alloc(env, BP_ALLOC_QUEUE, sizeof(*fq));

	if (!fq)
		return NULL;
	TAILQ_INIT(&fq->pending);
	TAILQ_INIT(&fq->running);
	fq->flush_rq = bp_alloc(env, BP_ALLOC_REQUEST, sizeof(*fq->flush_rq) + cmd_size);
	if (!fq->flush_rq) {
		bp_free(env, fq);
		return NULL;
	}
	return fq;
}

void blk_free_flush_queue(struct bp_env *env, struct blk_flush_queue *fq)
{
	bp_free(env, fq->flush_rq);
	bp_free(env, fq);
}
