/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Limits of tiny worlds, under each rule set.
 */
#include <limits.h>

#include "proof/tiny/tiny.h"

/* Where segments end, in halves of a page; 0 is no limit, or the default.  A driver combines them
 * so, but for the last row, which is not even PRE-B. */
static const struct {
	unsigned segment;
	unsigned boundary;
	unsigned virt;
	bool all_ones;
} bounds[BP_TINY_BOUNDS] = {
	{ 256, 0, 0, false }, { 2, 0, 0, false }, { 6, 0, 0, false },	{ 256, 8, 0, false },
	{ 2, 8, 0, false },   { 6, 8, 0, false }, { 256, 2, 0, false }, { 2, 2, 0, false },
	{ 6, 2, 0, false },   { 0, 0, 2, false }, { 0, 8, 2, false },	{ 0, 0, 8, false },
	{ 0, 8, 8, false },   { 0, 0, 2, true },  { 3, 2, 8, false },
};

static const u16 segments[BP_TINY_SEGMENTS_ALL] = { 128, 1, 2, 3, 6, 10 };

/* How much a request carries, and where it begins; chunks of 3 where any will do (G-8). */
static const struct {
	unsigned max_sectors;
	unsigned chunk_sectors;
	unsigned any_chunk_sectors;
	sector_t start;
} sizes[BP_TINY_SIZES_ALL] = {
	{ 255, 0, 0, 0 }, { 1, 0, 0, 0 },    { 4, 0, 0, 1 },	 { 255, 4, 4, 3 },
	{ 3, 8, 8, 7 },	  { 5, 2, 3, 1 },    { 11, 0, 0, 1 },	 { 6, 0, 0, 0 },
	{ 255, 8, 7, 0 }, { 11, 16, 12, 9 }, { 255, 16, 16, 6 },
};

static const struct {
	u16 logical;
	u16 physical;
} blocks[BP_TINY_BLOCKS] = { { 512, 512 }, { 512, 2048 }, { 1024, 1024 } };

static const struct {
	const char *rules;
	enum bp_block_kind kind;
	int dma_alignment;
} kernels[BP_TINY_KERNELS] = {
	{ "v5.2", BP_BLOCK_PAGE, 0 },	 { "v5.2", BP_BLOCK_DMA, 0 },
	{ "v6.1", BP_BLOCK_PAGE, 0 },	 { "v6.18", BP_BLOCK_PAGE, 0 },
	{ "v6.18", BP_BLOCK_PAGE, 511 },
};

/* PRE-A, of the limits alone. */
static bool is_aligned(const struct queue_limits *lim, const struct bp_rules *rules)
{
	if (lim->logical_block_size != BP_TINY_PAGE)
		return false;
	if (lim->seg_boundary_mask == ~0ul && rules->all_ones_mask != BP_ALL_ONES_NO_LIMIT)
		return false;
	return lim->virt_boundary_mask < BP_TINY_PAGE;
}

/* Another rule set of the run takes the place of each. */
static void be_kernel(struct bp_block *p, unsigned kernel)
{
	const struct bp_rules *rules = p->trial->setup->rules;

	if (!rules)
		rules = bp_rules_find(kernels[kernel].rules);
	p->kind = rules->dma_direct ? kernels[kernel].kind : BP_BLOCK_PAGE;
	bp_block_start(p, rules, bp_block_without_device);
	if (rules->direct_alignment == BP_DIRECT_ALIGN_DMA_IN_WALK)
		p->q->dma_alignment = kernels[kernel].dma_alignment;
}

static void set_bounds(struct queue_limits *lim, unsigned row, unsigned half)
{
	lim->max_segment_size = bounds[row].segment ? bounds[row].segment * half : UINT_MAX;
	lim->seg_boundary_mask = BLK_SEG_BOUNDARY_MASK;
	if (bounds[row].boundary)
		lim->seg_boundary_mask = (unsigned long)bounds[row].boundary * half - 1;
	if (bounds[row].all_ones)
		lim->seg_boundary_mask = ~0ul;
	if (bounds[row].virt)
		lim->virt_boundary_mask = (unsigned long)bounds[row].virt * half - 1;
}

struct bp_block *bp_tiny_start(struct bp_trial *trial, struct bp_tiny_limits limits,
			       sector_t *sector)
{
	struct bp_block *p = bp_block_new(trial);
	struct queue_limits *lim;

	p->env.page_shift = limits.page_shift;
	be_kernel(p, limits.kernel);
	lim = &p->q->limits;
	set_bounds(lim, limits.bounds, 1u << limits.page_shift >> 1);
	lim->max_segments = segments[limits.segments];
	lim->max_hw_sectors = lim->max_sectors = sizes[limits.size].max_sectors;
	lim->chunk_sectors = p->q->bp_rules->any_chunk ? sizes[limits.size].any_chunk_sectors
						       : sizes[limits.size].chunk_sectors;
	lim->logical_block_size = blocks[limits.blocks].logical;
	lim->physical_block_size = blocks[limits.blocks].physical;
	p->aligned = is_aligned(lim, p->q->bp_rules);
	*sector = sizes[limits.size].start;
	bp_block_say_limits(p);
	return p;
}
