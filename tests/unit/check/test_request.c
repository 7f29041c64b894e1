/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-REQ: completion, states and tags, right and spoilt.
 */
#include "court.h"

static struct bio *page_bio(struct t_court *court, sector_t sector)
{
	return t_bio(&court->w, REQ_OP_READ, sector, 1, T_VECS({ 0x10000, 4096 }));
}

static void begin(struct t_court *court, struct request *rq, unsigned bytes)
{
	bp_event(&court->w.env, UPDATE_BEGIN, .q = &court->w.q, .rq = rq, .b = bytes);
}

static void end(struct t_court *court, struct request *rq, bool more)
{
	bp_event(&court->w.env, UPDATE_END, .q = &court->w.q, .rq = rq, .a = more);
}

static void update__by_the_code__holds(void **state)
{
	struct t_court *court = *state;
	struct request rq;

	t_request(&court->w, &rq, page_bio(court, 8));
	assert_true(blk_update_request(&rq, BLK_STS_OK, 1024));
	assert_held(court, BP_INV_REQ_1);
	assert_no_case(court, BP_INV_REQ_2);
	assert_false(blk_update_request(&rq, BLK_STS_OK, 3072));
	assert_held(court, BP_INV_REQ_2);
	assert_all_held(court);
}

static void lose_bytes(struct request *rq)
{
	rq->__data_len -= 512;
}

static void stay(struct request *rq)
{
	rq->__sector -= 2;
}

static void nothing_wrong(struct request *rq)
{
	(void)rq;
}

/* 1024 of 4096 bytes end. */
static void update__spoilt__breaks_req_1(void **state)
{
	static const struct {
		void (*spoil)(struct request *rq);
		bool broken;
	} cases[] = { { nothing_wrong, false }, { lose_bytes, true }, { stay, true } };
	struct t_court *court = *state;
	struct request rq;
	u64 broken = 0;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		t_request(&court->w, &rq, page_bio(court, 8));
		begin(court, &rq, 1024);
		bio_advance(rq.bio, 1024);
		rq.__data_len -= 1024;
		rq.__sector += 2;
		cases[i].spoil(&rq);
		end(court, &rq, true);
		broken += cases[i].broken;
		assert_int_equal(bp_check_count(court->check, BP_INV_REQ_1), broken);
		bp_event(&court->w.env, RQ_FREE, .q = &court->w.q, .rq = &rq);
	}
}

static void update__passthrough__keeps_its_sector(void **state)
{
	struct t_court *court = *state;
	struct request rq;

	t_request(&court->w, &rq, page_bio(court, 8));
	rq.cmd_flags = REQ_OP_DRV_IN;
	assert_true(blk_update_request(&rq, BLK_STS_OK, 1024));
	assert_held(court, BP_INV_REQ_1);
}

static void update__all_bytes_and_more_is_left__breaks_req_2(void **state)
{
	struct t_court *court = *state;
	struct request rq;

	t_request(&court->w, &rq, page_bio(court, 8));
	begin(court, &rq, 4096);
	end(court, &rq, true);
	assert_broken(court, BP_INV_REQ_2);
}

/* R-END-2 step 3: the empty bio behind data waits for another call. */
static void update__empty_bio_behind_data__no_case_for_req_2(void **state)
{
	struct t_court *court = *state;
	struct bio *empty = t_bio(&court->w, REQ_OP_READ, 16, 0, NULL);
	struct request rq;

	t_request(&court->w, &rq, page_bio(court, 8));
	rq.bio->bi_next = rq.biotail = empty;
	assert_true(blk_update_request(&rq, BLK_STS_OK, 4096));
	assert_no_case(court, BP_INV_REQ_2);
	assert_held(court, BP_INV_REQ_1);
	assert_false(blk_update_request(&rq, BLK_STS_OK, 0));
	assert_held(court, BP_INV_REQ_2);
	assert_all_held(court);
}

