/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * World: two and three bios of other kinds than reads: discards, zeroes, one block again and again,
 * and reads with protection.  They are offered to a software queue in every order, or have requests
 * of their own that are joined, against the forecast of merge.h.
 */
#ifndef SIM_PROOF_TINY_KINDS_H
#define SIM_PROOF_TINY_KINDS_H

#include "proof/merge/merge.h"
#include "proof/tiny/tiny.h"

#define BP_TINY_KINDS_BIOS 3

/* Bases of the digits; of all bounds, two for bios without protection. */
#define BP_TINY_KINDS_KERNELS 3
#define BP_TINY_KINDS_OPS 7
#define BP_TINY_KINDS_RANGES 3
#define BP_TINY_KINDS_SEGMENTS 3
#define BP_TINY_KINDS_ROOMS 4
#define BP_TINY_KINDS_CHUNKS 3
#define BP_TINY_KINDS_BOUNDS 2
#define BP_TINY_KINDS_SIZES 3
#define BP_TINY_KINDS_GAPS 2
#define BP_TINY_KINDS_TUPLES 6
#define BP_TINY_KINDS_TUPLE_SEGMENTS 4
#define BP_TINY_KINDS_WAYS_OF_TWO 3
#define BP_TINY_KINDS_WAYS_OF_THREE 8

#define BP_TINY_KINDS_LIMITS                                                                       \
	((u64)BP_TINY_KINDS_KERNELS * BP_TINY_KINDS_OPS * BP_TINY_KINDS_RANGES *                   \
	 BP_TINY_KINDS_SEGMENTS * BP_TINY_KINDS_ROOMS * BP_TINY_KINDS_CHUNKS *                     \
	 BP_TINY_KINDS_BOUNDS)
#define BP_TINY_KINDS_PAIRS                                                                        \
	(BP_TINY_KINDS_LIMITS * BP_TINY_KINDS_WAYS_OF_TWO * BP_TINY_KINDS_GAPS *                   \
	 BP_TINY_KINDS_SIZES * BP_TINY_KINDS_SIZES)
#define BP_TINY_KINDS_THREES                                                                       \
	(BP_TINY_KINDS_LIMITS * BP_TINY_KINDS_WAYS_OF_THREE * BP_TINY_KINDS_GAPS *                 \
	 BP_TINY_KINDS_GAPS * BP_TINY_KINDS_SIZES * BP_TINY_KINDS_SIZES * BP_TINY_KINDS_SIZES)
#define BP_TINY_KINDS_PROTECTION                                                                   \
	((u64)BP_TINY_KINDS_KERNELS * BP_TINY_BOUNDS * BP_TINY_KINDS_TUPLE_SEGMENTS)
#define BP_TINY_KINDS_PROTECTED_PAIRS                                                              \
	(BP_TINY_KINDS_PROTECTION * BP_TINY_KINDS_WAYS_OF_TWO * BP_TINY_KINDS_TUPLES *             \
	 BP_TINY_KINDS_TUPLES)
#define BP_TINY_KINDS_PROTECTED_THREES                                                             \
	(BP_TINY_KINDS_PROTECTION * BP_TINY_KINDS_WAYS_OF_THREE * BP_TINY_KINDS_TUPLES *           \
	 BP_TINY_KINDS_TUPLES * BP_TINY_KINDS_TUPLES)
#define BP_TINY_KINDS_CASES                                                                        \
	(BP_TINY_KINDS_PAIRS + BP_TINY_KINDS_THREES + BP_TINY_KINDS_PROTECTED_PAIRS +              \
	 BP_TINY_KINDS_PROTECTED_THREES)

/**
 * struct bp_tiny_kind - an operation and what is said of its blocks
 * @op: operation
 * @offset: in its page, of the block that is written again and again
 * @other: the second bio has another block
 */
struct bp_tiny_kind {
	unsigned op;
	unsigned offset;
	bool other;
};

/**
 * struct bp_tiny_kinds - digits of a case
 * @limits: as in other worlds
 * @kind: of the bios
 * @ranges: max_discard_segments
 * @room: sectors that the operation may have
 * @chunk: chunk_sectors
 * @start: where the first begins
 * @tuple_segments: max_integrity_segments
 * @n: bios
 * @sectors: of each
 * @gap: sectors before each
 * @tuples: of each, below BP_TINY_KINDS_TUPLES
 * @way: how they come, below BP_TINY_KINDS_WAYS_OF_TWO or _THREE
 */
struct bp_tiny_kinds {
	struct bp_tiny_limits limits;
	const struct bp_tiny_kind *kind;
	unsigned ranges;
	unsigned room;
	unsigned chunk;
	sector_t start;
	unsigned tuple_segments;
	unsigned n;
	unsigned sectors[BP_TINY_KINDS_BIOS];
	unsigned gap[BP_TINY_KINDS_BIOS];
	unsigned tuples[BP_TINY_KINDS_BIOS];
	unsigned way;
};

/* The case of a number. */
void bp_tiny_kinds_read(u64 number, struct bp_tiny_kinds *w);

/* The world. */
void bp_tiny_kinds(struct bp_trial *trial);

#endif
