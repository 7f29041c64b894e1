/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The laws of iterators, and of stacked limits: what no event shows.
 */
#include <stdlib.h>
#include <string.h>

#include "proof/block/block.h"

static void put_view(struct bp_block *p, u64 addr, unsigned offset, unsigned len)
{
	if (p->nr_views == p->views_room) {
		p->views_room = p->views_room ? 2 * p->views_room : 64;
		p->views = realloc(p->views, p->views_room * sizeof(*p->views));
		if (!p->views)
			abort();
	}
	p->views[p->nr_views++] = (struct bp_view){ addr, offset, len };
}

static void loop_over_pages(struct bp_block *p, struct bio *bio)
{
	struct bvec_iter it;
	struct bio_vec bv;

	p->nr_views = 0;
	bio_for_each_segment (bv, bio, it)
		put_view(p, bvec_phys(&p->env, &bv).phys, bv.bv_offset, bv.bv_len);
	bp_check_loop(p->check, bio, BP_LOOP_SEGMENT, bio->bi_iter, p->views, p->nr_views, it);
	p->nr_views = 0;
	bio_for_each_bvec (bv, bio, it)
		put_view(p, bvec_phys(&p->env, &bv).phys, bv.bv_offset, bv.bv_len);
	bp_check_loop(p->check, bio, BP_LOOP_BVEC, bio->bi_iter, p->views, p->nr_views, it);
}

static void loop_over_addresses(struct bp_block *p, struct bio *bio)
{
	struct bvec_iter it;
	struct dma_vec dv;

	p->nr_views = 0;
	bio_for_each_dvec (dv, bio, it)
		put_view(p, dv.dv_addr.dma, 0, dv.dv_len);
	bp_check_loop(p->check, bio, BP_LOOP_DVEC, bio->bi_iter, p->views, p->nr_views, it);
}

static void advance(struct bp_block *p, struct bio *bio)
{
	struct bvec_iter start = bio->bi_iter;
	unsigned both = (unsigned)bp_choose_below(&p->trial->choices, (u64)start.bi_size + 1);
	unsigned first = (unsigned)bp_choose_below(&p->trial->choices, (u64)both + 1);
	struct bvec_iter once = start;
	struct bvec_iter twice = start;

	bio_advance_iter(bio, &once, both);
	bp_check_advance(p->check, bio, start, both, once);
	bio_advance_iter(bio, &twice, first);
	bio_advance_iter(bio, &twice, both - first);
	bp_check_advance_twice(p->check, bio, first, once, twice);
}

static void overrun(struct bp_block *p, struct bio *bio)
{
	struct bvec_iter it = bio->bi_iter;
	u64 before = p->env.hits[BP_SITE_ITER_OVERRUN];
	bool result = bio_is_dma_direct(bio)
			      ? dvec_iter_advance(&p->env, bio->bi_dma_vec, &it, it.bi_size + 1)
			      : bvec_iter_advance(&p->env, bio->bi_io_vec, &it, it.bi_size + 1);

	bp_check_overrun(p->check, bio, bio->bi_iter, it, result,
			 p->env.hits[BP_SITE_ITER_OVERRUN] - before);
}

void bp_block_iterate(struct bp_block *p, struct bio *bio)
{
	if (bio_no_advance_iter(bio) || !bio->bi_iter.bi_size)
		return;
	if (bio_is_dma_direct(bio))
		loop_over_addresses(p, bio);
	else
		loop_over_pages(p, bio);
	advance(p, bio);
	overrun(p, bio);
}

/* Setters, in any order, on a queue of their own (INV-LIM-1, INV-LIM-2). */
static void call_setters(struct bp_block *p)
{
	struct bp_choices *r = &p->trial->choices;
	struct request_queue q;

	bp_queue_init(&p->env, &q);
	for (unsigned i = 0; i < 4; i++) {
		unsigned block = 512u << bp_choose_below(r, 6);

		switch (bp_choose_below(r, 4)) {
		case 0:
			blk_queue_logical_block_size(&q, (u16)block);
			break;
		case 1:
			blk_queue_physical_block_size(&q, block);
			break;
		case 2:
			blk_queue_io_min(&q, block);
			break;
		default:
			blk_queue_max_hw_sectors(&q, (unsigned)bp_choose_edge(r, 0, UINT_MAX, 2560,
									      8, 7, 0));
		}
	}
}

void bp_block_set_limits(struct bp_block *p)
{
	struct queue_limits blank, once, twice;
	const struct queue_limits *bottom = &p->q->limits;
	struct bp_stacking first = { &blank, bottom, &once, 0 };
	struct bp_stacking second = { &once, bottom, &twice, 0 };

	call_setters(p);
	memset(&blank, 0, sizeof(blank));
	blk_set_stacking_limits(&p->env, &blank);
	once = blank;
	first.result = blk_stack_limits(&once, bottom, 0);
	twice = once;
	second.result = blk_stack_limits(&twice, bottom, 0);
	bp_check_stacked(p->check, &first);
	bp_check_stacked(p->check, &second);
	bp_check_stacked_twice(p->check, &first, &second);
}
