/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-SPLIT over more than one look of the splitter, and looks that are not judged.
 */
#include <blkpath/split.h>

#include "cut.h"

static void front__split_again__breaks_split_9(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = four_pages(court);
	struct split s, again;

	bp_event(&court->w.env, SPLIT_BEGIN, .q = &court->w.q, .bio = bio);
	s = cut(court, bio, 8);
	end_split(court, &s);
	leave_whole(court, s.front, 1);
	assert_held(court, BP_INV_SPLIT_9);
	bp_event(&court->w.env, SPLIT_BEGIN, .q = &court->w.q, .bio = s.front);
	again = cut(court, s.front, 4);
	end_split(court, &again);
	assert_broken(court, BP_INV_SPLIT_9);
}

static void front__counted_otherwise__breaks_split_9_under_pre_a(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = four_pages(court);
	struct split s;

	bp_event(&court->w.env, SPLIT_BEGIN, .q = &court->w.q, .bio = bio);
	s = cut(court, bio, 8);
	end_split(court, &s);
	leave_whole(court, s.front, 2);
	assert_broken(court, BP_INV_SPLIT_9);
}

/* The limits changed in between: the front may well be cut now. */
static void front__other_limits__no_case_for_split_9(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = four_pages(court);
	struct split s;

	bp_event(&court->w.env, SPLIT_BEGIN, .q = &court->w.q, .bio = bio);
	s = cut(court, bio, 8);
	end_split(court, &s);
	court->w.q.limits.max_sectors = 16;
	leave_whole(court, s.front, 1);
	assert_no_case(court, BP_INV_SPLIT_9);
}

/* A splitter that makes no progress: the remainder stays as long as the bio. */
static void pieces__more_than_blocks__breaks_split_10(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = four_pages(court);
	struct bvec_iter start = bio->bi_iter;

	for (unsigned i = 0; i < 32; i++) {
		struct split s;

		bp_event(&court->w.env, SPLIT_BEGIN, .q = &court->w.q, .bio = bio);
		s = cut(court, bio, 8);
		bio->bi_iter = start;
		end_split(court, &s);
	}
	assert_held(court, BP_INV_SPLIT_10);
	leave_whole(court, bio, 4);
	assert_broken(court, BP_INV_SPLIT_10);
}

static bool no_memory(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)arg;
	(void)bytes;
	return kind == BP_ALLOC_BIO;
}

/* R-QSP-14: no memory for the front; the bio ends. */
static void whole__ends_for_want_of_memory__is_not_judged(void **state)
{
	static const struct bp_alloc_ops ops = { no_memory };
	struct t_court *court = *state;
	struct bio *bio = four_pages(court);
	struct bio *same = bio;

	court->w.env.alloc_ops = &ops;
	blk_queue_split(&court->w.q, &same);
	assert_null(same);
	assert_int_equal(bio->bi_status, BLK_STS_RESOURCE);
	assert_no_case(court, BP_INV_SPLIT_3);
	assert_all_held(court);
}

/* An end without a beginning: the checker came late. */
static void split__end_alone__is_not_judged(void **state)
{
	struct t_court *court = *state;

	bp_event(&court->w.env, SPLIT_END, .q = &court->w.q, .bio = four_pages(court), .a = 99);
	assert_no_case(court, BP_INV_SPLIT_4);
}

/* A clone that was made before the checker came: its vectors are those that its range touches. */
static void clone__of_unknown_vectors__those_of_its_range_are_watched(void **state)
{
	static const struct {
		unsigned vector;
		bool broken;
	} cases[] = { { 0, true }, { 1, true }, { 2, true }, { 3, false } };
	struct t_court court;

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bio *bio;
		struct split s;

		t_court_open(&court);
		bio = four_pages(&court);
		bio_set_flag(bio, BIO_CLONED);
		bio->bi_iter.bi_idx = 1;
		bio->bi_iter.bi_size = 8192;
		bp_event(&court.w.env, SPLIT_BEGIN, .q = &court.w.q, .bio = bio);
		s = cut(&court, bio, 8);
		bio->bi_io_vec[cases[i].vector].bv_len--;
		end_split(&court, &s);
		assert_true(bp_check_judged(court.check, BP_INV_SPLIT_12));
		assert_int_equal(bp_check_count(court.check, BP_INV_SPLIT_12), cases[i].broken);
		t_court_close(&court);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_court(front__split_again__breaks_split_9),
		t_in_court(front__counted_otherwise__breaks_split_9_under_pre_a),
		t_in_court(front__other_limits__no_case_for_split_9),
		t_in_court(pieces__more_than_blocks__breaks_split_10),
		t_in_court(whole__ends_for_want_of_memory__is_not_judged),
		t_in_court(split__end_alone__is_not_judged),
		cmocka_unit_test(clone__of_unknown_vectors__those_of_its_range_are_watched),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
