/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A queue as it is before a driver has said anything about its device (block.md 5.1).
 */
#include <string.h>

#include <blkpath/queue.h>

#define BP_DEFAULT_DMA_ALIGNMENT 511

void blk_queue_make_request(struct request_queue *q, make_request_fn *fn)
{
	q->nr_requests = BLKDEV_MAX_RQ;
	q->make_request_fn = fn;
	blk_queue_dma_alignment(q, BP_DEFAULT_DMA_ALIGNMENT);
	blk_set_default_limits(q->bp_env, &q->limits);
}

void bp_queue_init(struct bp_env *env, struct request_queue *q)
{
	memset(q, 0, sizeof(*q));
	q->bp_env = env;
	q->bp_serial = ++env->queue_serial;
	q->bp_rules = env->rules;
	q->bp_defects = env->defects;
	TAILQ_INIT(&q->requeue_list);
	bioset_init(env, &q->bio_split, 0, true);
	blk_queue_make_request(q, NULL);
}
