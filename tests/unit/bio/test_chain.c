/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The end of a bio, chains and their status (4.2, INV-CHAIN-1 to -5).
 */
#include "bio_test.h"
#include "record.h"

static void count_end(struct bio *bio)
{
	++*(unsigned *)bio->bi_private;
}

static struct bio *owned(struct t_mem *t, unsigned *ends)
{
	struct bio *bio = t_alloc(t, REQ_OP_READ, 1);

	bio->bi_end_io = count_end;
	bio->bi_private = ends;
	return bio;
}

static void end_with(struct bio *bio, blk_status_t status)
{
	if (status)
		bio->bi_status = status;
	bio_endio(bio);
}

/* R-CHN-2 steps 3 and 4: of a part nothing is traced, whatever flag it has. */
static void bio_endio__part_of_a_chain__its_end_is_not_traced(void **state)
{
	static struct t_record record;
	struct t_mem *t = *state;
	unsigned ends = 0;
	struct bio *whole = owned(t, &ends), *part = t_alloc(t, 0, 0);

	whole->bi_disk = part->bi_disk = &t->w.disk;
	bio_set_flag(whole, BIO_TRACE_COMPLETION);
	bio_set_flag(part, BIO_TRACE_COMPLETION);
	bio_chain(part, whole);
	t_record(&t->w.env, &record);
	bio_endio(part);
	assert_int_equal(record.count[BP_EV_BIO_COMPLETE], 0);
	bio_endio(whole);
	assert_int_equal(record.count[BP_EV_BIO_COMPLETE], 1);
	assert_int_equal(ends, 1);
	bio_put(whole);
}

/* EX-21, R-CHN-3: bio 0 is R, the original; 1 and 2 are the fronts F1 and F2. */
static void bio_endio__example_21__status_of_the_chain(void **state)
{
	static const struct {
		unsigned order[3];
		blk_status_t status[3];
		blk_status_t result;
	} cases[] = {
		{ { 1, 2, 0 }, { BLK_STS_MEDIUM, 0, 0 }, BLK_STS_MEDIUM },
		{ { 1, 2, 0 }, { BLK_STS_MEDIUM, 0, BLK_STS_TIMEOUT }, BLK_STS_TIMEOUT },
		{ { 0, 1, 2 }, { BLK_STS_TIMEOUT, BLK_STS_MEDIUM, 0 }, BLK_STS_TIMEOUT },
		{ { 1, 2, 0 }, { BLK_STS_MEDIUM, BLK_STS_TARGET, 0 }, BLK_STS_MEDIUM },
		{ { 2, 0, 1 }, { 0, 0, 0 }, BLK_STS_OK },
	};
	struct t_mem *t = *state;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		unsigned ends = 0;
		struct bio *bio[3] = { owned(t, &ends), t_alloc(t, 0, 0), t_alloc(t, 0, 0) };

		bio_chain(bio[1], bio[0]);
		bio_chain(bio[2], bio[0]);
		for (unsigned part = 0; part < 3; part++) {
			assert_int_equal(ends, 0);
			assert_int_equal(bio[0]->__bi_remaining, 3 - part); /* INV-CHAIN-2 */
			end_with(bio[cases[i].order[part]], cases[i].status[part]);
		}
		assert_int_equal(ends, 1);
		assert_int_equal(bio[0]->bi_status, cases[i].result);
		assert_false(bio_flagged(bio[0], BIO_CHAIN)); /* INV-CHAIN-4 */
		assert_int_equal(t->w.env.live[BP_ALLOC_BIO], 1);
		bio_put(bio[0]);
	}
	assert_int_equal(t_hits_of(t, BP_FINDING), 0);
}

