/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests that come from no bio of their queue (block.md R-END-6, R-SUB-12).
 */
#ifndef BLKPATH_MQ_EXECUTE_H
#define BLKPATH_MQ_EXECUTE_H

#include <blkpath/request.h>

/**
 * blk_insert_cloned_request - issue a request that was made for another queue
 * @q: queue below
 * @rq: request of @q with cloned bios; counted again
 *
 * Context: issues directly.
 * Return: OK: the driver has it, or it waits for a stopped context. IOERR when it breaks a
 * limit of @q: nothing was issued. RESOURCE or DEV_RESOURCE: refused, the caller keeps it. Any
 * other: the driver's error, with which the request has been ended.
 * Mirrors: blk_insert_cloned_request(), block/blk-core.c, v5.2-rc5.
 * Rule: R-END-6.
 */
blk_status_t blk_insert_cloned_request(struct request_queue *q, struct request *rq);

/**
 * blk_execute_rq_nowait - let a request without submitter run
 * @q: its queue
 * @rq: request by blk_mq_alloc_request()
 * @at_head: before those that wait
 * @done: called when it ended; owes blk_mq_free_request()
 *
 * Context: calls the driver.
 * Mirrors: blk_execute_rq_nowait(), block/blk-exec.c, v5.2.
 * Rule: R-SUB-12.
 */
void blk_execute_rq_nowait(struct request_queue *q, struct request *rq, bool at_head,
			   rq_end_io_fn *done);

/**
 * blk_execute_rq - let a request without submitter run, and wait for its end
 * @q: its queue
 * @rq: request by blk_mq_alloc_request(); still owes blk_mq_free_request()
 * @at_head: before those that wait
 *
 * How it ended is for the driver to remember.
 *
 * Context: sleeps: runs deferred work and timers. When nothing is under way that could end @rq that
 * is a BUG, as in wait_for_completion().
 * Mirrors: blk_execute_rq(), block/blk-exec.c, v5.2.
 * Rule: R-SUB-12.
 */
void blk_execute_rq(struct request_queue *q, struct request *rq, bool at_head);

#endif
