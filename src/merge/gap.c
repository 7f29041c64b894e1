/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Would two bios side by side leave a gap under the virtual boundary (R-MGE-8)?
 */
#include <blkpath/map.h>
#include <blkpath/split.h>

#include "merge.h"

/* quirk: QUIRK-7, one page of the vector, where the mapping takes the whole of it (G-11). */
static struct bio_vec first_vector(const struct request_queue *q, const struct bio *bio)
{
	struct bio_vec bv;

	bio_get_first_bvec(bio, &bv);
	if (bv.bv_len && (q->bp_rules->gap_view == BP_GAP_WHOLE_VECTOR ||
			  bp_defect_on(&q->bp_defects, BP_QUIRK_7)))
		bv = bio_iter_mp_iovec(bio, bio->bi_iter);
	return bv;
}

unsigned long bp_gap_bits(struct request_queue *q, const struct request *prev_rq,
			  const struct bio *prev, const struct bio *next)
{
	unsigned long mask = queue_virt_boundary(q);
	struct bio_vec first, last, following;

	if (!mask || !bio_has_data(prev))
		return 0;
	first = first_vector(q, prev_rq ? prev_rq->bio : prev);
	if (first.bv_offset & mask)
		return first.bv_offset & mask;
	bio_get_last_bvec(prev, &last);
	following = first_vector(q, next);
	if (biovec_phys_mergeable(q, &last, &following))
		return 0;
	return (following.bv_offset | (last.bv_offset + last.bv_len)) & mask;
}

bool bio_will_gap(struct request_queue *q, struct request *prev_rq, struct bio *prev,
		  struct bio *next)
{
	return bp_gap_bits(q, prev_rq, prev, next);
}

bool req_gap_back_merge(struct request *rq, struct bio *bio)
{
	return bp_gap_bits(rq->q, rq, rq->biotail, bio);
}

bool req_gap_front_merge(struct request *rq, struct bio *bio)
{
	return bp_gap_bits(rq->q, NULL, bio, rq->bio);
}
