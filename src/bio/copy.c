/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Zeroing and copying the bytes of bios (R-HLP-1, R-HLP-2).
 */
#include <string.h>

#include <blkpath/bio.h>

#include "bytes.h"

void zero_fill_bio_iter(struct bio *bio, struct bvec_iter start)
{
	struct bp_env *env = bio->bp_env;
	struct bvec_iter it;
	struct bio_vec bv;

	if (bp_warn_on(env, bio_is_dma_direct(bio), BP_SITE_ZERO_DIRECT, bio->bp_serial, 0))
		return;
	__bio_for_each_segment (bv, bio, it, start) {
		u8 *bytes = bp_bvec_bytes(env, bv);

		if (bytes)
			memset(bytes, 0, bv.bv_len);
	}
}

void zero_fill_bio(struct bio *bio)
{
	zero_fill_bio_iter(bio, bio->bi_iter);
}

void bio_copy_data_iter(struct bio *dst, struct bvec_iter *dst_iter, struct bio *src,
			struct bvec_iter *src_iter)
{
	struct bp_env *env = dst->bp_env;

	if (bp_warn_on(env, bio_is_dma_direct(src) || bio_is_dma_direct(dst), BP_SITE_COPY_DIRECT,
		       src->bp_serial, dst->bp_serial))
		return;
	while (src_iter->bi_size && dst_iter->bi_size) {
		struct bio_vec from = bio_iter_iovec(src, *src_iter);
		struct bio_vec to = bio_iter_iovec(dst, *dst_iter);
		unsigned len = bp_min(from.bv_len, to.bv_len);
		const u8 *from_bytes = bp_bvec_bytes(env, from);
		u8 *to_bytes = bp_bvec_bytes(env, to);

		bp_iter_progress(env, len);
		if (from_bytes && to_bytes)
			memmove(to_bytes, from_bytes, len);
		bio_advance_iter(src, src_iter, len);
		bio_advance_iter(dst, dst_iter, len);
		bp_bio_pass_empty(src, src_iter, from.bv_len);
		bp_bio_pass_empty(dst, dst_iter, to.bv_len);
	}
}

void bio_copy_data(struct bio *dst, struct bio *src)
{
	struct bvec_iter src_iter = src->bi_iter;
	struct bvec_iter dst_iter = dst->bi_iter;

	bio_copy_data_iter(dst, &dst_iter, src, &src_iter);
}

/* A place in a list of bios. */
struct place {
	struct bio *bio;
	struct bvec_iter it;
};

/* On to the next bio with bytes; false at the end of the list. */
static bool find_bytes(struct place *at)
{
	while (!at->it.bi_size) {
		at->bio = at->bio->bi_next;
		if (!at->bio)
			return false;
		at->it = at->bio->bi_iter;
	}
	return true;
}

void bio_list_copy_data(struct bio *dst, struct bio *src)
{
	struct place from = { src, src->bi_iter };
	struct place to = { dst, dst->bi_iter };

	while (find_bytes(&from) && find_bytes(&to)) {
		unsigned before = from.it.bi_size;

		bio_copy_data_iter(to.bio, &to.it, from.bio, &from.it);
		if (from.it.bi_size != before)
			continue;
		/* DEF-8: refused for a dma-direct bio, and asked again for ever. */
		bp_bug_on(dst->bp_env, bp_defect_on(bp_bio_defects(dst), BP_DEF_8),
			  BP_SITE_LIST_COPY_STUCK, from.bio->bp_serial, to.bio->bp_serial);
		return;
	}
}
