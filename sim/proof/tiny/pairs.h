/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * World: two and three bios side by side, joined in every way, and whether they had to be joined.
 */
#ifndef SIM_PROOF_TINY_PAIRS_H
#define SIM_PROOF_TINY_PAIRS_H

#include "proof/merge/opinion.h"
#include "proof/tiny/tiny.h"

#define BP_TINY_BIOS_MAX 3

/* Bases of the digits. */
#define BP_TINY_PAIRS_KERNELS 3
#define BP_TINY_PAIRS_SEGMENTS 4
#define BP_TINY_PAIRS_SIZES 6
#define BP_TINY_PAIRS_LIMITS                                                                       \
	(BP_TINY_PAIRS_KERNELS * BP_TINY_BOUNDS * BP_TINY_PAIRS_SEGMENTS * BP_TINY_PAIRS_SIZES)
#define BP_TINY_WAYS_OF_TWO 3
#define BP_TINY_WAYS_OF_THREE 6
#define BP_TINY_DIFFERENCES 16

/* Two bios of one or two vectors, three bios of one, two bios of one that differ. */
#define BP_TINY_CASES_OF_TWO                                                                       \
	((u64)BP_TINY_PAIRS_LIMITS * BP_TINY_WAYS_OF_TWO * BP_TINY_BIOS_JOINT * BP_TINY_BIOS_JOINT)
#define BP_TINY_CASES_OF_THREE                                                                     \
	((u64)BP_TINY_PAIRS_LIMITS * BP_TINY_WAYS_OF_THREE * BP_TINY_JOINT * BP_TINY_JOINT *       \
	 BP_TINY_JOINT)
#define BP_TINY_CASES_OF_DIFFERENCE                                                                \
	((u64)BP_TINY_KERNELS * BP_TINY_BOUNDS * BP_TINY_DIFFERENCES * BP_TINY_WAYS_OF_TWO *       \
	 BP_TINY_JOINT * BP_TINY_JOINT)
#define BP_TINY_PAIRS_CASES                                                                        \
	(BP_TINY_CASES_OF_TWO + BP_TINY_CASES_OF_THREE + BP_TINY_CASES_OF_DIFFERENCE)

/**
 * struct bp_tiny_way - an order of bios, or of requests once all bios have one
 * @requests: requests are joined
 * @order: of bios
 * @joins: the request that takes the next one
 */
struct bp_tiny_way {
	bool requests;
	unsigned order[BP_TINY_BIOS_MAX];
	unsigned joins[BP_TINY_BIOS_MAX];
};

/**
 * struct bp_tiny_difference - what distinguishes the second bio
 * @sectors: between it and the first, -1 when they overlap
 * @opf: flags and operation
 * @both: the same of both bios
 * @hint: write hint
 * @priority: of I/O
 * @disk: another one, of the same queue
 * @forbids: to join them
 */
struct bp_tiny_difference {
	int sectors;
	unsigned opf;
	unsigned both;
	u16 hint;
	u16 priority;
	bool disk;
	bool forbids;
};

/* Joined requests as what they hold: the bios from first to last. */
struct bp_tiny_run {
	unsigned first;
	unsigned last;
};

/**
 * struct bp_tiny_pairs - bios of a case, in the order of their sectors
 * @n: how many
 * @bio: their memory
 * @sector: where each begins
 * @segments: that the splitter counted in each
 * @forbidden: something else than memory and size keeps them apart
 * @difference: of the second
 * @way: in which they are joined
 * @made: the bios themselves
 * @disk: of the second, where that is the difference
 */
struct bp_tiny_pairs {
	unsigned n;
	struct bp_tiny_bio bio[BP_TINY_BIOS_MAX];
	sector_t sector[BP_TINY_BIOS_MAX];
	unsigned segments[BP_TINY_BIOS_MAX];
	bool forbidden;
	const struct bp_tiny_difference *difference;
	const struct bp_tiny_way *way;
	struct bio *made[BP_TINY_BIOS_MAX];
	struct gendisk disk;
};

/* The bios of a case.  Return: its limits. */
struct bp_tiny_limits bp_tiny_pairs_read(u64 number, struct bp_tiny_pairs *pairs);

/* What has to become of @low and the one behind it, @high, from R-MGE-2 to R-MGE-8. */
enum bp_opinion bp_tiny_decide(const struct request_queue *q, const struct bp_tiny_pairs *pairs,
			       struct bp_tiny_run low, struct bp_tiny_run high);

/* The world. */
void bp_tiny_pairs(struct bp_trial *trial);

#endif
