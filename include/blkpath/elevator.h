/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Schedulers: what they implement, and the lookup of requests that a bio may join (block.md 9.6).
 * Mirrors include/linux/elevator.h, block/elevator.c and blk-mq-sched.c, v5.2.
 */
#ifndef BLKPATH_ELEVATOR_H
#define BLKPATH_ELEVATOR_H

#include <blkpath/merge.h>

struct blk_mq_hw_ctx;

#define ELV_HASH_BITS 6

/**
 * struct elevator_ops - a scheduler
 * @init_sched: make the data of a queue, into e->elevator_data; 0 or -ENOMEM. May be NULL
 * @exit_sched: drop that data; no request is left. May be NULL
 * @insert_requests: take over all requests of @list (by queuelist); @at_head asks for dispatch
 * before everything else
 * @dispatch_request: hand out the next request and forget it; NULL when there is none
 * @has_work: would dispatch_request() hand one out?
 * @bio_merge: join @bio to a queued request, as a rule by blk_mq_sched_try_merge(), and free a
 * request that this made superfluous; true when joined. May be NULL: then the software queue is
 * searched instead (R-MGE-13)
 * @allow_merge: may @bio join @rq? NULL means yes
 * @request_merge: find a request that @bio could join and say how. May be NULL
 * @request_merged: a bio joined @rq; its start moved on ELEVATOR_FRONT_MERGE. May be NULL
 * @requests_merged: @next became part of @rq and must be forgotten. May be NULL
 * @former_request: the request before @rq in sector order, or NULL. May be NULL
 * @next_request: the request after @rq in sector order, or NULL. May be NULL
 */
struct elevator_ops {
	int (*init_sched)(struct request_queue *q, struct elevator_queue *e);
	void (*exit_sched)(struct elevator_queue *e);
	void (*insert_requests)(struct blk_mq_hw_ctx *hctx, struct bp_request_list *list,
				bool at_head);
	struct request *(*dispatch_request)(struct blk_mq_hw_ctx *hctx);
	bool (*has_work)(struct blk_mq_hw_ctx *hctx);
	bool (*bio_merge)(struct blk_mq_hw_ctx *hctx, struct bio *bio);
	bool (*allow_merge)(struct request_queue *q, struct request *rq, struct bio *bio);
	enum elv_merge (*request_merge)(struct request_queue *q, struct request **rq,
					struct bio *bio);
	void (*request_merged)(struct request_queue *q, struct request *rq, enum elv_merge type);
	void (*requests_merged)(struct request_queue *q, struct request *rq, struct request *next);
	struct request *(*former_request)(struct request_queue *q, struct request *rq);
	struct request *(*next_request)(struct request_queue *q, struct request *rq);
};

struct elevator_type {
	const char *elevator_name;
	struct elevator_ops ops;
};

/* A scheduler at work on one queue; hash finds requests by end sector. */
struct elevator_queue {
	const struct elevator_type *type;
	void *elevator_data;
	LIST_HEAD(, request) hash[1 << ELV_HASH_BITS];
};

/**
 * elevator_init - give a queue a scheduler
 * @q: queue without scheduler and without requests
 * @type: the scheduler
 *
 * Context: allocates; may fail.
 * Return: 0; -ENOMEM: the queue is unchanged.
 * Mirrors: elevator_init_mq(), block/elevator.c, v5.2, with the type as argument.
 * Rule: R-MGE-15.
 */
int elevator_init(struct request_queue *q, const struct elevator_type *type);

/**
 * elevator_exit - take the scheduler off a queue
 * @q: queue without requests; nothing happens when it has no scheduler
 *
 * Context: cannot fail.
 * Mirrors: elevator_exit(), block/elevator.c, v5.2.
 * Rule: R-MGE-15.
 */
void elevator_exit(struct request_queue *q);

/**
 * elv_rqhash_add - let a request be found by its end sector
 * @q: queue with a scheduler
 * @rq: request that the scheduler holds, not in the hash
 *
 * Context: allocates nothing, cannot fail.
 * Mirrors: elv_rqhash_add(), block/elevator.c, v5.2.
 * Rule: R-MGE-16.
 */
void elv_rqhash_add(struct request_queue *q, struct request *rq);

/**
 * elv_rqhash_del - let a request no longer be found
 * @q: queue
 * @rq: request; nothing happens when it is not in the hash
 *
 * Context: allocates nothing, cannot fail. Due when the scheduler lets go of the request.
 * Mirrors: elv_rqhash_del(), block/elevator.c, v5.2.
 * Rule: R-MGE-16.
 */
void elv_rqhash_del(struct request_queue *q, struct request *rq);

