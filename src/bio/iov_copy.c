/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Passthrough data that is copied instead of pinned (4.6).
 */
#include <errno.h>
#include <string.h>

#include "bytes.h"
#include "iov.h"

enum direction { TO_BIO, FROM_BIO };

static void copy(u8 *in_bio, u8 *in_user, unsigned len, enum direction direction)
{
	if (!in_bio || !in_user)
		return;
	if (direction == TO_BIO)
		memmove(in_bio, in_user, len);
	else
		memmove(in_user, in_bio, len);
}

/* One page of the bio; false on a fault. */
static bool copy_page(struct bp_env *env, struct bio_vec bv, struct iov_iter *iter,
		      enum direction direction)
{
	while (bv.bv_len && iter->count) {
		struct bio_vec user = bp_iov_pin(env, iter);
		unsigned len = bp_min(bv.bv_len, user.bv_len);

		if (!user.bv_page)
			return false;
		copy(bp_bvec_bytes(env, bv), bp_bvec_bytes(env, user), len, direction);
		bp_iov_unpin(env, iter, user.bv_page);
		iov_iter_advance(iter, len);
		bv.bv_offset += len;
		bv.bv_len -= len;
	}
	return true;
}

static int copy_all(struct bio *bio, struct iov_iter *iter, enum direction direction)
{
	struct bvec_iter_all all;
	struct bio_vec *bv;

	bio_for_each_segment_all (bv, bio, all)
		if (!copy_page(bio->bp_env, *bv, iter, direction))
			return -EFAULT;
	return 0;
}

int bio_copy_from_iter(struct bio *bio, struct iov_iter *iter)
{
	if (bp_warn_on(bio->bp_env, bio_is_dma_direct(bio), BP_SITE_COPY_FROM_DIRECT,
		       bio->bp_serial, 0))
		return -EINVAL;
	return copy_all(bio, iter, TO_BIO);
}

int bio_copy_to_iter(struct bio *bio, const struct iov_iter *iter)
{
	struct iov_iter at = *iter;

	if (bp_warn_on(bio->bp_env, bio_is_dma_direct(bio), BP_SITE_COPY_TO_DIRECT, bio->bp_serial,
		       0))
		return -EINVAL;
	return copy_all(bio, &at, FROM_BIO);
}
