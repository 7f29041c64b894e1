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

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_court(requests__joined_by_the_code__hold),
		t_in_court(requests__joined_elsewhere__breaks_merge_8),
		t_in_court(requests__refused_and_the_second_changed__breaks_merge_6),
		t_in_court(discard__of_several_ranges__has_rules_of_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
