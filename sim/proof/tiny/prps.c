/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * World: every number of pages up to three PRP lists, as runs of neighbours.
 *
 *   ..aaaaaaaa  aaaa  aabb|bb  aa.a|aa..      one run, runs of a page, a new run, a page alone
 */
#include "proof/tiny/pointers.h"

#define PAGE BP_TINY_PAGE
#define FIRST_FRAME 0x4000u

/* Where the transfer begins in its first page, and ends in its last. */
static const unsigned starts[BP_TINY_PRPS_ENDS] = { 0, 4, 256, 508 };
static const unsigned ends[BP_TINY_PRPS_ENDS] = { 512, 508, 256, 4 };

/**
 * struct shape - a transfer
 * @pages: how many
 * @run: pages of each run, 0 for all of them
 * @begins: page that begins a run, 0 for none
 * @alone: it is a run of one page
 * @start: of the first byte in its page
 * @end: of the last byte in its page, plus one
 */
struct shape {
	unsigned pages;
	unsigned run;
	unsigned begins;
	bool alone;
	unsigned start;
	unsigned end;
};

/* A transfer of n pages has the runs, and two for each page but the first. */
static void read_layout(u64 number, struct shape *shape)
{
	unsigned layouts = BP_TINY_PRPS_RUNS;

	for (shape->pages = 1; number >= layouts; shape->pages++, layouts += 2)
		number -= layouts;
	if (number < BP_TINY_PRPS_RUNS) {
		shape->run = (unsigned)number;
		return;
	}
	number -= BP_TINY_PRPS_RUNS;
	shape->alone = bp_tiny_digit(&number, 2);
	shape->begins = 1 + (unsigned)number;
}

static bool begins_run(const struct shape *shape, unsigned page)
{
	if (!page || (shape->run && page % shape->run == 0))
		return true;
	if (!shape->begins)
		return false;
	return page == shape->begins || (shape->alone && page == shape->begins + 1);
}

/* Each run lies below the one before it, a page apart. */
static void lay_out(struct bp_pointers *p, const struct shape *shape)
{
	u64 top = (u64)FIRST_FRAME * PAGE, addr = top, bytes;

	for (unsigned page = 0, n; page < shape->pages; page += n) {
		for (n = 1; page + n < shape->pages && !begins_run(shape, page + n);)
			n++;
		top -= (n + 1) * (u64)PAGE;
		addr = top;
		bytes = n * (u64)PAGE;
		if (page + n == shape->pages)
			bytes -= PAGE - shape->end;
		if (!page) {
			addr += shape->start;
			bytes -= shape->start;
		}
		bp_pointers_add(p, addr, bytes);
	}
}

void bp_tiny_prps(struct bp_trial *trial)
{
	static const struct bp_pointers_setup setup = { .page_shift = BP_TINY_PAGE_SHIFT,
							.sgl_threshold = 1,
							.max_segments = BP_POINTERS_VECTORS };
	u64 number = bp_choose_below(&trial->choices, BP_TINY_PRPS_CASES);
	struct bp_pointers *p = bp_pointers_begin(trial, &setup);
	struct shape shape = { 0 };

	p->direct = bp_tiny_digit(&number, 2);
	shape.start = starts[bp_tiny_digit(&number, BP_TINY_PRPS_ENDS)];
	shape.end = ends[bp_tiny_digit(&number, BP_TINY_PRPS_ENDS)];
	read_layout(number, &shape);
	if (shape.pages == 1 && shape.end <= shape.start)
		shape.end = PAGE;
	bp_pointers_clear(p);
	lay_out(p, &shape);
	bp_pointers_try(p);
	bp_pointers_end(p);
}
