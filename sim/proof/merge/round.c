/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bios are offered to requests that wait, for real and in the forecast.
 */
#include <stdlib.h>

#include "proof/merge/merge.h"
#include "sched/sched.h"

typedef unsigned long long ull;

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

void bp_merge_end_round(struct bp_merge *m)
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
		bp_merge_end_round(m);
	part = m->nr_parts++;
	if (m->protect)
		m->protect(m, bio);
	bp_merge_look(m->p->q, bio, &m->parts[part]);
	alone = !m->astray && (m->p->apart || !bp_merge_offer_part(m, part));
	joined = !m->p->apart && offer(m, bio);
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

void bp_merge_join_two(struct bp_merge *m, unsigned i, unsigned next)
{
	struct bp_block *p = m->p;
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

void bp_merge_open(struct bp_merge *m, struct bp_block *p, enum bp_merge_place place)
{
	m->p = p;
	m->place = place;
	p->world = m;
	p->q->make_request_fn = make_request;
	p->q->queue_flags |= 1ul << QUEUE_FLAG_WC | 1ul << QUEUE_FLAG_FUA;
	p->disk->integrity.tuple_size = BP_MERGE_TUPLE_BYTES;
	p->disk->integrity.interval_exp = SECTOR_SHIFT;
	m->other_disk = *p->disk;
	m->hctx.queue = p->q;
	TAILQ_INIT(&m->list);
	if (place == BP_MERGE_PLUG)
		blk_start_plug(&p->env, &m->plug);
	if (place == BP_MERGE_SCHEDULER && elevator_init(p->q, bp_sched_find("sorted")))
		abort();
}
