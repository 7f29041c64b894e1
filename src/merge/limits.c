/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Is there room in a request for a bio (R-MGE-4 to R-MGE-7)?
 */
#include <blkpath/count.h>
#include <blkpath/integrity.h>

#include "merge.h"

void req_set_nomerge(struct request_queue *q, struct request *rq)
{
	rq->cmd_flags |= REQ_NOMERGE;
	if (q->last_merge == rq)
		q->last_merge = NULL;
}

/* The limit behind blk_rq_get_max_sectors(), in words. */
const char *bp_size_limit_name(const struct request *rq, unsigned max_sectors)
{
	if (blk_rq_is_passthrough(rq))
		return "max_hw_sectors";
	switch (req_op(rq)) {
	case REQ_OP_DISCARD:
	case REQ_OP_SECURE_ERASE:
		return "max_discard_sectors";
	case REQ_OP_WRITE_SAME:
		return "max_write_same_sectors";
	default:
		return max_sectors < queue_max_sectors(rq->q) ? "chunk_sectors" : "max_sectors";
	}
}

/* R-MGE-10, R-MGE-17 */
bool bp_discard_fits(struct request *rq, struct bio *bio, struct request *next)
{
	const char *rule = next ? "R-MGE-17" : "R-MGE-10";
	unsigned ranges = blk_rq_nr_discard_segments(rq);
	unsigned max_ranges = queue_max_discard_segments(rq->q);
	unsigned sectors = blk_rq_sectors(rq) + bio_sectors(bio);
	unsigned max_sectors = blk_rq_get_max_sectors(rq, blk_rq_pos(rq));

	if (ranges < max_ranges && sectors <= max_sectors) {
		ranges += next ? blk_rq_nr_discard_segments(next) : 1;
		rq->nr_phys_segments = (u16)ranges;
		return true;
	}
	req_set_nomerge(rq->q, rq);
	if (ranges >= max_ranges)
		return bp_merge_refuse(rq, rule, "max_discard_segments", .bio = bio,
				       .other_rq = next, .a = ranges + 1, .b = max_ranges);
	return bp_merge_refuse(rq, rule, "max_discard_sectors", .bio = bio, .other_rq = next,
			       .a = sectors, .b = max_sectors);
}

/* R-MGE-6; neighbours are not joined in the count. */
static bool ll_new_hw_segment(struct request_queue *q, struct request *rq, struct bio *bio)
{
	unsigned segments = rq->nr_phys_segments + bio_phys_segments(q, bio);

	if (segments > queue_max_segments(q)) {
		req_set_nomerge(q, rq);
		return bp_merge_refuse(rq, "R-MGE-6", "max_segments", .bio = bio, .a = segments,
				       .b = queue_max_segments(q));
	}
	if (!blk_integrity_merge_bio(q, rq, bio)) {
		req_set_nomerge(q, rq);
		return bp_merge_refuse(rq, "R-MGE-6", "max_integrity_segments", .bio = bio,
				       .a = rq->nr_integrity_segments +
					    blk_rq_count_integrity_sg(q, bio),
				       .b = q->limits.max_integrity_segments);
	}
	rq->nr_phys_segments = (u16)segments;
	return true;
}

/* G-12: where no count is kept in a bio there is none to renew. */
static void count_if_needed(struct request_queue *q, struct bio *bio)
{
	if (!bio_flagged(bio, BIO_SEG_VALID) && !q->bp_rules->count_beside_bio)
		blk_recount_segments(q, bio);
}

/* What both ends have in common; the size limit is that of `sector`. */
static bool has_room(struct request_queue *q, struct request *rq, struct bio *bio,
		     struct bio *neighbour, sector_t sector, const char *rule)
{
	unsigned sectors = blk_rq_sectors(rq) + bio_sectors(bio);
	unsigned max_sectors = blk_rq_get_max_sectors(rq, sector);

	if (sectors > max_sectors) {
		req_set_nomerge(q, rq);
		return bp_merge_refuse(rq, rule, bp_size_limit_name(rq, max_sectors), .bio = bio,
				       .a = sectors, .b = max_sectors);
	}
	count_if_needed(q, neighbour);
	return ll_new_hw_segment(q, rq, bio);
}

/* A gap does not set REQ_NOMERGE (R-MGE-7): a bio without one may still come. */
static bool refuse_gap(struct request *rq, struct bio *bio, unsigned long bits, const char *rule)
{
	return bp_merge_refuse(rq, rule, "virt_boundary_mask", .bio = bio, .a = bits,
			       .b = queue_virt_boundary(rq->q));
}

bool ll_back_merge_fn(struct request_queue *q, struct request *rq, struct bio *bio)
{
	unsigned long gap = bp_gap_bits(q, rq, rq->biotail, bio);

	if (gap)
		return refuse_gap(rq, bio, gap, "R-MGE-8");
	if (integrity_req_gap_back_merge(rq, bio))
		return refuse_gap(rq, bio, 0, "R-MGE-4");
	return has_room(q, rq, bio, rq->biotail, blk_rq_pos(rq), "R-MGE-4");
}

bool ll_front_merge_fn(struct request_queue *q, struct request *rq, struct bio *bio)
{
	unsigned long gap = bp_gap_bits(q, NULL, bio, rq->bio);

	if (gap)
		return refuse_gap(rq, bio, gap, "R-MGE-8");
	if (integrity_req_gap_front_merge(rq, bio))
		return refuse_gap(rq, bio, 0, "R-MGE-5");
	return has_room(q, rq, bio, rq->bio, bio->bi_iter.bi_sector, "R-MGE-5");
}
