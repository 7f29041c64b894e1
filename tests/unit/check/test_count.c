/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-CNT: counts, right and spoilt.  What splitting reports is in test_split.c.
 */
#include "court.h"

#include <blkpath/count.h>
#include <blkpath/split.h>

static const struct t_vec two[] = { { 0x10000, 4096 }, { 0x20000, 8192 } };

static void counted(struct t_court *court, struct bio *bio, unsigned segments)
{
	bp_event(&court->w.env, COUNT, .q = &court->w.q, .bio = bio, .a = segments);
}

static void count__by_the_code__holds(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = t_bio(&court->w, REQ_OP_READ, 0, 2, two);

	assert_int_equal(__blk_recalc_rq_segments(&court->w.q, bio), 2);
	assert_held(court, BP_INV_CNT_1);
	assert_held(court, BP_INV_CNT_3);
	assert_no_case(court, BP_INV_CNT_2);
}

static void count__another_number__breaks_cnt_1(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = t_bio(&court->w, REQ_OP_READ, 0, 2, two);

	counted(court, bio, 3);
	assert_broken(court, BP_INV_CNT_1);
	assert_held(court, BP_INV_CNT_3);
	counted(court, bio, 1);
	assert_broken(court, BP_INV_CNT_3);
}

/* DEF-2, EX-9: the padding is taken for the address */
static void count__as_posted__breaks_cnt_1(void **state)
{
	struct t_court *court = *state;
	struct bio *bio =
		t_bio(&court->w, REQ_OP_READ | REQ_DMA_DIRECT, 0, 1, T_VECS({ 0x8000, 0x10000 }));

	court->w.q.limits.seg_boundary_mask = 0xffff;
	__blk_recalc_rq_segments(&court->w.q, bio);
	assert_all_held(court);
	bp_defects_add(&court->w.q.bp_defects, "def-2");
	__blk_recalc_rq_segments(&court->w.q, bio);
	assert_broken(court, BP_INV_CNT_1);
}

static void count__list__is_the_sum(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = t_bio(&court->w, REQ_OP_READ, 0, 2, two);

	bio->bi_next = t_bio(&court->w, REQ_OP_READ, 24, 1, two);
	counted(court, bio, 3);
	assert_held(court, BP_INV_CNT_2);
	counted(court, bio, 4);
	assert_broken(court, BP_INV_CNT_2);
	assert_no_case(court, BP_INV_CNT_1);
}

/* QUIRK-2: no number would be right */
static void count__endless__no_case(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = t_bio(&court->w, REQ_OP_READ, 0, 2, two);

	court->w.q.limits.seg_boundary_mask = ~0ul;
	counted(court, bio, 7);
	bio->bi_next = t_bio(&court->w, REQ_OP_READ, 24, 1, two);
	counted(court, bio, 7);
	assert_no_case(court, BP_INV_CNT_1);
	assert_no_case(court, BP_INV_CNT_2);
	assert_no_case(court, BP_INV_CNT_3);
}

/* A front in the eyes of the checker: what splitting said of it is remembered. */
static struct bio *front_of(struct t_court *court, unsigned len, unsigned nsegs)
{
	struct bio *bio =
		t_bio(&court->w, REQ_OP_READ, 0, 2, T_VECS({ 0x10000, len }, { 0x20000, 4096 }));
	struct bio *front;

	bp_event(&court->w.env, SPLIT_BEGIN, .q = &court->w.q, .bio = bio);
	front = bio_split(bio, 2, GFP_NOIO, &court->w.bs);
	bio_chain(front, bio);
	bp_event(&court->w.env, SPLIT_END, .q = &court->w.q, .bio = front, .other = bio,
		 .a = nsegs);
	return front;
}

static void count__other_than_split_reported__breaks_cnt_1(void **state)
{
	static const struct {
		unsigned len; /* 4096: PRE-A; 4097: PRE-B */
		unsigned reported;
		bool broken;
	} cases[] = {
		{ 4096, 1, false },
		{ 4096, 2, true },
		{ 4097, 2, false },
		{ 4097, 0, true },
	};
	struct t_court court;

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bio *front;
		u64 before;

		t_court_open(&court);
		front = front_of(&court, cases[i].len, cases[i].reported);
		before = bp_check_count(court.check, BP_INV_CNT_1);
		counted(&court, front, 1);
		assert_int_equal(bp_check_count(court.check, BP_INV_CNT_1) - before,
				 cases[i].broken);
		/* of other limits splitting said nothing */
		court.w.q.limits.max_sectors = 77;
		before = bp_check_count(court.check, BP_INV_CNT_1);
		counted(&court, front, 1);
		assert_int_equal(bp_check_count(court.check, BP_INV_CNT_1), before);
		t_court_close(&court);
	}
}

static void recount__differs_or_moves__breaks_cnt_4(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = t_bio(&court->w, REQ_OP_READ, 0, 2, two);
	struct bp_recount same = { NULL, bio->bi_iter, 2, 2 };
	struct bp_recount other = { NULL, bio->bi_iter, 2, 3 };
	struct bp_recount moved = { NULL, bio->bi_iter, 2, 2 };
	struct bp_recount unlinked = { bio, bio->bi_iter, 2, 2 };

	bp_check_recount(court->check, bio, &same);
	assert_held(court, BP_INV_CNT_4);
	bp_check_recount(court->check, bio, &other);
	assert_int_equal(bp_check_count(court->check, BP_INV_CNT_4), 1);
	moved.iter_before.bi_idx++;
	bp_check_recount(court->check, bio, &moved);
	assert_int_equal(bp_check_count(court->check, BP_INV_CNT_4), 2);
	bp_check_recount(court->check, bio, &unlinked);
	assert_int_equal(bp_check_count(court->check, BP_INV_CNT_4), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_court(count__by_the_code__holds),
		t_in_court(count__another_number__breaks_cnt_1),
		t_in_court(count__as_posted__breaks_cnt_1),
		t_in_court(count__list__is_the_sum),
		t_in_court(count__endless__no_case),
		cmocka_unit_test(count__other_than_split_reported__breaks_cnt_1),
		t_in_court(recount__differs_or_moves__breaks_cnt_4),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
