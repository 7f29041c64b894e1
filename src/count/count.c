/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counting the segments of bios and requests (block.md 7.4).
 */
#include <blkpath/count.h>
#include <blkpath/event.h>

#include "segment.h"

/*
 * Where the counter believes that vector i starts.  DEF-2 swaps the two forms: a direct vector is
 * taken for a page vector, whose offset lies in its padding, and a page vector for a direct one,
 * whose address is the low half of the descriptor pointer.
 */
static u64 start_of(const struct request_queue *q, const struct bio *bio, unsigned i)
{
	bool direct = bio_is_dma_direct(bio);

	if (BP_LIKELY(!bp_defect_on(&q->bp_defects, BP_DEF_2)))
		return direct ? bio->bi_dma_vec[i].dv_addr.dma : bio->bi_io_vec[i].bv_offset;
	return direct ? bio->bi_io_vec[i].bv_offset : (u32)bio->bi_dma_vec[i].dv_addr.dma;
}

/* R-CNT-1, R-CNT-2: one bio; what a virtual boundary leaves over is dropped (R-CNT-3). */
static unsigned bio_calc_segs(const struct request_queue *q, const struct bio *bio)
{
	const bool pages = !bio_is_dma_direct(bio);
	unsigned left = bio->bi_iter.bi_size;
	unsigned done = bio->bi_iter.bi_bvec_done;
	unsigned nsegs = 0;

	for (unsigned i = bio->bi_iter.bi_idx; left; i++, done = 0) {
		const struct bio_vec *bv = &bio->bi_io_vec[i];
		unsigned len = bp_min(left, bv->bv_len - done);

		bp_pass_vector(q, len);
		nsegs += bp_cut_segments(q, pages ? bp_boundary_base(q, bv) : 0,
					 start_of(q, bio, i) + done, len, UINT_MAX)
				 .made;
		left -= len;
	}
	return nsegs;
}

unsigned __blk_recalc_rq_segments(struct request_queue *q, struct bio *bio)
{
	unsigned nsegs = 0;

	if (!bio)
		return 0;
	switch (bio_op(bio)) {
	case REQ_OP_DISCARD:
	case REQ_OP_SECURE_ERASE:
	case REQ_OP_WRITE_ZEROES:
		return 0;
	case REQ_OP_WRITE_SAME:
		return 1;
	}
	for (struct bio *b = bio; b; b = b->bi_next)
		nsegs += bio_calc_segs(q, b);
	bp_event(q->bp_env, COUNT, .q = q, .bio = bio, .a = nsegs, .rule = "R-CNT-1");
	return nsegs;
}

/* R-CNT-4 */
void blk_recalc_rq_segments(struct request *rq)
{
	rq->nr_phys_segments = (u16)__blk_recalc_rq_segments(rq->q, rq->bio);
}

static unsigned count_alone(struct request_queue *q, struct bio *bio)
{
	struct bio *next = bio->bi_next;
	unsigned nsegs;

	bio->bi_next = NULL;
	nsegs = __blk_recalc_rq_segments(q, bio);
	bio->bi_next = next;
	return nsegs;
}

void blk_recount_segments(struct request_queue *q, struct bio *bio)
{
	bio->bi_phys_segments = count_alone(q, bio);
	bio_set_flag(bio, BIO_SEG_VALID);
}

/* G-12: newer kernels hand a count on beside the bio; one that was not is not kept there either. */
unsigned bio_phys_segments(struct request_queue *q, struct bio *bio)
{
	if (bio_flagged(bio, BIO_SEG_VALID))
		return bio->bi_phys_segments;
	if (q->bp_rules->count_beside_bio)
		return count_alone(q, bio);
	blk_recount_segments(q, bio);
	return bio->bi_phys_segments;
}
