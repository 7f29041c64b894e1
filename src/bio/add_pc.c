/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Adding pages to a passthrough bio, within the limits of a queue (R-ADD-6).
 */
#include <blkpath/split.h>

#include "add.h"

enum fit { FIT_NEW, FIT_JOIN, FIT_NONE };

/* G-16: the difference wraps for a vector that is too long already. */
static bool fits_segment(const struct request_queue *q, const struct bio_vec *last, unsigned len)
{
	unsigned limit = queue_max_segment_size(q);

	return q->bp_rules->pc_size_difference ? len <= limit - last->bv_len
					       : last->bv_len + len <= limit;
}

static bool joins(const struct request_queue *q, const struct bio_vec *last, struct page *page,
		  unsigned len, unsigned off)
{
	struct bp_env *env = q->bp_env;
	u64 mask = queue_segment_boundary(q);
	u64 start = bvec_phys(env, last).phys;
	u64 end = page_to_phys(env, page).phys + off + len - 1;

	return page_is_mergeable(env, last, page, len, off, false) &&
	       (start | mask) == (end | mask) && fits_segment(q, last, len);
}

static bool continues_page(const struct bio_vec *last, const struct page *page, unsigned off)
{
	return last->bv_page == page && off == last->bv_offset + last->bv_len;
}

/* R-ADD-6 step 3, G-15 */
static enum fit fit_behind(const struct request_queue *q, const struct bio_vec *last,
			   struct page *page, unsigned len, unsigned off)
{
	if (q->bp_rules->pc_order == BP_PC_LIMITS_FIRST) {
		if (joins(q, last, page, len, off))
			return FIT_JOIN;
		return bvec_gap_to_prev(q, last, off) ? FIT_NONE : FIT_NEW;
	}
	if (continues_page(last, page, off))
		return FIT_JOIN;
	if (bvec_gap_to_prev(q, last, off))
		return FIT_NONE;
	return joins(q, last, page, len, off) ? FIT_JOIN : FIT_NEW;
}

static unsigned vectors_held(const struct request_queue *q, const struct bio *bio)
{
	return q->bp_rules->pc_order == BP_PC_LIMITS_FIRST ? bio->bi_vcnt : bio->bi_phys_segments;
}

int __bio_add_pc_page(struct request_queue *q, struct bio *bio, struct page *page, unsigned len,
		      unsigned off, bool put_same_page)
{
	struct bio_vec *last = bio->bi_vcnt ? &bio->bi_io_vec[bio->bi_vcnt - 1] : NULL;
	enum fit fit;

	if (!bp_bio_alive(bio, BP_SITE_BIO_FREED_USED))
		return 0;
	if (bio_flagged(bio, BIO_CLONED) || bio_is_dma_direct(bio)) /* patch 3 */
		return 0;
	if ((bio->bi_iter.bi_size + len) >> SECTOR_SHIFT > queue_max_hw_sectors(q))
		return 0;
	if (q->bp_rules->bio_size_bounded && len > UINT_MAX - bio->bi_iter.bi_size) /* G-17 */
		return 0;
	fit = last ? fit_behind(q, last, page, len, off) : FIT_NEW;
	if (fit == FIT_NONE)
		return 0;
	if (fit == FIT_NEW) {
		if (bio_full(bio) || vectors_held(q, bio) >= queue_max_segments(q))
			return 0;
		bp_bio_append(bio, page, len, off);
	} else {
		if (put_same_page && continues_page(last, page, off))
			put_page(bio->bp_env, page);
		last->bv_len += len;
	}
	bp_bio_added(bio, len, fit == FIT_JOIN, "R-ADD-6");
	bio->bi_phys_segments = bio->bi_vcnt;
	bio_set_flag(bio, BIO_SEG_VALID);
	return (int)len;
}

int bio_add_pc_page(struct request_queue *q, struct bio *bio, struct page *page, unsigned len,
		    unsigned off)
{
	return __bio_add_pc_page(q, bio, page, len, off, false);
}
