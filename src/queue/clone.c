/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A second request over the same data, for a stacking driver (R-END-6).
 */
#include <errno.h>

#include <blkpath/count.h>
#include <blkpath/integrity.h>

static void append(struct request *rq, struct bio *bio)
{
	if (rq->bio)
		rq->biotail->bi_next = bio;
	else
		rq->bio = bio;
	rq->biotail = bio;
}

void blk_rq_unprep_clone(struct request *rq)
{
	struct bio *bio;

	while ((bio = rq->bio)) {
		rq->bio = bio->bi_next;
		bio_integrity_free(bio);
		bio_put(bio);
	}
}

int blk_rq_prep_clone(struct request *rq, struct request *src, struct bio_set *bs,
		      int (*ctor)(struct bio *bio, struct bio *src, void *data), void *data)
{
	struct bio *from;

	__rq_for_each_bio (from, src) {
		struct bio *bio = bio_clone_fast(from, GFP_NOIO, bs);

		if (!bio)
			goto fail;
		append(rq, bio);
		if (ctor && ctor(bio, from, data))
			goto fail;
	}
	rq->__sector = blk_rq_pos(src);
	rq->__data_len = blk_rq_bytes(src);
	if (src->rq_flags & RQF_SPECIAL_PAYLOAD) {
		rq->rq_flags |= RQF_SPECIAL_PAYLOAD;
		rq->special_vec = src->special_vec;
	}
	rq->nr_phys_segments = src->nr_phys_segments;
	rq->ioprio = src->ioprio;
	rq->extra_len = src->extra_len;
	return 0;

fail:
	blk_rq_unprep_clone(rq);
	return -ENOMEM;
}

int blk_cloned_rq_check_limits(struct request_queue *q, struct request *rq)
{
	unsigned max_sectors = blk_queue_get_max_sectors(q, req_op(rq));

	if (blk_rq_sectors(rq) > max_sectors) {
		bp_info(q->bp_env, BP_SITE_CLONE_SECTORS, blk_rq_sectors(rq), max_sectors);
		return -EIO;
	}
	/* Counted anew: the limits above and below may make other segments of the same data. */
	blk_recalc_rq_segments(rq);
	if (rq->nr_phys_segments > queue_max_segments(q)) {
		bp_info(q->bp_env, BP_SITE_CLONE_SEGMENTS, rq->nr_phys_segments,
			queue_max_segments(q));
		return -EIO;
	}
	return 0;
}
