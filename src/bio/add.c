/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Adding pages to a bio (block.md 4.4).
 */
#include <blkpath/event.h>

#include "add.h"

/* R-ADD-1 */
bool bio_full(const struct bio *bio)
{
	return bio->bi_vcnt >= bio->bi_max_vecs;
}

/* R-ADD-2 */
bool page_is_mergeable(struct bp_env *env, const struct bio_vec *bv, struct page *page,
		       unsigned len, unsigned off, bool same_page)
{
	u64 end = bvec_phys(env, bv).phys + bv->bv_len - 1;
	u64 end_pfn = end >> env->page_shift;

	if (end + 1 != page_to_phys(env, page).phys + off)
		return false;
	if (end_pfn != page_to_pfn(page)) {
		if (same_page || nth_page(pfn_to_page(end_pfn), 1) != page)
			return false;
	}
	bp_warn_on(env, same_page && len + off > bp_page_size(env), BP_SITE_MERGE_SAME_PAGE, off,
		   len);
	return true;
}

void bp_bio_added(struct bio *bio, unsigned len, bool joined, const char *rule)
{
	bio->bi_iter.bi_size += len;
	bp_event(bio->bp_env, BIO_ADD, .bio = bio, .rule = rule, .a = len, .b = joined);
}

/* QUIRK-5: bi_size wraps at 4 GiB, unless mended or bounded (G-17). */
static bool refuses_wrap(const struct bio *bio, unsigned len)
{
	return len > UINT_MAX - bio->bi_iter.bi_size &&
	       (bp_defect_on(bp_bio_defects(bio), BP_QUIRK_5) ||
		bp_bio_rules(bio)->bio_size_bounded);
}

/* DEF-9: a dma-direct bio is warned about and then taken for one of pages. */
static bool refuses_direct(const struct bio *bio)
{
	return bio_is_dma_direct(bio) && !bp_defect_on(bp_bio_defects(bio), BP_DEF_9);
}

/* R-ADD-3 */
bool __bio_try_merge_page(struct bio *bio, struct page *page, unsigned len, unsigned off,
			  bool same_page)
{
	struct bp_env *env = bio->bp_env;
	struct bio_vec *last;

	if (bp_warn_on(env, bio_flagged(bio, BIO_CLONED), BP_SITE_TRY_MERGE_CLONED, bio->bp_serial,
		       0))
		return false;
	if (bp_warn_on(env, bio_is_dma_direct(bio), BP_SITE_TRY_MERGE_DIRECT, bio->bp_serial, 0))
		return false;
	if (!bio->bi_vcnt || refuses_wrap(bio, len))
		return false;
	last = &bio->bi_io_vec[bio->bi_vcnt - 1];
	if (!page_is_mergeable(env, last, page, len, off, same_page))
		return false;
	last->bv_len += len;
	bp_bio_added(bio, len, true, "R-ADD-3");
	return true;
}

void bp_bio_append(struct bio *bio, struct page *page, unsigned len, unsigned off)
{
	bio->bi_io_vec[bio->bi_vcnt++] = (struct bio_vec){ page, len, off };
}

/* R-ADD-4; a kernel would write behind the table of a full bio. */
void __bio_add_page(struct bio *bio, struct page *page, unsigned len, unsigned off)
{
	struct bp_env *env = bio->bp_env;

	bp_warn_on(env, bio_flagged(bio, BIO_CLONED), BP_SITE_ADD_CLONED, bio->bp_serial, 0);
	bp_warn_on(env, bio_full(bio), BP_SITE_ADD_FULL, bio->bp_serial, bio->bi_max_vecs);
	bp_warn_on(env, bio_is_dma_direct(bio), BP_SITE_ADD_DIRECT, bio->bp_serial, 0);
	if (refuses_direct(bio))
		return;
	if (bio_full(bio)) {
		bp_finding(env, BP_SITE_ADD_OVERRUN, bio->bp_serial, bio->bi_vcnt);
		return;
	}
	bp_bio_append(bio, page, len, off);
	bp_bio_added(bio, len, false, "R-ADD-4");
}

/* R-ADD-5 */
int bio_add_page(struct bio *bio, struct page *page, unsigned len, unsigned off)
{
	if (!bp_bio_alive(bio, BP_SITE_BIO_FREED_USED))
		return 0;
	if (__bio_try_merge_page(bio, page, len, off, false))
		return (int)len;
	if (bio_full(bio) || refuses_wrap(bio, len))
		return 0;
	__bio_add_page(bio, page, len, off);
	return refuses_direct(bio) ? 0 : (int)len;
}
