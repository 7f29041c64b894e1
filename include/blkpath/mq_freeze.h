/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keeping everybody out of a queue, for a while or for good (block.md R-FRZ-1, R-FRZ-2).
 */
#ifndef BLKPATH_MQ_FREEZE_H
#define BLKPATH_MQ_FREEZE_H

#include <blkpath/queue.h>

/**
 * blk_freeze_queue_start - let nobody in any more
 * @q: queue; freezing nests
 *
 * Who is inside may go on: the first call runs the hardware queues.
 *
 * Context: calls the driver.
 * Mirrors: blk_freeze_queue_start(), block/blk-mq.c, v5.2.
 * Rule: R-FRZ-1.
 */
void blk_freeze_queue_start(struct request_queue *q);

/**
 * blk_mq_freeze_queue_wait - wait until nobody is inside
 * @q: queue that is being frozen
 *
 * Context: sleeps: runs deferred work and timers, and flushes the task's plug.
 * Return: 0; -EBUSY with a finding when nothing is under way that could make the users leave.
 * Mirrors: blk_mq_freeze_queue_wait(), block/blk-mq.c, v5.2.
 * Rule: R-FRZ-1.
 */
int blk_mq_freeze_queue_wait(struct request_queue *q);

/**
 * blk_mq_freeze_queue_wait_timeout - the same for a limited time
 * @q: queue that is being frozen
 * @timeout: ms of virtual time
 *
 * Context: sleeps, as blk_mq_freeze_queue_wait().
 * Return: ms that are left, at least 1, when nobody is inside; 0 when the time is over.
 * Mirrors: blk_mq_freeze_queue_wait_timeout(), block/blk-mq.c, v5.2.
 * Rule: R-FRZ-1.
 */
unsigned blk_mq_freeze_queue_wait_timeout(struct request_queue *q, unsigned timeout);

/**
 * blk_mq_freeze_queue - keep new users out and wait for the old ones
 * @q: queue; freezing nests
 *
 * Context: calls the driver and sleeps, as blk_mq_freeze_queue_wait().
 * Return: 0 when nobody is inside; -EBUSY with a finding when nothing is under way that could make
 * the users leave. Frozen in both cases.
 * Mirrors: blk_mq_freeze_queue(), block/blk-mq.c, v5.2.
 * Rule: R-FRZ-1.
 */
int blk_mq_freeze_queue(struct request_queue *q);

/**
 * blk_mq_unfreeze_queue - undo one freeze
 * @q: frozen queue (WARN otherwise)
 *
 * Context: allocates nothing, cannot fail.
 * Mirrors: blk_mq_unfreeze_queue(), block/blk-mq.c, v5.2.
 * Rule: R-FRZ-1.
 */
void blk_mq_unfreeze_queue(struct request_queue *q);

/**
 * blk_set_queue_dying - nobody will ever get in again
 * @q: queue; those who wait to enter it get -ENODEV, new bios fail with IOERR
 *
 * What is inside is offered to the driver, which should refuse it.
 *
 * Context: calls the driver.
 * Mirrors: blk_set_queue_dying(), block/blk-core.c, v5.2-rc5.
 * Rule: R-FRZ-2.
 */
void blk_set_queue_dying(struct request_queue *q);

#endif