static void update__end_alone__no_case(void **state)
{
	struct t_court *court = *state;
	struct request rq;

	t_request(&court->w, &rq, page_bio(court, 8));
	end(court, &rq, true);
	assert_no_case(court, BP_INV_REQ_1);
}

static void turn(struct t_court *court, struct request *rq, u64 from, u64 to)
{
	bp_event(&court->w.env, RQ_STATE, .q = &court->w.q, .rq = rq, .a = from, .b = to);
}

static void state__round__holds(void **state)
{
	struct t_court *court = *state;
	struct request rq;

	t_request(&court->w, &rq, page_bio(court, 8));
	turn(court, &rq, MQ_RQ_IDLE, MQ_RQ_IN_FLIGHT);
	turn(court, &rq, MQ_RQ_IN_FLIGHT, MQ_RQ_IDLE); /* requeued */
	turn(court, &rq, MQ_RQ_IDLE, MQ_RQ_IN_FLIGHT);
	turn(court, &rq, MQ_RQ_IN_FLIGHT, MQ_RQ_COMPLETE);
	turn(court, &rq, MQ_RQ_COMPLETE, MQ_RQ_IDLE);
	assert_held(court, BP_INV_REQ_3);
}

static void state__leap__breaks_req_3(void **state)
{
	static const struct {
		u64 from;
		u64 to;
	} leaps[] = {
		{ MQ_RQ_IDLE, MQ_RQ_COMPLETE },
		{ MQ_RQ_IDLE, MQ_RQ_IDLE },
		{ MQ_RQ_COMPLETE, MQ_RQ_IN_FLIGHT },
		{ MQ_RQ_IN_FLIGHT, MQ_RQ_IN_FLIGHT },
		{ 7, MQ_RQ_IDLE },
	};
	struct t_court *court = *state;

	for (size_t i = 0; i < bp_array_size(leaps); i++) {
		struct request rq;

		t_request(&court->w, &rq, page_bio(court, 8));
		turn(court, &rq, leaps[i].from, leaps[i].to);
		assert_int_equal(bp_check_count(court->check, BP_INV_REQ_3), i + 1);
		bp_event(&court->w.env, RQ_FREE, .q = &court->w.q, .rq = &rq);
	}
}

static void state__other_than_seen_last__breaks_req_3(void **state)
{
	struct t_court *court = *state;
	struct request rq;

	t_request(&court->w, &rq, page_bio(court, 8));
	turn(court, &rq, MQ_RQ_IDLE, MQ_RQ_IN_FLIGHT);
	turn(court, &rq, MQ_RQ_IDLE, MQ_RQ_IN_FLIGHT);
	assert_broken(court, BP_INV_REQ_3);
}

static void tag(struct t_court *court, struct request *rq, u64 number, bool taken)
{
	bp_event(&court->w.env, RQ_TAG, .q = &court->w.q, .rq = rq, .a = number, .b = taken);
}

static void tag__held_twice__breaks_req_3(void **state)
{
	struct t_court *court = *state;
	struct request a, b;

	t_request(&court->w, &a, page_bio(court, 8));
	t_request(&court->w, &b, page_bio(court, 16));
	tag(court, &a, 3, true);
	tag(court, &b, 4, true);
	tag(court, &a, 3, false);
	tag(court, &b, 3, true);
	assert_held(court, BP_INV_REQ_3);
	tag(court, &a, 4, true);
	assert_broken(court, BP_INV_REQ_3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_court(update__by_the_code__holds),
		t_in_court(update__spoilt__breaks_req_1),
		t_in_court(update__passthrough__keeps_its_sector),
		t_in_court(update__all_bytes_and_more_is_left__breaks_req_2),
		t_in_court(update__empty_bio_behind_data__no_case_for_req_2),
		t_in_court(update__end_alone__no_case),
		t_in_court(state__round__holds),
		t_in_court(state__leap__breaks_req_3),
		t_in_court(state__other_than_seen_last__breaks_req_3),
		t_in_court(tag__held_twice__breaks_req_3),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
