/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A request joins the one before it (R-MGE-17).
 */
#include <blkpath/elevator.h>
#include <blkpath/integrity.h>

#include "merge.h"

#define refuse(rq, next, tag, name, ...)                                                           \
	bp_merge_refuse(rq, tag, name, .other_rq = (next), __VA_ARGS__)

/* What keeps them apart, NULL when nothing does.  One op means one direction. */
static const char *obstacle(const struct request *rq, const struct request *next)
{
	if (!rq_mergeable(rq) || !rq_mergeable(next))
		return "request flags";
	if (req_op(rq) != req_op(next))
		return "op";
	if (rq->rq_disk != next->rq_disk)
		return "disk";
	if (req_op(rq) == REQ_OP_WRITE_SAME && !blk_write_same_mergeable(rq->bio, next->bio))
		return "payload";
	if (rq->write_hint != next->write_hint)
		return "write_hint";
	return rq->ioprio != next->ioprio ? "ioprio" : NULL;
}

/* No refusal here sets REQ_NOMERGE. */
static bool ll_merge_requests_fn(struct request_queue *q, struct request *rq, struct request *next)
{
	unsigned long gap = bp_gap_bits(q, rq, rq->biotail, next->bio);
	unsigned sectors = blk_rq_sectors(rq) + blk_rq_sectors(next);
	unsigned max_sectors = blk_rq_get_max_sectors(rq, blk_rq_pos(rq));
	unsigned segments = rq->nr_phys_segments + next->nr_phys_segments;

	if (gap)
		return refuse(rq, next, "R-MGE-8", "virt_boundary_mask", .a = gap,
			      .b = queue_virt_boundary(q));
	if (sectors > max_sectors)
		return refuse(rq, next, "R-MGE-17", bp_size_limit_name(rq, max_sectors),
			      .a = sectors, .b = max_sectors);
	if (segments > queue_max_segments(q))
		return refuse(rq, next, "R-MGE-17", "max_segments", .a = segments,
			      .b = queue_max_segments(q));
	if (!blk_integrity_merge_rq(q, rq, next))
		return refuse(rq, next, "R-MGE-17", "max_integrity_segments",
			      .a = rq->nr_integrity_segments + next->nr_integrity_segments,
			      .b = q->limits.max_integrity_segments);
	rq->nr_phys_segments = (u16)segments;
	if (bp_defect_on(&q->bp_defects, BP_QUIRK_6))
		rq->nr_integrity_segments += next->nr_integrity_segments;
	return true;
}

static bool accept(struct request_queue *q, struct request *rq, struct request *next)
{
	const char *name = obstacle(rq, next);
	bool is_discard = bp_discard_mergeable(rq);

	if (!is_discard && bp_rq_end(rq) != blk_rq_pos(next))
		return false;
	if (name)
		return bp_merge_refuse(rq, "R-MGE-17", name, .other_rq = next);
	/* quirk: only the first bio of next is measured, and its ranges are not. */
	return is_discard ? bp_discard_fits(rq, next->bio, next)
			  : ll_merge_requests_fn(q, rq, next);
}

static void join(struct request *rq, struct request *next)
{
	if ((rq->rq_flags | next->rq_flags) & RQF_MIXED_MERGE ||
	    (rq->cmd_flags ^ next->cmd_flags) & REQ_FAILFAST_MASK) {
		blk_rq_set_mixed_merge(rq);
		blk_rq_set_mixed_merge(next);
	}
	rq->start_time_ns = bp_min(rq->start_time_ns, next->start_time_ns);
	rq->biotail->bi_next = next->bio;
	rq->biotail = next->biotail;
	rq->__data_len += blk_rq_bytes(next);
	next->bio = NULL;
}

struct request *attempt_merge(struct request_queue *q, struct request *rq, struct request *next)
{
	bool merged;

	bp_event(q->bp_env, RQ_MERGE_BEGIN, .q = q, .rq = rq, .other_rq = next);
	merged = accept(q, rq, next);
	if (merged) {
		join(rq, next);
		if (!bp_discard_mergeable(rq))
			elv_merge_requests(q, rq, next);
	}
	bp_event(q->bp_env, RQ_MERGE_END, .q = q, .rq = rq, .other_rq = next, .a = merged);
	return merged ? next : NULL;
}

struct request *attempt_back_merge(struct request_queue *q, struct request *rq)
{
	struct request *next = elv_latter_request(q, rq);

	return next ? attempt_merge(q, rq, next) : NULL;
}

struct request *attempt_front_merge(struct request_queue *q, struct request *rq)
{
	struct request *prev = elv_former_request(q, rq);

	return prev ? attempt_merge(q, prev, rq) : NULL;
}
