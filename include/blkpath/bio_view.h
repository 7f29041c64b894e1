/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What stands at the current position of a bio (block.md 2.2, 4.5).  A part of bio.h.
 *
 * RFC patch 3 left the page views unguarded: on a dma-direct bio they read the DMA vector as a
 * page. Here that is reported as a finding (4.6), and the garbage is returned.
 */
#ifndef BLKPATH_BIO_VIEW_H
#define BLKPATH_BIO_VIEW_H

#include <blkpath/bio.h>

/**
 * bio_iovec - the single-page vector at the current position
 * @bio: a bio
 *
 * Return: the view; all zero when no bytes or no vectors are left.
 *
 * Mirrors: bio_iovec(), include/linux/bio.h, v5.2-rc5.
 * Rule: R-ITER-1.
 */
struct bio_vec bio_iovec(const struct bio *bio);

/**
 * bio_page - the page at the current position
 * @bio: a bio
 *
 * Return: the page, or NULL when nothing is left.
 *
 * Mirrors: bio_page(), include/linux/bio.h, v5.2-rc5.
 * Rule: R-ITER-1.
 */
struct page *bio_page(const struct bio *bio);

/**
 * bio_offset - where in that page
 * @bio: a bio
 *
 * Return: bytes, below the page size.
 *
 * Mirrors: bio_offset(), include/linux/bio.h, v5.2-rc5.
 * Rule: R-ITER-1.
 */
unsigned bio_offset(const struct bio *bio);

/**
 * bio_dma_vec - the DMA vector at the current position
 * @bio: a dma-direct bio
 *
 * Return: the view; all zero when no bytes or no vectors are left.
 *
 * Mirrors: bio_dma_vec(), include/linux/bio.h, RFC patch 2.
 * Rule: R-ITER-1.
 */
struct dma_vec bio_dma_vec(const struct bio *bio);

/**
 * bio_data - the bytes at the current position
 * @bio: a bio
 *
 * Return: where they are, or NULL: the bio has no data, or its page has no bytes in the model.
 *
 * Mirrors: bio_data(), include/linux/bio.h, v5.2-rc5.
 * Rule: R-OPF-3, R-MEM-3.
 */
void *bio_data(const struct bio *bio);

/**
 * bio_cur_bytes - how much can be done in one go
 * @bio: a bio
 *
 * Return: bytes: all of a bio without data, else what is left of the page or of the DMA vector.
 *
 * Mirrors: bio_cur_bytes(), include/linux/bio.h, RFC patch 7.
 * Rule: R-OPF-4.
 */
unsigned bio_cur_bytes(const struct bio *bio);

/**
 * bio_segments - how many single-page vectors are left
 * @bio: a bio
 *
 * Return: their number; 0 for discards and write zeroes, 1 for write same.
 *
 * Mirrors: bio_segments(), include/linux/bio.h, v5.2-rc5.
 * Rule: R-ITER-11.
 */
unsigned bio_segments(const struct bio *bio);

/**
 * bio_multiple_segments - is there more than one single-page vector?
 * @bio: a bio
 *
 * Return: true when there is.
 *
 * Mirrors: bio_multiple_segments(), include/linux/bio.h, v5.2-rc5.
 * Rule: R-ITER-10.
 */
bool bio_multiple_segments(const struct bio *bio);

/**
 * bio_get_first_bvec - the first single-page vector
 * @bio: a bio
 * @bv: filled in
 *
 * Mirrors: bio_get_first_bvec(), include/linux/bio.h, v5.2-rc5.
 * Rule: R-ITER-9.
 */
void bio_get_first_bvec(const struct bio *bio, struct bio_vec *bv);

/**
 * bio_get_last_bvec - the last vector
 * @bio: a bio
 * @bv: filled in: the only page, or the last multi-page vector from its own start
 *
 * Mirrors: bio_get_last_bvec(), include/linux/bio.h, v5.2-rc5.
 * Rule: R-ITER-9.
 */
void bio_get_last_bvec(const struct bio *bio, struct bio_vec *bv);

/**
 * bio_first_bvec_all - the first entry of the vector table
 * @bio: a bio; warned about when it is a clone
 *
 * Return: the entry, or NULL without a table.
 *
 * Mirrors: bio_first_bvec_all(), include/linux/bio.h, v5.2-rc5.
 * Rule: R-HLP-6.
 */
struct bio_vec *bio_first_bvec_all(struct bio *bio);

/**
 * bio_last_bvec_all - the last entry of the vector table
 * @bio: a bio; warned about when it is a clone
 *
 * Return: the entry, or NULL when the bio counts none of its own, as a clone.
 *
 * Mirrors: bio_last_bvec_all(), include/linux/bio.h, v5.2-rc5.
 * Rule: R-HLP-6.
 */
struct bio_vec *bio_last_bvec_all(struct bio *bio);

#endif
