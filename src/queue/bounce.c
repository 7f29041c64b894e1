/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Data above what a device can reach is copied through low pages (block.md 11.1).
 */
#include <string.h>

#include <blkpath/event.h>
#include <blkpath/integrity.h>

#include "bounce.h"
#include "internal.h"

#define ISA_DMA_BYTES ((u64)16 << 20)

/*
 * Highest frame of the pool's pages.  The kernel keeps 16 (ISA) or 64 pages in reserve, so that
 * waiting for one always ends; here a task waits until nothing is under way any more.
 */
static u64 pool_max_pfn(const struct request_queue *q)
{
	const struct bp_env *env = q->bp_env;
	u64 zone =
		q->bounce_gfp & GFP_DMA ? (ISA_DMA_BYTES >> env->page_shift) - 1 : env->max_low_pfn;

	return bp_min(zone, (u64)q->limits.bounce_pfn);
}

static struct page *take_page(struct request_queue *q)
{
	struct page *page;

	while (!(page = alloc_page_below(q->bp_env, pool_max_pfn(q))))
		if (!bp_sleep(q->bp_env))
			return NULL;
	return page;
}

static bool is_high(const struct request_queue *q, const struct bio_vec *bv)
{
	return page_to_pfn(bv->bv_page) > q->limits.bounce_pfn;
}

/* Copies one segment; device memory has no bytes to copy. */
static void copy_segment(struct bp_env *env, const struct bio_vec *to, const struct bio_vec *from)
{
	u8 *dst = bp_page_bytes(env, to->bv_page);
	const u8 *src = bp_page_bytes(env, from->bv_page);

	if (dst && src)
		memcpy(dst + to->bv_offset, src + from->bv_offset, from->bv_len);
}

/* What a walk over the segments of a bio tells (R-BNC-2). */
struct survey {
	unsigned sectors; /* of the first BIO_MAX_PAGES segments */
	bool any_high;
};

static struct survey look_at(const struct request_queue *q, const struct bio *bio)
{
	struct survey s = { 0 };
	unsigned i = 0;
	struct bvec_iter it;
	struct bio_vec bv;

	bio_for_each_segment (bv, bio, it) {
		if (i++ < BIO_MAX_PAGES)
			s.sectors += bv.bv_len >> SECTOR_SHIFT;
		s.any_high |= is_high(q, &bv);
	}
	return s;
}

/* One vector per segment, over the same pages. */
static struct bio *clone_deeply(struct request_queue *q, struct bio *orig)
{
	struct bio *clone;
	struct bvec_iter it;
	struct bio_vec bv;

	clone = bio_alloc_bioset(orig->bp_env, GFP_NOIO, bio_segments(orig),
				 bio_is_passthrough(orig) ? NULL : &q->bio_split);
	if (!clone)
		return NULL;
	clone->bi_disk = orig->bi_disk;
	clone->bi_opf = orig->bi_opf;
	clone->bi_ioprio = orig->bi_ioprio;
	clone->bi_write_hint = orig->bi_write_hint;
	clone->bi_iter.bi_sector = orig->bi_iter.bi_sector;
	clone->bi_iter.bi_size = orig->bi_iter.bi_size;
	bio_for_each_segment (bv, orig, it)
		if (clone->bi_vcnt < clone->bi_max_vecs) /* WRITE_SAME has one, seen many times */
			clone->bi_io_vec[clone->bi_vcnt++] = bv;
	if (bio_integrity(orig) && bio_integrity_clone(clone, orig, GFP_NOIO) < 0) {
		bio_put(clone);
		return NULL;
	}
	return clone;
}

/* Gives the pool its pages back; a read brings its data along. */
static void return_pages(struct bio *clone, bool copy_back)
{
	struct bio *orig = clone->bi_private;
	struct bio_vec *low = clone->bi_io_vec, *end = low + clone->bi_vcnt;
	struct bvec_iter it;
	struct bio_vec bv;

	bio_for_each_segment (bv, orig, it) {
		if (low == end)
			break;
		if (low->bv_page != bv.bv_page) {
			if (copy_back)
				copy_segment(clone->bp_env, &bv, low);
			put_page(clone->bp_env, low->bv_page);
		}
		low++;
	}
}

