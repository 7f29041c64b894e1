/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rounds of bios that lie side by side, offered in any order; then requests are joined, and all of
 * them end in any order.
 */
#include <stdlib.h>
#include <string.h>

#include <blkpath/elevator.h>
#include <blkpath/integrity.h>

#include "proof/merge/merge.h"

/* What the second bio of two may differ in; most differ in nothing. */
static void differ(struct bp_merge *m, struct bio *bio)
{
	struct bp_choices *c = &m->p->trial->choices;
	static const unsigned flags[] = {
		REQ_FAILFAST_DEV, REQ_FAILFAST_TRANSPORT, REQ_RAHEAD, REQ_NOMERGE,
		REQ_FUA,	  REQ_PREFLUSH,
	};
	unsigned which;

	if (!bp_choose_once_in(c, 8))
		return;
	which = (unsigned)bp_choose_below(c, 3 + bp_array_size(flags));
	if (which == 0)
		bio->bi_write_hint = 2;
	else if (which == 1)
		bio->bi_ioprio = 1;
	else if (which == 2)
		bio->bi_disk = &m->other_disk;
	else
		bio->bi_opf |= flags[which - 3];
}

static bool has_empty_vector(const struct bio *bio)
{
	for (unsigned i = 0; i < bio->bi_vcnt; i++)
		if (!bio->bi_io_vec[i].bv_len)
			return true;
	return false;
}

/* Bios in the order of their sectors.  Return: how many. */
static unsigned make(struct bp_merge *m, struct bio *bios[BP_MERGE_BIOS])
{
	struct bp_block *p = m->p;
	struct bp_choices *c = &p->trial->choices;
	const unsigned op =
		(unsigned)bp_choose(c, REQ_OP_READ, REQ_OP_WRITE, REQ_OP_DISCARD, REQ_OP_WRITE_SAME,
				    REQ_OP_SECURE_ERASE, REQ_OP_WRITE_ZEROES);
	unsigned most = (unsigned)bp_choose_between(c, 1, BP_MERGE_BIOS), n = 0;

	while (most--) {
		struct bio *bio = bp_block_bio_of(p, bp_choose_once_in(c, 16) ? REQ_OP_WRITE : op);

		if (!bio->bi_iter.bi_size || has_empty_vector(bio)) {
			bio_put(bio);
			continue;
		}
		differ(m, bio);
		bios[n++] = bio;
	}
	p->bios += n;
	return n;
}

/* Tuples in one or two runs of memory. */
static void protect(struct bp_merge *m, struct bio *bio)
{
	struct bp_choices *c = &m->p->trial->choices;
	const unsigned bytes = bio_sectors(bio) * BP_MERGE_TUPLE_BYTES;
	const unsigned half = bytes / 2 - bytes / 2 % BP_MERGE_TUPLE_BYTES;
	const unsigned first = half && bp_choose_once_in(c, 2) ? half : bytes;
	const u64 place = bp_choose(c, 0, 8, 512, 4096 - 512);
	struct bio_integrity_payload *bip;

	if (!bio_has_data(bio) || !bytes || bp_choose_once_in(c, 8))
		return;
	bip = bio_integrity_alloc(bio, GFP_NOIO, 2);
	if (!bip)
		abort();
	bip->bip_flags = bp_choose_once_in(c, 8) ? BIP_IP_CHECKSUM : 0;
	bip->bip_iter.bi_sector = bio->bi_iter.bi_sector;
	bip->bip_vec[bip->bip_vcnt++] = (struct bio_vec){ pfn_to_page(16), first, (unsigned)place };
	if (first < bytes)
		bip->bip_vec[bip->bip_vcnt++] = (struct bio_vec){
			pfn_to_page(bp_choose_once_in(c, 2) ? 16 : 64),
			bytes - first,
			(unsigned)(place + first),
		};
	bip->bip_iter.bi_size = bytes;
}

static void join_any_two(struct bp_merge *m)
{
	struct bp_choices *c = &m->p->trial->choices;
	const unsigned n = m->p->n;
	const unsigned i = (unsigned)bp_choose_below(c, n);

	bp_merge_join_two(m, i, (i + 1 + (unsigned)bp_choose_below(c, n - 1)) % n);
}

static void offer_all(struct bp_block *p)
{
	struct bp_merge *m = p->world;
	struct bp_choices *c = &p->trial->choices;
	struct bio *bios[BP_MERGE_BIOS];
	unsigned n = make(m, bios);

	while (n) {
		const unsigned i = (unsigned)bp_choose_below(c, n);
		struct bio *bio = bios[i];

		n--;
		memmove(&bios[i], &bios[i + 1], (n - i) * sizeof(bios[0]));
		submit_bio(bio);
	}
	for (unsigned tries = (unsigned)bp_choose_below(c, 8); tries && p->n > 1; tries--)
		join_any_two(m);
	bp_merge_end_round(m);
}

/* Segments end soon, no gap is allowed between them, memory goes on: QUIRK-7 needs all of it. */
static void narrow(struct bp_block *p)
{
	struct queue_limits *lim = &p->q->limits;

	lim->seg_boundary_mask = bp_choose(&p->trial->choices, 0xfff, 0x1fff, 0xffff);
	lim->virt_boundary_mask = 0xfff;
	lim->max_segment_size = UINT_MAX;
	p->goes_on = true;
}

static void start(struct bp_merge *m, struct bp_block *p)
{
	struct bp_choices *c = &p->trial->choices;

	bp_block_limits(p);
	bp_merge_open(m, p, (enum bp_merge_place)bp_choose_below(c, 3));
	m->protect = bp_choose_once_in(c, 4) ? protect : NULL;
	p->q->limits.max_integrity_segments = (u16)bp_choose(c, 128, 1, 2, 3, 8);
	if (p->aligned && bp_choose_once_in(c, 4))
		narrow(p);
	bp_block_say_limits(p);
	bp_trial_say(p->trial, "requests wait %s; max_integrity_segments %u%s",
		     m->place == BP_MERGE_PLUG	 ? "on a plug"
		     : m->place == BP_MERGE_LIST ? "in a software queue"
						 : "with a scheduler",
		     p->q->limits.max_integrity_segments, m->protect ? ", protected" : "");
}

/* What a BUG leaves in lists is freed with the world. */
void bp_merge_run(struct bp_trial *trial)
{
	struct bp_merge *m = calloc(1, sizeof(*m));
	struct bp_block *p = bp_block_new(trial);

	if (!m)
		abort();
	bp_block_start(p, bp_trial_rules(trial), bp_block_without_device);
	start(m, p);
	do
		bp_block_step(p, offer_all);
	while (!p->bugs && p->bios < BP_BLOCK_BIOS && bp_choices_left(&trial->choices));
	elevator_exit(p->q);
	bp_block_end(p);
	free(m);
}
