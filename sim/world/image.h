/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a disk should hold, sector by sector: which I/O wrote it last.
 *
 * A write that failed leaves its sectors in doubt: they may hold what it brought, or what was there
 * before.  The next write that succeeds settles them.
 */
#ifndef SIM_WORLD_IMAGE_H
#define SIM_WORLD_IMAGE_H

#include "mem/sparse.h"

/* What an I/O leaves in a sector. */
enum bp_left {
	BP_LEFT_ZEROS,
	BP_LEFT_STAMP,
	BP_LEFT_ANYWHERE, /* a stamp of no sector */
};

/**
 * struct bp_image_sector - what a sector should hold; all zero where nobody ever wrote
 * @settled: number of the I/O that wrote it last and succeeded; 0 for none
 * @left: enum bp_left of that I/O
 * @tried: number of the I/O that tried last; larger than @settled: the sector is in doubt
 * @maybe_zeros: one of those that tried since leaves zeros
 * @maybe_anywhere: one of them leaves a stamp of no sector
 */
struct bp_image_sector {
	u64 settled : 62;
	u64 left : 2;
	u64 tried : 62;
	u64 maybe_zeros : 1;
	u64 maybe_anywhere : 1;
};

/* The image of a disk; all zero at the start, when the disk is, too. */
struct bp_image {
	struct bp_sparse chunks;
};

/* A run of sectors. */
struct bp_extent {
	u64 sector;
	u64 sectors;
};

/* What a sector should hold. */
struct bp_image_sector bp_image_at(const struct bp_image *image, u64 sector);

/**
 * bp_image_try - an I/O is about to write
 * @image: image
 * @where: its sectors
 * @io: its number, larger than all before
 * @left: what it leaves there
 *
 * Zeros where nobody ever wrote change nothing.
 *
 * Return: false when the host has no memory.
 */
bool bp_image_try(struct bp_image *image, struct bp_extent where, u64 io, enum bp_left left);

/* It succeeded: nothing else can be there any more. */
void bp_image_settle(struct bp_image *image, struct bp_extent where, u64 io, enum bp_left left);

/* The first run of sectors from @where->sector on that somebody wrote, at most @most; false when
 * there is none. */
bool bp_image_next(const struct bp_image *image, struct bp_extent *where, u64 most);

void bp_image_fini(struct bp_image *image);

static inline bool bp_image_in_doubt(struct bp_image_sector sector)
{
	return sector.tried > sector.settled;
}

#endif
