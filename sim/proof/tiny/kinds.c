/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include <blkpath/integrity.h>
#include <blkpath/split.h>

#include "proof/tiny/kinds.h"

#define PAGE (1u << BP_TINY_JOINT_PAGE_SHIFT)

/**
 * struct way - how bios come together
 * @order: of bios
 * @joins: requests that are offered the one behind them, in turn
 * @apart: each bio has a request of its own before any is joined
 */
struct way {
	unsigned order[BP_TINY_KINDS_BIOS];
	unsigned joins[BP_TINY_KINDS_BIOS - 1];
	bool apart;
};

static const struct way ways_of_two[BP_TINY_KINDS_WAYS_OF_TWO] = {
	{ { 0, 1 }, { 0 }, false },
	{ { 1, 0 }, { 0 }, false },
	{ { 0, 1 }, { 0 }, true },
};
static const struct way ways_of_three[BP_TINY_KINDS_WAYS_OF_THREE] = {
	{ { 0, 1, 2 }, { 0 }, false },	 { { 0, 2, 1 }, { 0 }, false },
	{ { 1, 0, 2 }, { 0 }, false },	 { { 1, 2, 0 }, { 0 }, false },
	{ { 2, 0, 1 }, { 0 }, false },	 { { 2, 1, 0 }, { 0 }, false },
	{ { 0, 1, 2 }, { 0, 0 }, true }, { { 0, 1, 2 }, { 1, 0 }, true },
};

struct world {
	struct bp_merge merge;
	struct bp_tiny_kinds kinds;
	const struct way *way;
	struct bio *bios[BP_TINY_KINDS_BIOS];
	u64 tuples_end;
};

/* Where tuples are: behind those before, in a page of their own or its middle, in two runs. */
static u64 tuples_at(const struct world *w, unsigned tuples)
{
	const u64 page = (w->tuples_end | (PAGE - 1)) + 1;

	switch (tuples) {
	case 1:
		return w->tuples_end;
	case 2:
		return page + PAGE / 2;
	default:
		return page;
	}
}

static void put_tuples(struct world *w, struct bio *bio, u64 at, unsigned bytes)
{
	struct bio_integrity_payload *bip = bio_integrity(bio);

	bip->bip_vec[bip->bip_vcnt++] =
		(struct bio_vec){ pfn_to_page(at / PAGE), bytes, (unsigned)(at % PAGE) };
	bip->bip_iter.bi_size += bytes;
	w->tuples_end = at + bytes;
}

/* 0 is none; 4 has flags that keep it apart, 5 is in two runs. */
static void protect(struct world *w, struct bio *bio, unsigned tuples)
{
	const unsigned bytes = bio_sectors(bio) * BP_MERGE_TUPLE_BYTES;
	const unsigned parts = tuples == 5 ? 2 : 1;
	struct bio_integrity_payload *bip;

	if (!tuples)
		return;
	bip = bio_integrity_alloc(bio, GFP_NOIO, 2);
	if (!bip)
		abort();
	bip->bip_flags = tuples == 4 ? BIP_IP_CHECKSUM : 0;
	for (unsigned i = 0; i < parts; i++)
		put_tuples(w, bio, tuples_at(w, tuples), bytes / parts);
}

static struct bio *make_one(struct world *w, unsigned i, sector_t sector)
{
	const struct bp_tiny_kind *kind = w->kinds.kind;
	struct bp_block *p = w->merge.p;
	struct bio *bio = bp_block_empty(p, kind->op, 1);

	if (kind->op == REQ_OP_WRITE_SAME)
		bp_block_put(bio, (kind->other && i == 1 ? 8 : 4) * PAGE + kind->offset,
			     SECTOR_SIZE);
	if (kind->op == REQ_OP_READ)
		bp_block_put(bio, BP_TINY_START + (u64)i * PAGE, PAGE);
	bio->bi_iter.bi_size = w->kinds.sectors[i] * SECTOR_SIZE;
	bio->bi_iter.bi_sector = sector;
	bp_block_say_bio(p, bio);
	protect(w, bio, w->kinds.tuples[i]);
	p->bios++;
	return bio;
}

/* Return: none of them is cut. */
static bool make(struct world *w)
{
	sector_t sector = w->kinds.start;
	struct bp_cut cut;
	bool whole = true;

	for (unsigned i = 0; i < w->kinds.n; i++) {
		sector += w->kinds.gap[i];
		w->bios[i] = make_one(w, i, sector);
		sector += w->kinds.sectors[i];
		bp_split_find(w->merge.p->q, w->bios[i], &cut);
		whole = whole && cut.cause == BP_CUT_NONE && !cut.error;
	}
	return whole;
}

static void play(struct bp_block *p)
{
	struct world *w = bp_container_of(p->world, struct world, merge);

	p->apart = w->way->apart;
	for (unsigned i = 0; i < w->kinds.n; i++)
		submit_bio(w->bios[w->way->order[i]]);
	for (unsigned i = 0; i + 1 < w->kinds.n && w->way->apart; i++)
		if (w->way->joins[i] + 1 < p->n)
			bp_merge_join_two(&w->merge, w->way->joins[i], w->way->joins[i] + 1);
	bp_merge_end_round(&w->merge);
}

static void limit(struct world *w)
{
	struct queue_limits *lim = &w->merge.p->q->limits;

	lim->chunk_sectors = w->kinds.chunk;
	lim->max_discard_segments = (u16)w->kinds.ranges;
	lim->max_discard_sectors = w->kinds.room;
	lim->max_write_zeroes_sectors = w->kinds.room;
	lim->max_write_same_sectors = w->kinds.room;
	lim->max_integrity_segments = (u16)w->kinds.tuple_segments;
}

void bp_tiny_kinds(struct bp_trial *trial)
{
	struct world *w = calloc(1, sizeof(*w));
	struct bp_block *p;
	sector_t sector;

	if (!w)
		abort();
	bp_tiny_kinds_read(bp_choose_below(&trial->choices, BP_TINY_KINDS_CASES), &w->kinds);
	w->way = w->kinds.n == 2 ? &ways_of_two[w->kinds.way] : &ways_of_three[w->kinds.way];
	p = bp_tiny_start(trial, w->kinds.limits, &sector);
	bp_merge_open(&w->merge, p, BP_MERGE_LIST);
	limit(w);
	if (make(w))
		bp_block_step(p, play);
	else
		for (unsigned i = 0; i < w->kinds.n; i++)
			bio_put(w->bios[i]);
	bp_block_end(p);
	free(w);
}
