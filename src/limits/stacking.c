/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Limits of a device made of other devices (block.md 5.3; the step numbers are those there).
 *
 * quirk: of two virtual boundaries the smaller wins, which asks for less than the other needs.
 */
#include <blkpath/limits.h>

#define STACK(combine, field)                                                                      \
	(top->field = (__typeof__(top->field))combine(top->field, bottom->field))

static u64 lcm_not_zero(u64 x, u64 y)
{
	u64 a = x;
	u64 b = y;

	if (!x || !y)
		return x | y;
	while (b) {
		u64 rest = a % b;

		a = b;
		b = rest;
	}
	return x / a * y;
}

/* Is the larger a multiple of the smaller? */
static bool in_step(u32 x, u32 y)
{
	u32 small = bp_min(x, y);

	return !small || bp_max(x, y) % small == 0;
}

static u32 granularity_of(const struct queue_limits *lim)
{
	return bp_max(lim->physical_block_size, lim->io_min);
}

/* Bytes from `start` to the next natural boundary of the device. */
static u32 alignment_at(const struct queue_limits *lim, sector_t start)
{
	u32 granularity = granularity_of(lim);

	if (granularity < SECTOR_SIZE)
		return 0; /* the kernel divides by zero here */
	u32 past = (u32)(start % (granularity >> SECTOR_SHIFT)) << SECTOR_SHIFT;

	return (granularity + lim->alignment_offset - past) % granularity;
}

static u32 discard_alignment_at(const struct queue_limits *lim, sector_t start)
{
	u32 granularity = lim->discard_granularity >> SECTOR_SHIFT;

	if (!lim->max_discard_sectors || !granularity)
		return 0;
	u32 past = (u32)(start % granularity);

	return (granularity + (lim->discard_alignment >> SECTOR_SHIFT) - past) % granularity
	       << SECTOR_SHIFT;
}

/* Step 1 */
static void stack_sizes(struct queue_limits *top, const struct queue_limits *bottom)
{
	STACK(bp_min_not_zero, max_sectors);
	STACK(bp_min_not_zero, max_hw_sectors);
	STACK(bp_min_not_zero, max_dev_sectors);
	STACK(bp_min, max_write_same_sectors);
	STACK(bp_min, max_write_zeroes_sectors);
	STACK(bp_min_not_zero, bounce_pfn);
	STACK(bp_min_not_zero, seg_boundary_mask);
	STACK(bp_min_not_zero, virt_boundary_mask);
	STACK(bp_min_not_zero, max_segments);
	STACK(bp_min_not_zero, max_discard_segments);
	STACK(bp_min_not_zero, max_integrity_segments);
	STACK(bp_min_not_zero, max_segment_size);
}

/* Steps 4 to 8; false when the two do not fit. */
static bool stack_blocks(struct queue_limits *top, const struct queue_limits *bottom, u32 alignment)
{
	bool fits = top->alignment_offset == alignment ||
		    in_step(granularity_of(top) + top->alignment_offset,
			    granularity_of(bottom) + alignment);

	STACK(bp_max, logical_block_size);
	STACK(bp_max, physical_block_size);
	STACK(bp_max, io_min);
	top->io_opt = (u32)lcm_not_zero(top->io_opt, bottom->io_opt);

	u32 logical_mask = top->logical_block_size - 1u;

	if (top->physical_block_size & logical_mask) {
		top->physical_block_size = top->logical_block_size;
		fits = false;
	}

	u32 physical_mask = top->physical_block_size - 1;

	if (top->io_min & physical_mask) {
		top->io_min = top->physical_block_size;
		fits = false;
	}
	if (top->io_opt & physical_mask) {
		top->io_opt = 0;
		fits = false;
	}
	STACK(bp_max, raid_partial_stripes_expensive);

	u32 granularity = granularity_of(top);

	top->alignment_offset =
		granularity ? (u32)(lcm_not_zero(top->alignment_offset, alignment) % granularity)
			    : 0;
	return fits && !(top->alignment_offset & logical_mask);
}

/* Step 9 */
static void stack_discard(struct queue_limits *top, const struct queue_limits *bottom,
			  sector_t start)
{
	u32 alignment = discard_alignment_at(bottom, start);

	if (top->discard_granularity && top->discard_alignment != alignment &&
	    !in_step(top->discard_granularity + top->discard_alignment,
		     bottom->discard_granularity + alignment))
		top->discard_misaligned = 1;
	STACK(bp_min_not_zero, max_discard_sectors);
	STACK(bp_min_not_zero, max_hw_discard_sectors);
	STACK(bp_max, discard_granularity);
	top->discard_alignment =
		(u32)(lcm_not_zero(top->discard_alignment, alignment) % top->discard_granularity);
}

int blk_stack_limits(struct queue_limits *top, const struct queue_limits *bottom, sector_t start)
{
	bool fits;

	stack_sizes(top, bottom);
	top->misaligned |= bottom->misaligned;			       /* step 2 */
	fits = stack_blocks(top, bottom, alignment_at(bottom, start)); /* steps 3 to 8 */
	if (!fits)
		top->misaligned = 1;
	if (bottom->discard_granularity)
		stack_discard(top, bottom, start);
	STACK(bp_min_not_zero, chunk_sectors); /* step 10 */
	return fits ? 0 : -1;
}
