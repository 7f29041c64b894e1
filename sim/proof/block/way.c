/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The way of a bio: split, counted twice, split again, merged, mapped twice, ended bit by bit in
 * any order.
 */
#include <stdlib.h>
#include <string.h>

#include "proof/block/block.h"

#include <blkpath/count.h>
#include <blkpath/map.h>

static void compare_with_twin(struct bp_block *p, struct bio *bio)
{
	struct bp_cut page_cut, direct_cut;

	if (!p->twin || bio_flagged(bio, BIO_CLONED) || !bio_has_data(bio))
		return;
	p->twin->bi_iter = bio->bi_iter;
	bp_split_find(p->q, bio, &page_cut);
	bp_split_find(p->q, p->twin, &direct_cut);
	bp_check_twin(p->check, p->q, bio, p->twin, &page_cut, &direct_cut);
}

static void count_twice(struct bp_block *p, struct bio *bio)
{
	struct bp_recount seen = { .next_before = bio->bi_next, .iter_before = bio->bi_iter };

	seen.first = __blk_recalc_rq_segments(p->q, bio);
	seen.second = __blk_recalc_rq_segments(p->q, bio);
	bp_check_recount(p->check, bio, &seen);
}

static void split_again(struct bp_block *p, struct bio *bio)
{
	struct bio *same = bio;

	if (bp_choose_once_in(&p->trial->choices, 2))
		blk_queue_split(p->q, &same);
}

static bool join(struct bp_block *p, struct request *rq, struct bio *bio)
{
	if (!blk_rq_merge_ok(rq, bio))
		return false;
	switch (blk_try_merge(rq, bio)) {
	case ELEVATOR_BACK_MERGE:
		return bio_attempt_back_merge(p->q, rq, bio);
	case ELEVATOR_FRONT_MERGE:
		return bio_attempt_front_merge(p->q, rq, bio);
	case ELEVATOR_DISCARD_MERGE:
		return bio_attempt_discard_merge(p->q, rq, bio);
	default:
		return false;
	}
}

static bool join_the_last(struct bp_block *p, struct bio *bio)
{
	return p->n && !p->apart && join(p, &p->requests[p->n - 1]->rq, bio);
}

struct request *bp_block_make_one(struct bp_block *p, struct bio *bio)
{
	struct bp_block_request *made = calloc(1, sizeof(*made));

	if (!made)
		abort();
	if (p->n == BP_BLOCK_REQUESTS)
		bp_block_finish_requests(p);
	p->requests[p->n++] = made;
	made->rq.q = p->q;
	made->rq.tag = made->rq.internal_tag = -1;
	made->rq.cmd_flags = bio->bi_opf;
	made->rq.ref = 1;
	bp_event(&p->env, GETRQ, .q = p->q, .rq = &made->rq, .bio = bio);
	blk_init_request_from_bio(&made->rq, bio);
	return &made->rq;
}

blk_qc_t bp_block_make_request(struct request_queue *q, struct bio *bio)
{
	struct bp_block *p = q->queuedata;

	compare_with_twin(p, bio);
	blk_queue_split(q, &bio);
	if (!bio) /* it failed (G-6, G-18) */
		return BLK_QC_T_NONE;
	count_twice(p, bio);
	split_again(p, bio);
	if (!join_the_last(p, bio))
		bp_block_make_one(p, bio);
	return BLK_QC_T_NONE;
}

/* Drivers map an operation without vectors only with a payload of their own. */
static bool can_be_mapped(const struct request *rq)
{
	return bio_has_data(rq->bio);
}

static void map_twice(struct bp_block *p, struct bp_block_request *made)
{
	unsigned room = made->rq.nr_phys_segments * 2u + 32;

	if (!can_be_mapped(&made->rq))
		return;
	if (room > made->room) {
		free(made->table);
		made->table = calloc(room, sizeof(*made->table));
		made->room = room;
	}
	if (!made->table)
		abort();
	sg_init_table(made->table, made->room);
	blk_rq_map_sg(p->q, &made->rq, made->table);
	blk_rq_map_sg(p->q, &made->rq, made->table);
}

/* A part of what is left: whole blocks when the world is aligned. */
static unsigned part_of(struct bp_block *p, const struct request *rq)
{
	unsigned unit = p->aligned ? p->q->limits.logical_block_size : 1;
	unsigned units = blk_rq_bytes(rq) / unit;

	if (!units || !bp_choose_once_in(&p->trial->choices, 2))
		return blk_rq_bytes(rq);
	return unit * (unsigned)bp_choose_between(&p->trial->choices, 1, units);
}

static void free_request(struct bp_block *p, struct bp_block_request *made)
{
	bp_event(&p->env, RQ_FREE, .q = p->q, .rq = &made->rq);
	free(made->table);
	free(made);
}

void bp_block_drop_request(struct bp_block *p, unsigned i)
{
	free_request(p, p->requests[i]);
	for (p->n--; i < p->n; i++)
		p->requests[i] = p->requests[i + 1];
}

bool bp_block_join_requests(struct bp_block *p, unsigned i)
{
	if (!attempt_merge(p->q, &p->requests[i]->rq, &p->requests[i + 1]->rq))
		return false;
	bp_block_drop_request(p, i + 1);
	return true;
}

static void finish(struct bp_block *p, struct bp_block_request *made)
{
	blk_status_t status;

	do {
		map_twice(p, made);
		status = bp_choose_once_in(&p->trial->choices, 8)
				 ? (blk_status_t)bp_choose_between(&p->trial->choices,
								   BLK_STS_NOTSUPP,
								   BLK_STS_DEV_RESOURCE)
				 : 0;
	} while (blk_update_request(&made->rq, status, part_of(p, &made->rq)));
	free_request(p, made);
}

void bp_block_finish_requests(struct bp_block *p)
{
	while (p->n) {
		unsigned i = (unsigned)bp_choose_below(&p->trial->choices, p->n);
		struct bp_block_request *made = p->requests[i];

		p->requests[i] = p->requests[p->n - 1];
		p->requests[p->n - 1] = made; /* where a BUG leaves it */
		finish(p, made);
		p->n--;
	}
}

void bp_block_drop_requests(struct bp_block *p)
{
	while (p->n) {
		struct bp_block_request *made = p->requests[--p->n];

		free(made->table);
		free(made);
	}
}
