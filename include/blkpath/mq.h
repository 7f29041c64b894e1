/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Multi-queue block layer: contexts, tags, dispatch (block.md 9.3).  Mirrors include/linux/blk-mq.h
 * and block/blk-mq.c, v5.2.
 *
 * What the kernel does asynchronously is deferred work of the environment: bp_work_run() or
 * bp_wait() let it happen.
 */
#ifndef BLKPATH_MQ_H
#define BLKPATH_MQ_H

#include <blkpath/merge.h>
#include <blkpath/mq_execute.h>
#include <blkpath/mq_freeze.h>
#include <blkpath/mq_requeue.h>
#include <blkpath/mq_tags.h>
#include <blkpath/plug.h>
#include <blkpath/request.h>

struct blk_flush_queue;
struct elevator_type;

#define BLK_MQ_F_SHOULD_MERGE (1u << 0)
#define BLK_MQ_F_TAG_SHARED (1u << 1) /* several queues use the tag set */

#define BLK_MQ_S_STOPPED 0

/* How a request is allocated. */
#define BLK_MQ_REQ_NOWAIT (1u << 0)   /* do not sleep for a tag */
#define BLK_MQ_REQ_RESERVED (1u << 1) /* one of the reserved tags (R-TAG-2) */

#define BLK_MQ_MAX_DEPTH 10240

struct blk_mq_queue_data {
	struct request *rq;
	bool last;
};

/* What a driver says about a request that timed out (R-TMO-3). */
enum blk_eh_timer_return {
	BLK_EH_DONE,	    /* it has ended the request, or will */
	BLK_EH_RESET_TIMER, /* it wants to wait once more */
};

/**
 * struct blk_mq_ops - what a driver gives
 * @queue_rq: start a request; OK, RESOURCE, DEV_RESOURCE or an error (R-SUB-10)
 * @commit_rqs: the batch ended early; may be NULL
 * @complete: runs for blk_mq_complete_request(); NULL means blk_mq_end_request(rq, OK)
 * @timeout: a request, of a reserved tag or not, is late (R-TMO-3); NULL: it may take for ever
 */
struct blk_mq_ops {
	blk_status_t (*queue_rq)(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd);
	void (*commit_rqs)(struct blk_mq_hw_ctx *hctx);
	void (*complete)(struct request *rq);
	enum blk_eh_timer_return (*timeout)(struct request *rq, bool reserved);
};

/**
 * struct blk_mq_tag_set - the tags of a device
 * @ops: driver
 * @nr_hw_queues: hardware queues, from 1
 * @queue_depth: tags of each hardware queue, 1..BLK_MQ_MAX_DEPTH
 * @reserved_tags: how many of them are for BLK_MQ_REQ_RESERVED, fewer than @queue_depth
 * @nr_cpus: software queues; 0 means as many as hardware queues
 * @cmd_size: bytes that the driver keeps behind each request, see blk_mq_rq_to_pdu()
 * @flags: BLK_MQ_F_
 * @timeout: of a request, in ms; 0 means 30 s
 * @driver_data: the driver's
 * @tags: one set for each hardware queue, by blk_mq_alloc_tag_set()
 * @bp_nr_tags: of @tags; @nr_hw_queues of them are used
 * @tag_list: the queues that use it, by blk_mq_init_queue()
 * @bp_env: environment
 */
struct blk_mq_tag_set {
	const struct blk_mq_ops *ops;
	unsigned nr_hw_queues;
	unsigned queue_depth;
	unsigned reserved_tags;
	unsigned nr_cpus;
	unsigned cmd_size;
	unsigned flags;
	unsigned timeout;
	void *driver_data;
	struct blk_mq_tags **tags;
	unsigned bp_nr_tags;
	TAILQ_HEAD(, request_queue) tag_list;
	struct bp_env *bp_env;
};

/* What the driver keeps behind a request: zero at first, then as the request before left it. */
static inline void *blk_mq_rq_to_pdu(struct request *rq)
{
	return rq + 1;
}

static inline struct request *blk_mq_rq_from_pdu(void *pdu)
{
	return (struct request *)pdu - 1;
}

/* A software queue: requests that a CPU made and nobody took yet. */
struct blk_mq_ctx {
	struct request_queue *queue;
	unsigned cpu;
	struct blk_mq_hw_ctx *hctx;
	struct bp_request_list rq_list;
};

/**
 * struct blk_mq_hw_ctx - a hardware queue
 * @queue: request queue
 * @queue_num: number, from 0
 * @flags: BLK_MQ_F_
 * @state: BLK_MQ_S_ bits
 * @dispatch_busy: the driver refused the request it was offered last
 * @dispatch: requests that go before all others
 * @tags: driver tags
 * @sched_tags: scheduler tags, NULL without scheduler
 * @fq: flush queue
 * @next_ctx: software queue whose turn it is
 * @driver_data: the driver's
 * @run_work: a run that was put off
 * @bp_retry: asks a driver again that was out of resources
 * @bp_restart: run as soon as a request ends
 * @bp_refusals: refusals in a row
 * @bp_in_flight: requests with the driver
 * @bp_waits_at: the tags on whose list it waits, or NULL
 * @bp_tag_link: link of that list
 */
