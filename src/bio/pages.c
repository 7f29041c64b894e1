/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The pages that a bio holds (R-HLP-4, R-HLP-5).
 */
#include <blkpath/bio.h>

static void each_page(struct bio *bio, void (*fn)(struct bp_env *env, struct page *page))
{
	struct bvec_iter_all all;
	struct bio_vec *bv;

	bio_for_each_segment_all (bv, bio, all)
		fn(bio->bp_env, bv->bv_page);
}

/* DEF-9 */
void bio_get_pages(struct bio *bio)
{
	if (bp_warn_on(bio->bp_env, bio_is_dma_direct(bio), BP_SITE_GET_PAGES_DIRECT,
		       bio->bp_serial, 0) &&
	    !bp_defect_on(bp_bio_defects(bio), BP_DEF_9))
		return;
	each_page(bio, get_page);
}

void bio_release_pages(struct bio *bio)
{
	each_page(bio, put_page);
}

void bio_free_pages(struct bio *bio)
{
	if (bp_warn_on(bio->bp_env, bio_is_dma_direct(bio), BP_SITE_FREE_PAGES_DIRECT,
		       bio->bp_serial, 0))
		return;
	each_page(bio, put_page);
}

static void set_dirty(struct bp_env *env, struct page *page)
{
	if (!PageCompound(env, page))
		set_page_dirty_lock(env, page);
}

void bio_set_pages_dirty(struct bio *bio)
{
	if (!bio_is_dma_direct(bio))
		each_page(bio, set_dirty);
}

static bool all_pages_dirty(struct bio *bio)
{
	struct bvec_iter_all all;
	struct bio_vec *bv;

	bio_for_each_segment_all (bv, bio, all)
		if (!PageDirty(bio->bp_env, bv->bv_page) && !PageCompound(bio->bp_env, bv->bv_page))
			return false;
	return true;
}

static void release_and_put(struct bio *bio)
{
	if (!bio_flagged(bio, BIO_NO_PAGE_REF))
		bio_release_pages(bio);
	bio_put(bio);
}

static void dirty_pages_later(struct bp_work *work)
{
	struct bio *bio = bp_container_of(work, struct bio, bp_work);

	bio_set_pages_dirty(bio);
	release_and_put(bio);
}

void bio_check_pages_dirty(struct bio *bio)
{
	if (bio_is_dma_direct(bio)) {
		if (!bp_defect_on(bp_bio_defects(bio), BP_DEF_7))
			bio_put(bio);
		return;
	}
	if (all_pages_dirty(bio)) {
		release_and_put(bio);
		return;
	}
	bio->bp_work.fn = dirty_pages_later;
	bp_work_queue(bio->bp_env, &bio->bp_work);
}

void bio_flush_dcache_pages(struct bio *bio)
{
	struct bvec_iter it;
	struct bio_vec bv;

	if (bio_is_dma_direct(bio))
		return;
	bio_for_each_segment (bv, bio, it)
		flush_dcache_page(bio->bp_env, bv.bv_page);
}
