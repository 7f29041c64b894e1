/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "world/hidden.h"

#include <stdio.h>

static u64 odd(const struct queue_limits *lim)
{
	return lim->max_sectors + 1ull;
}

static u64 whole_blocks(const struct queue_limits *lim)
{
	unsigned sectors = lim->logical_block_size >> SECTOR_SHIFT;

	return lim->max_sectors / sectors * sectors;
}

static u64 clamped(const struct queue_limits *lim)
{
	return bp_min(lim->max_sectors, lim->max_hw_sectors);
}

static u64 clamped_blocks(const struct queue_limits *lim)
{
	struct queue_limits clamp = *lim;

	clamp.max_sectors = (unsigned)clamped(lim);
	return whole_blocks(&clamp);
}

/* A guess computes max_sectors, or it is a segment boundary. */
static const struct {
	const char *name;
	u64 (*max_sectors)(const struct queue_limits *lim);
	unsigned long boundary;
} guesses[] = {
	{ "an odd max_sectors, 2 * max_sectors_kb + 1", .max_sectors = odd },
	{ "max_sectors rounded down to the logical block", .max_sectors = whole_blocks },
	{ "max_sectors no more than max_hw_sectors", .max_sectors = clamped },
	{ "max_sectors no more than max_hw_sectors, in whole blocks",
	  .max_sectors = clamped_blocks },
	{ "a segment boundary of 4 KiB", .boundary = 0xfff },
	{ "a segment boundary of 8 KiB", .boundary = 0x1fff },
	{ "a segment boundary of 64 KiB", .boundary = 0xffff },
	{ "a segment boundary of 128 KiB", .boundary = 0x1ffff },
	{ "a segment boundary of 256 KiB", .boundary = 0x3ffff },
	{ "a segment boundary of 512 KiB", .boundary = 0x7ffff },
	{ "a segment boundary of 1 MiB", .boundary = 0xfffff },
	{ "a segment boundary of 16 MiB", .boundary = 0xffffff },
	{ "a segment boundary of 256 MiB", .boundary = 0xfffffff },
	{ "no segment boundary", .boundary = INT64_MAX },
};

const char *bp_hidden_name(unsigned index)
{
	return index < bp_array_size(guesses) ? guesses[index].name : NULL;
}

bool bp_hidden_guess(struct queue_limits *limits, const struct bp_recorded_limits *recorded,
		     unsigned index)
{
	const struct queue_limits assumed = *limits;

	if (!guesses[index].max_sectors && !recorded->boundary_told)
		limits->seg_boundary_mask = guesses[index].boundary;
	if (guesses[index].max_sectors && !recorded->max_sectors_told)
		limits->max_sectors = (unsigned)guesses[index].max_sectors(&assumed);
	return limits->max_sectors != assumed.max_sectors ||
	       limits->seg_boundary_mask != assumed.seg_boundary_mask;
}

void bp_hidden_option(const struct queue_limits *guessed, unsigned index,
		      char text[BP_HIDDEN_TEXT_MAX])
{
	if (guesses[index].max_sectors)
		snprintf(text, BP_HIDDEN_TEXT_MAX, "--max-sectors %u", guessed->max_sectors);
	else
		snprintf(text, BP_HIDDEN_TEXT_MAX, "--seg-boundary-mask 0x%lx",
			 guessed->seg_boundary_mask);
}
