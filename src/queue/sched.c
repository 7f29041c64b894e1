/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A scheduler on a queue: its tags, and where a bio looks for company (R-MGE-13).
 */
#include <errno.h>

#include <blkpath/elevator.h>
#include <blkpath/mq.h>

#include "internal.h"
#include "tags.h"

static void free_sched_tags(struct request_queue *q)
{
	for (unsigned i = 0; i < q->nr_hw_queues; i++) {
		bp_tags_free(q->bp_env, q->queue_hw_ctx[i]->sched_tags);
		q->queue_hw_ctx[i]->sched_tags = NULL;
	}
}

static int alloc_sched_tags(struct request_queue *q, unsigned nr)
{
	for (unsigned i = 0; i < q->nr_hw_queues; i++) {
		q->queue_hw_ctx[i]->sched_tags = bp_tags_alloc(
			q->bp_env, nr, q->tag_set->reserved_tags, q->tag_set->cmd_size);
		if (!q->queue_hw_ctx[i]->sched_tags)
			return -ENOMEM;
	}
	return 0;
}

int blk_mq_init_sched(struct request_queue *q, const struct elevator_type *type)
{
	unsigned nr = 2 * bp_min(q->tag_set->queue_depth, (unsigned)BLKDEV_MAX_RQ);
	int error = blk_mq_freeze_queue(q);

	if (!error)
		error = alloc_sched_tags(q, nr);
	if (!error)
		error = elevator_init(q, type);
	if (!error)
		q->nr_requests = nr;
	else
		free_sched_tags(q);
	blk_mq_unfreeze_queue(q);
	return error;
}

int blk_mq_exit_sched(struct request_queue *q)
{
	int error = blk_mq_freeze_queue(q);

	if (!error) {
		elevator_exit(q);
		free_sched_tags(q);
		q->nr_requests = q->tag_set->queue_depth;
	}
	blk_mq_unfreeze_queue(q);
	return error;
}

bool blk_mq_sched_bio_merge(struct request_queue *q, struct bio *bio)
{
	struct blk_mq_ctx *ctx = bp_current_ctx(q);

	if (bp_queue_flag(q, QUEUE_FLAG_NOMERGES) || !bio_mergeable(bio))
		return false;
	if (q->elevator && q->elevator->type->ops.bio_merge)
		return q->elevator->type->ops.bio_merge(ctx->hctx, bio);
	if (!(ctx->hctx->flags & BLK_MQ_F_SHOULD_MERGE) || TAILQ_EMPTY(&ctx->rq_list))
		return false;
	return blk_mq_bio_list_merge(q, &ctx->rq_list, bio);
}
