/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include <blkpath/count.h>
#include <blkpath/event.h>
#include <blkpath/split.h>

#include "world/exercise.h"

/* A queue with the same rules and limits, whose reports and events nobody hears. */
static struct request_queue quiet_queue(struct bp_exercise *x, const struct request_queue *q)
{
	struct request_queue quiet = *q;

	quiet.bp_env = &x->quiet;
	return quiet;
}

/* The same range of the same table, in the quiet environment. */
static struct bio quiet_bio(struct bp_exercise *x, const struct bio *bio)
{
	struct bio quiet = *bio;

	quiet.bp_env = &x->quiet;
	quiet.bi_next = NULL;
	return quiet;
}

/* Room for one entry more; the array that was there stays when there is none. */
static void *grown(struct bp_exercise *x, void *array, unsigned *room, unsigned used, size_t bytes)
{
	unsigned more = *room ? 2 * *room : 256;
	void *larger;

	if (used < *room)
		return array;
	larger = realloc(array, more * bytes);
	x->no_memory |= !larger;
	if (!larger)
		return array;
	*room = more;
	return larger;
}

static void put_view(struct bp_exercise *x, u64 addr, unsigned offset, unsigned len)
{
	x->views = grown(x, x->views, &x->views_room, x->nr_views, sizeof(*x->views));
	if (x->nr_views < x->views_room)
		x->views[x->nr_views++] = (struct bp_view){ addr, offset, len };
}

static void put_pages(struct bp_exercise *x, struct bio_vec bv)
{
	put_view(x, bvec_phys(&x->quiet, &bv).phys, bv.bv_offset, bv.bv_len);
}

static void tell_loop(struct bp_exercise *x, const struct bio *bio, enum bp_loop loop,
		      struct bvec_iter end)
{
	if (!x->no_memory)
		bp_check_loop(x->check, bio, loop, bio->bi_iter, x->views, x->nr_views, end);
	x->nr_views = 0;
}

/* INV-ITER-1 to -3, -6 */
static void loop(struct bp_exercise *x, const struct bio *known, struct bio *bio)
{
	struct bvec_iter it;
	struct bio_vec bv;
	struct dma_vec dv;

	if (bio_is_dma_direct(bio)) {
		bio_for_each_dvec (dv, bio, it)
			put_view(x, dv.dv_addr.dma, 0, dv.dv_len);
		tell_loop(x, known, BP_LOOP_DVEC, it);
		return;
	}
	bio_for_each_segment (bv, bio, it)
		put_pages(x, bv);
	tell_loop(x, known, BP_LOOP_SEGMENT, it);
	bio_for_each_bvec (bv, bio, it)
		put_pages(x, bv);
	tell_loop(x, known, BP_LOOP_BVEC, it);
}

/* INV-ITER-4 to -7: to the middle in one step and in two, and past the end. */
static void step(struct bp_exercise *x, const struct bio *known, struct bio *bio)
{
	const struct bvec_iter start = bio->bi_iter;
	struct bvec_iter once = start, twice = start, over = start;
	unsigned both = start.bi_size - start.bi_size / 4;
	unsigned first = start.bi_size / 2;
	u64 warnings = x->quiet.hits[BP_SITE_ITER_OVERRUN];
	bool result;

	bio_advance_iter(bio, &once, both);
	bp_check_advance(x->check, known, start, both, once);
	bio_advance_iter(bio, &twice, first);
	bio_advance_iter(bio, &twice, both - first);
	bp_check_advance_twice(x->check, known, first, once, twice);
	result = bio_is_dma_direct(bio)
			 ? dvec_iter_advance(&x->quiet, bio->bi_dma_vec, &over, start.bi_size + 1)
			 : bvec_iter_advance(&x->quiet, bio->bi_io_vec, &over, start.bi_size + 1);
	bp_check_overrun(x->check, known, start, over, result,
			 x->quiet.hits[BP_SITE_ITER_OVERRUN] - warnings);
}

/* A direct bio with the addresses of a bio of pages, at the same place. */
static struct bio twin_of(struct bp_exercise *x, const struct bio *page)
{
	struct bio twin;

	for (unsigned i = 0; i < page->bi_vcnt; i++) {
		const struct bio_vec *bv = &page->bi_io_vec[i];

		x->table = grown(x, x->table, &x->table_room, i, sizeof(*x->table));
		if (x->no_memory)
			break;
		x->table[i].dv_addr = bp_dma_addr(bvec_phys(&x->quiet, bv).phys);
		x->table[i].dv_len = bv->bv_len;
	}
	bio_init(&x->quiet, &twin, NULL, page->bi_vcnt);
	twin.bi_dma_vec = x->table;
	twin.bi_vcnt = page->bi_vcnt;
	twin.bi_disk = page->bi_disk;
	twin.bi_opf = (page->bi_opf & REQ_OP_MASK) | REQ_DMA_DIRECT;
	twin.bi_iter = page->bi_iter;
	return twin;
}

