/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-ITER: what a loop yielded and where an advance went, right and spoilt.
 */
#include "court.h"

/* EX-17: page at 0x10000, offset 3000, length 6000 -> 1096, 4096, 808 */
static const struct t_vec vec = { 0x10000 + 3000, 6000 };
static const struct bp_view right[] = {
	{ 0x10000 + 3000, 3000, 1096 },
	{ 0x11000, 0, 4096 },
	{ 0x12000, 0, 808 },
};

static struct bvec_iter at_the_end(const struct bio *bio)
{
	return (struct bvec_iter){ .bi_sector = bio->bi_iter.bi_sector, .bi_idx = bio->bi_vcnt };
}

static void judge_loop(struct t_court *court, const struct bp_view *views, unsigned n)
{
	struct bio *bio = t_bio(&court->w, REQ_OP_READ, 8, 1, &vec);

	bp_check_loop(court->check, bio, BP_LOOP_SEGMENT, bio->bi_iter, views, n, at_the_end(bio));
}

static void loop__right_views__all_hold(void **state)
{
	struct t_court *court = *state;

	judge_loop(court, right, 3);
	assert_held(court, BP_INV_ITER_1);
	assert_held(court, BP_INV_ITER_2);
	assert_held(court, BP_INV_ITER_3);
	assert_all_held(court);
}

static void loop__view_missing__breaks_iter_1(void **state)
{
	struct t_court *court = *state;

	judge_loop(court, right, 2);
	assert_broken(court, BP_INV_ITER_1);
	assert_broken(court, BP_INV_ITER_2);
}

static void loop__views_in_another_order__breaks_iter_2(void **state)
{
	const struct bp_view views[] = { right[1], right[0], right[2] };
	struct t_court *court = *state;

	judge_loop(court, views, 3);
	assert_held(court, BP_INV_ITER_1);
	assert_broken(court, BP_INV_ITER_2);
}

static void loop__view_leaves_its_page__breaks_iter_3(void **state)
{
	const struct bp_view whole[] = { { 0x10000 + 3000, 3000, 6000 } };
	const struct bp_view outside[] = { { 0x10000 + 3000, 4096 + 3000, 6000 } };
	struct t_court *court = *state;

	judge_loop(court, whole, 1);
	assert_held(court, BP_INV_ITER_2);
	assert_broken(court, BP_INV_ITER_3);
	judge_loop(court, outside, 1);
	assert_int_equal(bp_check_count(court->check, BP_INV_ITER_3), 2);
}

static void dma_loop__moves_the_sector__breaks_iter_6(void **state)
{
	const struct bp_view views[] = { { vec.addr, 0, vec.len } };
	struct t_court *court = *state;
	struct bio *bio = t_bio(&court->w, REQ_OP_READ | REQ_DMA_DIRECT, 8, 1, &vec);
	struct bvec_iter end = at_the_end(bio);

	bp_check_loop(court->check, bio, BP_LOOP_DVEC, bio->bi_iter, views, 1, end);
	assert_all_held(court);
	end.bi_sector += 11;
	bp_check_loop(court->check, bio, BP_LOOP_DVEC, bio->bi_iter, views, 1, end);
	assert_broken(court, BP_INV_ITER_6);
}

static void advance__right_and_spoilt__iter_5_and_6(void **state)
{
	struct t_court *court = *state;
	struct bio *bio =
		t_bio(&court->w, REQ_OP_READ, 8, 2, T_VECS({ 0x10000, 4096 }, { 0x20000, 4096 }));
	struct bvec_iter before = bio->bi_iter;
	struct bvec_iter after = { .bi_sector = 16, .bi_size = 4096, .bi_idx = 1 };

	bp_check_advance(court->check, bio, before, 4096, after);
	assert_all_held(court);
	after.bi_sector = 17;
	bp_check_advance(court->check, bio, before, 4096, after);
	assert_broken(court, BP_INV_ITER_6);
	/* R-ITER-4: the end of a vector is the start of the next one */
	after = (struct bvec_iter){ .bi_sector = 16, .bi_size = 4096, .bi_bvec_done = 4096 };
	bp_check_advance(court->check, bio, before, 4096, after);
	assert_broken(court, BP_INV_ITER_5);
}

