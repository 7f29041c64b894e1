/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rounds of bios that lie side by side, offered in any order; then requests are joined, and all of
 * them end in any order.
 */
#include <stdlib.h>
#include <string.h>

#include <blkpath/integrity.h>

#include "proof/merge.h"
#include "sched/sched.h"

#define TUPLE_BYTES 8u

typedef unsigned long long ull;

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
	const unsigned bytes = bio_sectors(bio) * TUPLE_BYTES;
	const unsigned half = bytes / 2 - bytes / 2 % TUPLE_BYTES;
	const unsigned first = half && bp_choose_once_in(c, 2) ? half : bytes;
	const u64 place = bp_choose(c, 0, 8, 512, 4096 - 512);
	struct bio_integrity_payload *bip;

	if (!m->protect || !bio_has_data(bio) || !bytes || bp_choose_once_in(c, 8))
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

static struct bp_request_list *list_of(struct bp_merge *m)
{
	return m->place == BP_MERGE_PLUG ? &m->plug.mq_list : &m->list;
}

static const struct elevator_ops *scheduler(const struct bp_merge *m)
{
	return &m->p->q->elevator->type->ops;
}

static void let_wait(struct bp_merge *m, struct request *rq)
{
	struct bp_request_list one = TAILQ_HEAD_INITIALIZER(one);

	if (m->place == BP_MERGE_PLUG)
		blk_add_rq_to_plug(&m->plug, rq);
	else
		TAILQ_INSERT_TAIL(m->place == BP_MERGE_LIST ? &m->list : &one, rq, queuelist);
	if (m->place == BP_MERGE_SCHEDULER)
		scheduler(m)->insert_requests(&m->hctx, &one, false);
}

/* @gone has become part of @rq.  A scheduler knows, but for discards (R-MGE-17). */
static void forget(struct bp_merge *m, struct request *rq, struct request *gone)
{
	unsigned i = 0;

	if (m->place != BP_MERGE_SCHEDULER)
		TAILQ_REMOVE(list_of(m), gone, queuelist);
	else if (gone->rq_flags & RQF_SORTED)
		scheduler(m)->requests_merged(m->p->q, rq, gone);
	while (&m->p->requests[i]->rq != gone)
		i++;
	bp_block_drop_request(m->p, i);
}

static struct request *request_with(struct bp_merge *m, const struct bio *bio)
{
	for (unsigned i = 0; i < m->p->n; i++)
		for (const struct bio *b = m->p->requests[i]->rq.bio; b; b = b->bi_next)
			if (b == bio)
				return &m->p->requests[i]->rq;
	return NULL;
}

static bool offer(struct bp_merge *m, struct bio *bio)
{
	struct request_queue *q = m->p->q;
	struct request *seen = NULL, *gone = NULL;
	bool joined;

	switch (m->place) {
	case BP_MERGE_PLUG:
		joined = blk_attempt_plug_merge(q, bio, &seen);
		if (seen != m->seen && !m->astray)
			bp_trial_wrong(m->p->trial, "plug",
				       "the plug was left at another request "
				       "than the rules say (R-MGE-12)\n");
		return joined;
	case BP_MERGE_LIST:
		return blk_mq_bio_list_merge(q, &m->list, bio);
	default:
		joined = blk_mq_sched_try_merge(q, bio, &gone);
		if (gone)
			forget(m, request_with(m, bio), gone);
		return joined;
	}
}

static void end_round(struct bp_merge *m)
{
	TAILQ_INIT(&m->plug.mq_list);
	TAILQ_INIT(&m->list);
	m->plug.rq_count = 0;
	while (m->place == BP_MERGE_SCHEDULER && scheduler(m)->dispatch_request(&m->hctx))
		continue;
	m->p->q->last_merge = NULL;
	m->last_merge = NULL;
	m->astray = false;
	m->nr_parts = m->nr_groups = 0;
	bp_block_finish_requests(m->p);
}

/* A bio that is not cut any more, or what was cut off. */
static void arrive(struct bp_merge *m, struct bio *bio)
{
	unsigned part;
	bool alone, joined;

	if (m->nr_parts == BP_MERGE_PARTS)
		end_round(m);
	part = m->nr_parts++;
	protect(m, bio);
	bp_merge_look(m->p->q, bio, &m->parts[part]);
	alone = !m->astray && !bp_merge_offer_part(m, part);
	joined = offer(m, bio);
	bp_trial_say(m->p->trial, "sector %llu +%u %s", (ull)bio->bi_iter.bi_sector,
		     bio_sectors(bio), joined ? "joins" : "stays alone");
	if (!joined) {
		struct request *rq = bp_block_make_one(m->p, bio);

		let_wait(m, rq);
		if (alone)
			bp_merge_open_group(m, part, rq);
	}
	bp_merge_compare(m);
}

static blk_qc_t make_request(struct request_queue *q, struct bio *bio)
{
	struct bp_block *p = q->queuedata;

	blk_queue_split(q, &bio);
	if (bio)
		arrive(p->world, bio);
	return BLK_QC_T_NONE;
}

static void join_two(struct bp_merge *m)
{
	struct bp_block *p = m->p;
	const unsigned i = (unsigned)bp_choose_below(&p->trial->choices, p->n);
	const unsigned next =
		(i + 1 + (unsigned)bp_choose_below(&p->trial->choices, p->n - 1)) % p->n;
	struct request *rq = &p->requests[i]->rq, *other = &p->requests[next]->rq;
	bool joined;

	if (!m->astray)
		bp_merge_join_groups(m, i, next);
	joined = attempt_merge(p->q, rq, other);
	if (joined)
		forget(m, rq, other);
	bp_trial_say(p->trial, "request %u and request %u %s", i, next,
		     joined ? "are joined" : "stay apart");
	bp_merge_compare(m);
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
		join_two(m);
	end_round(m);
}

static void start(struct bp_merge *m)
{
	struct bp_block *p = m->p;
	struct bp_choices *c = &p->trial->choices;

	p->world = m;
	p->q->make_request_fn = make_request;
	p->q->queue_flags |= 1ul << QUEUE_FLAG_WC | 1ul << QUEUE_FLAG_FUA;
	bp_block_limits(p);
	m->place = (enum bp_merge_place)bp_choose_below(c, 3);
	m->protect = bp_choose_once_in(c, 4);
	p->q->limits.max_integrity_segments = (u16)bp_choose(c, 128, 1, 2, 3, 8);
	p->disk->integrity.tuple_size = TUPLE_BYTES;
	p->disk->integrity.interval_exp = SECTOR_SHIFT;
	m->other_disk = *p->disk;
	m->hctx.queue = p->q;
	TAILQ_INIT(&m->list);
	if (m->place == BP_MERGE_PLUG)
		blk_start_plug(&p->env, &m->plug);
	if (m->place == BP_MERGE_SCHEDULER && elevator_init(p->q, bp_sched_find("sorted")))
		abort();
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
	m->p = p;
	bp_block_start(p, bp_trial_rules(trial), bp_block_without_device);
	start(m);
	do
		bp_block_step(p, offer_all);
	while (!p->bugs && p->bios < BP_BLOCK_BIOS && bp_choices_left(&trial->choices));
	elevator_exit(p->q);
	bp_block_end(p);
	free(m);
}