/**
 * elv_rqhash_reposition - follow the end of a request that has grown
 * @q: queue with a scheduler
 * @rq: request
 *
 * Context: allocates nothing, cannot fail.
 * Mirrors: elv_rqhash_reposition(), block/elevator.c, v5.2.
 * Rule: R-MGE-16.
 */
void elv_rqhash_reposition(struct request_queue *q, struct request *rq);

/**
 * elv_rqhash_find - the request that ends at a sector
 * @q: queue with a scheduler
 * @offset: sector behind its last one
 *
 * Requests met on the way that have become unmergeable leave the hash.
 *
 * Context: allocates nothing.
 * Return: the request, or NULL.
 * Mirrors: elv_rqhash_find(), block/elevator.c, v5.2.
 * Rule: R-MGE-16.
 */
struct request *elv_rqhash_find(struct request_queue *q, sector_t offset);

/**
 * elv_bio_merge_ok - may a bio join, by blk_rq_merge_ok() and by the scheduler?
 * @rq: request
 * @bio: bio
 *
 * Context: allocates nothing, cannot fail.
 * Return: true when both agree.
 * Mirrors: elv_bio_merge_ok(), block/elevator.c, v5.2.
 * Rule: R-MGE-16.
 */
bool elv_bio_merge_ok(struct request *rq, struct bio *bio);

/**
 * elv_merge - find a request of the scheduler that a bio could join
 * @q: queue
 * @req: set to the request when there is one
 * @bio: bio
 *
 * Asks the request of the last merge, then the hash, then the scheduler.
 *
 * Context: allocates nothing.
 * Return: how to join, ELEVATOR_NO_MERGE when there is none. Nothing is joined yet.
 * Mirrors: elv_merge(), block/elevator.c, v5.2.
 * Rule: R-MGE-16.
 */
enum elv_merge elv_merge(struct request_queue *q, struct request **req, struct bio *bio);

/**
 * elv_merged_request - tell the scheduler that a bio joined
 * @q: queue
 * @rq: request that took it
 * @type: how
 *
 * Context: cannot fail.
 * Mirrors: elv_merged_request(), block/elevator.c, v5.2.
 * Rule: R-MGE-15.
 */
void elv_merged_request(struct request_queue *q, struct request *rq, enum elv_merge type);

/**
 * elv_merge_requests - tell the scheduler that two requests became one
 * @q: queue
 * @rq: the one that stays
 * @next: the one to forget
 *
 * Context: cannot fail.
 * Mirrors: elv_merge_requests(), block/elevator.c, v5.2.
 * Rule: R-MGE-17.
 */
void elv_merge_requests(struct request_queue *q, struct request *rq, struct request *next);

/**
 * elv_former_request - the scheduler's request before this one
 * @q: queue
 * @rq: request
 *
 * Context: cannot fail.
 * Return: the request, or NULL.
 * Mirrors: elv_former_request(), block/elevator.c, v5.2.
 * Rule: R-MGE-15.
 */
struct request *elv_former_request(struct request_queue *q, struct request *rq);

/**
 * elv_latter_request - the scheduler's request after this one
 * @q: queue
 * @rq: request
 *
 * Context: cannot fail.
 * Return: the request, or NULL.
 * Mirrors: elv_latter_request(), block/elevator.c, v5.2.
 * Rule: R-MGE-15.
 */
struct request *elv_latter_request(struct request_queue *q, struct request *rq);

/**
 * blk_mq_sched_bio_merge - offer a bio to what waits in a queue
 * @q: blk-mq queue
 * @bio: bio
 *
 * A scheduler with bio_merge decides; otherwise the software queue of the running CPU is searched
 * when the hardware context has BLK_MQ_F_SHOULD_MERGE.
 *
 * Context: may free a request that became superfluous.
 * Return: true when a request took the bio.
 * Mirrors: blk_mq_sched_bio_merge(), block/blk-mq-sched.h, v5.2.
 * Rule: R-MGE-13.
 */
bool blk_mq_sched_bio_merge(struct request_queue *q, struct bio *bio);

/**
 * blk_mq_sched_try_merge - the usual bio_merge of a scheduler
 * @q: queue with a scheduler
 * @bio: bio
 * @merged_request: set to a request that became superfluous and is to be freed, else to NULL
 *
 * Context: allocates nothing.
 * Return: true when a request took the bio.
 * Mirrors: blk_mq_sched_try_merge(), block/blk-mq-sched.c, v5.2.
 * Rule: R-MGE-15.
 */
bool blk_mq_sched_try_merge(struct request_queue *q, struct bio *bio,
			    struct request **merged_request);

#endif
