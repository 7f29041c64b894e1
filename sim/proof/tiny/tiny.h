/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tiny worlds: pages of 512 or 1024 bytes and limits of a few of them, so that every case can be
 * run.
 *
 * A case is a number; its digits, each of its own base, say what there is.  The first value of each
 * digit is the simplest.
 */
#ifndef SIM_PROOF_TINY_TINY_H
#define SIM_PROOF_TINY_TINY_H

#include "proof/block/block.h"

#define BP_TINY_PAGE_SHIFT 9
#define BP_TINY_PAGE 512u
#define BP_TINY_WINDOW 4u /* pages between boundaries that a vector can cross */
#define BP_TINY_VECTORS 5

/* Bounds of segments, numbers of them, sizes, blocks, kernels: bases of the digits.  Of all numbers
 * of segments and all sizes the first are for bios alone. */
#define BP_TINY_BOUNDS 15
#define BP_TINY_SEGMENTS 4
#define BP_TINY_SEGMENTS_ALL 6
#define BP_TINY_SIZES 6
#define BP_TINY_SIZES_ALL 11
#define BP_TINY_BLOCKS 3
#define BP_TINY_KERNELS 5
#define BP_TINY_LIMITS                                                                             \
	(BP_TINY_BOUNDS * BP_TINY_SEGMENTS * BP_TINY_SIZES * BP_TINY_BLOCKS * BP_TINY_KERNELS)

/* Joined bios begin and end in the middle of pages: two sectors. */
#define BP_TINY_JOINT_PAGE_SHIFT 10

/* Memory meets 4 GiB and the edge of a window: two pages below, or one. */
#define BP_TINY_START (0x100000000ull - 1024)

/* Shapes of a vector: 16 places and lengths, the 6 whole ones of them, the 6 of joined bios. */
#define BP_TINY_ANY 16
#define BP_TINY_WHOLE 6
#define BP_TINY_JOINT 6

/* Bios of up to three vectors of any shape, then those of four and five whole ones. */
#define BP_TINY_BIOS_ANY                                                                           \
	(BP_TINY_ANY + BP_TINY_ANY * BP_TINY_ANY + BP_TINY_ANY * BP_TINY_ANY * BP_TINY_ANY)
#define BP_TINY_BIOS_WHOLE                                                                         \
	(BP_TINY_WHOLE * BP_TINY_WHOLE * BP_TINY_WHOLE * BP_TINY_WHOLE * (1 + BP_TINY_WHOLE))

#define BP_TINY_BIOS_JOINT (BP_TINY_JOINT * (1 + BP_TINY_JOINT))

/**
 * struct bp_tiny_limits - digits of the limits
 * @page_shift: of the machine; bounds are in such pages
 * @kernel: rule set and kind of bios, below BP_TINY_KERNELS
 * @bounds: where segments end, below BP_TINY_BOUNDS
 * @segments: how many there may be, below BP_TINY_SEGMENTS_ALL
 * @size: of a request, and its first sector, below BP_TINY_SIZES_ALL
 * @blocks: logical and physical, below BP_TINY_BLOCKS
 */
struct bp_tiny_limits {
	unsigned page_shift;
	unsigned kernel;
	unsigned bounds;
	unsigned segments;
	unsigned size;
	unsigned blocks;
};

struct bp_tiny_vector {
	u64 addr;
	unsigned len;
};

/**
 * struct bp_tiny_bio - vectors of a bio
 * @n: how many
 * @vec: where and how long
 * @bytes: of all
 * @aligned: each is whole blocks of 512 bytes at a multiple of them, as PRE-A asks
 */
struct bp_tiny_bio {
	unsigned n;
	struct bp_tiny_vector vec[BP_TINY_VECTORS];
	unsigned bytes;
	bool aligned;
};

/* Takes the lowest digit of a number away. */
static inline unsigned bp_tiny_digit(u64 *number, unsigned base)
{
	u64 digit = *number % base;

	*number /= base;
	return (unsigned)digit;
}

/* A world of these limits; @sector is where its bios begin. */
struct bp_block *bp_tiny_start(struct bp_trial *trial, struct bp_tiny_limits limits,
			       sector_t *sector);

/* The bio of a number below BP_TINY_BIOS_ANY; it begins at BP_TINY_START. */
void bp_tiny_bio_any(u64 number, struct bp_tiny_bio *bio);

/* The same below BP_TINY_BIOS_WHOLE: four and five vectors. */
void bp_tiny_bio_whole(u64 number, struct bp_tiny_bio *bio);

/* The bio of a number below BP_TINY_BIOS_JOINT, or of one vector below BP_TINY_JOINT: it is one
 * of @bios to be joined and begins from @start on. */
void bp_tiny_bio_joint(u64 number, unsigned bios, u64 start, struct bp_tiny_bio *bio);

/* The bio itself. */
struct bio *bp_tiny_make(struct bp_block *p, const struct bp_tiny_bio *shape, unsigned op,
			 sector_t sector);

/* World: each bio under each of the limits. */
#define BP_TINY_BIOS_CASES ((u64)BP_TINY_LIMITS * (BP_TINY_BIOS_ANY + BP_TINY_BIOS_WHOLE))
void bp_tiny_bios(struct bp_trial *trial);

#endif
