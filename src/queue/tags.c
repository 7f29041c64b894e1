/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tags: a bounded set of numbers, the lowest free one first, each with a request of its own.
 */
#include <blkpath/event.h>

#include "internal.h"
#include "tags.h"

#define BP_WORD_BITS 64u
#define BP_RQ_ALIGN _Alignof(max_align_t)

struct blk_mq_tags *bp_tags_alloc(struct bp_env *env, unsigned nr, unsigned cmd_size)
{
	unsigned words = (nr + BP_WORD_BITS - 1) / BP_WORD_BITS;
	struct blk_mq_tags *tags =
		bp_alloc(env, BP_ALLOC_QUEUE, sizeof(*tags) + words * sizeof(tags->used[0]));

	if (!tags)
		return NULL;
	TAILQ_INIT(&tags->waiters);
	tags->nr = nr;
	tags->rq_bytes = (sizeof(struct request) + cmd_size + BP_RQ_ALIGN - 1) & ~(BP_RQ_ALIGN - 1);
	tags->rqs = bp_alloc(env, BP_ALLOC_REQUEST, nr * tags->rq_bytes);
	if (!tags->rqs) {
		bp_free(env, tags);
		return NULL;
	}
	return tags;
}

void bp_tags_free(struct bp_env *env, struct blk_mq_tags *tags)
{
	if (!tags)
		return;
	bp_free(env, tags->rqs);
	bp_free(env, tags);
}

int bp_tag_get(struct blk_mq_tags *tags)
{
	for (unsigned word = 0; word * BP_WORD_BITS < tags->nr; word++) {
		unsigned tag;

		if (!~tags->used[word])
			continue;
		tag = word * BP_WORD_BITS + (unsigned)__builtin_ctzll(~tags->used[word]);
		if (tag >= tags->nr)
			break;
		tags->used[word] |= 1ull << tag % BP_WORD_BITS;
		tags->busy++;
		return (int)tag;
	}
	return BLK_MQ_NO_TAG;
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
	if (rq->mq_hctx->flags & BLK_MQ_F_TAG_SHARED)
		rq->rq_flags |= RQF_MQ_INFLIGHT;
	bp_event(rq->q->bp_env, RQ_TAG, .q = rq->q, .rq = rq, .a = (u64)tag, .b = 1);
}

/* The tag that the device sees; with a scheduler it is taken only now. */
bool bp_driver_tag_get(struct request *rq)
{
	int tag;

	if (rq->tag != BLK_MQ_NO_TAG)
		return true;
	tag = bp_tag_get(rq->mq_hctx->tags);
	if (tag == BLK_MQ_NO_TAG)
		return false;
	bp_driver_tag_set(rq, tag);
	return true;
}

void bp_driver_tag_put(struct request *rq)
{
	int tag = rq->tag;

	if (tag == BLK_MQ_NO_TAG)
		return;
	rq->tag = BLK_MQ_NO_TAG;
	rq->rq_flags &= ~RQF_MQ_INFLIGHT;
	bp_event(rq->q->bp_env, RQ_TAG, .q = rq->q, .rq = rq, .a = (u64)tag, .b = 0);
	bp_tag_put(rq->mq_hctx->tags, tag);
}