/* INV-DIR-3 */
static void compare_twin(struct bp_exercise *x, struct request_queue *q, struct bio *page)
{
	struct bio twin = twin_of(x, page);
	struct bp_cut page_cut, direct_cut;

	if (x->no_memory)
		return;
	bp_split_find(q, page, &page_cut);
	bp_split_find(q, &twin, &direct_cut);
	bp_check_twin(x->check, q, page, &twin, &page_cut, &direct_cut);
}

/* R-ITER-6: no loop of v5.2 gets past an empty vector. */
static bool may_loop(const struct bio *bio)
{
	unsigned left = bio->bi_iter.bi_size;
	unsigned done = bio->bi_iter.bi_bvec_done;

	if (bio_no_advance_iter(bio) || !left)
		return false;
	for (unsigned i = bio->bi_iter.bi_idx; left; i++, done = 0) {
		unsigned len = bio->bi_io_vec[i].bv_len - done;

		if (!len)
			return false;
		left -= bp_min(left, len);
	}
	return true;
}

/* INV-LIM-3, -4 */
static void stack(struct bp_exercise *x, const struct request_queue *q)
{
	struct queue_limits blank, once, twice;
	struct bp_stacking first = { &blank, &q->limits, &once, 0 };
	struct bp_stacking second = { &once, &q->limits, &twice, 0 };

	if (x->stacked == q)
		return;
	x->stacked = q;
	memset(&blank, 0, sizeof(blank));
	blk_set_stacking_limits(&x->quiet, &blank);
	once = blank;
	first.result = blk_stack_limits(&once, &q->limits, 0);
	twice = once;
	second.result = blk_stack_limits(&twice, &q->limits, 0);
	bp_check_stacked(x->check, &first);
	bp_check_stacked(x->check, &second);
	bp_check_stacked_twice(x->check, &first, &second);
}

static void before_split(struct bp_exercise *x, const struct request_queue *q,
			 const struct bio *known)
{
	struct request_queue quiet = quiet_queue(x, q);
	struct bio bio = quiet_bio(x, known);

	stack(x, q);
	if (!may_loop(known))
		return;
	loop(x, known, &bio);
	step(x, known, &bio);
	if (q->bp_rules->dma_direct && bio.bi_vcnt && !bio_is_dma_direct(&bio))
		compare_twin(x, &quiet, &bio);
}

/* INV-CNT-4 */
static void after_split(struct bp_exercise *x, const struct request_queue *q,
			const struct bio *known)
{
	struct request_queue quiet = quiet_queue(x, q);
	struct bio bio = quiet_bio(x, known);
	struct bp_recount seen = { .next_before = bio.bi_next, .iter_before = bio.bi_iter };

	if (!may_loop(known))
		return;
	seen.first = __blk_recalc_rq_segments(&quiet, &bio);
	seen.second = __blk_recalc_rq_segments(&quiet, &bio);
	bp_check_recount(x->check, &bio, &seen);
}

/* A BUG here says nothing new: the run itself meets it, or has not come to it. */
static void hear(struct bp_sink *sink, const struct bp_event *event)
{
	struct bp_exercise *x = bp_container_of(sink, struct bp_exercise, sink);
	struct bp_catch catcher;

	if (event->id != BP_EV_SPLIT_BEGIN && event->id != BP_EV_SPLIT_END)
		return;
	x->nr_views = 0;
	if (bp_catch(&x->quiet, &catcher))
		return;
	if (event->id == BP_EV_SPLIT_BEGIN)
		before_split(x, event->q, event->bio);
	else if (!event->cut->error)
		after_split(x, event->q, event->bio);
	bp_catch_pop(&x->quiet, &catcher);
}

void bp_exercise_start(struct bp_exercise *x, struct bp_env *env, struct bp_check *check)
{
	memset(x, 0, sizeof(*x));
	x->check = check;
	if (!check)
		return;
	bp_env_init(&x->quiet);
	x->quiet.page_shift = env->page_shift;
	x->quiet.rules = env->rules;
	x->quiet.defects = env->defects;
	x->sink.fn = hear;
	bp_sink_add(env, &x->sink);
}

void bp_exercise_stop(struct bp_exercise *x, struct bp_env *env)
{
	if (!x->check)
		return;
	bp_sink_remove(env, &x->sink);
	bp_env_fini(&x->quiet);
	free(x->views);
	free(x->table);
}
