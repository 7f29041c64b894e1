/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-MERGE: a right offer, then the same offer spoilt.
 */
#include "offer.h"

static void merge__by_the_code__holds(void **state)
{
	struct t_court *court = *state;
	struct bio *front = page_bio(court, 0);
	struct offer o;

	prepare(&o, court);
	assert_true(bio_attempt_back_merge(&court->w.q, &o.rq, o.b));
	assert_true(bio_attempt_front_merge(&court->w.q, &o.rq, front));
	assert_held(court, BP_INV_MERGE_1);
	assert_held(court, BP_INV_MERGE_2);
	assert_held(court, BP_INV_MERGE_3);
	assert_held(court, BP_INV_MERGE_4);
	assert_held(court, BP_INV_MERGE_5);
	assert_held(court, BP_INV_MERGE_7);
	assert_held(court, BP_INV_MERGE_8);
	assert_all_held(court);
}

static void merge__refused_by_the_code__holds(void **state)
{
	struct t_court *court = *state;
	struct offer o;

	court->w.q.limits.max_sectors = 8;
	prepare(&o, court);
	bio_clear_flag(o.b, BIO_SEG_VALID);
	assert_false(bio_attempt_back_merge(&court->w.q, &o.rq, o.b));
	assert_true(o.rq.cmd_flags & REQ_NOMERGE);
	assert_held(court, BP_INV_MERGE_6);
}

static void wrong_length(struct offer *o)
{
	o->rq.__data_len += 512;
}

static void wrong_start(struct offer *o)
{
	o->rq.__sector++;
}

static void wrong_second(struct offer *o)
{
	o->b->bi_iter.bi_sector++;
}

static void too_many_segments(struct offer *o)
{
	o->rq.q->limits.max_segments = 1;
}

static void too_long(struct offer *o)
{
	o->rq.q->limits.max_sectors = 15;
}

static void too_long_for_its_chunk(struct offer *o)
{
	o->rq.q->limits.chunk_sectors = 16;
}

static void another_op(struct offer *o)
{
	o->b->bi_opf = REQ_OP_READ;
}

static void another_disk(struct offer *o)
{
	o->b->bi_disk = NULL;
}

static void another_hint(struct offer *o)
{
	o->b->bi_write_hint = 3;
}

static void another_priority(struct offer *o)
{
	o->b->bi_ioprio = 3;
}

static void one_is_direct(struct offer *o)
{
	o->b->bi_opf |= REQ_DMA_DIRECT;
}

static void wrong_count(struct offer *o)
{
	o->rq.nr_phys_segments++;
}

static void not_at_the_tail(struct offer *o)
{
	o->rq.biotail = o->a;
}

static void merge__spoilt__is_seen(void **state)
{
	static const struct {
		enum bp_invariant broken;
		void (*spoil)(struct offer *o);
	} cases[] = {
		{ BP_INV_MERGE_1, wrong_length },    { BP_INV_MERGE_2, wrong_start },
		{ BP_INV_MERGE_2, wrong_second },    { BP_INV_MERGE_3, too_many_segments },
		{ BP_INV_MERGE_4, too_long },	     { BP_INV_MERGE_4, too_long_for_its_chunk },
		{ BP_INV_MERGE_5, another_op },	     { BP_INV_MERGE_5, another_disk },
		{ BP_INV_MERGE_5, another_hint },    { BP_INV_MERGE_5, another_priority },
		{ BP_INV_MERGE_5, one_is_direct },   { BP_INV_MERGE_7, wrong_count },
		{ BP_INV_MERGE_8, not_at_the_tail },
	};
	struct t_court court;
	struct offer o;

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		t_court_open(&court);
		prepare(&o, &court);
		begin(&o, ELEVATOR_BACK_MERGE);
		join_back(&o);
		cases[i].spoil(&o);
		end(&o, true);
		assert_broken(&court, cases[i].broken);
		t_court_close(&court);
	}
}

