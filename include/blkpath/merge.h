/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Joining bios and requests (block.md 9.6).  Mirrors block/blk-merge.c, blk-core.c, blk-mq-sched.c
 * and elevator.c, v5.2-rc5.
 */
#ifndef BLKPATH_MERGE_H
#define BLKPATH_MERGE_H

#include <blkpath/request.h>

enum elv_merge {
	ELEVATOR_NO_MERGE = 0,
	ELEVATOR_FRONT_MERGE = 1,
	ELEVATOR_BACK_MERGE = 2,
	ELEVATOR_DISCARD_MERGE = 3,
};

/**
 * rq_mergeable - may anything join this request?
 * @rq: request
 *
 * Context: allocates nothing, cannot fail.
 * Return: false for passthrough, FLUSH, WRITE_ZEROES, any flag of REQ_NOMERGE_FLAGS (dma-direct is
 * one) or RQF_NOMERGE_FLAGS.
 * Mirrors: rq_mergeable(), include/linux/blkdev.h, v5.2 + RFC patch 1.
 * Rule: R-MGE-1.
 */
bool rq_mergeable(const struct request *rq);

/**
 * blk_write_same_mergeable - do two WRITE_SAME bios write the same payload?
 * @a: bio
 * @b: bio
 *
 * Context: allocates nothing.
 * Return: true when page and offset are equal. Of a dma-direct bio this means nothing, and asking
 * is a finding.
 * Mirrors: blk_write_same_mergeable(), include/linux/blkdev.h, v5.2.
 * Rule: R-MGE-2.
 */
bool blk_write_same_mergeable(const struct bio *a, const struct bio *b);

/**
 * blk_rq_merge_ok - are request and bio of one kind?
 * @rq: request
 * @bio: bio
 *
 * Looks at flags, op, disk, protection, payload of WRITE_SAME, write hint and priority; at no limit
 * and no position. Counts the bio's integrity segments in (QUIRK-6). A refusal is told only when
 * the two touch.
 *
 * Context: allocates nothing, cannot fail.
 * Return: true when they may be joined.
 * Mirrors: blk_rq_merge_ok(), block/blk-merge.c, v5.2-rc5.
 * Rule: R-MGE-2.
 */
bool blk_rq_merge_ok(struct request *rq, struct bio *bio);

/**
 * blk_try_merge - at which end could a bio join?
 * @rq: request
 * @bio: bio of the same kind
 *
 * Context: allocates nothing, cannot fail.
 * Return: ELEVATOR_DISCARD_MERGE for a discard on a queue that takes several ranges, wherever it
 * lies; else the end that the bio touches, or ELEVATOR_NO_MERGE.
 * Mirrors: blk_try_merge(), block/blk-merge.c, v5.2-rc5.
 * Rule: R-MGE-3.
 */
enum elv_merge blk_try_merge(const struct request *rq, const struct bio *bio);

/**
 * bio_will_gap - would two bios side by side break the virtual boundary?
 * @q: queue
 * @prev_rq: request that ends with @prev; NULL when @prev stands first
 * @prev: bio
 * @next: bio that is to follow
 *
 * Only the first page of @next's first vector is compared (QUIRK-7); the whole vector with the
 * switch BP_QUIRK_7 or a rule set that says so (G-11).
 *
 * Context: allocates nothing. dma-direct bios are read as pages, which is a finding (R-MGE-18).
 * Return: true on a gap; false without a boundary or when @prev has no data.
 * Mirrors: bio_will_gap(), block/blk-merge.c, v5.2-rc5.
 * Rule: R-MGE-8.
 */
bool bio_will_gap(struct request_queue *q, struct request *prev_rq, struct bio *prev,
		  struct bio *next);

/**
 * req_gap_back_merge - would a bio leave a gap behind a request?
 * @rq: request
 * @bio: bio
 *
 * Context: as bio_will_gap().
 * Return: true on a gap.
 * Mirrors: req_gap_back_merge(), block/blk-merge.c, v5.2-rc5.
 * Rule: R-MGE-8.
 */
bool req_gap_back_merge(struct request *rq, struct bio *bio);

/**
 * req_gap_front_merge - would a bio leave a gap before a request?
 * @rq: request
 * @bio: bio
 *
 * Context: as bio_will_gap().
 * Return: true on a gap.
 * Mirrors: req_gap_front_merge(), block/blk-merge.c, v5.2-rc5.
 * Rule: R-MGE-8.
 */
bool req_gap_front_merge(struct request *rq, struct bio *bio);

/**
 * ll_back_merge_fn - is there room for a bio behind a request? Counts it in
 * @q: queue
 * @rq: request
 * @bio: bio, not linked yet
 *
 * Context: allocates nothing. Counts the segments of both if they are not counted.
 * Return: true: nr_phys_segments includes the bio. False on a gap; or on the size, segment or
 * integrity limit, and then the request has REQ_NOMERGE for good.
 * Mirrors: ll_back_merge_fn(), block/blk-merge.c, v5.2-rc5.
 * Rule: R-MGE-4, R-MGE-6, R-MGE-7.
 */
bool ll_back_merge_fn(struct request_queue *q, struct request *rq, struct bio *bio);

