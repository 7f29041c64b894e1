/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages at a place in the memory of whoever asks, and what a bio takes of them.
 */
#ifndef BP_BIO_IOV_H
#define BP_BIO_IOV_H

#include <blkpath/iov_iter.h>

/*
 * What is left of the page at the iterator, which has bytes left. A user page comes with a
 * reference unless the iterator wants none; its bv_page is NULL on a fault.
 */
struct bio_vec bp_iov_pin(const struct bp_env *env, struct iov_iter *iter);
void bp_iov_unpin(struct bp_env *env, const struct iov_iter *iter, struct page *page);

/*
 * B3: as many pages as the bio has free vectors, all of one piece. -EFAULT when there is no vector,
 * no page, or nothing left after rounding.
 */
int bp_iov_add_chunk(struct bio *bio, struct iov_iter *iter);

/* B5: gives back what the last `taken` bytes of the bio are more than whole logical blocks. */
void bp_iov_round(struct bio *bio, struct iov_iter *iter, unsigned taken);

#endif
