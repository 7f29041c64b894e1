/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random memory: pages or DMA addresses that touch, jump, meet boundaries and lie 4 GiB apart.
 */
#include "proof/block/block.h"

#define FOUR_GIB ((u64)1 << 32)
#define ADDRESS_BITS 44

/* Without PRE-A bytes, or what the device can start at in most rounds where that is asked (G-18).
 */
static unsigned unit_of(const struct bp_block *p)
{
	if (p->aligned)
		return p->q->limits.logical_block_size;
	if (p->q->bp_rules->direct_alignment == BP_DIRECT_ALIGN_DMA_IN_WALK && !p->anywhere)
		return (unsigned)p->q->dma_alignment + 1;
	return 1;
}

static unsigned length(struct bp_block *p)
{
	struct bp_choices *r = &p->trial->choices;
	unsigned unit = unit_of(p);
	u64 len = bp_choose_edge(r, 1, bp_choose(r, 16384, 200000), 4096, 4096, 4096, 8192, 512,
				 65536, 98304);

	if (!p->aligned && bp_choose_once_in(r, p->q->bp_rules->empty_vector_passes ? 32 : 2000))
		return 0; /* R-ITER-6, G-14 */
	len -= len % unit;
	return len < SECTOR_SIZE ? bp_max(unit, SECTOR_SIZE) : (unsigned)len;
}

/* Just below a multiple of a power of two, or on it. */
static u64 near_multiple(struct bp_choices *r, u64 far, u64 size)
{
	return (far & ~(size - 1)) - bp_choose_below(r, 16) * SECTOR_SIZE;
}

static u64 anywhere(struct bp_block *p, unsigned place)
{
	struct bp_choices *r = &p->trial->choices;
	u64 boundary = (u64)p->q->limits.seg_boundary_mask + 1;
	u64 far = bp_choose_below(r, (u64)1 << ADDRESS_BITS);

	switch (place) {
	case 0:
		return near_multiple(r, far, FOUR_GIB);
	case 1:
		return boundary >> ADDRESS_BITS ? far : near_multiple(r, far, boundary);
	case 2:
		return far;
	default:
		return far & ~(u64)4095;
	}
}

/* The address of the next vector, given where the last one ended. */
static u64 address(struct bp_block *p, u64 end)
{
	struct bp_choices *r = &p->trial->choices;
	unsigned place = (unsigned)bp_choose_below(r, 10);
	u64 addr = end;

	if (p->goes_on && place < 8)
		place = 0;
	if (place == 3)
		addr += bp_choose_below(r, 8) * 4096;
	else if (place == 4)
		addr += bp_choose_below(r, 3) * FOUR_GIB;
	else if (place > 4)
		addr = anywhere(p, place - 5);
	addr &= ((u64)1 << ADDRESS_BITS) - 1;
	return addr - addr % unit_of(p);
}

static void put_pages(struct bio *bio, u64 addr, unsigned len)
{
	struct bio_vec *bv = &bio->bi_io_vec[bio->bi_vcnt++];
	u64 page_bytes = bp_page_size(bio->bp_env);

	bv->bv_page = pfn_to_page(addr / page_bytes);
	bv->bv_offset = (unsigned)(addr % page_bytes);
	bv->bv_len = len;
	bio->bi_iter.bi_size += len;
}

static void put_dma(struct bio *bio, u64 addr, unsigned len)
{
	struct dma_vec *dv = &bio->bi_dma_vec[bio->bi_vcnt++];

	dv->dv_addr = bp_dma_addr(addr);
	dv->dv_len = len;
	bio->bi_iter.bi_size += len;
}

void bp_block_put(struct bio *bio, u64 addr, unsigned len)
{
	if (bio_is_dma_direct(bio))
		put_dma(bio, addr, len);
	else
		put_pages(bio, addr, len);
}

/* By the add functions, which join and refuse, or by hand, which does neither. */
void bp_block_fill(struct bp_block *p, struct bio *bio, unsigned n)
{
	bool by_hand = bp_choose_once_in(&p->trial->choices, 2);
	u64 end = p->goes_on || bp_choose_once_in(&p->trial->choices, 2)
			  ? p->memory_at
			  : bp_choose_below(&p->trial->choices, (u64)1 << ADDRESS_BITS);
	u64 pieces =
		bp_choose_once_in(&p->trial->choices, 32) ? BP_BLOCK_PIECES * 10 : BP_BLOCK_PIECES;
	u64 most = p->q->limits.max_sectors * SECTOR_SIZE * pieces;

	for (unsigned i = 0; i < n && bio->bi_iter.bi_size < most; i++) {
		u64 addr = address(p, end);
		unsigned len = length(p);

		/* Only the add function knows that direct vectors are whole sectors (R-ADD-8). */
		if (p->kind == BP_BLOCK_DMA && by_hand)
			len = bp_max(len - len % SECTOR_SIZE, SECTOR_SIZE);
		if (by_hand)
			bp_block_put(bio, addr, len);
		else if (p->kind == BP_BLOCK_DMA)
			bio_add_dma_addr(p->q, bio, bp_dma_addr(addr), len);
		else
			bio_add_page(bio, pfn_to_page(addr >> 12), len, (unsigned)(addr & 4095));
		end = addr + len;
	}
	p->memory_at = end;
}
