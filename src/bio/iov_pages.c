/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bios over the memory of whoever asks (R-HLP-3).
 */
#include <errno.h>

#include "iov.h"

/* What is left of the source vector goes in whole. */
static int add_bvec(struct bio *bio, struct iov_iter *iter)
{
	const struct bio_vec *bv = iter->bvec;
	unsigned off = bv->bv_offset + (unsigned)iter->offset;
	unsigned len = (unsigned)bp_min(bv->bv_len - iter->offset, iter->count);

	if (!len) /* R-ITER-6: under every rule set, nothing would move the iterator on */
		bp_iter_stuck(bio->bp_env);
	if (bio_add_page(bio, bv->bv_page, len, off) != (int)len)
		return -EINVAL;
	iov_iter_advance(iter, len);
	return 0;
}

/* QUIRK-9: a page pinned for each of two pieces, but put once: they became one vector. */
static bool is_pinned_twice(const struct bio *bio, u16 vecs_before, const struct bio_vec *bv)
{
	return bio->bi_vcnt == vecs_before && bv->bv_offset &&
	       bp_defect_on(bp_bio_defects(bio), BP_QUIRK_9);
}

/* One page at a time ends where a batch for all free slots would: with the last slot. */
static int add_user_page(struct bio *bio, struct iov_iter *iter)
{
	struct bp_env *env = bio->bp_env;
	u16 vecs = bio->bi_vcnt;
	struct bio_vec bv;
	bool added;

	if (bio_full(bio))
		return -EFAULT;
	bv = bp_iov_pin(env, iter);
	if (!bv.bv_page)
		return -EFAULT;
	added = bio_add_page(bio, bv.bv_page, bv.bv_len, bv.bv_offset) == (int)bv.bv_len;
	bp_warn_on(env, !added, BP_SITE_IOV_SHORT_ADD, bio->bp_serial, bv.bv_len);
	if (!added || is_pinned_twice(bio, vecs, &bv))
		put_page(env, bv.bv_page);
	if (!added)
		return -EINVAL;
	iov_iter_advance(iter, bv.bv_len);
	return 0;
}

int bio_iov_iter_get_pages(struct bio *bio, struct iov_iter *iter)
{
	bool is_bvec = iter->kind == BP_IOV_BVEC;
	int ret;

	if (bp_warn_on(bio->bp_env, bio->bi_vcnt, BP_SITE_IOV_NOT_EMPTY, bio->bp_serial,
		       bio->bi_vcnt))
		return -EINVAL;
	if (bp_warn_on(bio->bp_env, bio_is_dma_direct(bio), BP_SITE_IOV_DIRECT, bio->bp_serial, 0))
		return -EINVAL;
	if (!iter->count)
		return -EFAULT;
	do
		ret = is_bvec ? add_bvec(bio, iter) : add_user_page(bio, iter);
	while (!ret && iter->count && !bio_full(bio));
	if (iter->no_ref)
		bio_set_flag(bio, BIO_NO_PAGE_REF);
	else if (is_bvec)
		bio_get_pages(bio);
	return bio->bi_vcnt ? 0 : ret;
}
