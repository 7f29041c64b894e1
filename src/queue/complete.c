/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parts of a request end (block.md 10).
 */
#include <blkpath/count.h>
#include <blkpath/event.h>

/* R-END-1; an error also stays with a bio that is only advanced (R-END-3). */
static void req_bio_endio(struct request *rq, struct bio *bio, unsigned bytes, blk_status_t error)
{
	if (error)
		bio->bi_status = error;
	if (rq->rq_flags & RQF_QUIET)
		bio_set_flag(bio, BIO_QUIET);
	bio_advance(bio, bytes);
	if (!bio->bi_iter.bi_size && !(rq->rq_flags & RQF_FLUSH_SEQ))
		bio_endio(bio);
}

/* R-END-2 step 3; returns the bytes that were ended. */
static unsigned end_bios(struct request *rq, blk_status_t error, unsigned nr_bytes)
{
	unsigned left = nr_bytes;

	do {
		struct bio *bio = rq->bio;
		unsigned bytes = bp_min(bio->bi_iter.bi_size, left);

		if (bytes == bio->bi_iter.bi_size) {
			rq->bio = bio->bi_next;
			bio->bi_next = NULL;
		}
		bio_clear_flag(bio, BIO_TRACE_COMPLETION);
		req_bio_endio(rq, bio, bytes, error);
		left -= bytes;
	} while (left && rq->bio);
	return nr_bytes - left;
}

/* R-END-2 steps 5 and 6 */
static void shorten(struct request *rq, unsigned bytes)
{
	unsigned first_bytes;

	rq->__data_len -= bytes;
	if (!blk_rq_is_passthrough(rq))
		rq->__sector += bytes >> SECTOR_SHIFT;
	if (rq->rq_flags & RQF_MIXED_MERGE)
		rq->cmd_flags = (rq->cmd_flags & ~REQ_FAILFAST_MASK) |
				(rq->bio->bi_opf & REQ_FAILFAST_MASK);
	if (rq->rq_flags & RQF_SPECIAL_PAYLOAD)
		return;
	first_bytes = (unsigned)blk_rq_cur_bytes(rq);
	if (bp_warn_on(rq->q->bp_env, blk_rq_bytes(rq) < first_bytes, BP_SITE_RQ_BOTCHED,
		       blk_rq_bytes(rq), first_bytes))
		rq->__data_len = first_bytes;
	blk_recalc_rq_segments(rq);
}

bool blk_update_request(struct request *rq, blk_status_t error, unsigned nr_bytes)
{
	struct bp_env *env = rq->q->bp_env;
	unsigned bytes;

	bp_event(env, RQ_COMPLETE, .q = rq->q, .rq = rq, .rule = "R-END-2", .a = error,
		 .b = nr_bytes);
	if (!rq->bio)
		return false;
	if (error && !blk_rq_is_passthrough(rq) && !(rq->rq_flags & RQF_QUIET))
		bp_info(env, BP_SITE_RQ_ERROR, blk_rq_pos(rq), rq->cmd_flags);
	bp_event(env, UPDATE_BEGIN, .q = rq->q, .rq = rq, .a = error, .b = nr_bytes);
	bytes = end_bios(rq, error, nr_bytes);
	if (rq->bio)
		shorten(rq, bytes);
	else
		rq->__data_len = 0;
	bp_event(env, UPDATE_END, .q = rq->q, .rq = rq, .a = rq->bio != NULL, .b = bytes);
	return rq->bio != NULL;
}

/* R-END-5 */
unsigned blk_rq_err_bytes(const struct request *rq)
{
	unsigned failfast = rq->cmd_flags & REQ_FAILFAST_MASK;
	unsigned bytes = 0;

	if (!(rq->rq_flags & RQF_MIXED_MERGE))
		return blk_rq_bytes(rq);
	for (const struct bio *bio = rq->bio; bio; bio = bio->bi_next) {
		if ((bio->bi_opf & failfast) != failfast)
			break;
		bytes += bio->bi_iter.bi_size;
	}
	return bytes;
}
