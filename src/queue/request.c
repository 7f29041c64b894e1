/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A request takes over a bio, and what can be read from a request (R-REQ-2, R-SUB-7, R-SUB-8).
 */
#include <blkpath/count.h>
#include <blkpath/integrity.h>
#include <blkpath/request.h>

int blk_rq_cur_bytes(const struct request *rq)
{
	return rq->bio ? (int)bio_cur_bytes(rq->bio) : 0;
}

struct bio_vec req_bvec(const struct request *rq)
{
	const struct bio *bio = rq->bio;

	if (rq->rq_flags & RQF_SPECIAL_PAYLOAD)
		return rq->special_vec;
	if (bio_is_dma_direct(bio)) /* 4.6: no guard; the view is garbage */
		bp_finding(bio->bp_env, BP_SITE_BIO_DIRECT_AS_PAGE, bio->bp_serial, 0);
	return mp_bvec_iter_bvec(bio->bi_io_vec, bio->bi_iter);
}

void rq_flush_dcache_pages(struct request *rq)
{
	struct req_iterator it;
	struct bio_vec bv;

	if (blk_rq_is_dma_direct(rq))
		return;
	rq_for_each_segment (bv, rq, it)
		flush_dcache_page(rq->q->bp_env, bv.bv_page);
}

void blk_rq_bio_prep(struct request_queue *q, struct request *rq, struct bio *bio)
{
	if (bio_has_data(bio))
		rq->nr_phys_segments = (u16)bio_phys_segments(q, bio);
	else if (bio_op(bio) == REQ_OP_DISCARD)
		rq->nr_phys_segments = 1;
	if (bp_defect_on(&q->bp_defects, BP_QUIRK_6))
		rq->nr_integrity_segments = (u16)blk_rq_count_integrity_sg(q, bio);
	rq->__data_len = bio->bi_iter.bi_size;
	rq->bio = bio;
	rq->biotail = bio;
	if (bio->bi_disk)
		rq->rq_disk = bio->bi_disk;
}

void blk_init_request_from_bio(struct request *rq, struct bio *bio)
{
	if (bio->bi_opf & REQ_RAHEAD)
		rq->cmd_flags |= REQ_FAILFAST_MASK;
	rq->__sector = bio->bi_iter.bi_sector;
	rq->ioprio = bio->bi_ioprio;
	rq->write_hint = bio->bi_write_hint;
	blk_rq_bio_prep(rq->q, rq, bio);
}
