/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests that a driver gives back to be issued again (block.md R-SUB-11).
 */
#ifndef BLKPATH_MQ_REQUEUE_H
#define BLKPATH_MQ_REQUEUE_H

#include <blkpath/request.h>

/**
 * blk_mq_requeue_request - the driver gives a request back
 * @rq: started request; goes to the head of the requeue list
 * @kick: insert it again soon
 *
 * Context: allocates nothing, cannot fail.
 * Mirrors: blk_mq_requeue_request(), block/blk-mq.c, v5.2.
 * Rule: R-SUB-11.
 */
void blk_mq_requeue_request(struct request *rq, bool kick);

/**
 * blk_mq_kick_requeue_list - insert again what was requeued, as deferred work
 * @q: queue
 *
 * Context: allocates nothing, cannot fail.
 * Mirrors: blk_mq_kick_requeue_list(), block/blk-mq.c, v5.2.
 * Rule: R-SUB-11.
 */
void blk_mq_kick_requeue_list(struct request_queue *q);

/**
 * blk_mq_delay_kick_requeue_list - insert again what was requeued, after a while
 * @q: queue
 * @msecs: from now on, in virtual time; a delay that runs already starts again
 *
 * Context: allocates nothing, cannot fail.
 * Mirrors: blk_mq_delay_kick_requeue_list(), block/blk-mq.c, v5.2.
 * Rule: R-SUB-11, NVH-35.
 */
void blk_mq_delay_kick_requeue_list(struct request_queue *q, unsigned msecs);

#endif