/* INV-CHAIN-5: each piece is the child of the next; nothing recurses. */
static void bio_endio__very_long_chain__one_end(void **state)
{
	enum { LENGTH = 200000 };
	struct t_mem *t = *state;
	unsigned ends = 0;
	struct bio *last = owned(t, &ends), *bio = last;

	for (unsigned i = 0; i < LENGTH; i++) {
		struct bio *child = t_alloc(t, REQ_OP_READ, 0);

		bio_chain(child, bio);
		bio_endio(bio);
		bio = child;
	}
	assert_int_equal(ends, 0);
	bio_io_error(bio);
	assert_int_equal(ends, 1);
	assert_int_equal(last->bi_status, BLK_STS_IOERR);
	assert_int_equal(t->events[BP_EV_BIO_CHAIN], LENGTH);
	assert_int_equal(t->events[BP_EV_BIO_DONE], 1);
	bio_put(last);
}

/* R-CHN-1 */
static void bio_chain__child_with_an_owner__bug(void **state)
{
	struct t_mem *t = *state;
	struct bio *parent = t_alloc(t, 0, 0), *child = t_alloc(t, 0, 0);

	child->bi_private = t;
	assert_bug(&t->w.env, BP_SITE_CHAIN_TAKEN, (bio_chain(child, parent), 0));
	child->bi_private = NULL;
	child->bi_end_io = count_end;
	assert_bug(&t->w.env, BP_SITE_CHAIN_TAKEN, (bio_chain(child, parent), 0));
	assert_false(bio_flagged(parent, BIO_CHAIN));
	bio_put(child);
	bio_put(parent);
}

static void bio_endio__chained_but_nothing_to_wait_for__bug(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_alloc(t, 0, 0);

	bio_set_flag(bio, BIO_CHAIN);
	bio->__bi_remaining = 0;
	assert_bug(&t->w.env, BP_SITE_CHAIN_REMAINING, (bio_endio(bio), 0));
	bio_put(bio);
}

static void bio_endio__second_time__reported_and_not_done(void **state)
{
	struct t_mem *t = *state;
	unsigned ends = 0;
	struct bio *bio = owned(t, &ends), *nobodys = t_alloc(t, 0, 0);

	bio_endio(bio);
	bio_endio(bio);
	assert_int_equal(ends, 1);
	assert_hits(&t->w.env, BP_SITE_BIO_ENDED_TWICE, 1);
	bio_endio(nobodys);
	bio_endio(nobodys);
	assert_hits(&t->w.env, BP_SITE_BIO_ENDED_TWICE, 2);
	bio_put(bio);
	bio_put(nobodys);
}

static void bio_endio__freed_bio__reported_and_not_done(void **state)
{
	struct t_mem *t = *state;
	unsigned ends = 0;
	struct bio *bio = owned(t, &ends);

	bio_put(bio);
	bio_endio(bio);
	assert_int_equal(ends, 0);
	assert_hits(&t->w.env, BP_SITE_BIO_ENDED_TWICE, 1);
}

static void bio_endio__child_twice__parent_waits_on(void **state)
{
	struct t_mem *t = *state;
	unsigned ends = 0;
	struct bio *parent = owned(t, &ends), *child = t_alloc(t, 0, 0);

	bio_get(child);
	bio_get(child);
	bio_chain(child, parent);
	bio_endio(child);
	bio_endio(child);
	assert_hits(&t->w.env, BP_SITE_BIO_ENDED_TWICE, 1);
	assert_int_equal(ends, 0);
	bio_endio(parent);
	assert_int_equal(ends, 1);
	bio_put(child);
	bio_put(child);
	bio_put(parent);
}

static unsigned first_ends;

static void put_back_and_end_again(struct bio *bio)
{
	first_ends++;
	bio->bi_end_io = count_end;
	bio_endio(bio);
}

static void bio_endio__end_function_replaced_meanwhile__no_finding(void **state)
{
	struct t_mem *t = *state;
	unsigned ends = 0;
	struct bio *bio = owned(t, &ends);

	first_ends = 0;
	bio->bi_end_io = put_back_and_end_again;
	bio_endio(bio);
	assert_int_equal(first_ends, 1);
	assert_int_equal(ends, 1);
	assert_int_equal(t_hits_of(t, BP_FINDING), 0);
	bio_put(bio);
}

