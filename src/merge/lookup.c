/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which request of a scheduler may a bio join, and joining it (R-MGE-15, R-MGE-16)?
 */
#include <blkpath/elevator.h>

#include "merge.h"

static bool allowed(struct request *rq, struct bio *bio)
{
	const struct elevator_queue *e = rq->q->elevator;

	return !e || !e->type->ops.allow_merge || e->type->ops.allow_merge(rq->q, rq, bio);
}

bool elv_bio_merge_ok(struct request *rq, struct bio *bio)
{
	return blk_rq_merge_ok(rq, bio) && allowed(rq, bio);
}

enum elv_merge elv_merge(struct request_queue *q, struct request **req, struct bio *bio)
{
	struct request *rq = q->last_merge;
	enum elv_merge type;

	if (bp_queue_flag(q, QUEUE_FLAG_NOMERGES) || !bio_mergeable(bio))
		return ELEVATOR_NO_MERGE;
	if (rq && elv_bio_merge_ok(rq, bio) && (type = blk_try_merge(rq, bio))) {
		*req = rq;
		return type;
	}
	if (bp_queue_flag(q, QUEUE_FLAG_NOXMERGES) || !q->elevator)
		return ELEVATOR_NO_MERGE;
	rq = elv_rqhash_find(q, bio->bi_iter.bi_sector);
	if (rq && elv_bio_merge_ok(rq, bio)) {
		*req = rq;
		return ELEVATOR_BACK_MERGE;
	}
	if (q->elevator->type->ops.request_merge)
		return q->elevator->type->ops.request_merge(q, req, bio);
	return ELEVATOR_NO_MERGE;
}

/* The way to join, and the neighbour that may touch the request afterwards. */
static const struct {
	bool (*attempt)(struct request_queue *q, struct request *rq, struct bio *bio);
	struct request *(*close_up)(struct request_queue *q, struct request *rq);
} ways[] = {
	[ELEVATOR_FRONT_MERGE] = { bio_attempt_front_merge, attempt_front_merge },
	[ELEVATOR_BACK_MERGE] = { bio_attempt_back_merge, attempt_back_merge },
};

bool blk_mq_sched_try_merge(struct request_queue *q, struct bio *bio,
			    struct request **merged_request)
{
	struct request *rq;
	enum elv_merge type = elv_merge(q, &rq, bio);

	*merged_request = NULL;
	if (type == ELEVATOR_NO_MERGE)
		return false;
	if (type == ELEVATOR_DISCARD_MERGE)
		return bio_attempt_discard_merge(q, rq, bio);
	if (!allowed(rq, bio) || !ways[type].attempt(q, rq, bio))
		return false;
	*merged_request = ways[type].close_up(q, rq);
	if (!*merged_request)
		elv_merged_request(q, rq, type);
	return true;
}
