/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * May a bio join a request at all, and at which end (R-MGE-1 to R-MGE-3)?
 */
#include <blkpath/integrity.h>

#include "merge.h"

/* R-MGE-1 */
bool rq_mergeable(const struct request *rq)
{
	return !blk_rq_is_passthrough(rq) && req_op(rq) != REQ_OP_FLUSH &&
	       req_op(rq) != REQ_OP_WRITE_ZEROES && !(rq->cmd_flags & REQ_NOMERGE_FLAGS) &&
	       !(rq->rq_flags & RQF_NOMERGE_FLAGS);
}

bool blk_write_same_mergeable(const struct bio *a, const struct bio *b)
{
	return bio_page(a) == bio_page(b) && bio_offset(a) == bio_offset(b);
}

/* QUIRK-6 counts here and once more in ll_new_hw_segment(). */
static bool integrity_ok(struct request *rq, struct bio *bio)
{
	if (bp_defect_on(&rq->q->bp_defects, BP_QUIRK_6))
		return bp_integrity_fits(rq->q, rq, bio);
	return blk_integrity_merge_bio(rq->q, rq, bio);
}

/* R-MGE-2: what keeps them apart, NULL when nothing does.  One op means one direction. */
static const char *obstacle(struct request *rq, struct bio *bio)
{
	if (!rq_mergeable(rq))
		return "request flags";
	if (!bio_mergeable(bio))
		return "bio flags";
	if (req_op(rq) != bio_op(bio))
		return "op";
	if (rq->rq_disk != bio->bi_disk)
		return "disk";
	if (!integrity_ok(rq, bio))
		return "integrity";
	if (req_op(rq) == REQ_OP_WRITE_SAME && !blk_write_same_mergeable(rq->bio, bio))
		return "payload";
	if (rq->write_hint != bio->bi_write_hint)
		return "write_hint";
	return rq->ioprio != bio->bi_ioprio ? "ioprio" : NULL;
}

static enum elv_merge side(const struct request *rq, const struct bio *bio)
{
	if (bp_rq_end(rq) == bio->bi_iter.bi_sector)
		return ELEVATOR_BACK_MERGE;
	if (blk_rq_pos(rq) - bio_sectors(bio) == bio->bi_iter.bi_sector)
		return ELEVATOR_FRONT_MERGE;
	return ELEVATOR_NO_MERGE;
}

bool blk_rq_merge_ok(struct request *rq, struct bio *bio)
{
	const char *name = obstacle(rq, bio);

	if (!name)
		return true;
	if (side(rq, bio)) /* of strangers there is nothing to tell */
		bp_merge_refuse(rq, "R-MGE-2", name, .bio = bio);
	return false;
}

/* R-MGE-3 */
enum elv_merge blk_try_merge(const struct request *rq, const struct bio *bio)
{
	return bp_discard_mergeable(rq) ? ELEVATOR_DISCARD_MERGE : side(rq, bio);
}