static void merge__front__holds_at_the_head_only(void **state)
{
	static const enum elv_merge said[] = { ELEVATOR_FRONT_MERGE, ELEVATOR_BACK_MERGE };
	struct t_court court;
	struct offer o;

	(void)state;
	for (size_t i = 0; i < bp_array_size(said); i++) {
		t_court_open(&court);
		prepare(&o, &court);
		begin(&o, said[i]);
		join_front(&o);
		end(&o, true);
		assert_int_equal(bp_check_count(court.check, BP_INV_MERGE_8), i);
		t_court_close(&court);
	}
}

static void merge__bio_of_another_request__breaks_merge_8(void **state)
{
	struct t_court *court = *state;
	struct request other;
	struct offer o;

	prepare(&o, court);
	t_request(&court->w, &other, o.b);
	bp_event(&court->w.env, GETRQ, .q = &court->w.q, .rq = &other, .bio = o.b);
	assert_held(court, BP_INV_MERGE_8);
	begin(&o, ELEVATOR_BACK_MERGE);
	join_back(&o);
	end(&o, true);
	assert_int_equal(bp_check_count(court->check, BP_INV_MERGE_8), 1);
	bp_event(&court->w.env, GETRQ, .q = &court->w.q, .rq = &other, .bio = o.b);
	assert_int_equal(bp_check_count(court->check, BP_INV_MERGE_8), 2);
}

/* A request that was started, counted otherwise, or partly ended says nothing of its bios. */
static void count__no_longer_the_sum__no_case_for_merge_7(void **state)
{
	struct t_court *court = *state;
	struct offer o;

	prepare(&o, court);
	o.rq.nr_phys_segments = 5;
	o.rq.state = MQ_RQ_IN_FLIGHT;
	bp_event(&court->w.env, RQ_ISSUE, .q = &court->w.q, .rq = &o.rq);
	o.rq.state = MQ_RQ_IDLE;
	bio_clear_flag(o.a, BIO_SEG_VALID);
	bp_event(&court->w.env, RQ_INSERT, .q = &court->w.q, .rq = &o.rq);
	bio_set_flag(o.a, BIO_SEG_VALID);
	bp_event(&court->w.env, UPDATE_BEGIN, .q = &court->w.q, .rq = &o.rq);
	bp_event(&court->w.env, RQ_INSERT, .q = &court->w.q, .rq = &o.rq);
	assert_no_case(court, BP_INV_MERGE_7);
}

static void pass_the_splitter(struct t_court *court, struct bio *bio, unsigned nsegs)
{
	bp_event(&court->w.env, SPLIT_BEGIN, .q = &court->w.q, .bio = bio);
	bp_event(&court->w.env, SPLIT_END, .q = &court->w.q, .bio = bio, .a = nsegs);
}

/* G-12: what the splitter said counts, not what stands in the bios. */
static void count__kept_beside_bios__judged_by_what_was_reported(void **state)
{
	struct t_court *court = *state;
	struct offer o;

	court->w.q.bp_rules = court->w.env.rules = bp_rules_find("v6.1");
	prepare(&o, court);
	bp_event(&court->w.env, RQ_INSERT, .q = &court->w.q, .rq = &o.rq);
	assert_no_case(court, BP_INV_MERGE_7);
	pass_the_splitter(court, o.a, 1);
	o.a->bi_phys_segments = 7;
	bp_event(&court->w.env, RQ_INSERT, .q = &court->w.q, .rq = &o.rq);
	assert_held(court, BP_INV_MERGE_7);
	o.rq.nr_phys_segments = 7;
	bp_event(&court->w.env, RQ_INSERT, .q = &court->w.q, .rq = &o.rq);
	assert_broken(court, BP_INV_MERGE_7);
}

