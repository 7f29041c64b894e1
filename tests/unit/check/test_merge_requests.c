/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-MERGE: request into request, and discards of several ranges.
 */
#include "offer.h"

static void end_requests(struct offer *o, struct request *next, bool merged)
{
	bp_event(&o->court->w.env, RQ_MERGE_END, .q = o->rq.q, .rq = &o->rq, .other_rq = next,
		 .a = merged);
}

static void begin_requests(struct offer *o, struct request *next)
{
	bp_event(&o->court->w.env, RQ_MERGE_BEGIN, .q = o->rq.q, .rq = &o->rq, .other_rq = next);
}

static void requests__joined_by_the_code__hold(void **state)
{
	struct t_court *court = *state;
	struct request next;
	struct offer o;

	prepare(&o, court);
	t_request(&court->w, &next, o.b);
	assert_ptr_equal(attempt_merge(&court->w.q, &o.rq, &next), &next);
	assert_held(court, BP_INV_MERGE_8);
	assert_all_held(court);
}

static void requests__joined_elsewhere__breaks_merge_8(void **state)
{
	struct t_court *court = *state;
	struct request next;
	struct offer o;

	prepare(&o, court);
	t_request(&court->w, &next, o.b);
	begin_requests(&o, &next);
	join_back(&o);
	end_requests(&o, &next, true); /* next keeps its bio */
	assert_broken(court, BP_INV_MERGE_8);
}

static void requests__refused_and_the_second_changed__breaks_merge_6(void **state)
{
	struct t_court *court = *state;
	struct request next;
	struct offer o;

	prepare(&o, court);
	t_request(&court->w, &next, o.b);
	begin_requests(&o, &next);
	end_requests(&o, &next, false);
	assert_held(court, BP_INV_MERGE_6);
	begin_requests(&o, &next);
	next.ioprio = 5;
	end_requests(&o, &next, false);
	assert_broken(court, BP_INV_MERGE_6);
}

/* Ranges of a discard need not touch; two joined requests may be over the limits (R-MGE-17). */
static void discard__of_several_ranges__has_rules_of_its_own(void **state)
{
	struct t_court *court = *state;
	struct bio *a = t_bio(&court->w, REQ_OP_DISCARD, 8, 0, NULL);
	struct bio *b = t_bio(&court->w, REQ_OP_DISCARD, 800, 0, NULL);
	struct request next;
	struct offer o = { .court = court, .a = a, .b = b };

	a->bi_iter.bi_size = b->bi_iter.bi_size = 4096;
	court->w.q.limits.max_discard_segments = 2;
	court->w.q.limits.max_discard_sectors = 16;
	t_request(&court->w, &o.rq, a);
	t_request(&court->w, &next, b);
	begin(&o, ELEVATOR_DISCARD_MERGE);
	join_back(&o);
	end(&o, true);
	assert_no_case(court, BP_INV_MERGE_2);
	assert_held(court, BP_INV_MERGE_3);
	assert_held(court, BP_INV_MERGE_4);
	a->bi_next = NULL;
	t_request(&court->w, &o.rq, a);
	begin_requests(&o, &next);
	join_back(&o);
	next.bio = NULL;
	o.rq.nr_phys_segments = 3;
	end_requests(&o, &next, true);
	assert_all_held(court);
}

/* R-REQ-4, R-REQ-6: each operation has a limit of its own. */
static void length__of_each_operation__has_its_limit(void **state)
{
	static const struct {
		unsigned op;
		unsigned limit; /* sectors that the queue allows; the request has 16 */
		bool broken;
	} cases[] = {
		{ REQ_OP_WRITE_SAME, 16, false },   { REQ_OP_WRITE_SAME, 15, true },
		{ REQ_OP_WRITE_ZEROES, 16, false }, { REQ_OP_WRITE_ZEROES, 15, true },
		{ REQ_OP_SECURE_ERASE, 16, false }, { REQ_OP_SECURE_ERASE, 15, true },
		{ REQ_OP_DRV_OUT, 16, false },	    { REQ_OP_DRV_OUT, 15, true },
	};
	struct t_court court;
	struct offer o;

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct queue_limits *lim = &court.w.q.limits;

		t_court_open(&court);
		lim->max_write_same_sectors = lim->max_write_zeroes_sectors = cases[i].limit;
		lim->max_discard_sectors = lim->max_hw_sectors = cases[i].limit;
		lim->chunk_sectors = 32;
		prepare(&o, &court);
		o.a->bi_opf = o.b->bi_opf = o.rq.cmd_flags = cases[i].op;
		begin(&o, ELEVATOR_BACK_MERGE);
		join_back(&o);
		end(&o, true);
		assert_int_equal(bp_check_count(court.check, BP_INV_MERGE_4), cases[i].broken);
		t_court_close(&court);
	}
}

/* R-MGE-4: 4796 and 4996 bytes are 19 sectors, but 9 and 9 to the code. */
static void length__of_parts_of_sectors__no_case_for_merge_4(void **state)
{
	struct t_court *court = *state;
	struct offer o;

	court->w.q.limits.max_sectors = 18;
	prepare(&o, court);
	o.a->bi_iter.bi_size = o.a->bi_io_vec[0].bv_len = o.rq.__data_len = 4096 + 700;
	o.b->bi_iter.bi_size = o.b->bi_io_vec[0].bv_len = 4096 + 900;
	o.b->bi_iter.bi_sector = 17;
	begin(&o, ELEVATOR_BACK_MERGE);
	join_back(&o);
	end(&o, true);
	assert_no_case(court, BP_INV_MERGE_4);
	assert_all_held(court);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_court(requests__joined_by_the_code__hold),
		t_in_court(requests__joined_elsewhere__breaks_merge_8),
		t_in_court(requests__refused_and_the_second_changed__breaks_merge_6),
		t_in_court(discard__of_several_ranges__has_rules_of_its_own),
		cmocka_unit_test(length__of_each_operation__has_its_limit),
		t_in_court(length__of_parts_of_sectors__no_case_for_merge_4),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
