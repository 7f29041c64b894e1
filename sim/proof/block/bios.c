/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random bios: of each operation, with an owner or without, most of them behind the one before.
 */
#include <stdlib.h>

#include "proof/block/block.h"

static unsigned vectors(struct bp_choices *r)
{
	if (bp_choose_once_in(r, 64))
		return BP_BLOCK_VECTORS;
	return (unsigned)bp_choose_edge(r, 1, bp_choose(r, 8, 32), 1, 1, 1, 2, 3, 64);
}

static void told(struct bio *bio)
{
	struct bp_block *p = bio->bi_private;

	p->told++;
	bio_put(bio);
}

struct bio *bp_block_orphan(struct bp_block *p, unsigned opf, unsigned n)
{
	struct bio *bio;

	p->spared = true;
	bio = bio_kmalloc(&p->env, GFP_KERNEL, n);
	p->spared = false;
	if (!bio)
		abort();
	bio->bi_opf = opf;
	bio->bi_disk = p->disk;
	return bio;
}

struct bio *bp_block_empty(struct bp_block *p, unsigned opf, unsigned n)
{
	struct bio *bio = bp_block_orphan(p, opf, n);

	bio->bi_end_io = told;
	bio->bi_private = p;
	return bio;
}

static unsigned operation(struct bp_block *p)
{
	struct bp_choices *r = &p->trial->choices;

	if (p->kind == BP_BLOCK_PAGE && bp_choose_once_in(r, 16))
		return (unsigned)bp_choose(r, REQ_OP_DISCARD, REQ_OP_SECURE_ERASE,
					   REQ_OP_WRITE_ZEROES, REQ_OP_WRITE_SAME);
	return bp_choose_once_in(r, 8) ? p->op ^ 1 : p->op;
}

static sector_t sector(struct bp_block *p)
{
	struct bp_choices *r = &p->trial->choices;
	u64 at = bp_choose_once_in(r, 4) ? bp_choose_below(r, (u64)1 << 40) : p->sectors_at;

	return p->aligned ? at - at % (p->q->limits.logical_block_size / SECTOR_SIZE) : at;
}

/* No memory behind it, or one block of it: the size is what the device is asked for. */
static struct bio *without_vectors(struct bp_block *p, unsigned op)
{
	struct bio *bio = bp_block_empty(p, op, 1);
	unsigned block = p->q->limits.logical_block_size;

	if (op == REQ_OP_WRITE_SAME)
		bp_block_put(bio, 4096 * bp_choose_below(&p->trial->choices, 4), block);
	bio->bi_iter.bi_size = block * (unsigned)bp_choose_between(&p->trial->choices, 1, 1500);
	return bio;
}

struct bio *bp_block_bio_of(struct bp_block *p, unsigned opf)
{
	unsigned n = vectors(&p->trial->choices);
	struct bio *bio;

	if (op_is_write(opf) && opf != REQ_OP_WRITE) {
		bio = without_vectors(p, opf);
	} else {
		if (p->kind == BP_BLOCK_DMA)
			opf |= REQ_DMA_DIRECT;
		bio = bp_block_empty(p, opf, n);
		bp_block_fill(p, bio, n);
	}
	bio->bi_iter.bi_sector = sector(p);
	p->sectors_at = bio->bi_iter.bi_sector + bio_sectors(bio);
	bp_block_say_bio(p, bio);
	return bio;
}

struct bio *bp_block_bio(struct bp_block *p)
{
	return bp_block_bio_of(p, operation(p));
}

struct bio *bp_block_twin_of(struct bp_block *p, const struct bio *page)
{
	struct bio *twin =
		bp_block_empty(p, (page->bi_opf & REQ_OP_MASK) | REQ_DMA_DIRECT, page->bi_vcnt);

	for (unsigned i = 0; i < page->bi_vcnt; i++) {
		const struct bio_vec *bv = &page->bi_io_vec[i];

		bp_block_put(twin, bvec_phys(&p->env, bv).phys, bv->bv_len);
	}
	twin->bi_iter = page->bi_iter;
	return twin;
}
