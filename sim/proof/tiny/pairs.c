/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bios side by side: each in turn joins the request before it, or each has a request and the
 * requests are joined.
 */
#include "proof/tiny/pairs.h"

static bool is_whole(struct bp_block *p, const struct bio *bio, unsigned *segments)
{
	struct bp_cut cut;

	bp_split_find(p->q, bio, &cut);
	*segments = cut.nsegs;
	return cut.cause == BP_CUT_NONE && !cut.error;
}

static void differ(struct bp_block *p, struct bp_tiny_pairs *w, unsigned i)
{
	const struct bp_tiny_difference *d = w->difference;
	struct bio *bio = w->made[i];

	bio->bi_opf |= d->both;
	if (!i)
		return;
	bio->bi_opf |= d->opf;
	bio->bi_write_hint = d->hint;
	bio->bi_ioprio = d->priority;
	if (d->disk) {
		w->disk = *p->disk;
		bio->bi_disk = &w->disk;
	}
}

/* Makes the bios.  Return: none of them is cut. */
static bool make(struct bp_block *p, struct bp_tiny_pairs *w, sector_t sector)
{
	bool whole = true;

	for (unsigned i = 0; i < w->n; i++) {
		const struct bp_tiny_bio *shape = &w->bio[i];

		sector = sector + (sector_t)(i ? w->difference->sectors : 0);
		w->sector[i] = sector;
		w->made[i] = bp_tiny_make(p, shape, REQ_OP_READ, sector);
		differ(p, w, i);
		sector += shape->bytes / SECTOR_SIZE;
		whole = whole && shape->bytes % SECTOR_SIZE == 0 &&
			is_whole(p, w->made[i], &w->segments[i]);
	}
	return whole;
}

static void judge(struct bp_block *p, const struct request *rq, bool joined,
		  enum bp_opinion decision, bool is_bio)
{
	const bool full = decision == BP_OPINION_FULL && is_bio;

	if (joined != (decision == BP_OPINION_JOIN))
		bp_trial_wrong(p->trial, "merge",
			       "they were %s, but the rules of merging say %s (R-MGE)\n",
			       joined ? "joined" : "not joined",
			       decision == BP_OPINION_JOIN ? "join" : "keep apart");
	if (!joined && decision != BP_OPINION_APART && full != !!(rq->cmd_flags & REQ_NOMERGE))
		bp_trial_wrong(p->trial, "nomerge",
			       "a request that %s full has REQ_NOMERGE %s (R-MGE-7)\n",
			       full ? "is" : "is not", full ? "clear" : "set");
}

/* Stops at the first that stays alone: R-MGE-7 changes what comes later. */
static void join_bios(struct bp_block *p, struct bp_tiny_pairs *w, unsigned *next)
{
	struct bp_tiny_run held = { w->way->order[0], w->way->order[0] };

	bp_block_submit(p, w->made[held.first]);
	for (*next = 1; *next < w->n && p->n == 1;) {
		const unsigned i = w->way->order[*next];
		const struct bp_tiny_run one = { i, i };
		const bool front = i < held.first;
		const enum bp_opinion decision =
			bp_tiny_decide(p->q, w, front ? one : held, front ? held : one);

		++*next;
		bp_block_submit(p, w->made[i]);
		judge(p, &p->requests[0]->rq, p->n == 1, decision, true);
		held.first = bp_min(held.first, i);
		held.last = bp_max(held.last, i);
	}
}

static void join_requests(struct bp_block *p, struct bp_tiny_pairs *w)
{
	struct bp_tiny_run held[BP_TINY_BIOS_MAX] = { { 0, 0 }, { 1, 1 }, { 2, 2 } };
	bool joined = true;

	p->apart = true;
	for (unsigned i = 0; i < w->n; i++)
		bp_block_submit(p, w->made[i]);
	for (unsigned i = 0; joined && p->n > 1; i++) {
		const unsigned at = w->way->joins[i];
		const struct request *rq = &p->requests[at]->rq;
		const enum bp_opinion decision = bp_tiny_decide(p->q, w, held[at], held[at + 1]);

		joined = bp_block_join_requests(p, at);
		judge(p, rq, joined, decision, false);
		held[at].last = held[at + 1].last;
		held[at + 1] = held[BP_TINY_BIOS_MAX - 1];
	}
}

static void join(struct bp_block *p)
{
	struct bp_tiny_pairs *w = p->world;
	unsigned next = w->n;

	if (w->way->requests)
		join_requests(p, w);
	else
		join_bios(p, w, &next);
	for (; next < w->n; next++)
		bio_put(w->made[w->way->order[next]]);
	bp_block_finish_requests(p);
}

static void drop(struct bp_tiny_pairs *w)
{
	for (unsigned i = 0; i < w->n; i++)
		bio_put(w->made[i]);
}

void bp_tiny_pairs(struct bp_trial *trial)
{
	u64 number = bp_choose_below(&trial->choices, BP_TINY_PAIRS_CASES);
	struct bp_tiny_pairs w;
	struct bp_tiny_limits limits = bp_tiny_pairs_read(number, &w);
	sector_t sector;
	struct bp_block *p = bp_tiny_start(trial, limits, &sector);

	p->world = &w;
	p->aligned = false;
	p->q->queue_flags |= 1ul << QUEUE_FLAG_WC | 1ul << QUEUE_FLAG_FUA;
	w.forbidden = w.difference->forbids || p->kind == BP_BLOCK_DMA;
	if (make(p, &w, sector))
		bp_block_step(p, join);
	else
		drop(&w);
	bp_block_end(p);
}
