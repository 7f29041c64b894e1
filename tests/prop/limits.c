/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random limits, biased to the edges of the rules.
 */
#include "prop.h"

static u64 mask_of(unsigned bits)
{
	return ((u64)1 << bits) - 1;
}

static u16 segments(struct t_random *r)
{
	return (u16)t_pick(r, 1, 2, 3, 33, 128, 168, t_between(r, 1, 40), 65535);
}

static void aligned_sizes(struct prop_round *p, struct queue_limits *lim)
{
	struct t_random *r = &p->random;
	unsigned block = (unsigned)t_pick(r, 512, 512, 512, 1024, 2048, 4096);
	unsigned sectors = block / SECTOR_SIZE;

	lim->logical_block_size = (u16)block;
	lim->max_sectors = (unsigned)t_pick(r, 1, 8, 255, 2560, t_between(r, 1, 300)) * sectors;
	lim->max_segment_size = (unsigned)t_pick(r, 4096, 0xc000, 65536, 65536, UINT_MAX,
						 4096 + block * t_below(r, 64));
	if (t_once_in(r, 3))
		lim->chunk_sectors = sectors << t_below(r, 9);
}

static void aligned_boundaries(struct prop_round *p, struct queue_limits *lim)
{
	struct t_random *r = &p->random;

	lim->seg_boundary_mask = t_pick(r, 0xfff, 0xffff, 0xffffffff, 0xffffffff, 0xffffffff,
					0x1ffffffff, mask_of((unsigned)t_between(r, 12, 63)));
	if (t_once_in(r, 3)) {
		lim->virt_boundary_mask = t_pick(r, 0xfff, 0xfff, 0x1ff, 0x7ff);
		lim->max_segment_size = UINT_MAX;
	}
}

/* PRE-B, and now and then not even that. */
static void wild(struct prop_round *p, struct queue_limits *lim)
{
	struct t_random *r = &p->random;

	aligned_sizes(p, lim);
	aligned_boundaries(p, lim);
	if (!lim->virt_boundary_mask)
		lim->max_segment_size = (unsigned)t_between(r, 4096, 100000);
	else if (t_once_in(r, 2))
		lim->virt_boundary_mask = lim->seg_boundary_mask >> t_below(r, 12);
	lim->max_sectors = (unsigned)t_between(r, 1, 300);
	if (t_once_in(r, 3))
		lim->chunk_sectors = 1u << t_below(r, 9);
	if (t_once_in(r, 8))
		lim->max_segment_size = (unsigned)t_between(r, 600, 4095);
	if (t_once_in(r, 8))
		lim->seg_boundary_mask = mask_of((unsigned)t_between(r, 9, 11));
}

/* What newer rule sets allow besides, with no effect on PRE-A. */
static void free_as_newer(struct prop_round *p, struct queue_limits *lim)
{
	const struct bp_rules *rules = p->q->bp_rules;
	struct t_random *r = &p->random;
	unsigned sectors = lim->logical_block_size / SECTOR_SIZE;

	if (rules->any_chunk && lim->chunk_sectors)
		lim->chunk_sectors = sectors * (unsigned)t_pick(r, 1, 3, 24, t_between(r, 1, 300));
	if (rules->physical_block_ends && t_once_in(r, 2))
		lim->max_sectors = sectors + (unsigned)t_below(r, 300);
	if (rules->physical_block_ends && t_once_in(r, 2))
		lim->physical_block_size = lim->logical_block_size << t_below(r, 8);
	if (rules->all_ones_mask == BP_ALL_ONES_NO_LIMIT && t_once_in(r, 16))
		lim->seg_boundary_mask = ~0ul;
}

/* The same outside PRE-A. */
static void wild_as_newer(struct prop_round *p, struct queue_limits *lim)
{
	const struct bp_rules *rules = p->q->bp_rules;
	struct t_random *r = &p->random;

	if (rules->cut_to_block && t_once_in(r, 3))
		lim->logical_block_size = 512u << t_below(r, 8);
	free_as_newer(p, lim);
	if (rules->any_chunk && lim->chunk_sectors)
		lim->chunk_sectors = (unsigned)t_between(r, 1, 300);
	if (rules->direct_alignment == BP_DIRECT_ALIGN_DMA_IN_WALK)
		p->q->dma_alignment = (int)t_pick(r, 0, 3, 3, 63, 511);
}

static void other_operations(struct prop_round *p, struct queue_limits *lim)
{
	struct t_random *r = &p->random;

	lim->max_discard_sectors = (unsigned)t_pick(r, 8, 100, 65535, t_between(r, 1, 5000));
	lim->discard_granularity = (unsigned)t_pick(r, 0, 512, 4096, 8192, 512 * t_below(r, 20));
	lim->discard_alignment = (unsigned)t_pick(r, 0, 512, 4096, 512 * t_below(r, 20));
	lim->max_write_zeroes_sectors = (unsigned)t_pick(r, 8, 1000, t_between(r, 1, 5000));
	lim->max_write_same_sectors = (unsigned)t_pick(r, 8, 1000, t_between(r, 1, 5000));
	lim->max_discard_segments = (u16)t_pick(r, 1, 1, 2, 256);
}

static unsigned block_of(struct prop_round *p, const struct queue_limits *lim)
{
	return (unsigned)lim->logical_block_size << t_below(&p->random, 3);
}

void prop_limits(struct prop_round *p)
{
	struct queue_limits *lim = &p->q->limits;

	p->op = (unsigned)t_below(&p->random, 2);
	p->aligned = !t_once_in(&p->random, 4);
	lim->max_segments = segments(&p->random);
	lim->max_hw_sectors = UINT_MAX >> SECTOR_SHIFT;
	if (p->aligned) {
		aligned_sizes(p, lim);
		aligned_boundaries(p, lim);
		lim->physical_block_size = block_of(p, lim);
		free_as_newer(p, lim);
	} else {
		wild(p, lim);
		lim->physical_block_size = block_of(p, lim);
		wild_as_newer(p, lim);
	}
	other_operations(p, lim);
	lim->io_min = lim->physical_block_size << t_below(&p->random, 3);
	lim->io_opt = lim->io_min * (unsigned)t_below(&p->random, 4);
	lim->alignment_offset = (unsigned)t_pick(&p->random, 0, 0, 512);
}
