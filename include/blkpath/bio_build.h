/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Adding data to a bio (block.md 4.4, guards 4.6).  A part of bio.h.
 *
 * No adder allocates. One that refuses has written nothing.
 */
#ifndef BLKPATH_BIO_BUILD_H
#define BLKPATH_BIO_BUILD_H

#include <blkpath/bio.h>

/**
 * bio_full - is every vector in use?
 * @bio: a bio of pages
 *
 * Return: true when it is. The last vector may still grow.
 *
 * Mirrors: bio_full(), include/linux/bio.h, v5.2-rc5.
 * Rule: R-ADD-1.
 */
bool bio_full(const struct bio *bio);

/**
 * bio_dma_full - is every vector in use?
 * @bio: a dma-direct bio
 *
 * Return: true when it is.
 *
 * Mirrors: bio_dma_full(), include/linux/bio.h, RFC patch 18.
 * Rule: R-ADD-7.
 */
bool bio_dma_full(const struct bio *bio);

/**
 * page_is_mergeable - does a piece of a page continue a vector?
 * @env: environment
 * @bv: the vector
 * @page: the page
 * @len: bytes of the piece
 * @off: where in the page it begins, in bytes
 * @same_page: it must begin in the page in which the vector ends
 *
 * Warns when @same_page and the piece leaves its page.
 *
 * Return: true when the piece begins at the physical byte behind the vector.
 *
 * Mirrors: page_is_mergeable(), block/bio.c, v5.2-rc5.
 * Rule: R-ADD-2.
 */
bool page_is_mergeable(struct bp_env *env, const struct bio_vec *bv, struct page *page,
		       unsigned len, unsigned off, bool same_page);

/**
 * __bio_try_merge_page - grow the last vector of a bio by a piece of a page
 * @bio: a bio of pages; a clone or a dma-direct bio is warned about and refused
 * @page: the page
 * @len: bytes of the piece
 * @off: where in the page it begins, in bytes
 * @same_page: it must begin in the page in which the bio ends
 *
 * No limit of a queue is looked at.
 *
 * Return: true when the vector was grown.
 *
 * Mirrors: __bio_try_merge_page(), block/bio.c, RFC patch 3.
 * Rule: R-ADD-3, G-17, QUIRK-5.
 */
bool __bio_try_merge_page(struct bio *bio, struct page *page, unsigned len, unsigned off,
			  bool same_page);

/**
 * __bio_add_page - add a vector without asking
 * @bio: a bio of pages with a free vector; a clone, a full or a dma-direct bio is warned about
 * @page: the page
 * @len: bytes of the piece
 * @off: where in the page it begins, in bytes
 *
 * On a clone it overwrites the table that belongs to another bio, as the kernel does. A full bio is
 * reported and left alone; so is a dma-direct one unless DEF-9 is on.
 *
 * Mirrors: __bio_add_page(), block/bio.c, RFC patch 3.
 * Rule: R-ADD-4, DEF-9.
 */
void __bio_add_page(struct bio *bio, struct page *page, unsigned len, unsigned off);

/**
 * bio_add_page - add a piece of a page, to the last vector when it continues it
 * @bio: a bio of pages
 * @page: the page
 * @len: bytes of the piece
 * @off: where in the page it begins, in bytes
 *
 * bi_size wraps at 4 GiB unless QUIRK-5 is mended or the rule set bounds it (G-17).
 *
 * Return: @len, or 0: the bio is full, was freed, is dma-direct (DEF-9 off), or would wrap (QUIRK-5
 * mended, or bounded).
 *
 * Mirrors: bio_add_page(), block/bio.c, RFC patch 3.
 * Rule: R-ADD-5, G-17, DEF-9, QUIRK-5.
 */
int bio_add_page(struct bio *bio, struct page *page, unsigned len, unsigned off);

/**
 * __bio_add_pc_page - add a piece of a page within the limits of a queue
 * @q: whose limits
 * @bio: a bio of pages
 * @page: the page
 * @len: bytes of the piece
 * @off: where in the page it begins, in bytes
 * @put_same_page: drop the reference on @page when the bio ends in it already
 *
 * Return: @len, or 0: a clone, a dma-direct or a freed bio; more than max_hw_sectors, or than 4 GiB
 * where a rule set bounds it; a gap at the virtual boundary; no vector or no segment is left.
 *
 * Mirrors: __bio_add_pc_page(), block/bio.c, RFC patch 3.
 * Rule: R-ADD-6, G-15 to G-17.
 */
int __bio_add_pc_page(struct request_queue *q, struct bio *bio, struct page *page, unsigned len,
		      unsigned off, bool put_same_page);

/**
 * bio_add_pc_page - add a piece of a page within the limits of a queue
 * @q: whose limits
 * @bio: a bio of pages
 * @page: the page
 * @len: bytes of the piece
 * @off: where in the page it begins, in bytes
 *
 * Return: @len or 0, as __bio_add_pc_page(), which keeps every page reference for it.
 *
 * Mirrors: bio_add_pc_page(), block/bio.c, v5.2-rc5.
 * Rule: R-ADD-6, G-15 to G-17.
 */
int bio_add_pc_page(struct request_queue *q, struct bio *bio, struct page *page, unsigned len,
		    unsigned off);

/**
 * bio_add_dma_addr - add a run of bus addresses
 * @q: must support dma-direct; its other limits are not looked at
 * @bio: a bio with REQ_DMA_DIRECT set
 * @addr: bus address, of any alignment
 * @len: bytes: a multiple of 512, 512 to 2^31 - 512, unless DEF-11 is on
 *
 * Never grows the last vector.
 *
 * Return: @len (as int: negative from 2^31 on, which takes DEF-11); 0 when the bio is full; -EINVAL
 * when @q or @bio is not dma-direct, the bio was freed, the range is empty, odd, too long, leaves
 * the address space or wraps bi_size (DEF-11 off), or (with a warning) the bio is a clone (DEF-13
 * off).
 *
 * Mirrors: bio_add_dma_addr(), block/bio.c, RFC patch 18.
 * Rule: R-ADD-8, R-ADD-9, DEF-11, DEF-13.
 */
int bio_add_dma_addr(struct request_queue *q, struct bio *bio, dma_addr_t addr, unsigned len);

#endif
