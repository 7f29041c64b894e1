/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random bios: pages or DMA addresses that touch, jump, meet boundaries and lie 4 GiB apart.
 */
#include <stdio.h>
#include <stdlib.h>

#include "prop.h"

#define FOUR_GIB ((u64)1 << 32)
#define ADDRESS_BITS 44

/* Without PRE-A bytes, or what the device can start at in most rounds where that is asked (G-18).
 */
static unsigned unit_of(const struct prop_round *p)
{
	if (p->aligned)
		return p->q->limits.logical_block_size;
	if (p->q->bp_rules->direct_alignment == BP_DIRECT_ALIGN_DMA_IN_WALK && p->number % 4)
		return (unsigned)p->q->dma_alignment + 1;
	return 1;
}

static unsigned vectors(struct t_random *r)
{
	return (unsigned)t_pick(r, 1, 1, 1, 2, t_between(r, 1, 8), t_between(r, 1, 32), 64,
				t_once_in(r, 8) ? PROP_VECTORS : 3);
}

static unsigned length(struct prop_round *p)
{
	struct t_random *r = &p->random;
	unsigned unit = unit_of(p);
	u64 len = t_pick(r, 4096, 4096, 4096, 8192, 512, 65536, 98304, t_between(r, 1, 16384),
			 t_between(r, 1, 200000));

	if (!p->aligned && t_once_in(r, p->q->bp_rules->empty_vector_passes ? 32 : 2000))
		return 0; /* R-ITER-6, G-14 */
	len -= len % unit;
	return len < SECTOR_SIZE ? bp_max(unit, SECTOR_SIZE) : (unsigned)len;
}

/* The address of the next vector, given where the last one ended. */
static u64 address(struct prop_round *p, u64 end)
{
	struct t_random *r = &p->random;
	u64 boundary = (u64)p->q->limits.seg_boundary_mask + 1;
	u64 far = t_below(r, (u64)1 << ADDRESS_BITS);
	u64 near = t_below(r, 16) * 512;
	u64 addr = t_pick(r, end, end, end, far & ~(u64)0xfff, far & ~(u64)0xfff, far,
			  end + 4096 * t_below(r, 8), end + FOUR_GIB * t_below(r, 3),
			  (far & ~(FOUR_GIB - 1)) - near,
			  boundary >> ADDRESS_BITS ? far : (far & ~(boundary - 1)) - near);

	addr &= ((u64)1 << ADDRESS_BITS) - 1;
	return addr - addr % unit_of(p);
}

static void put_pages(struct bio *bio, u64 addr, unsigned len)
{
	struct bio_vec *bv = &bio->bi_io_vec[bio->bi_vcnt++];

	bv->bv_page = pfn_to_page(addr >> 12);
	bv->bv_offset = (unsigned)(addr & 4095);
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

/* By the add functions, which join and refuse, or by hand, which does neither. */
static void fill(struct prop_round *p, struct bio *bio, unsigned n)
{
	bool by_hand = t_once_in(&p->random, 2);
	u64 end = t_once_in(&p->random, 2) ? p->memory_at
					   : t_below(&p->random, (u64)1 << ADDRESS_BITS);
	u64 pieces = t_once_in(&p->random, 32) ? PROP_PIECES * 10 : PROP_PIECES;
	u64 most = p->q->limits.max_sectors * SECTOR_SIZE * pieces;

	for (unsigned i = 0; i < n && bio->bi_iter.bi_size < most; i++) {
		u64 addr = address(p, end);
		unsigned len = length(p);

		/* Only the add function knows that direct vectors are whole sectors (R-ADD-8). */
		if (p->options->kind == PROP_DMA && by_hand)
			put_dma(bio, addr, bp_max(len - len % SECTOR_SIZE, SECTOR_SIZE));
		else if (p->options->kind == PROP_DMA)
			bio_add_dma_addr(p->q, bio, bp_dma_addr(addr), len);
		else if (by_hand)
			put_pages(bio, addr, len);
		else
			bio_add_page(bio, pfn_to_page(addr >> 12), len, (unsigned)(addr & 4095));
		end = addr + len;
	}
	p->memory_at = end;
}

static void told(struct bio *bio)
{
	struct prop_round *p = bio->bi_private;

	p->told++;
	bio_put(bio);
}

static struct bio *empty(struct prop_round *p, unsigned opf, unsigned n)
{
	struct bio *bio = bio_kmalloc(&p->env, GFP_KERNEL, n);

	if (!bio) {
		fprintf(stderr, "no memory\n");
		exit(2);
	}
	bio->bi_opf = opf;
	bio->bi_disk = p->disk;
	bio->bi_end_io = told;
	bio->bi_private = p;
	return bio;
}

static unsigned operation(struct prop_round *p)
{
	struct t_random *r = &p->random;

	if (p->options->kind == PROP_PAGE && t_once_in(r, 16))
		return (unsigned)t_pick(r, REQ_OP_DISCARD, REQ_OP_SECURE_ERASE, REQ_OP_WRITE_ZEROES,
					REQ_OP_WRITE_SAME);
	return t_once_in(r, 8) ? p->op ^ 1 : p->op;
}

static sector_t sector(struct prop_round *p)
{
	struct t_random *r = &p->random;
	u64 at = t_once_in(r, 4) ? t_below(r, (u64)1 << 40) : p->sectors_at;

	return p->aligned ? at - at % (p->q->limits.logical_block_size / SECTOR_SIZE) : at;
}

/* No memory behind it, or one block of it: the size is what the device is asked for. */
static struct bio *without_vectors(struct prop_round *p, unsigned op)
{
	struct bio *bio = empty(p, op, 1);
	unsigned block = p->q->limits.logical_block_size;

	if (op == REQ_OP_WRITE_SAME)
		put_pages(bio, 4096 * t_below(&p->random, 1000), block);
	bio->bi_iter.bi_size = block * (unsigned)t_between(&p->random, 1, 1500);
	return bio;
}

struct bio *prop_bio(struct prop_round *p)
{
	unsigned opf = operation(p);
	unsigned n = vectors(&p->random);
	struct bio *bio;

	if (op_is_write(opf) && opf != REQ_OP_WRITE) {
		bio = without_vectors(p, opf);
	} else {
		if (p->options->kind == PROP_DMA)
			opf |= REQ_DMA_DIRECT;
		bio = empty(p, opf, n);
		fill(p, bio, n);
	}
	bio->bi_iter.bi_sector = sector(p);
	p->sectors_at = bio->bi_iter.bi_sector + bio_sectors(bio);
	return bio;
}

struct bio *prop_twin_of(struct prop_round *p, const struct bio *page)
{
	struct bio *twin = empty(p, (page->bi_opf & REQ_OP_MASK) | REQ_DMA_DIRECT, page->bi_vcnt);

	for (unsigned i = 0; i < page->bi_vcnt; i++) {
		const struct bio_vec *bv = &page->bi_io_vec[i];

		put_dma(twin, bvec_phys(&p->env, bv).phys, bv->bv_len);
	}
	twin->bi_iter = page->bi_iter;
	return twin;
}
