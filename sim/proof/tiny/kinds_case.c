/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a number to bios of other kinds.
 */
#include "proof/tiny/kinds.h"

#define PAGE (1u << BP_TINY_JOINT_PAGE_SHIFT)

/* Kernels by pages. */
static const unsigned kernels[BP_TINY_KINDS_KERNELS] = { 0, 2, 3 };

/* 128, 1 and 2 segments; no virtual boundary, one of a page. */
static const unsigned segments[BP_TINY_KINDS_SEGMENTS] = { 0, 1, 2 };
static const unsigned bounds[BP_TINY_KINDS_BOUNDS] = { 0, 9 };

static const struct bp_tiny_kind kinds[BP_TINY_KINDS_OPS] = {
	{ .op = REQ_OP_DISCARD },
	{ .op = REQ_OP_SECURE_ERASE },
	{ .op = REQ_OP_WRITE_ZEROES },
	{ .op = REQ_OP_WRITE_SAME },
	{ .op = REQ_OP_WRITE_SAME, .other = true },
	{ .op = REQ_OP_WRITE_SAME, .offset = PAGE / 2 },
	{ .op = REQ_OP_WRITE_SAME, .offset = PAGE / 2, .other = true },
};

static const unsigned ranges[BP_TINY_KINDS_RANGES] = { 1, 2, 3 };
static const unsigned rooms[BP_TINY_KINDS_ROOMS] = { 255, 2, 4, 5 };
static const unsigned sizes[BP_TINY_KINDS_SIZES] = { 1, 2, 4 };
static const unsigned tuple_segments[BP_TINY_KINDS_TUPLE_SEGMENTS] = { 128, 1, 2, 4 };

static const struct {
	unsigned sectors;
	sector_t start;
} chunks[BP_TINY_KINDS_CHUNKS] = { { 0, 0 }, { 4, 3 }, { 8, 6 } };

static const struct bp_tiny_kind reading = { .op = REQ_OP_READ };

static void read_limits(u64 *number, struct bp_tiny_kinds *w)
{
	unsigned chunk;

	w->limits.kernel = kernels[bp_tiny_digit(number, BP_TINY_KINDS_KERNELS)];
	w->kind = &kinds[bp_tiny_digit(number, BP_TINY_KINDS_OPS)];
	w->ranges = ranges[bp_tiny_digit(number, BP_TINY_KINDS_RANGES)];
	w->limits.segments = segments[bp_tiny_digit(number, BP_TINY_KINDS_SEGMENTS)];
	w->room = rooms[bp_tiny_digit(number, BP_TINY_KINDS_ROOMS)];
	chunk = bp_tiny_digit(number, BP_TINY_KINDS_CHUNKS);
	w->chunk = chunks[chunk].sectors;
	w->start = chunks[chunk].start;
	w->limits.bounds = bounds[bp_tiny_digit(number, BP_TINY_KINDS_BOUNDS)];
}

static void read_bios(u64 number, struct bp_tiny_kinds *w)
{
	for (unsigned i = 0; i < w->n; i++) {
		w->gap[i] = i ? bp_tiny_digit(&number, BP_TINY_KINDS_GAPS) : 0;
		w->sectors[i] = sizes[bp_tiny_digit(&number, BP_TINY_KINDS_SIZES)];
	}
}

/* Reads of a page each, one behind the other. */
static void read_protection(u64 *number, struct bp_tiny_kinds *w)
{
	w->limits.kernel = kernels[bp_tiny_digit(number, BP_TINY_KINDS_KERNELS)];
	w->limits.bounds = bp_tiny_digit(number, BP_TINY_BOUNDS);
	w->tuple_segments = tuple_segments[bp_tiny_digit(number, BP_TINY_KINDS_TUPLE_SEGMENTS)];
	w->kind = &reading;
}

static void read_tuples(u64 number, struct bp_tiny_kinds *w)
{
	for (unsigned i = 0; i < w->n; i++) {
		w->sectors[i] = PAGE / SECTOR_SIZE;
		w->tuples[i] = bp_tiny_digit(&number, BP_TINY_KINDS_TUPLES);
	}
}

static void read_way(u64 *number, unsigned n, struct bp_tiny_kinds *w)
{
	w->n = n;
	w->way = bp_tiny_digit(number,
			       n == 2 ? BP_TINY_KINDS_WAYS_OF_TWO : BP_TINY_KINDS_WAYS_OF_THREE);
}

void bp_tiny_kinds_read(u64 number, struct bp_tiny_kinds *w)
{
	const u64 bare = BP_TINY_KINDS_PAIRS + BP_TINY_KINDS_THREES;
	const bool is_bare = number < bare;
	const u64 pairs = is_bare ? BP_TINY_KINDS_PAIRS : BP_TINY_KINDS_PROTECTED_PAIRS;
	bool two;

	*w = (struct bp_tiny_kinds){
		.limits = { .page_shift = BP_TINY_JOINT_PAGE_SHIFT },
		.ranges = 1,
		.room = 255,
		.tuple_segments = 128,
	};
	number -= is_bare ? 0 : bare;
	two = number < pairs;
	number -= two ? 0 : pairs;
	if (is_bare)
		read_limits(&number, w);
	else
		read_protection(&number, w);
	read_way(&number, two ? 2 : 3, w);
	if (is_bare)
		read_bios(number, w);
	else
		read_tuples(number, w);
}
