/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Building a passthrough request, bio by bio (R-SUB-9).
 */
#include <errno.h>

#include <blkpath/merge.h>

#include "bounce.h"

static void take_first(struct request *rq, struct bio *bio)
{
	blk_rq_bio_prep(rq->q, rq, bio);
	if (!bp_defect_on(&rq->q->bp_defects, BP_DEF_12))
		rq->cmd_flags |= bio->bi_opf & REQ_DMA_DIRECT;
}

int blk_rq_append_bio(struct request *rq, struct bio **bio)
{
	struct bio *given = *bio;

	if (!bp_bounce(rq->q, bio))
		return -ENOMEM;
	if (!rq->bio) {
		take_first(rq, *bio);
		return 0;
	}
	/* No test of bio_mergeable(): this alone joins dma-direct bios (R-MGE-18). */
	if (!ll_back_merge_fn(rq->q, rq, *bio)) {
		if (*bio != given)
			*bio = bp_bounce_undo(*bio);
		return -EINVAL;
	}
	rq->biotail->bi_next = *bio;
	rq->biotail = *bio;
	rq->__data_len += (*bio)->bi_iter.bi_size;
	return 0;
}
