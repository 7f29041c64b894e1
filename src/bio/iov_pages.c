/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bios over the memory of whoever asks (R-HLP-3, G-19).
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

/* G-19: the table is that of the buffer, as it stands. */
static int borrow_table(struct bio *bio, struct iov_iter *iter)
{
	if (bp_warn_on(bio->bp_env, bio->bi_max_vecs, BP_SITE_IOV_HAS_TABLE, bio->bp_serial,
		       bio->bi_max_vecs))
		return -EINVAL;
	if (iter->nr_segs > USHRT_MAX || iter->count > UINT_MAX)
		return -EINVAL;
	bio->bi_io_vec = (struct bio_vec *)iter->bvec;
	bio->bi_vcnt = bio->bi_max_vecs = (u16)iter->nr_segs;
	bio->bi_iter.bi_bvec_done = (unsigned)iter->offset;
	bio->bi_iter.bi_size = (unsigned)iter->count;
	bio_set_flag(bio, BIO_NO_PAGE_REF);
	iov_iter_advance(iter, iter->count);
	return 0;
}

int bio_iov_iter_get_pages(struct bio *bio, struct iov_iter *iter)
{
	const struct bp_rules *rules = bp_bio_rules(bio);
	bool is_bvec = iter->kind == BP_IOV_BVEC;
	int ret;

	if (bp_warn_on(bio->bp_env, bio->bi_vcnt, BP_SITE_IOV_NOT_EMPTY, bio->bp_serial,
		       bio->bi_vcnt))
		return -EINVAL;
	if (bp_warn_on(bio->bp_env, bio_is_dma_direct(bio), BP_SITE_IOV_DIRECT, bio->bp_serial, 0))
		return -EINVAL;
	if (!iter->count)
		return -EFAULT;
	if (is_bvec && rules->fixed_vectors != BP_FIXED_JOINED)
		return borrow_table(bio, iter);
	do
		ret = is_bvec ? add_bvec(bio, iter) : bp_iov_add_chunk(bio, iter);
	while (!ret && iter->count && !bio_full(bio));
	if (!is_bvec && rules->direct_rounding == BP_DIRECT_ROUNDS_BIO)
		bp_iov_round(bio, iter, bio->bi_iter.bi_size);
	if (iter->no_ref)
		bio_set_flag(bio, BIO_NO_PAGE_REF);
	else if (is_bvec)
		bio_get_pages(bio);
	if (bio->bi_vcnt)
		return 0;
	return ret ? ret : -EFAULT;
}