static void bounce_end_io(struct bio *clone)
{
	struct bio *orig = clone->bi_private;

	return_pages(clone, bio_data_dir(clone) == READ && !clone->bi_status);
	orig->bi_status = clone->bi_status;
	bio_endio(orig);
	bio_put(clone);
}

struct bio *bp_bounce_undo(struct bio *clone)
{
	struct bio *orig = clone->bi_private;

	return_pages(clone, false);
	bio_integrity_free(clone);
	bio_put(clone);
	return orig;
}

/* Puts low pages in place of high ones, at the same offset; false when there is none. */
static bool replace_pages(struct request_queue *q, struct bio *clone, unsigned *pages)
{
	for (unsigned i = 0; i < clone->bi_vcnt; i++) {
		struct bio_vec *bv = &clone->bi_io_vec[i], high = *bv;

		if (!is_high(q, bv))
			continue;
		bv->bv_page = take_page(q);
		if (!bv->bv_page) {
			*bv = high;
			return false;
		}
		if (bio_data_dir(clone) == WRITE)
			copy_segment(q->bp_env, bv, &high);
		(*pages)++;
	}
	return true;
}

/* A clone has room for so many pages; the rest of the bio goes its own way, from the checks on. */
static bool split_front(struct request_queue *q, struct bio **bio, unsigned sectors)
{
	struct bio *whole = *bio, *front = bio_split(whole, (int)sectors, GFP_NOIO, &q->bio_split);

	if (!front)
		return false;
	bio_chain(front, whole);
	bp_event(q->bp_env, SPLIT, .q = q, .bio = front, .other = whole, .rule = "R-BNC-2",
		 .cut = &(struct bp_cut){ .cause = BP_CUT_BOUNCE,
					  .rule = "R-BNC-2",
					  .sectors = sectors,
					  .limit = BIO_MAX_PAGES },
		 .a = whole->bi_iter.bi_sector);
	generic_make_request(whole);
	*bio = front;
	return true;
}

static bool bounce(struct request_queue *q, struct bio **bio)
{
	struct survey s = look_at(q, *bio);
	struct bio *clone;
	unsigned pages = 0;

	if (!s.any_high)
		return true;
	if (!bio_is_passthrough(*bio) && s.sectors < bio_sectors(*bio) &&
	    !split_front(q, bio, s.sectors))
		return false;
	clone = clone_deeply(q, *bio);
	if (!clone)
		return false;
	clone->bi_private = *bio;
	if (!replace_pages(q, clone, &pages)) {
		bp_finding(q->bp_env, BP_SITE_BOUNCE_NO_PAGE, pool_max_pfn(q), 0);
		bp_bounce_undo(clone);
		return false;
	}
	bio_set_flag(clone, BIO_BOUNCED);
	clone->bi_end_io = bounce_end_io;
	bp_event(q->bp_env, BIO_BOUNCE, .q = q, .bio = *bio, .other = clone, .rule = "R-BNC-2",
		 .limit = "bounce_pfn", .a = pages);
	*bio = clone;
	return true;
}

/* R-BNC-1 */
bool bp_bounce(struct request_queue *q, struct bio **bio)
{
	if (!bio_has_data(*bio) || bio_is_dma_direct(*bio)) /* patch 4, R-BNC-4 */
		return true;
	if (q->bounce_gfp & GFP_DMA)
		bp_bug_on(q->bp_env, !q->bp_isa_pool_ready, BP_SITE_BOUNCE_NO_POOL,
			  q->limits.bounce_pfn, 0);
	else if (q->limits.bounce_pfn >= q->bp_env->max_pfn)
		return true;
	return bounce(q, bio);
}

void blk_queue_bounce(struct request_queue *q, struct bio **bio)
{
	if (bp_bounce(q, bio))
		return;
	(*bio)->bi_status = BLK_STS_RESOURCE;
	bio_endio(*bio);
	*bio = NULL;
}