struct blk_mq_hw_ctx {
	struct request_queue *queue;
	unsigned queue_num;
	unsigned flags;
	unsigned long state;
	bool dispatch_busy;
	struct bp_request_list dispatch;
	struct blk_mq_tags *tags;
	struct blk_mq_tags *sched_tags;
	struct blk_flush_queue *fq;
	unsigned next_ctx;
	void *driver_data;
	struct bp_work run_work;
	struct bp_timer bp_retry;
	bool bp_restart;
	unsigned bp_refusals;
	int bp_in_flight;
	struct blk_mq_tags *bp_waits_at;
	TAILQ_ENTRY(blk_mq_hw_ctx) bp_tag_link;
};

/**
 * blk_mq_alloc_tag_set - make the tags of a device
 * @env: environment
 * @set: @ops, numbers and flags are set
 *
 * Context: allocates; may fail.
 * Return: 0; -EINVAL for a number out of range; -ENOMEM, nothing is left behind then.
 * Mirrors: blk_mq_alloc_tag_set(), block/blk-mq.c, v5.2.
 * Rule: 9.3.6.
 */
int blk_mq_alloc_tag_set(struct bp_env *env, struct blk_mq_tag_set *set);

/**
 * blk_mq_free_tag_set - free them
 * @set: no queue uses it any more; harmless when it has no tags
 *
 * Context: cannot fail.
 * Mirrors: blk_mq_free_tag_set(), block/blk-mq.c, v5.2.
 * Rule: 9.3.6.
 */
void blk_mq_free_tag_set(struct blk_mq_tag_set *set);

/**
 * blk_mq_init_queue - make a request queue with hardware contexts
 * @env: environment
 * @set: tag set with tags; outlives the queue
 *
 * Limits are the defaults; the driver sets its own afterwards.
 *
 * Context: allocates; may fail.
 * Return: the queue; NULL when an allocation failed, nothing is left behind then.
 * Mirrors: blk_mq_init_queue(), block/blk-mq.c, v5.2.
 * Rule: 9.3.
 */
struct request_queue *blk_mq_init_queue(struct bp_env *env, struct blk_mq_tag_set *set);

/**
 * blk_cleanup_queue - take a queue down
 * @q: queue; new bios fail with IOERR from now on
 *
 * Context: sleeps until all requests have ended.
 * Return: 0 when the queue is gone; -EBUSY with a finding when requests will never end: then it
 * is dying, but stays, with all that points to it, as long as its environment.
 * Mirrors: blk_cleanup_queue(), block/blk-core.c, v5.2-rc5.
 * Rule: 9.3.
 */
int blk_cleanup_queue(struct request_queue *q);

/**
 * blk_mq_init_sched - attach a scheduler
 * @q: queue without scheduler
 * @type: scheduler
 *
 * Context: freezes the queue: sleeps until all requests have ended.
 * Return: 0; -EBUSY when requests will never end; -ENOMEM. On failure there is no scheduler.
 * Mirrors: blk_mq_init_sched(), block/blk-mq-sched.c, v5.2.
 * Rule: 9.3.6.
 */
int blk_mq_init_sched(struct request_queue *q, const struct elevator_type *type);

/**
 * blk_mq_exit_sched - detach it
 * @q: queue with scheduler
 *
 * Context: freezes the queue: sleeps until all requests have ended.
 * Return: 0; -EBUSY when requests will never end: then it stays attached.
 * Mirrors: blk_mq_exit_sched(), block/blk-mq-sched.c, v5.2.
 * Rule: 9.3.6.
 */
int blk_mq_exit_sched(struct request_queue *q);

/**
 * blk_mq_make_request - turn a bio into a request, or a part of one
 * @q: queue that was entered
 * @bio: passed the checks
 *
 * Context: bounces, splits, may sleep for a tag. When no tag can ever come free that is a
 * finding and the bio ends with RESOURCE.
 * Return: cookie of the request: tag, hardware queue number << 16, and bit 31 when the tag is
 * the scheduler's; BLK_QC_T_NONE when the bio was merged, ended, or got no request.
 * Mirrors: blk_mq_make_request(), block/blk-mq.c, v5.2.
 * Rule: 9.3.
 */
blk_qc_t blk_mq_make_request(struct request_queue *q, struct bio *bio);

