/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the exercises bring to judgement, and that they leave the run alone.
 */
#include <blkpath/event.h>
#include <blkpath/split.h>

#include "court.h"
#include "world/exercise.h"

#define PAGES REQ_OP_READ
#define DIRECT (REQ_OP_READ | REQ_DMA_DIRECT)

static const enum bp_invariant of_pages[] = {
	BP_INV_ITER_1, BP_INV_ITER_2, BP_INV_ITER_3, BP_INV_ITER_4, BP_INV_ITER_5,
	BP_INV_ITER_6, BP_INV_ITER_7, BP_INV_CNT_4,  BP_INV_LIM_3,  BP_INV_LIM_4,
};

static blk_qc_t cut_and_end(struct request_queue *q, struct bio *bio)
{
	blk_queue_split(q, &bio);
	if (bio)
		bio_endio(bio);
	return BLK_QC_T_NONE;
}

static void submit(struct t_court *court, unsigned opf, unsigned len)
{
	struct bio *bio = t_bio(&court->w, opf, 0, 2, T_VECS({ 0x10000, 4096 }, { 0x20000, len }));

	court->w.q.make_request_fn = cut_and_end;
	bio->bi_end_io = bio_put;
	submit_bio(bio);
}

static void exercise(struct t_court *court, unsigned opf, unsigned len)
{
	struct bp_exercise x;

	bp_exercise_start(&x, &court->w.env, court->check);
	submit(court, opf, len);
	submit(court, opf, len);
	assert_false(x.no_memory);
	bp_exercise_stop(&x, &court->w.env);
}

static void exercise__pages__all_is_judged_with_a_twin(void **state)
{
	struct t_court *court = *state;

	exercise(court, PAGES, 8192);
	for (size_t i = 0; i < bp_array_size(of_pages); i++)
		assert_held(court, of_pages[i]);
	assert_held(court, BP_INV_DIR_3);
	assert_all_held(court);
}

static void exercise__direct__all_but_pages_and_twin(void **state)
{
	struct t_court *court = *state;

	exercise(court, DIRECT, 8192);
	assert_held(court, BP_INV_ITER_2);
	assert_held(court, BP_INV_CNT_4);
	assert_no_case(court, BP_INV_ITER_3);
	assert_no_case(court, BP_INV_DIR_3);
	assert_all_held(court);
}

/* No bio by bus address exists there. */
static void exercise__newer_rules__no_twin(void **state)
{
	struct t_court *court = *state;

	court->w.q.bp_rules = court->w.env.rules = bp_rules_find("v6.1");
	exercise(court, PAGES, 8192);
	assert_held(court, BP_INV_ITER_2);
	assert_no_case(court, BP_INV_DIR_3);
	assert_all_held(court);
}

/* More vectors than the first room for views. */
static void exercise__many_pages__views_grow(void **state)
{
	struct t_court *court = *state;
	struct bp_exercise x;
	struct bio *bio = t_bio_pages(&court->w, PAGES, 0, 300, 0x100000, 8192, 4096);

	court->w.q.make_request_fn = cut_and_end;
	bio->bi_end_io = bio_put;
	bp_exercise_start(&x, &court->w.env, court->check);
	submit_bio(bio);
	bp_exercise_stop(&x, &court->w.env);
	assert_held(court, BP_INV_ITER_1);
	assert_held(court, BP_INV_DIR_3);
	assert_all_held(court);
}

static void exercise__discard_or_failed_bio__left_alone(void **state)
{
	struct t_court *court = *state;

	court->w.q.queue_flags |= 1ul << QUEUE_FLAG_DISCARD;
	court->w.q.limits.max_discard_sectors = 8;
	exercise(court, REQ_OP_DISCARD, 8192);
	court->w.q.bp_rules = court->w.env.rules = bp_rules_find("v6.18");
	court->w.q.limits.logical_block_size = 65536;
	court->w.q.limits.max_sectors = 8;
	exercise(court, PAGES, 1u << 20);
	assert_no_case(court, BP_INV_CNT_4);
	assert_all_held(court);
}

/* QUIRK-2: counting would never end; the run does not count, and hears nothing of it. */
static void exercise__endless_count__is_nobodys_bug(void **state)
{
	struct t_court *court = *state;

	court->w.q.limits.seg_boundary_mask = ~0ul;
	exercise(court, PAGES, 4096);
	assert_no_case(court, BP_INV_CNT_4);
	assert_hits(&court->w.env, BP_SITE_SEGMENT_EMPTY, 0);
}

/* R-ITER-6 */
static void exercise__empty_vector__left_alone(void **state)
{
	struct t_court *court = *state;
	struct bp_exercise x;
	struct bio *bio = t_bio(&court->w, PAGES, 0, 2, T_VECS({ 0x10000, 0 }, { 0x20000, 512 }));

	bp_exercise_start(&x, &court->w.env, court->check);
	bp_event(&court->w.env, SPLIT_BEGIN, .q = &court->w.q, .bio = bio);
	bp_exercise_stop(&x, &court->w.env);
	assert_no_case(court, BP_INV_ITER_1);
	bio_put(bio);
}

struct heard {
	struct bp_sink sink;
	u64 events;
};

static void hear(struct bp_sink *sink, const struct bp_event *event)
{
	(void)event;
	bp_container_of(sink, struct heard, sink)->events++;
}

static void exercise__any__run_hears_nothing_of_it(void **state)
{
	struct t_court *court = *state;
	struct heard heard = { .sink = { .fn = hear } };
	u64 alone;

	bp_sink_add(&court->w.env, &heard.sink);
	submit(court, PAGES, 1u << 20);
	submit(court, PAGES, 1u << 20);
	alone = heard.events;
	exercise(court, PAGES, 1u << 20);
	bp_sink_remove(&court->w.env, &heard.sink);
	assert_int_equal(heard.events, 2 * alone);
	assert_hits(&court->w.env, BP_SITE_ITER_OVERRUN, 0);
}

static void exercise__no_checker__nothing(void **state)
{
	struct t_court *court = *state;
	struct bp_exercise x;

	bp_exercise_start(&x, &court->w.env, NULL);
	submit(court, PAGES, 4096);
	bp_exercise_stop(&x, &court->w.env);
	assert_no_case(court, BP_INV_ITER_1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_court(exercise__pages__all_is_judged_with_a_twin),
		t_in_court(exercise__direct__all_but_pages_and_twin),
		t_in_court(exercise__newer_rules__no_twin),
		t_in_court(exercise__many_pages__views_grow),
		t_in_court(exercise__discard_or_failed_bio__left_alone),
		t_in_court(exercise__endless_count__is_nobodys_bug),
		t_in_court(exercise__empty_vector__left_alone),
		t_in_court(exercise__any__run_hears_nothing_of_it),
		t_in_court(exercise__no_checker__nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