static void bio_endio__after_reset__ends_again(void **state)
{
	struct t_mem *t = *state;
	unsigned ends = 0;
	struct bio *bio = owned(t, &ends);

	bio_endio(bio);
	bio_reset(bio);
	bio->bi_end_io = count_end;
	bio->bi_private = &ends;
	bio_endio(bio);
	assert_int_equal(ends, 2);
	assert_int_equal(t_hits_of(t, BP_FINDING), 0);
	bio_put(bio);
}

/* A driver may keep the chain callback and call it himself. */
static void bio_chain_endio__called_by_hand__ends_the_parent(void **state)
{
	struct t_mem *t = *state;
	unsigned ends = 0;
	struct bio *parent = owned(t, &ends), *child = t_alloc(t, 0, 0);

	bio_chain(child, parent);
	bio_endio(parent);
	child->bi_status = BLK_STS_NEXUS;
	child->bi_end_io(child);
	assert_int_equal(ends, 1);
	assert_int_equal(parent->bi_status, BLK_STS_NEXUS);
	bio_put(parent);
}

/* R-CHN-4 */
static void bio_io_error__and_wouldblock__set_the_status(void **state)
{
	struct t_mem *t = *state;
	unsigned ends = 0;
	struct bio *a = owned(t, &ends), *b = owned(t, &ends);

	bio_io_error(a);
	bio_wouldblock_error(b);
	assert_int_equal(ends, 2);
	assert_int_equal(a->bi_status, BLK_STS_IOERR);
	assert_int_equal(b->bi_status, BLK_STS_AGAIN);
	bio_put(a);
	bio_put(b);
}

/* R-CHN-2 step 4 */
static void bio_endio__trace_completion__one_event_with_a_disk(void **state)
{
	struct t_mem *t = *state;
	struct bio *bio = t_alloc(t, 0, 0), *nowhere = t_alloc(t, 0, 0), *quiet = t_alloc(t, 0, 0);

	nowhere->bi_disk = NULL;
	bio_set_flag(bio, BIO_TRACE_COMPLETION);
	bio_set_flag(nowhere, BIO_TRACE_COMPLETION);
	bio_io_error(bio);
	bio_io_error(nowhere);
	bio_io_error(quiet);
	assert_int_equal(t->events[BP_EV_BIO_COMPLETE], 1);
	assert_int_equal(t->last[BP_EV_BIO_COMPLETE].a, BLK_STS_IOERR);
	assert_ptr_equal(t->last[BP_EV_BIO_COMPLETE].q, &t->w.q);
	assert_false(bio_flagged(bio, BIO_TRACE_COMPLETION));
	assert_true(bio_flagged(nowhere, BIO_TRACE_COMPLETION));
	assert_int_equal(t->events[BP_EV_BIO_ENDIO], 3);
	assert_int_equal(t->events[BP_EV_BIO_DONE], 3);
	bio_put(bio);
	bio_put(nowhere);
	bio_put(quiet);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(bio_endio__part_of_a_chain__its_end_is_not_traced),
		t_case(bio_endio__example_21__status_of_the_chain),
		t_case(bio_endio__very_long_chain__one_end),
		t_case(bio_chain__child_with_an_owner__bug),
		t_case(bio_endio__chained_but_nothing_to_wait_for__bug),
		t_case(bio_endio__second_time__reported_and_not_done),
		t_case(bio_endio__freed_bio__reported_and_not_done),
		t_case(bio_endio__child_twice__parent_waits_on),
		t_case(bio_endio__end_function_replaced_meanwhile__no_finding),
		t_case(bio_endio__after_reset__ends_again),
		t_case(bio_chain_endio__called_by_hand__ends_the_parent),
		t_case(bio_io_error__and_wouldblock__set_the_status),
		t_case(bio_endio__trace_completion__one_event_with_a_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
