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

/* Attach and detach.  The queue must hold no request. */
int elevator_init(struct request_queue *q, const struct elevator_type *type);
void elevator_exit(struct request_queue *q);

/* Requests by end sector.  A scheduler adds on insertion; dispatch must delete. */
void elv_rqhash_add(struct request_queue *q, struct request *rq);
void elv_rqhash_del(struct request_queue *q, struct request *rq);
void elv_rqhash_reposition(struct request_queue *q, struct request *rq);
struct request *elv_rqhash_find(struct request_queue *q, sector_t offset);

/* May bio join rq, by the rules and by the scheduler? */
bool elv_bio_merge_ok(struct request *rq, struct bio *bio);

/* R-MGE-16 */
enum elv_merge elv_merge(struct request_queue *q, struct request **req, struct bio *bio);

/* The scheduler is told (each a no-op without one). */
void elv_merged_request(struct request_queue *q, struct request *rq, enum elv_merge type);
void elv_merge_requests(struct request_queue *q, struct request *rq, struct request *next);
struct request *elv_former_request(struct request_queue *q, struct request *rq);
struct request *elv_latter_request(struct request_queue *q, struct request *rq);

/* R-MGE-13, R-MGE-15. */
bool blk_mq_sched_bio_merge(struct request_queue *q, struct bio *bio);
bool blk_mq_sched_try_merge(struct request_queue *q, struct bio *bio,
			    struct request **merged_request);

#endif
