/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a tag to its request, and looking at all that a device holds (block.md R-TAG-1, R-TAG-3).
 */
#ifndef BLKPATH_MQ_TAGS_H
#define BLKPATH_MQ_TAGS_H

#include <blkpath/request.h>

struct blk_mq_tag_set;
struct blk_mq_tags;

/* Return false to skip what is left of these tags. */
typedef bool busy_tag_iter_fn(struct request *rq, void *data, bool reserved);
typedef bool busy_iter_fn(struct blk_mq_hw_ctx *hctx, struct request *rq, void *data,
			  bool reserved);

static inline bool blk_mq_request_started(const struct request *rq)
{
	return rq->state != MQ_RQ_IDLE;
}

static inline bool blk_mq_request_completed(const struct request *rq)
{
	return rq->state == MQ_RQ_COMPLETE;
}

/**
 * blk_mq_tag_to_rq - whose tag is this?
 * @tags: tags of a hardware queue
 * @tag: any number
 *
 * Return: the request that took the tag last, which may have ended since; NULL when there is no
 * such tag or nobody took it yet.
 * Mirrors: blk_mq_tag_to_rq(), block/blk-mq.c, v5.2.
 * Rule: R-TAG-1.
 */
struct request *blk_mq_tag_to_rq(const struct blk_mq_tags *tags, unsigned tag);

/**
 * blk_mq_tagset_busy_iter - look at all requests that a device was given
 * @set: tags
 * @fn: called for each started request that holds a tag; may end it
 * @data: argument of @fn
 *
 * Context: that of @fn.
 * Mirrors: blk_mq_tagset_busy_iter(), block/blk-mq-tag.c, v5.2.
 * Rule: R-TAG-3.
 */
void blk_mq_tagset_busy_iter(struct blk_mq_tag_set *set, busy_tag_iter_fn *fn, void *data);

/**
 * blk_mq_queue_tag_busy_iter - look at all requests of one queue that hold a tag
 * @q: queue
 * @fn: called for each, started or not; may end it
 * @data: argument of @fn
 *
 * Context: that of @fn.
 * Mirrors: blk_mq_queue_tag_busy_iter(), block/blk-mq-tag.c, v5.2.
 * Rule: R-TAG-3.
 */
void blk_mq_queue_tag_busy_iter(struct request_queue *q, busy_iter_fn *fn, void *data);

/**
 * blk_mq_update_nr_hw_queues - the device has another number of queues now
 * @set: tags of the device
 * @nr_hw_queues: how many; 0 changes nothing
 *
 * Freezes each queue of the set and distributes its CPUs anew; its scheduler is attached again.
 *
 * Context: sleeps until all requests have ended; allocates.
 * Return: 0; -ENOMEM when there is no memory for more, -EBUSY with a finding when requests will
 * never end: the number is what it was.
 * Mirrors: blk_mq_update_nr_hw_queues(), block/blk-mq.c, v5.2; the result is ours.
 * Rule: R-HWQ-1.
 */
int blk_mq_update_nr_hw_queues(struct blk_mq_tag_set *set, unsigned nr_hw_queues);

#endif
