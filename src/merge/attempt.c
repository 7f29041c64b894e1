/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A bio joins a request (R-MGE-9 to R-MGE-11).
 */
#include "merge.h"

static bool accept_discard(struct request_queue *q, struct request *rq, struct bio *bio)
{
	(void)q;
	return bp_discard_fits(rq, bio, NULL);
}

static void join_tail(struct request *rq, struct bio *bio)
{
	rq->biotail->bi_next = bio;
	rq->biotail = bio;
}

static void join_head(struct request *rq, struct bio *bio)
{
	bio->bi_next = rq->bio;
	rq->bio = bio;
	rq->__sector = bio->bi_iter.bi_sector;
}

/* R-MGE-9: each way to join, by enum elv_merge. */
static const struct {
	enum bp_event_id event;
	const char *rule;
	bool (*accept)(struct request_queue *q, struct request *rq, struct bio *bio);
	void (*join)(struct request *rq, struct bio *bio);
} ways[] = {
	[ELEVATOR_FRONT_MERGE] = { BP_EV_FRONT_MERGE, "R-MGE-9", ll_front_merge_fn, join_head },
	[ELEVATOR_BACK_MERGE] = { BP_EV_BACK_MERGE, "R-MGE-9", ll_back_merge_fn, join_tail },
	[ELEVATOR_DISCARD_MERGE] = { BP_EV_DISCARD_MERGE, "R-MGE-10", accept_discard, join_tail },
};

/* R-MGE-11 */
void blk_rq_set_mixed_merge(struct request *rq)
{
	unsigned failfast = rq->cmd_flags & REQ_FAILFAST_MASK;

	if (rq->rq_flags & RQF_MIXED_MERGE)
		return;
	for (struct bio *bio = rq->bio; bio; bio = bio->bi_next) {
		unsigned own = bio->bi_opf & REQ_FAILFAST_MASK;

		bp_warn_on(rq->q->bp_env, own && own != failfast, BP_SITE_MIXED_FAILFAST, own,
			   failfast);
		bio->bi_opf |= failfast;
	}
	rq->rq_flags |= RQF_MIXED_MERGE;
}

static bool offer(struct request_queue *q, struct request *rq, struct bio *bio, enum elv_merge type)
{
	if (!ways[type].accept(q, rq, bio))
		return false;
	/* mutant: without listeners nobody is told; this is only faster. */
	if (BP_UNLIKELY(q->bp_env->sinks))
		bp_event_send(q->bp_env, &(struct bp_event){ .id = ways[type].event,
							     .rule = ways[type].rule,
							     .env = q->bp_env,
							     .q = q,
							     .rq = rq,
							     .bio = bio });
	if (type != ELEVATOR_DISCARD_MERGE && (rq->cmd_flags ^ bio->bi_opf) & REQ_FAILFAST_MASK)
		blk_rq_set_mixed_merge(rq);
	ways[type].join(rq, bio);
	rq->__data_len += bio->bi_iter.bi_size;
	return true;
}

bool bp_merge_offer(struct request_queue *q, struct request *rq, struct bio *bio,
		    enum elv_merge type)
{
	bool merged;

	bp_event(q->bp_env, MERGE_BEGIN, .q = q, .rq = rq, .bio = bio, .a = type);
	merged = offer(q, rq, bio, type);
	bp_event(q->bp_env, MERGE_END, .q = q, .rq = rq, .bio = bio, .a = merged);
	return merged;
}

bool bio_attempt_back_merge(struct request_queue *q, struct request *rq, struct bio *bio)
{
	return bp_merge_offer(q, rq, bio, ELEVATOR_BACK_MERGE);
}

bool bio_attempt_front_merge(struct request_queue *q, struct request *rq, struct bio *bio)
{
	return bp_merge_offer(q, rq, bio, ELEVATOR_FRONT_MERGE);
}

bool bio_attempt_discard_merge(struct request_queue *q, struct request *rq, struct bio *bio)
{
	return bp_merge_offer(q, rq, bio, ELEVATOR_DISCARD_MERGE);
}
