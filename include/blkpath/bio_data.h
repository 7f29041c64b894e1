/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bytes and pages behind a bio (block.md 4.5, guards 4.6).  A part of bio.h.
 *
 * Pages without bytes in the model (device memory) are passed over where bytes are moved.
 */
#ifndef BLKPATH_BIO_DATA_H
#define BLKPATH_BIO_DATA_H

#include <blkpath/bio.h>

/**
 * zero_fill_bio_iter - clear the bytes from a position on
 * @bio: a bio of pages; a dma-direct one is warned about and left alone
 * @start: the position
 *
 * Mirrors: zero_fill_bio_iter(), block/bio.c, RFC patch 3.
 * Rule: R-HLP-1.
 */
void zero_fill_bio_iter(struct bio *bio, struct bvec_iter start);

/**
 * zero_fill_bio - clear the bytes that are left
 * @bio: a bio of pages; a dma-direct one is warned about and left alone
 *
 * Mirrors: zero_fill_bio(), include/linux/bio.h, v5.2-rc5.
 * Rule: R-HLP-1.
 */
void zero_fill_bio(struct bio *bio);

/**
 * bio_copy_data_iter - copy bytes from bio to bio
 * @dst: a bio of pages
 * @dst_iter: where to; moved on
 * @src: a bio of pages
 * @src_iter: where from; moved on
 *
 * Ends where the shorter of the two ends. Warns and does nothing when one is dma-direct.
 *
 * Mirrors: bio_copy_data_iter(), block/bio.c, RFC patch 3.
 * Rule: R-HLP-2.
 */
void bio_copy_data_iter(struct bio *dst, struct bvec_iter *dst_iter, struct bio *src,
			struct bvec_iter *src_iter);

/**
 * bio_copy_data - copy the bytes that are left from bio to bio
 * @dst: a bio of pages, not moved
 * @src: a bio of pages, not moved
 *
 * Mirrors: bio_copy_data(), block/bio.c, v5.2-rc5.
 * Rule: R-HLP-2.
 */
void bio_copy_data(struct bio *dst, struct bio *src);

/**
 * bio_list_copy_data - copy bytes from bios to bios
 * @dst: the first of a list joined by bi_next
 * @src: the first of a list joined by bi_next
 *
 * Ends where the shorter list ends, or after the warning at a dma-direct bio. With DEF-8 that bio
 * is a BUG: the kernel would never end.
 *
 * Mirrors: bio_list_copy_data(), block/bio.c, v5.2-rc5.
 * Rule: R-HLP-2, DEF-8.
 */
void bio_list_copy_data(struct bio *dst, struct bio *src);

/**
 * bio_copy_from_iter - copy user data into the pages of a bio
 * @bio: a bio that owns its pages
 * @iter: where from; moved on
 *
 * Return: 0 when either is used up, -EFAULT when a user page cannot be had (some bytes may have
 * been copied), or -EINVAL after the warning for a dma-direct bio, with nothing copied.
 *
 * Mirrors: bio_copy_from_iter(), block/bio.c, RFC patch 3.
 * Rule: 4.6.
 */
int bio_copy_from_iter(struct bio *bio, struct iov_iter *iter);

/**
 * bio_copy_to_iter - copy the pages of a bio to user memory
 * @bio: a bio that owns its pages
 * @iter: where to
 *
 * Return: as bio_copy_from_iter().
 *
 * Mirrors: bio_copy_to_iter(), block/bio.c, RFC patch 3.
 * Rule: 4.6.
 */
int bio_copy_to_iter(struct bio *bio, const struct iov_iter *iter);

/**
 * bio_iov_iter_get_pages - fill an empty bio with the pages of whoever asks
 * @bio: a bio of pages with free vectors
 * @iter: where the data is; moved on
 *
 * A page reference is held for every page afterwards, unless @iter says that none is wanted. One
 * page pinned for two adjacent pieces is put once only, unless QUIRK-9 is mended. A BUG at an empty
 * vector of a vector source, which the kernel never gets past.
 *
 * The rule set may want whole logical blocks of the bio's disk (B5): @iter then stands where the
 * bio ends. It may want the vectors of a vector source as they are (G-19): a bio without vectors of
 * its own then uses those of @iter, which must outlive it, without references.
 *
 * Return: 0 when at least one vector was added; else -EFAULT (no user page, no free vector, no
 * whole block or nothing left in @iter), -EREMOTEIO (a peer-to-peer page where the queue of the bio
 * has no QUEUE_FLAG_PCI_P2PDMA) or -EINVAL (with a warning when the bio has vectors, a
 * table that is not wanted, or is dma-direct; the bio refused the first piece; too many vectors).
 *
 * Mirrors: bio_iov_iter_get_pages(), block/bio.c, RFC patch 3.
 * Rule: R-HLP-3, B3 to B5, G-19, P-85, QUIRK-9.
 */
int bio_iov_iter_get_pages(struct bio *bio, struct iov_iter *iter);

/**
 * bio_get_pages - take a reference on every page
 * @bio: a bio of pages; a dma-direct one is warned about, and read as pages when DEF-9 is on
 *
 * Mirrors: bio_get_pages(), block/bio.c (static), RFC patch 3.
 * Rule: R-HLP-4, DEF-9.
 */
void bio_get_pages(struct bio *bio);

/**
 * bio_release_pages - drop a reference on every page
 * @bio: a bio of pages; not guarded
 *
 * Mirrors: bio_release_pages(), block/bio.c (static), v5.2-rc5.
 * Rule: R-HLP-4.
 */
void bio_release_pages(struct bio *bio);

/**
 * bio_free_pages - free every page
 * @bio: a bio that owns its pages; a dma-direct one is warned about and left alone
 *
 * Mirrors: bio_free_pages(), block/bio.c, RFC patch 3.
 * Rule: R-HLP-4.
 */
void bio_free_pages(struct bio *bio);

/**
 * bio_set_pages_dirty - mark every page dirty that is not part of a compound page
 * @bio: a bio; a dma-direct one is left alone
 *
 * Mirrors: bio_set_pages_dirty(), block/bio.c, RFC patch 3.
 * Rule: R-HLP-4.
 */
void bio_set_pages_dirty(struct bio *bio);

/**
 * bio_check_pages_dirty - release pages and bio, dirtying the pages later if need be
 * @bio: a bio; a dma-direct one is put, or leaked when DEF-7 is on
 *
 * Context: does not allocate. What cannot be done at once waits for bp_work_run().
 *
 * Mirrors: bio_check_pages_dirty(), block/bio.c, RFC patch 3.
 * Rule: R-HLP-4, DEF-7.
 */
void bio_check_pages_dirty(struct bio *bio);

/**
 * bio_flush_dcache_pages - flush the pages that are left from the data cache
 * @bio: a bio; a dma-direct one is left alone
 *
 * Mirrors: bio_flush_dcache_pages(), block/bio.c, RFC patch 3.
 * Rule: R-HLP-5.
 */
void bio_flush_dcache_pages(struct bio *bio);

#endif
