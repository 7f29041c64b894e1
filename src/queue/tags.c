/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tags: a bounded set of numbers, the lowest free one first, each with a request of its own.
 */
#include <blkpath/event.h>

#include "internal.h"
#include "tags.h"

#define BP_RQ_ALIGN _Alignof(max_align_t)

struct blk_mq_tags *bp_tags_alloc(struct bp_env *env, unsigned nr, unsigned reserved,
				  unsigned cmd_size)
{
	unsigned words = (nr + BP_WORD_BITS - 1) / BP_WORD_BITS;
	struct blk_mq_tags *tags =
		bp_alloc(env, BP_ALLOC_QUEUE, sizeof(*tags) + words * sizeof(tags->used[0]));

	if (!tags)
		return NULL;
	TAILQ_INIT(&tags->waiters);
	tags->nr = nr;
	tags->nr_reserved = bp_min(reserved, nr - 1);
	tags->rq_bytes = (sizeof(struct request) + cmd_size + BP_RQ_ALIGN - 1) & ~(BP_RQ_ALIGN - 1);
	tags->static_rqs = bp_alloc(env, BP_ALLOC_REQUEST, nr * tags->rq_bytes);
	tags->rqs = bp_alloc(env, BP_ALLOC_QUEUE, nr * sizeof(*tags->rqs));
	if (!tags->static_rqs || !tags->rqs) {
		bp_tags_free(env, tags);
		return NULL;
	}
	return tags;
}

void bp_tags_free(struct bp_env *env, struct blk_mq_tags *tags)
{
	if (!tags)
		return;
	bp_free(env, tags->rqs);
	bp_free(env, tags->static_rqs);
	bp_free(env, tags);
}

static int lowest_free(const struct blk_mq_tags *tags, unsigned first, unsigned end)
{
	u64 skipped = (1ull << first % BP_WORD_BITS) - 1;

	for (unsigned word = first / BP_WORD_BITS; word * BP_WORD_BITS < end; word++) {
		u64 taken = tags->used[word] | skipped;
		unsigned tag;

		skipped = 0;
		if (!~taken)
			continue;
		tag = word * BP_WORD_BITS + (unsigned)__builtin_ctzll(~taken);
		return tag < end ? (int)tag : BLK_MQ_NO_TAG;
	}
	return BLK_MQ_NO_TAG;
}

/* R-TAG-2 */
int bp_tag_get(struct blk_mq_tags *tags, bool reserved)
{
	int tag = reserved ? lowest_free(tags, 0, tags->nr_reserved)
			   : lowest_free(tags, tags->nr_reserved, tags->nr);

	if (tag == BLK_MQ_NO_TAG)
		return BLK_MQ_NO_TAG;
	tags->used[(unsigned)tag / BP_WORD_BITS] |= 1ull << (unsigned)tag % BP_WORD_BITS;
	tags->busy++;
	return tag;
}

/* All may try, in order; the first, should it want another one then, waits behind the others. */
static void wake_waiters(struct blk_mq_tags *tags)
{
	struct blk_mq_hw_ctx *hctx;

	TAILQ_FOREACH (hctx, &tags->waiters, bp_tag_link)
		blk_mq_run_hw_queue(hctx, true);
	if (!TAILQ_EMPTY(&tags->waiters))
		bp_tag_stop_waiting(TAILQ_FIRST(&tags->waiters));
}

void bp_tag_put(struct blk_mq_tags *tags, int tag)
{
	tags->used[(unsigned)tag / BP_WORD_BITS] &= ~(1ull << (unsigned)tag % BP_WORD_BITS);
	tags->busy--;
	wake_waiters(tags);
}

/* A scheduler may give a context a request of another one: the tags are those of the request. */
void bp_tag_wait(struct blk_mq_hw_ctx *hctx, struct blk_mq_tags *tags)
{
	if (hctx->bp_waits_at)
		return;
	hctx->bp_waits_at = tags;
	TAILQ_INSERT_TAIL(&tags->waiters, hctx, bp_tag_link);
}

void bp_tag_stop_waiting(struct blk_mq_hw_ctx *hctx)
{
	if (!hctx->bp_waits_at)
		return;
	TAILQ_REMOVE(&hctx->bp_waits_at->waiters, hctx, bp_tag_link);
	hctx->bp_waits_at = NULL;
}

void bp_driver_tag_set(struct request *rq, int tag)
{
	rq->tag = tag;
	rq->mq_hctx->tags->rqs[tag] = rq;
	if (rq->mq_hctx->flags & BLK_MQ_F_TAG_SHARED)
		rq->rq_flags |= RQF_MQ_INFLIGHT;
	bp_event(rq->q->bp_env, RQ_TAG, .q = rq->q, .rq = rq, .a = (u64)tag, .b = 1);
}

/* The tag that the device sees; with a scheduler it is taken only now. */
bool bp_driver_tag_get(struct request *rq)
{
	const struct blk_mq_hw_ctx *hctx = rq->mq_hctx;
	int tag;

	if (rq->tag != BLK_MQ_NO_TAG)
		return true;
	if (bp_tag_fails(rq->q->bp_env, hctx->tags))
		return false;
	tag = bp_tag_get(hctx->tags,
			 bp_tag_is_reserved(hctx->sched_tags, (unsigned)rq->internal_tag));
	if (tag == BLK_MQ_NO_TAG)
		return false;
	bp_driver_tag_set(rq, tag);
	return true;
}

/* R-TAG-1: the request of a scheduler tag goes with the scheduler, the tag stays. */
void bp_driver_tag_put(struct request *rq)
{
	struct blk_mq_tags *tags = rq->mq_hctx->tags;
	int tag = rq->tag;

	if (tag == BLK_MQ_NO_TAG)
		return;
	rq->tag = BLK_MQ_NO_TAG;
	rq->rq_flags &= ~RQF_MQ_INFLIGHT;
	bp_event(rq->q->bp_env, RQ_TAG, .q = rq->q, .rq = rq, .a = (u64)tag, .b = 0);
	if (rq->mq_hctx->sched_tags)
		tags->rqs[tag] = NULL;
	bp_tag_put(tags, tag);
}

struct request *blk_mq_tag_to_rq(const struct blk_mq_tags *tags, unsigned tag)
{
	return tag < tags->nr ? tags->rqs[tag] : NULL;
}
