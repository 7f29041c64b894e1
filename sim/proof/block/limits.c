/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random limits, biased to the edges of the rules.
 */
#include "proof/block/block.h"

static u64 mask_of(unsigned bits)
{
	return ((u64)1 << bits) - 1;
}

static u16 segments(struct bp_choices *r)
{
	return (u16)bp_choose_edge(r, 1, 40, 128, 1, 2, 3, 33, 168, 65535);
}

static void aligned_sizes(struct bp_block *p, struct queue_limits *lim)
{
	struct bp_choices *r = &p->trial->choices;
	unsigned block = (unsigned)bp_choose(r, 512, 512, 512, 1024, 2048, 4096);
	unsigned sectors = block / SECTOR_SIZE;

	lim->logical_block_size = (u16)block;
	lim->max_sectors = (unsigned)bp_choose_edge(r, 1, 300, 2560, 255, 8, 1) * sectors;
	lim->max_segment_size = 4096 + block * (unsigned)bp_choose_below(r, 64);
	lim->max_segment_size =
		(unsigned)bp_choose(r, 65536, 65536, 0xc000, 4096, UINT_MAX, lim->max_segment_size);
	if (bp_choose_once_in(r, 3))
		lim->chunk_sectors = sectors << bp_choose_below(r, 9);
}

static void aligned_boundaries(struct bp_block *p, struct queue_limits *lim)
{
	struct bp_choices *r = &p->trial->choices;

	lim->seg_boundary_mask =
		mask_of((unsigned)bp_choose_edge(r, 12, 63, 32, 32, 32, 33, 16, 12));
	if (bp_choose_once_in(r, 3)) {
		lim->virt_boundary_mask = bp_choose(r, 0xfff, 0xfff, 0x1ff, 0x7ff);
		lim->max_segment_size = UINT_MAX;
	}
}

/* PRE-B, and now and then not even that. */
static void wild(struct bp_block *p, struct queue_limits *lim)
{
	struct bp_choices *r = &p->trial->choices;

	aligned_sizes(p, lim);
	aligned_boundaries(p, lim);
	if (!lim->virt_boundary_mask)
		lim->max_segment_size = (unsigned)bp_choose_between(r, 4096, 100000);
	else if (bp_choose_once_in(r, 2))
		lim->virt_boundary_mask = lim->seg_boundary_mask >> bp_choose_below(r, 12);
	lim->max_sectors = (unsigned)bp_choose_between(r, 1, 300);
	if (bp_choose_once_in(r, 3))
		lim->chunk_sectors = 1u << bp_choose_below(r, 9);
	if (bp_choose_once_in(r, 8))
		lim->max_segment_size = (unsigned)bp_choose_between(r, 600, 4095);
	if (bp_choose_once_in(r, 8))
		lim->seg_boundary_mask = mask_of((unsigned)bp_choose_between(r, 9, 11));
}

/* What newer rule sets allow besides, with no effect on PRE-A. */
static void free_as_newer(struct bp_block *p, struct queue_limits *lim)
{
	const struct bp_rules *rules = p->q->bp_rules;
	struct bp_choices *r = &p->trial->choices;
	unsigned sectors = lim->logical_block_size / SECTOR_SIZE;

	if (rules->any_chunk && lim->chunk_sectors)
		lim->chunk_sectors = sectors * (unsigned)bp_choose_edge(r, 1, 300, 1, 3, 24);
	if (rules->physical_block_ends && bp_choose_once_in(r, 2))
		lim->max_sectors = sectors + (unsigned)bp_choose_below(r, 300);
	if (rules->physical_block_ends && bp_choose_once_in(r, 2))
		lim->physical_block_size = lim->logical_block_size << bp_choose_below(r, 8);
	if (rules->all_ones_mask == BP_ALL_ONES_NO_LIMIT && bp_choose_once_in(r, 16))
		lim->seg_boundary_mask = ~0ul;
}

/* The same outside PRE-A. */
static void wild_as_newer(struct bp_block *p, struct queue_limits *lim)
{
	const struct bp_rules *rules = p->q->bp_rules;
	struct bp_choices *r = &p->trial->choices;

	if (rules->cut_to_block && bp_choose_once_in(r, 3))
		lim->logical_block_size = 512u << bp_choose_below(r, 8);
	free_as_newer(p, lim);
	if (rules->any_chunk && lim->chunk_sectors)
		lim->chunk_sectors = (unsigned)bp_choose_between(r, 1, 300);
	if (rules->direct_alignment == BP_DIRECT_ALIGN_DMA_IN_WALK)
		p->q->dma_alignment = (int)bp_choose(r, 0, 3, 3, 63, 511);
}

static void other_operations(struct bp_block *p, struct queue_limits *lim)
{
	struct bp_choices *r = &p->trial->choices;

	lim->max_discard_sectors = (unsigned)bp_choose_edge(r, 1, 5000, 65535, 100, 8);
	lim->discard_granularity = 512 * (unsigned)bp_choose_edge(r, 0, 19, 0, 1, 8, 16);
	lim->discard_alignment = 512 * (unsigned)bp_choose_edge(r, 0, 19, 0, 1, 8);
	lim->max_write_zeroes_sectors = (unsigned)bp_choose_edge(r, 1, 5000, 1000, 8);
	lim->max_write_same_sectors = (unsigned)bp_choose_edge(r, 1, 5000, 1000, 8);
	lim->max_discard_segments = (u16)bp_choose(r, 1, 1, 2, 256);
}

static unsigned block_of(struct bp_block *p, const struct queue_limits *lim)
{
	return (unsigned)lim->logical_block_size << bp_choose_below(&p->trial->choices, 3);
}

void bp_block_limits(struct bp_block *p)
{
	struct queue_limits *lim = &p->q->limits;

	p->op = (unsigned)bp_choose_below(&p->trial->choices, 2);
	p->aligned = !bp_choose_once_in(&p->trial->choices, 4);
	p->anywhere = bp_choose_once_in(&p->trial->choices, 4);
	lim->max_segments = segments(&p->trial->choices);
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
	lim->io_min = lim->physical_block_size << bp_choose_below(&p->trial->choices, 3);
	lim->io_opt = lim->io_min * (unsigned)bp_choose_below(&p->trial->choices, 4);
	lim->alignment_offset = (unsigned)bp_choose(&p->trial->choices, 0, 0, 512);
}
