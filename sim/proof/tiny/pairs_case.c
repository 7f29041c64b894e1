/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a number to bios side by side, and what is to be done with them.
 *
 *   AA.|BBB  back      BBB then AA.  front      BBB, then AA. and C  from the middle
 */
#include "proof/tiny/pairs.h"

static const struct bp_tiny_way ways_of_two[BP_TINY_WAYS_OF_TWO] = {
	{ false, { 0, 1 }, { 0 } },
	{ false, { 1, 0 }, { 0 } },
	{ true, { 0, 1 }, { 0 } },
};
static const struct bp_tiny_way ways_of_three[BP_TINY_WAYS_OF_THREE] = {
	{ false, { 0, 1, 2 }, { 0 } },	 { false, { 2, 1, 0 }, { 0 } },
	{ false, { 1, 2, 0 }, { 0 } },	 { false, { 1, 0, 2 }, { 0 } },
	{ true, { 0, 1, 2 }, { 0, 0 } }, { true, { 0, 1, 2 }, { 1, 0 } },
};

static const struct bp_tiny_difference differences[BP_TINY_DIFFERENCES] = {
	{ 0 },
	{ .sectors = 1, .forbids = true },
	{ .sectors = -1, .forbids = true },
	{ .opf = REQ_OP_WRITE, .forbids = true },
	{ .hint = 2, .forbids = true },
	{ .priority = 1, .forbids = true },
	{ .disk = true, .forbids = true },
	{ .both = REQ_OP_WRITE },
	{ .opf = REQ_NOMERGE, .forbids = true },
	{ .both = REQ_OP_WRITE, .opf = REQ_FUA, .forbids = true },
	{ .both = REQ_OP_WRITE, .opf = REQ_PREFLUSH, .forbids = true },
	{ .both = REQ_NOMERGE, .forbids = true },
	{ .opf = REQ_FAILFAST_DEV },
	{ .both = REQ_FAILFAST_TRANSPORT },
	{ .both = REQ_OP_WRITE, .opf = REQ_SYNC | REQ_META },
	{ .opf = REQ_RAHEAD },
};

/* Kernels by pages, all differences by each. */
static const unsigned kernels[BP_TINY_PAIRS_KERNELS] = { 0, 2, 3 };

/* 128, 2, 6, 10 segments; sizes in which most bios stay whole. */
static const unsigned segments[BP_TINY_PAIRS_SEGMENTS] = { 0, 2, 4, 5 };
static const unsigned sizes[BP_TINY_PAIRS_SIZES] = { 0, 6, 7, 8, 9, 10 };

/* Digits of bios in the order of their sectors, and of their memory. */
static void read_bios(struct bp_tiny_pairs *pairs, u64 number, unsigned n, unsigned base)
{
	u64 end = BP_TINY_START;

	pairs->n = n;
	for (unsigned i = 0; i < n; i++) {
		struct bp_tiny_bio *bio = &pairs->bio[i];

		bp_tiny_bio_joint(bp_tiny_digit(&number, base), n, end, bio);
		end = bio->vec[bio->n - 1].addr + bio->vec[bio->n - 1].len;
	}
}

static struct bp_tiny_limits read_limits(u64 *number)
{
	struct bp_tiny_limits limits = { .page_shift = BP_TINY_JOINT_PAGE_SHIFT };

	limits.kernel = kernels[bp_tiny_digit(number, BP_TINY_PAIRS_KERNELS)];
	limits.bounds = bp_tiny_digit(number, BP_TINY_BOUNDS);
	limits.segments = segments[bp_tiny_digit(number, BP_TINY_PAIRS_SEGMENTS)];
	limits.size = sizes[bp_tiny_digit(number, BP_TINY_PAIRS_SIZES)];
	return limits;
}

struct bp_tiny_limits bp_tiny_pairs_read(u64 number, struct bp_tiny_pairs *pairs)
{
	struct bp_tiny_limits limits = { .page_shift = BP_TINY_JOINT_PAGE_SHIFT };

	*pairs = (struct bp_tiny_pairs){ .difference = differences };
	if (number < BP_TINY_CASES_OF_TWO) {
		limits = read_limits(&number);
		pairs->way = &ways_of_two[bp_tiny_digit(&number, BP_TINY_WAYS_OF_TWO)];
		read_bios(pairs, number, 2, BP_TINY_BIOS_JOINT);
		return limits;
	}
	number -= BP_TINY_CASES_OF_TWO;
	if (number < BP_TINY_CASES_OF_THREE) {
		limits = read_limits(&number);
		pairs->way = &ways_of_three[bp_tiny_digit(&number, BP_TINY_WAYS_OF_THREE)];
		read_bios(pairs, number, 3, BP_TINY_JOINT);
		return limits;
	}
	number -= BP_TINY_CASES_OF_THREE;
	limits.kernel = bp_tiny_digit(&number, BP_TINY_KERNELS);
	limits.bounds = bp_tiny_digit(&number, BP_TINY_BOUNDS);
	pairs->difference = &differences[bp_tiny_digit(&number, BP_TINY_DIFFERENCES)];
	pairs->way = &ways_of_two[bp_tiny_digit(&number, BP_TINY_WAYS_OF_TWO)];
	read_bios(pairs, number, 2, BP_TINY_JOINT);
	return limits;
}
