/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of src/merge share.
 */
#ifndef BP_MERGE_H
#define BP_MERGE_H

#include <blkpath/event.h>
#include <blkpath/merge.h>

/* Says why something does not join; false, so that a test can end with it. */
#define bp_merge_refuse(request, tag, name, ...)                                                   \
	({                                                                                         \
		bp_event((request)->q->bp_env, MERGE_REFUSED, .q = (request)->q, .rq = (request),  \
			 .rule = (tag), .limit = (name), __VA_ARGS__);                             \
		false;                                                                             \
	})

static inline bool bp_discard_mergeable(const struct request *rq)
{
	return req_op(rq) == REQ_OP_DISCARD && queue_max_discard_segments(rq->q) > 1;
}

static inline sector_t bp_rq_end(const struct request *rq)
{
	return blk_rq_pos(rq) + blk_rq_sectors(rq);
}

/* Bits of the virtual boundary that prev and next would violate side by side; 0 is no gap. */
unsigned long bp_gap_bits(struct request_queue *q, const struct request *prev_rq,
			  const struct bio *prev, const struct bio *next);

/* R-MGE-7 */
void req_set_nomerge(struct request_queue *q, struct request *rq);

/* Has rq room for the ranges of bio, or of next (whose first bio that is)?  Counts them in. */
bool bp_discard_fits(struct request *rq, struct bio *bio, struct request *next);

const char *bp_size_limit_name(const struct request *rq, unsigned max_sectors);

/* Offers bio to rq in one way. */
bool bp_merge_offer(struct request_queue *q, struct request *rq, struct bio *bio,
		    enum elv_merge type);

#endif
