/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The page at a place in the memory of whoever asks.
 */
#ifndef BP_BIO_IOV_H
#define BP_BIO_IOV_H

#include <blkpath/iov_iter.h>

/*
 * What is left of the page at the iterator, which has bytes left. A user page comes with a
 * reference; its bv_page is NULL on a fault.
 */
struct bio_vec bp_iov_pin(const struct bp_env *env, struct iov_iter *iter);
void bp_iov_unpin(struct bp_env *env, const struct iov_iter *iter, struct page *page);

#endif
