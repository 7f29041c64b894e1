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

bool rq_mergeable(const struct request *rq);
bool blk_rq_merge_ok(struct request *rq, struct bio *bio);
enum elv_merge blk_try_merge(const struct request *rq, const struct bio *bio);
bool bio_will_gap(struct request_queue *q, struct request *prev_rq, struct bio *prev,
		  struct bio *next);
bool req_gap_back_merge(struct request *rq, struct bio *bio);
bool req_gap_front_merge(struct request *rq, struct bio *bio);
bool ll_back_merge_fn(struct request_queue *q, struct request *rq, struct bio *bio);
bool ll_front_merge_fn(struct request_queue *q, struct request *rq, struct bio *bio);
bool bio_attempt_back_merge(struct request_queue *q, struct request *rq, struct bio *bio);
bool bio_attempt_front_merge(struct request_queue *q, struct request *rq, struct bio *bio);
bool bio_attempt_discard_merge(struct request_queue *q, struct request *rq, struct bio *bio);
void blk_rq_set_mixed_merge(struct request *rq);
struct request *attempt_merge(struct request_queue *q, struct request *rq, struct request *next);
struct request *attempt_back_merge(struct request_queue *q, struct request *rq);
struct request *attempt_front_merge(struct request_queue *q, struct request *rq);
bool blk_attempt_plug_merge(struct request_queue *q, struct bio *bio, struct request **same_queue);
bool blk_mq_bio_list_merge(struct request_queue *q, struct bp_request_list *list, struct bio *bio);

#endif
