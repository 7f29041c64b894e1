/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cutting a bio that is too large, and sending the rest back to submission (block.md 7.1).
 */
#include <blkpath/event.h>
#include <blkpath/split.h>

#include "internal.h"

/*
 * G-6, G-18, R-QSP-14: nothing of the bio may be done; fronts cut from it before stay what they
 * are.
 */
static void fail(struct request_queue *q, struct bio **bio, const struct bp_cut *cut,
		 blk_status_t status)
{
	struct bio *whole = *bio;

	*bio = NULL;
	bp_event(q->bp_env, SPLIT_END, .q = q, .bio = whole, .cut = cut, .rule = cut->rule);
	whole->bi_status = status;
	bio_endio(whole);
}

/*
 * R-QSP-14: the kernel keeps two bios in reserve, which come back when fronts end; here a task
 * waits while there are such fronts.
 */
static struct bio *cut_off(struct request_queue *q, struct bio *whole, const struct bp_cut *cut)
{
	struct bio *front;

	while (!(front = bio_split(whole, (int)cut->sectors, GFP_NOIO, &q->bio_split)))
		if (!q->bio_split.bp_live || !bp_sleep(q->bp_env))
			return NULL;
	return front;
}

/* R-QSP-2, R-QSP-3: the front is the new bio, the remainder is the original. */
void blk_queue_split(struct request_queue *q, struct bio **bio)
{
	struct bio *whole = *bio;
	struct bio *front = NULL;
	struct bp_cut cut;

	bp_event(q->bp_env, SPLIT_BEGIN, .q = q, .bio = whole);
	bp_split_find(q, whole, &cut);
	if (BP_UNLIKELY(cut.error)) {
		fail(q, bio, &cut, BLK_STS_INVAL);
		return;
	}
	if (cut.cause)
		front = cut_off(q, whole, &cut);
	if (BP_UNLIKELY(cut.cause && !front)) {
		fail(q, bio, &cut, BLK_STS_RESOURCE);
		return;
	}
	if (front)
		*bio = front;
	(*bio)->bi_phys_segments = cut.nsegs;
	bio_set_flag(*bio, BIO_SEG_VALID);
	if (front) {
		front->bi_opf |= REQ_NOMERGE;
		bio_set_flag(whole, BIO_QUEUE_ENTERED);
		bio_chain(front, whole);
		bp_event(q->bp_env, SPLIT, .q = q, .bio = front, .other = whole, .rule = cut.rule,
			 .cut = &cut, .a = whole->bi_iter.bi_sector);
	}
	bp_event(q->bp_env, SPLIT_END, .q = q, .bio = *bio, .other = front ? whole : NULL,
		 .cut = &cut, .a = cut.nsegs);
	if (front)
		generic_make_request(whole);
}