/**
 * ll_front_merge_fn - is there room for a bio before a request? Counts it in
 * @q: queue
 * @rq: request
 * @bio: bio, not linked yet; the size limit is the one at its sector
 *
 * Context: as ll_back_merge_fn().
 * Return: as ll_back_merge_fn().
 * Mirrors: ll_front_merge_fn(), block/blk-merge.c, v5.2-rc5.
 * Rule: R-MGE-5, R-MGE-6, R-MGE-7.
 */
bool ll_front_merge_fn(struct request_queue *q, struct request *rq, struct bio *bio);

/**
 * bio_attempt_back_merge - put a bio at the end of a request
 * @q: queue
 * @rq: request that ends where @bio starts
 * @bio: bio for which blk_rq_merge_ok() is true
 *
 * Different failfast bits make the request mixed.
 *
 * Context: allocates nothing.
 * Return: true when the request holds the bio; false as ll_back_merge_fn(): the bio is not linked.
 * Mirrors: bio_attempt_back_merge(), block/blk-core.c, v5.2-rc5.
 * Rule: R-MGE-9.
 */
bool bio_attempt_back_merge(struct request_queue *q, struct request *rq, struct bio *bio);

/**
 * bio_attempt_front_merge - put a bio at the start of a request
 * @q: queue
 * @rq: request that starts where @bio ends; its sector becomes the bio's
 * @bio: bio for which blk_rq_merge_ok() is true
 *
 * Context: allocates nothing.
 * Return: true when the request holds the bio; false as ll_front_merge_fn(): the bio is not linked.
 * Mirrors: bio_attempt_front_merge(), block/blk-core.c, v5.2-rc5.
 * Rule: R-MGE-9.
 */
bool bio_attempt_front_merge(struct request_queue *q, struct request *rq, struct bio *bio);

/**
 * bio_attempt_discard_merge - add a range to a discard request
 * @q: queue
 * @rq: DISCARD request
 * @bio: DISCARD bio, anywhere on the disk
 *
 * Context: allocates nothing.
 * Return: true when the request holds the bio, as one range more; false when it has
 * max_discard_segments ranges or would get too large: the bio is not linked and the request has
 * REQ_NOMERGE.
 * Mirrors: bio_attempt_discard_merge(), block/blk-core.c, v5.2-rc5.
 * Rule: R-MGE-10.
 */
bool bio_attempt_discard_merge(struct request_queue *q, struct request *rq, struct bio *bio);

/**
 * blk_rq_set_mixed_merge - let each bio of a request carry its own failfast bits
 * @rq: request; nothing happens when it is mixed already
 *
 * Context: allocates nothing. Warns when a bio already carries others.
 * Mirrors: blk_rq_set_mixed_merge(), block/blk-merge.c, v5.2-rc5.
 * Rule: R-MGE-11.
 */
void blk_rq_set_mixed_merge(struct request *rq);

/**
 * attempt_merge - put a request at the end of another
 * @q: queue
 * @rq: the one that stays
 * @next: the one that goes
 *
 * A refusal for size or segments sets REQ_NOMERGE only among discards.
 *
 * Context: allocates nothing. Tells the scheduler, but not of discards with several ranges.
 * Return: @next without bios, to be freed by the caller; NULL when they were not joined.
 * Mirrors: attempt_merge(), block/blk-merge.c, v5.2-rc5.
 * Rule: R-MGE-17.
 */
struct request *attempt_merge(struct request_queue *q, struct request *rq, struct request *next);

/**
 * attempt_back_merge - join a request with the one that the scheduler holds after it
 * @q: queue
 * @rq: request
 *
 * Context: as attempt_merge().
 * Return: as attempt_merge().
 * Mirrors: attempt_back_merge(), block/blk-merge.c, v5.2-rc5.
 * Rule: R-MGE-15, R-MGE-17.
 */
struct request *attempt_back_merge(struct request_queue *q, struct request *rq);

/**
 * attempt_front_merge - join a request with the one that the scheduler holds before it
 * @q: queue
 * @rq: request, which goes
 *
 * Context: as attempt_merge().
 * Return: @rq without bios, to be freed by the caller; NULL when they were not joined.
 * Mirrors: attempt_front_merge(), block/blk-merge.c, v5.2-rc5.
 * Rule: R-MGE-15, R-MGE-17.
 */
struct request *attempt_front_merge(struct request_queue *q, struct request *rq);

/**
 * blk_attempt_plug_merge - offer a bio to the requests on the task's plug
 * @q: queue
 * @bio: bio
 * @same_queue: set to the last visited request of @q, if there is one. May be NULL
 *
 * From the youngest on, without a limit; a refusal goes on with the next request.
 *
 * Context: allocates nothing.
 * Return: true when a request took the bio.
 * Mirrors: blk_attempt_plug_merge(), block/blk-core.c, v5.2-rc5.
 * Rule: R-MGE-12.
 */
bool blk_attempt_plug_merge(struct request_queue *q, struct bio *bio, struct request **same_queue);

/**
 * blk_mq_bio_list_merge - offer a bio to the requests on a list
 * @q: queue
 * @list: requests by queuelist
 * @bio: bio
 *
 * At most eight, from the youngest on; the first that could take it decides.
 *
 * Context: allocates nothing.
 * Return: true when a request took the bio.
 * Mirrors: blk_mq_bio_list_merge(), block/blk-mq-sched.c, v5.2.
 * Rule: R-MGE-14.
 */
bool blk_mq_bio_list_merge(struct request_queue *q, struct bp_request_list *list, struct bio *bio);

#endif
