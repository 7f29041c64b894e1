/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A scheduler in the manner of an elevator: upwards through the sectors, down again at once.
 */
#include <errno.h>

#include <blkpath/mq.h>

#include "sched.h"

#define MS ((u64)1000000)

/* How long a request may wait, by direction: somebody waits for a read. */
static const u64 patience_ns[] = { [READ] = 500 * MS, [WRITE] = 5000 * MS };

struct sorted {
	struct bp_env *env;
	struct bp_request_list urgent;	  /* by queuelist; not sorted, not merged */
	struct bp_request_list by_age;	  /* by queuelist */
	struct bp_request_list by_sector; /* by bp_sort_link */
	sector_t at;			  /* where the last request ended */
};

static struct sorted *data_of(const struct request_queue *q)
{
	return q->elevator->elevator_data;
}

static int init_sched(struct request_queue *q, struct elevator_queue *e)
{
	struct sorted *s = bp_alloc(q->bp_env, BP_ALLOC_QUEUE, sizeof(*s));

	if (!s)
		return -ENOMEM;
	s->env = q->bp_env;
	TAILQ_INIT(&s->urgent);
	TAILQ_INIT(&s->by_age);
	TAILQ_INIT(&s->by_sector);
	e->elevator_data = s;
	return 0;
}

static void exit_sched(struct elevator_queue *e)
{
	struct sorted *s = e->elevator_data;

	bp_free(s->env, s);
}

static void sort_in(struct sorted *s, struct request *rq)
{
	struct request *before;

	TAILQ_FOREACH_REVERSE (before, &s->by_sector, bp_request_list, bp_sort_link)
		if (blk_rq_pos(before) <= blk_rq_pos(rq))
			break;
	if (before)
		TAILQ_INSERT_AFTER(&s->by_sector, before, rq, bp_sort_link);
	else
		TAILQ_INSERT_HEAD(&s->by_sector, rq, bp_sort_link);
}

static void remember(struct request_queue *q, struct request *rq)
{
	struct sorted *s = data_of(q);

	TAILQ_INSERT_TAIL(&s->by_age, rq, queuelist);
	sort_in(s, rq);
	rq->rq_flags |= RQF_SORTED;
	if (!rq_mergeable(rq))
		return;
	elv_rqhash_add(q, rq);
	if (!q->last_merge)
		q->last_merge = rq;
}

static void forget(struct request_queue *q, struct request *rq)
{
	struct sorted *s = data_of(q);

	TAILQ_REMOVE(&s->by_age, rq, queuelist);
	TAILQ_REMOVE(&s->by_sector, rq, bp_sort_link);
	rq->rq_flags &= ~RQF_SORTED;
	elv_rqhash_del(q, rq);
	if (q->last_merge == rq)
		q->last_merge = NULL;
}

static void insert_requests(struct blk_mq_hw_ctx *hctx, struct bp_request_list *list, bool at_head)
{
	struct sorted *s = data_of(hctx->queue);
	struct request *rq;

	while ((rq = TAILQ_FIRST(list))) {
		TAILQ_REMOVE(list, rq, queuelist);
		if (at_head)
			TAILQ_INSERT_HEAD(&s->urgent, rq, queuelist);
		else if (blk_rq_is_passthrough(rq))
			TAILQ_INSERT_TAIL(&s->urgent, rq, queuelist);
		else
			remember(hctx->queue, rq);
	}
}

static struct request *pick(const struct sorted *s)
{
	struct request *rq = TAILQ_FIRST(&s->by_age);

	if (!rq || s->env->now_ns - rq->start_time_ns >= patience_ns[rq_data_dir(rq)])
		return rq;
	TAILQ_FOREACH (rq, &s->by_sector, bp_sort_link)
		if (blk_rq_pos(rq) >= s->at)
			return rq;
	return TAILQ_FIRST(&s->by_sector);
}

static struct request *dispatch_request(struct blk_mq_hw_ctx *hctx)
{
	struct sorted *s = data_of(hctx->queue);
	struct request *rq = TAILQ_FIRST(&s->urgent);

	if (rq) {
		TAILQ_REMOVE(&s->urgent, rq, queuelist);
		return rq;
	}
	rq = pick(s);
	if (!rq)
		return NULL;
	forget(hctx->queue, rq);
	s->at = blk_rq_pos(rq) + blk_rq_sectors(rq);
	return rq;
}

static bool has_work(struct blk_mq_hw_ctx *hctx)
{
	const struct sorted *s = data_of(hctx->queue);

	return !TAILQ_EMPTY(&s->urgent) || !TAILQ_EMPTY(&s->by_age);
}

static bool bio_merge(struct blk_mq_hw_ctx *hctx, struct bio *bio)
{
	struct request *gone;
	bool merged = blk_mq_sched_try_merge(hctx->queue, bio, &gone);

	if (!gone)
		return merged;
	if (gone->rq_flags & RQF_SORTED) /* nobody told of a discard (R-MGE-17) */
		forget(hctx->queue, gone);
	blk_mq_free_request(gone);
	return merged;
}

/* The end of a bio against the start of a request; the other way round is the hash's. */
static enum elv_merge request_merge(struct request_queue *q, struct request **req, struct bio *bio)
{
	struct request *rq;

	TAILQ_FOREACH (rq, &data_of(q)->by_sector, bp_sort_link) {
		if (blk_rq_pos(rq) != bio_end_sector(bio) || !elv_bio_merge_ok(rq, bio))
			continue;
		*req = rq;
		return ELEVATOR_FRONT_MERGE;
	}
	return ELEVATOR_NO_MERGE;
}

static void request_merged(struct request_queue *q, struct request *rq, enum elv_merge type)
{
	struct sorted *s = data_of(q);

	if (type != ELEVATOR_FRONT_MERGE)
		return;
	TAILQ_REMOVE(&s->by_sector, rq, bp_sort_link);
	sort_in(s, rq);
}

/* rq has taken over the start time of an older next; it takes over its place too. */
static void requests_merged(struct request_queue *q, struct request *rq, struct request *next)
{
	struct sorted *s = data_of(q);

	if (next->start_time_ns == rq->start_time_ns) {
		TAILQ_REMOVE(&s->by_age, rq, queuelist);
		TAILQ_INSERT_BEFORE(next, rq, queuelist);
	}
	forget(q, next);
}

static struct request *former_request(struct request_queue *q, struct request *rq)
{
	(void)q;
	return TAILQ_PREV(rq, bp_request_list, bp_sort_link);
}

static struct request *next_request(struct request_queue *q, struct request *rq)
{
	(void)q;
	return TAILQ_NEXT(rq, bp_sort_link);
}

const struct elevator_type bp_sched_sorted = {
	.elevator_name = "sorted",
	.ops = {
		.init_sched = init_sched,
		.exit_sched = exit_sched,
		.insert_requests = insert_requests,
		.dispatch_request = dispatch_request,
		.has_work = has_work,
		.bio_merge = bio_merge,
		.request_merge = request_merge,
		.request_merged = request_merged,
		.requests_merged = requests_merged,
		.former_request = former_request,
		.next_request = next_request,
	},
};
