/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The end of a bio, chains, and bios that share a vector table (block.md 4.2, 4.3).  A part of
 * bio.h.
 */
#ifndef BLKPATH_BIO_END_H
#define BLKPATH_BIO_END_H

#include <blkpath/bio.h>

/**
 * bio_chain - let one bio wait for another
 * @child: must end first; a BUG when it has bi_private or bi_end_io
 * @parent: ends when its own part and every child have ended
 *
 * Mirrors: bio_chain(), block/bio.c, v5.2-rc5.
 * Rule: R-CHN-1, R-CHN-3.
 */
void bio_chain(struct bio *child, struct bio *parent);

/**
 * bio_endio - a part of a bio has ended, with bi_status
 * @bio: a bio; a second end is reported and changes nothing
 *
 * Runs the owner's end function once nothing is left to wait for, up the whole chain and without
 * recursion. Integrity verification may put the end off. A BUG when a chained bio has nothing left
 * to wait for.
 *
 * Mirrors: bio_endio(), block/bio.c, v5.2-rc5.
 * Rule: R-CHN-2, R-CHN-3.
 */
void bio_endio(struct bio *bio);

/**
 * bio_io_error - end a bio with BLK_STS_IOERR
 * @bio: a bio
 *
 * Mirrors: bio_io_error(), include/linux/bio.h, v5.2-rc5.
 * Rule: R-CHN-4.
 */
void bio_io_error(struct bio *bio);

/**
 * bio_wouldblock_error - end a bio with BLK_STS_AGAIN
 * @bio: a bio
 *
 * Mirrors: bio_wouldblock_error(), include/linux/bio.h, v5.2-rc5.
 * Rule: R-CHN-4.
 */
void bio_wouldblock_error(struct bio *bio);

/**
 * __bio_clone_fast - let a bio stand for the rest of another
 * @dst: becomes the clone; a BUG when a set gave it a vector table of its own
 * @src: what is cloned; must keep its table while @dst is in use
 *
 * Context: does not allocate.
 *
 * Mirrors: __bio_clone_fast(), block/bio.c, v5.2-rc5.
 * Rule: R-SPL-1.
 */
void __bio_clone_fast(struct bio *dst, struct bio *src);

/**
 * bio_clone_fast - a new bio for the rest of another, over the same vectors
 * @bio: what is cloned
 * @gfp: allocation context
 * @bs: set to take the clone from, or NULL
 *
 * Context: allocates; can fail.
 *
 * Return: the clone, with no capacity of its own, or NULL: memory failed, or @bio was freed. @bio
 * is unchanged either way.
 *
 * Mirrors: bio_clone_fast(), block/bio.c, v5.2-rc5.
 * Rule: R-SPL-2.
 */
struct bio *bio_clone_fast(struct bio *bio, gfp_t gfp, struct bio_set *bs);

/**
 * bio_split - cut off the front of a bio
 * @bio: becomes the remainder
 * @sectors: length of the front in 512-byte sectors, above 0 and below that of @bio, else a BUG
 * @gfp: allocation context
 * @bs: set to take the front from, or NULL
 *
 * Context: allocates; can fail.
 *
 * Return: the front, or NULL: memory failed, or @bio was freed. @bio has not moved then.
 *
 * Mirrors: bio_split(), block/bio.c, v5.2-rc5.
 * Rule: R-SPL-3, QUIRK-4.
 */
struct bio *bio_split(struct bio *bio, int sectors, gfp_t gfp, struct bio_set *bs);

/**
 * bio_next_split - cut off the front of a bio, or take all of it
 * @bio: becomes the remainder, unless it is short enough
 * @sectors: longest front in 512-byte sectors
 * @gfp: allocation context
 * @bs: set to take the front from, or NULL
 *
 * Context: allocates unless @bio is short enough; can fail.
 *
 * Return: @bio itself when it is not longer than @sectors, else as bio_split().
 *
 * Mirrors: bio_next_split(), include/linux/bio.h, v5.2-rc5.
 * Rule: R-SPL-4.
 */
struct bio *bio_next_split(struct bio *bio, int sectors, gfp_t gfp, struct bio_set *bs);

/**
 * bio_advance - drop bytes at the start of a bio
 * @bio: a bio
 * @bytes: how many; more than are left is warned about and leaves none
 *
 * Mirrors: bio_advance(), block/bio.c, v5.2-rc5.
 * Rule: R-SPL-5, R-ITER-5, G-13.
 */
void bio_advance(struct bio *bio, unsigned bytes);

/**
 * bio_trim - keep a part of a bio
 * @bio: a bio
 * @offset_sectors: where the part begins, in 512-byte sectors from the start of @bio
 * @size_sectors: its length in 512-byte sectors
 *
 * Mirrors: bio_trim(), block/bio.c, v5.2-rc5.
 * Rule: R-SPL-6.
 */
void bio_trim(struct bio *bio, int offset_sectors, int size_sectors);

#endif
