/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * May protected bios and requests join (R-INT-3)?
 */
#include <blkpath/integrity.h>
#include <blkpath/map.h>
#include <blkpath/split.h>

static const struct bio_integrity_payload *payload_of(const struct bio *bio)
{
	return bio ? bio_integrity(bio) : NULL;
}

/* Both protected in the same way, or neither. */
static bool same_kind(const struct bio_integrity_payload *a, const struct bio_integrity_payload *b)
{
	if (!a || !b)
		return a == b;
	return a->bip_flags == b->bip_flags;
}

unsigned blk_rq_count_integrity_sg(struct request_queue *q, struct bio *bio)
{
	const struct bio_integrity_payload *bip = bio_integrity(bio);
	/* mutant: what precedes the first vector is not looked at. */
	unsigned segments = 0, segment_bytes = 0;
	struct bio_vec bv, prev = { 0 }; /* mutant: as before. */
	struct bvec_iter it;

	if (!bip)
		return 0;
	for_each_bvec (bio->bp_env, bv, bip->bip_vec, it, bip->bip_iter) {
		bool joins = segments && segment_bytes + bv.bv_len <= queue_max_segment_size(q) &&
			     biovec_phys_mergeable(q, &prev, &bv);

		segments += !joins;
		segment_bytes = joins ? segment_bytes + bv.bv_len : bv.bv_len;
		prev = bv;
	}
	return segments;
}

bool bp_integrity_fits(struct request_queue *q, const struct request *rq, struct bio *bio)
{
	return same_kind(payload_of(rq->bio), bio_integrity(bio)) &&
	       rq->nr_integrity_segments + blk_rq_count_integrity_sg(q, bio) <=
		       q->limits.max_integrity_segments;
}

/* quirk: QUIRK-6, a test that counts; one merge calls it twice. */
bool blk_integrity_merge_bio(struct request_queue *q, struct request *rq, struct bio *bio)
{
	if (!payload_of(rq->bio) && !bio_integrity(bio))
		return true;
	if (!bp_integrity_fits(q, rq, bio))
		return false;
	rq->nr_integrity_segments += (u16)blk_rq_count_integrity_sg(q, bio);
	return true;
}

bool blk_integrity_merge_rq(struct request_queue *q, struct request *rq, struct request *next)
{
	const struct bio_integrity_payload *a = payload_of(rq->bio), *b = payload_of(next->bio);

	if (!a && !b)
		return true;
	return same_kind(a, b) && rq->nr_integrity_segments + next->nr_integrity_segments <=
					  q->limits.max_integrity_segments;
}

static bool would_gap(struct request_queue *q, const struct bio *prev, const struct bio *next)
{
	const struct bio_integrity_payload *a = bio_integrity(prev), *b = bio_integrity(next);

	if (!a || !b || !a->bip_vcnt || !b->bip_vcnt)
		return false;
	return bvec_gap_to_prev(q, &a->bip_vec[a->bip_vcnt - 1], b->bip_vec[0].bv_offset);
}

bool integrity_req_gap_back_merge(struct request *rq, struct bio *next)
{
	return would_gap(rq->q, rq->biotail, next);
}

bool integrity_req_gap_front_merge(struct request *rq, struct bio *bio)
{
	return would_gap(rq->q, bio, rq->bio);
}