/* R-SUB-8: a bio of no bytes adds nothing; of one that moved since nothing is known. */
static void count__of_no_bytes_or_moved__0_or_no_case(void **state)
{
	struct t_court *court = *state;
	struct offer o;

	court->w.q.bp_rules = court->w.env.rules = bp_rules_find("v6.1");
	prepare(&o, court);
	pass_the_splitter(court, o.a, 1);
	o.a->bi_iter.bi_sector++;
	bp_event(&court->w.env, RQ_INSERT, .q = &court->w.q, .rq = &o.rq);
	assert_no_case(court, BP_INV_MERGE_7);
	o.a->bi_iter = (struct bvec_iter){ .bi_sector = 8 };
	pass_the_splitter(court, o.a, 1);
	o.rq.__data_len = o.rq.nr_phys_segments = 0;
	bp_event(&court->w.env, RQ_INSERT, .q = &court->w.q, .rq = &o.rq);
	assert_held(court, BP_INV_MERGE_7);
}

/* R-END-2: after 700 bytes the request stands at sector 9, its bio too, but the next differs. */
static void sectors__after_part_of_a_sector__no_case_for_merge_2(void **state)
{
	struct t_court *court = *state;
	struct offer o;

	prepare(&o, court);
	assert_true(blk_update_request(&o.rq, BLK_STS_OK, 700));
	assert_true(blk_update_request(&o.rq, BLK_STS_OK, 324));
	assert_no_case(court, BP_INV_MERGE_2);
}

/* 600 + 4008 bytes: 1024 whole bytes end the first bio and leave 3584 of the second. */
static void sectors__after_a_bio_of_part_of_a_sector__no_case_for_merge_2(void **state)
{
	struct t_court *court = *state;
	struct offer o;

	prepare(&o, court);
	o.a->bi_iter.bi_size = o.a->bi_io_vec[0].bv_len = o.rq.__data_len = 600;
	o.b->bi_iter.bi_size = o.b->bi_io_vec[0].bv_len = 4008;
	o.b->bi_iter.bi_sector = 9;
	join_back(&o);
	assert_true(blk_update_request(&o.rq, BLK_STS_OK, 1024));
	assert_no_case(court, BP_INV_MERGE_2);
}

static void passthrough__has_no_sector_and_may_hold_direct_bios(void **state)
{
	struct t_court *court = *state;
	struct offer o;

	prepare(&o, court);
	o.a->bi_opf = o.b->bi_opf = REQ_OP_DRV_OUT | REQ_DMA_DIRECT;
	o.rq.cmd_flags = REQ_OP_DRV_OUT | REQ_DMA_DIRECT;
	o.rq.__sector = ~(sector_t)0;
	join_back(&o);
	bp_event(&court->w.env, RQ_INSERT, .q = &court->w.q, .rq = &o.rq);
	assert_no_case(court, BP_INV_MERGE_2);
	assert_held(court, BP_INV_MERGE_5);
}

static void merge__end_alone__no_case(void **state)
{
	struct t_court *court = *state;
	struct offer o;

	prepare(&o, court);
	end(&o, true);
	assert_no_case(court, BP_INV_MERGE_1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_court(merge__by_the_code__holds),
		t_in_court(merge__refused_by_the_code__holds),
		cmocka_unit_test(merge__spoilt__is_seen),
		cmocka_unit_test(merge__front__holds_at_the_head_only),
		t_in_court(merge__bio_of_another_request__breaks_merge_8),
		t_in_court(count__no_longer_the_sum__no_case_for_merge_7),
		t_in_court(count__kept_beside_bios__judged_by_what_was_reported),
		t_in_court(count__of_no_bytes_or_moved__0_or_no_case),
		t_in_court(sectors__after_part_of_a_sector__no_case_for_merge_2),
		t_in_court(sectors__after_a_bio_of_part_of_a_sector__no_case_for_merge_2),
		t_in_court(passthrough__has_no_sector_and_may_hold_direct_bios),
		t_in_court(merge__end_alone__no_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
