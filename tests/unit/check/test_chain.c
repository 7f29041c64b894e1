/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-CHAIN: chains that end in any order, and chains that are spoilt.
 *
 * A|B|R   two fronts and the remainder, which is the owner's bio
 */
#include <errno.h>

#include <blkpath/split.h>

#include "court.h"

static unsigned told;

static void owner(struct bio *bio)
{
	(void)bio;
	told++;
}

static struct bio *page_bio(struct t_court *court)
{
	return t_bio(&court->w, REQ_OP_READ, 0, 1, T_VECS({ 0x10000, 4096 }));
}

static struct bio *submitted(struct t_court *court)
{
	struct bio *bio = page_bio(court);

	told = 0;
	bio->bi_end_io = owner;
	bp_event(&court->w.env, BIO_SUBMIT, .q = &court->w.q, .bio = bio);
	return bio;
}

static struct bio *front_of(struct t_court *court, struct bio *parent)
{
	struct bio *front = page_bio(court);

	bio_chain(front, parent);
	return front;
}

static void end_with(struct bio *bio, blk_status_t status)
{
	if (status)
		bio->bi_status = status;
	bio_endio(bio);
}

/* EX-21: every order of A, B and R, with and without errors */
static void chain__ends_in_any_order__holds(void **state)
{
	static const unsigned orders[][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
					      { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
	static const blk_status_t errors[][3] = {
		{ 0, 0, 0 },
		{ BLK_STS_MEDIUM, 0, 0 },
		{ BLK_STS_MEDIUM, 0, BLK_STS_TIMEOUT },
		{ BLK_STS_MEDIUM, BLK_STS_TARGET, 0 },
	};
	struct t_court *court = *state;

	for (size_t o = 0; o < bp_array_size(orders); o++) {
		for (size_t e = 0; e < bp_array_size(errors); e++) {
			struct bio *rem = submitted(court);
			struct bio *part[] = { front_of(court, rem), front_of(court, rem), rem };

			for (unsigned i = 0; i < 3; i++)
				end_with(part[orders[o][i]], errors[e][orders[o][i]]);
			assert_int_equal(told, 1);
			bio_put(rem);
		}
	}
	assert_held(court, BP_INV_CHAIN_1);
	assert_held(court, BP_INV_CHAIN_2);
	assert_held(court, BP_INV_CHAIN_3);
	assert_held(court, BP_INV_CHAIN_4);
	assert_held(court, BP_INV_CHAIN_5);
	bp_check_end(court->check, 0);
	assert_all_held(court);
}

/* A chain of chains: each front is the parent of the one before it. */
static void chain__of_chains__holds(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = submitted(court);
	struct bio *first = bio;
	struct bio *part[8];

	for (unsigned i = 0; i < 8; i++)
		part[i] = bio = front_of(court, bio);
	for (unsigned i = 0; i < 8; i++)
		bio_endio(part[i]);
	bio_endio(first);
	assert_int_equal(told, 1);
	assert_all_held(court);
}

static void done(struct t_court *court, struct bio *bio)
{
	bp_event(&court->w.env, BIO_DONE, .bio = bio, .a = bio->bi_status);
}

static void done__before_the_fronts__breaks_chain_1(void **state)
{
	struct t_court *court = *state;
	struct bio *rem = submitted(court);

	front_of(court, rem);
	done(court, rem);
	assert_broken(court, BP_INV_CHAIN_1);
	assert_broken(court, BP_INV_CHAIN_4); /* BIO_CHAIN is set, the front not freed */
	assert_broken(court, BP_INV_CHAIN_5); /* and did not complete */
}

static void done__twice__breaks_chain_1(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = submitted(court);

	bio_endio(bio);
	assert_held(court, BP_INV_CHAIN_1);
	done(court, bio);
	assert_broken(court, BP_INV_CHAIN_1);
}

/* A driver that sends a bio again may be told again. */
static void done__after_another_submission__holds(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = submitted(court);

	bio_endio(bio);
	bio_reset(bio);
	bio->bi_end_io = owner;
	bp_event(&court->w.env, BIO_SUBMIT, .q = &court->w.q, .bio = bio);
	bio_endio(bio);
	assert_held(court, BP_INV_CHAIN_1);
}

static void remaining__wrong__breaks_chain_2(void **state)
{
	struct t_court *court = *state;
	struct bio *rem = submitted(court);
	struct bio *front = front_of(court, rem);

	rem->__bi_remaining++;
	bio_endio(front);
	assert_broken(court, BP_INV_CHAIN_2);
}

static void status__lost__breaks_chain_3(void **state)
{
	struct t_court *court = *state;
	struct bio *rem = submitted(court);
	struct bio *front = front_of(court, rem);

	end_with(front, BLK_STS_MEDIUM);
	rem->bi_status = BLK_STS_OK;
	bio_endio(rem);
	assert_broken(court, BP_INV_CHAIN_3);
}

/* R-CHN-3: the own error overwrites a child's; here the request's error never reached the bio */
static void status__own_error_not_stored__breaks_chain_3(void **state)
{
	struct t_court *court = *state;
	struct bio *rem = submitted(court);
	struct bio *front = front_of(court, rem);
	struct request rq;

	end_with(front, BLK_STS_MEDIUM);
	t_request(&court->w, &rq, rem);
	bp_event(&court->w.env, UPDATE_BEGIN, .q = &court->w.q, .rq = &rq, .a = BLK_STS_TIMEOUT,
		 .b = blk_rq_bytes(&rq));
	bio_endio(rem);
	assert_broken(court, BP_INV_CHAIN_3);
}

/* R-END-3: a bio that the error only advanced keeps it, one behind it has none */
static void status__partial_error__holds(void **state)
{
	struct t_court *court = *state;
	struct bio *first = submitted(court);
	struct bio *second = submitted(court);
	struct request rq;

	t_request(&court->w, &rq, first);
	first->bi_next = rq.biotail = second;
	rq.__data_len += second->bi_iter.bi_size;
	assert_true(blk_update_request(&rq, BLK_STS_MEDIUM, 2048));
	assert_true(blk_update_request(&rq, BLK_STS_OK, 2048));
	assert_int_equal(first->bi_status, BLK_STS_MEDIUM);
	assert_false(blk_update_request(&rq, BLK_STS_OK, 4096));
	assert_int_equal(second->bi_status, BLK_STS_OK);
	assert_held(court, BP_INV_CHAIN_3);
	bio_put(first);
	bio_put(second);
}

static void status__invented__breaks_chain_3(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = submitted(court);

	bp_event(&court->w.env, BIO_ENDIO, .bio = bio);
	bio->bi_status = BLK_STS_IOERR;
	done(court, bio);
	assert_broken(court, BP_INV_CHAIN_3);
}

static __attribute__((noinline)) void deeper(struct t_court *court, struct bio *parent)
{
	volatile u8 room[512];

	room[0] = 0;
	bp_event(&court->w.env, BIO_ENDIO, .bio = parent);
	room[511] = room[0];
}

/* The parent's turn deeper in the stack than its child's. */
static void turn__nested_in_the_childs__breaks_chain_5(void **state)
{
	struct t_court *court = *state;
	struct bio *rem = submitted(court);
	struct bio *front = front_of(court, rem);

	bp_event(&court->w.env, BIO_ENDIO, .bio = front);
	bp_event(&court->w.env, BIO_FREE, .bio = front);
	deeper(court, rem);
	assert_broken(court, BP_INV_CHAIN_5);
}

/* R-INT-2: the first turn only starts verification; the second one ends the bio. */
static void turn__postponed_by_integrity__child_ends_when_freed(void **state)
{
	struct t_court *court = *state;
	struct bio *rem = submitted(court);
	struct bio *front = front_of(court, rem);

	front->bi_opf |= REQ_INTEGRITY;
	bp_event(&court->w.env, BIO_ENDIO, .bio = front);
	front->bi_opf &= ~REQ_INTEGRITY;
	end_with(front, BLK_STS_PROTECTION);
	bio_endio(rem);
	assert_int_equal(rem->bi_status, BLK_STS_PROTECTION);
	assert_int_equal(told, 1);
	assert_all_held(court);
}

static void end__owner_never_told__breaks_chain_1(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = submitted(court);

	bp_check_end(court->check, 0);
	assert_int_equal(bp_check_count(court->check, BP_INV_CHAIN_1), 1);
	bio_endio(bio);
	bp_check_end(court->check, 0);
	assert_int_equal(bp_check_count(court->check, BP_INV_CHAIN_1), 1);
	bio_endio(bio); /* a finding of src/bio */
	bp_check_end(court->check, 0);
	assert_int_equal(bp_check_count(court->check, BP_INV_CHAIN_1), 2);
}

/* G-6: A|R, and of R nothing fits */
static void status__failed_by_the_splitter__is_inval(void **state)
{
	static const struct {
		blk_status_t status;
		u64 broken;
	} cases[] = { { BLK_STS_INVAL, 0 }, { BLK_STS_OK, 1 } };
	const struct bp_cut cut = { .cause = BP_CUT_MAX_SECTORS, .error = -EINVAL };
	struct t_court *court = *state;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bio *rem = submitted(court);
		struct bio *front = front_of(court, rem);

		bp_event(&court->w.env, SPLIT_END, .q = &court->w.q, .bio = rem, .cut = &cut);
		end_with(rem, cases[i].status);
		end_with(front, BLK_STS_OK);
		assert_int_equal(told, 1);
		assert_int_equal(bp_check_count(court->check, BP_INV_CHAIN_3), cases[i].broken);
		bio_put(rem);
	}
}

/* The owner is freed before its front ends, and there is no memory for a record of it again. */
static void chain__no_memory_for_the_owner__not_judged(void **state)
{
	struct t_court *court = *state;
	struct bio *rem = submitted(court);
	struct bio *front = front_of(court, rem);
	struct bp_event event = { .id = BP_EV_BIO_FREE, .bio = rem };
	u64 broken;

	bp_check_event(court->check, &event);
	broken = bp_check_total(court->check);
	bp_check_limit(court->check, 0);
	event = (struct bp_event){ .id = BP_EV_BIO_ENDIO, .bio = front };
	bp_check_event(court->check, &event);
	assert_true(bp_check_blind(court->check));
	assert_int_equal(bp_check_total(court->check), broken);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_court(chain__ends_in_any_order__holds),
		t_in_court(chain__of_chains__holds),
		t_in_court(done__before_the_fronts__breaks_chain_1),
		t_in_court(done__twice__breaks_chain_1),
		t_in_court(done__after_another_submission__holds),
		t_in_court(remaining__wrong__breaks_chain_2),
		t_in_court(status__lost__breaks_chain_3),
		t_in_court(status__failed_by_the_splitter__is_inval),
		t_in_court(status__own_error_not_stored__breaks_chain_3),
		t_in_court(status__partial_error__holds),
		t_in_court(status__invented__breaks_chain_3),
		t_in_court(turn__nested_in_the_childs__breaks_chain_5),
		t_in_court(turn__postponed_by_integrity__child_ends_when_freed),
		t_in_court(end__owner_never_told__breaks_chain_1),
		t_in_court(chain__no_memory_for_the_owner__not_judged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