/**
 * blk_mq_alloc_request - take a request without bio
 * @q: queue
 * @op: operation and flags
 * @flags: BLK_MQ_REQ_
 *
 * Context: may sleep for a tag, unless BLK_MQ_REQ_NOWAIT.
 * Return: the request, to be executed or freed; NULL when the queue cannot be entered or no tag
 * is free.
 * Mirrors: blk_mq_alloc_request(), block/blk-mq.c, v5.2.
 * Rule: 9.3.6, R-TAG-2.
 */
struct request *blk_mq_alloc_request(struct request_queue *q, unsigned op, unsigned flags);

/**
 * blk_mq_free_request - drop a reference; the last one returns the tags
 * @rq: request; one that was freed before is reported and not touched
 *
 * Context: cannot fail; whoever waits for a tag runs as deferred work.
 * Mirrors: blk_mq_free_request(), block/blk-mq.c, v5.2.
 * Rule: R-END-4.
 */
void blk_mq_free_request(struct request *rq);

/**
 * blk_mq_start_request - the driver begins
 * @rq: idle request (WARN otherwise); a drain buffer adds one segment
 *
 * Context: allocates nothing; for queue_rq of the driver.
 * Mirrors: blk_mq_start_request(), block/blk-mq.c, v5.2.
 * Rule: R-SUB-11, R-MAP-4.
 */
void blk_mq_start_request(struct request *rq);

/**
 * blk_mq_complete_request - the device is done with a request
 * @rq: request in flight; any other is reported and not touched
 *
 * Context: calls the driver's complete function at once.
 * Mirrors: blk_mq_complete_request(), block/blk-mq.c, v5.2.
 * Rule: R-END-5.
 */
void blk_mq_complete_request(struct request *rq);

/**
 * blk_mq_end_request - end all of a request
 * @rq: request; one that was freed before is reported and not touched
 * @error: status of all bytes that are left
 *
 * Context: ends its bios; BUG when data is left afterwards.
 * Mirrors: blk_mq_end_request(), block/blk-mq.c, v5.2.
 * Rule: R-END-4.
 */
void blk_mq_end_request(struct request *rq, blk_status_t error);

/**
 * __blk_mq_end_request - end a request whose bios have ended
 * @rq: request; one that was freed before is reported and not touched
 * @error: given to its end_io; without one the request is freed
 *
 * Context: allocates nothing, cannot fail.
 * Mirrors: __blk_mq_end_request(), block/blk-mq.c, v5.2.
 * Rule: R-END-4.
 */
void __blk_mq_end_request(struct request *rq, blk_status_t error);

/**
 * blk_mq_run_hw_queue - offer waiting requests to the driver
 * @hctx: hardware context; nothing happens when it is stopped, quiesced or has no request
 * @async: as deferred work
 *
 * Context: calls the driver, unless @async.
 * Mirrors: blk_mq_run_hw_queue(), block/blk-mq.c, v5.2.
 * Rule: R-SUB-12.
 */
void blk_mq_run_hw_queue(struct blk_mq_hw_ctx *hctx, bool async);

/**
 * blk_mq_run_hw_queues - the same for all hardware contexts, in order
 * @q: queue
 * @async: as deferred work
 *
 * Context: calls the driver, unless @async.
 * Mirrors: blk_mq_run_hw_queues(), block/blk-mq.c, v5.2.
 * Rule: R-SUB-12.
 */
void blk_mq_run_hw_queues(struct request_queue *q, bool async);

/**
 * blk_mq_stop_hw_queue - the driver wants no requests for now
 * @hctx: hardware context
 *
 * Context: allocates nothing, cannot fail.
 * Mirrors: blk_mq_stop_hw_queue(), block/blk-mq.c, v5.2.
 * Rule: R-SUB-10.
 */
void blk_mq_stop_hw_queue(struct blk_mq_hw_ctx *hctx);

/**
 * blk_mq_start_hw_queue - it wants them again; runs the context
 * @hctx: hardware context
 *
 * Context: calls the driver.
 * Mirrors: blk_mq_start_hw_queue(), block/blk-mq.c, v5.2.
 * Rule: R-SUB-10.
 */
void blk_mq_start_hw_queue(struct blk_mq_hw_ctx *hctx);

/**
 * blk_mq_quiesce_queue - issue nothing from this queue
 * @q: queue
 *
 * Context: allocates nothing, cannot fail.
 * Mirrors: blk_mq_quiesce_queue(), block/blk-mq.c, v5.2.
 * Rule: R-SUB-10.
 */
void blk_mq_quiesce_queue(struct request_queue *q);

/**
 * blk_mq_unquiesce_queue - issue again; runs the contexts as deferred work
 * @q: queue
 *
 * Context: allocates nothing, cannot fail.
 * Mirrors: blk_mq_unquiesce_queue(), block/blk-mq.c, v5.2.
 * Rule: R-SUB-10.
 */
void blk_mq_unquiesce_queue(struct request_queue *q);

#endif