static void advance__event__judges_where_the_bio_stands(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = t_bio(&court->w, REQ_OP_READ, 8, 1, &vec);

	bio_advance(bio, 512);
	assert_held(court, BP_INV_ITER_5);
	bio->bi_iter.bi_bvec_done = vec.len;
	bp_event(&court->w.env, BIO_ADVANCE, .bio = bio, .a = 0);
	assert_broken(court, BP_INV_ITER_5);
}

static void advance__nothing_to_stand_in__no_case(void **state)
{
	struct t_court *court = *state;
	struct bio *discard = t_bio(&court->w, REQ_OP_DISCARD, 8, 0, NULL);
	struct bio *empty = t_bio(&court->w, REQ_OP_READ, 8, 1, T_VECS({ 0x10000, 0 }));

	discard->bi_iter.bi_size = 4096;
	bp_event(&court->w.env, BIO_ADVANCE, .bio = discard);
	bp_event(&court->w.env, BIO_ADVANCE, .bio = empty);
	empty->bi_iter.bi_size = 512;
	bp_event(&court->w.env, BIO_ADVANCE, .bio = empty);
	empty->bi_iter.bi_idx = 1;
	bp_event(&court->w.env, BIO_ADVANCE, .bio = empty);
	assert_no_case(court, BP_INV_ITER_5);
}

static void advance_twice__differs__breaks_iter_4(void **state)
{
	static const struct bvec_iter once = { 16, 2048, 0, 3952 };
	static const struct {
		struct bvec_iter twice;
		unsigned first;
		bool broken;
	} cases[] = {
		{ { 16, 2048, 0, 3952 }, 512, false },
		{ { 15, 2048, 0, 3952 }, 100, false }, /* floors add up to less */
		{ { 15, 2048, 0, 3952 }, 512, true },
		{ { 16, 2047, 0, 3952 }, 100, true },
		{ { 16, 2048, 1, 3952 }, 100, true },
		{ { 16, 2048, 0, 0 }, 100, true },
	};
	struct t_court *court = *state;
	struct bio *bio = t_bio(&court->w, REQ_OP_READ, 8, 1, &vec);
	u64 broken = 0;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		bp_check_advance_twice(court->check, bio, cases[i].first, once, cases[i].twice);
		broken += cases[i].broken;
		assert_int_equal(bp_check_count(court->check, BP_INV_ITER_4), broken);
	}
}

static void overrun__not_clean__breaks_iter_7(void **state)
{
	static const struct bvec_iter before = { 8, 508, 1, 4 };
	static const struct {
		struct bvec_iter after;
		bool result;
		u64 warnings;
		bool broken;
	} cases[] = {
		{ { 8, 0, 1, 4 }, false, 1, false },  { { 8, 0, 1, 4 }, true, 1, true },
		{ { 8, 508, 1, 4 }, false, 1, true }, { { 8, 0, 2, 4 }, false, 1, true },
		{ { 8, 0, 1, 0 }, false, 1, true },   { { 8, 0, 1, 4 }, false, 0, true },
		{ { 8, 0, 1, 4 }, false, 2, true },
	};
	struct t_court *court = *state;
	struct bio *bio = t_bio(&court->w, REQ_OP_READ, 8, 1, &vec);
	u64 broken = 0;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		bp_check_overrun(court->check, bio, before, cases[i].after, cases[i].result,
				 cases[i].warnings);
		broken += cases[i].broken;
		assert_int_equal(bp_check_count(court->check, BP_INV_ITER_7), broken);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_court(loop__right_views__all_hold),
		t_in_court(loop__view_missing__breaks_iter_1),
		t_in_court(loop__views_in_another_order__breaks_iter_2),
		t_in_court(loop__view_leaves_its_page__breaks_iter_3),
		t_in_court(dma_loop__moves_the_sector__breaks_iter_6),
		t_in_court(advance__right_and_spoilt__iter_5_and_6),
		t_in_court(advance__event__judges_where_the_bio_stands),
		t_in_court(advance__nothing_to_stand_in__no_case),
		t_in_court(advance_twice__differs__breaks_iter_4),
		t_in_court(overrun__not_clean__breaks_iter_7),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
