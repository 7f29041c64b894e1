/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * World: each bio alone, under all limits.
 */
#include "proof/tiny/tiny.h"

/* The add function takes whole sectors of bus addresses (R-ADD-8). */
static bool can_be(const struct bp_block *p, const struct bp_tiny_bio *bio)
{
	bool whole = true;

	for (unsigned i = 0; i < bio->n; i++)
		whole = whole && bio->vec[i].len && bio->vec[i].len % SECTOR_SIZE == 0;
	return bio->bytes && (whole || p->kind == BP_BLOCK_PAGE);
}

static void submit(struct bp_block *p)
{
	bp_block_submit(p, p->world);
	bp_block_finish_requests(p);
}

static struct bp_tiny_limits read_limits(u64 *number)
{
	struct bp_tiny_limits limits = { .page_shift = BP_TINY_PAGE_SHIFT };

	limits.kernel = bp_tiny_digit(number, BP_TINY_KERNELS);
	limits.bounds = bp_tiny_digit(number, BP_TINY_BOUNDS);
	limits.segments = bp_tiny_digit(number, BP_TINY_SEGMENTS);
	limits.size = bp_tiny_digit(number, BP_TINY_SIZES);
	limits.blocks = bp_tiny_digit(number, BP_TINY_BLOCKS);
	return limits;
}

void bp_tiny_bios(struct bp_trial *trial)
{
	u64 number = bp_choose_below(&trial->choices, BP_TINY_BIOS_CASES);
	struct bp_tiny_limits limits = read_limits(&number);
	struct bp_tiny_bio bio;
	sector_t sector;
	struct bp_block *p = bp_tiny_start(trial, limits, &sector);

	if (number < BP_TINY_BIOS_ANY)
		bp_tiny_bio_any(number, &bio);
	else
		bp_tiny_bio_whole(number - BP_TINY_BIOS_ANY, &bio);
	p->aligned = p->aligned && bio.aligned;
	p->world = can_be(p, &bio) ? bp_tiny_make(p, &bio, REQ_OP_READ, sector) : NULL;
	if (p->world)
		bp_block_step(p, submit);
	bp_block_end(p);
}
