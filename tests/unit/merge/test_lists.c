/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lists of waiting requests, youngest first: which of them is asked, and what ends the search.
 */
#include <blkpath/merge.h>
#include <blkpath/plug.h>

#include "bp_test.h"

#define T_MAX 12

static struct t_world w;
static struct blk_plug plug;
static struct request rqs[T_MAX];
static unsigned count;

static int set_up(void **state)
{
	(void)state;
	t_world_init(&w);
	plug = (struct blk_plug){ 0 };
	TAILQ_INIT(&plug.mq_list);
	w.env.current.plug = &plug;
	count = 0;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	t_world_fini(&w);
	return 0;
}

static struct bio *bio_at(sector_t sector)
{
	return t_bio(&w, REQ_OP_WRITE, sector, 1, T_VECS({ sector << 13, 4096 }));
}

/* The next oldest request, 8 sectors long. */
static struct request *wait_at(sector_t sector)
{
	struct request *rq = &rqs[count++];

	t_request(&w, rq, bio_at(sector));
	TAILQ_INSERT_TAIL(&plug.mq_list, rq, queuelist);
	return rq;
}

static bool offer_to_plug(sector_t sector, struct request **same)
{
	return blk_attempt_plug_merge(&w.q, bio_at(sector), same);
}

static bool offer_to_list(sector_t sector)
{
	return blk_mq_bio_list_merge(&w.q, &plug.mq_list, bio_at(sector));
}

static void blk_attempt_plug_merge__no_plug__no(void **state)
{
	struct request *same = NULL;

	(void)state;
	wait_at(1000);
	w.env.current.plug = NULL;
	assert_false(offer_to_plug(1008, &same));
	assert_null(same);
}

/* R-MGE-12: the youngest is asked first; same is the last one that was visited. */
static void blk_attempt_plug_merge__two_fit__the_youngest_takes_it(void **state)
{
	struct request *old, *young, *same = NULL;

	(void)state;
	old = wait_at(1000);
	young = wait_at(1016);
	wait_at(5000);
	assert_true(offer_to_plug(1008, &same));
	assert_int_equal(blk_rq_pos(young), 1008);
	assert_int_equal(blk_rq_sectors(old), 8);
	assert_ptr_equal(same, young);
	assert_true(offer_to_plug(5008, NULL));
}

static void blk_attempt_plug_merge__refused__goes_on(void **state)
{
	struct request *old, *young, *same = NULL;

	(void)state;
	w.q.limits.max_segments = 2;
	old = wait_at(1000);
	young = wait_at(1016);
	young->nr_phys_segments = 2;
	assert_true(offer_to_plug(1008, &same));
	assert_int_equal(blk_rq_sectors(old), 16);
	assert_true(young->cmd_flags & REQ_NOMERGE);
	assert_ptr_equal(same, old);
}

static void blk_attempt_plug_merge__no_limit_of_visits__the_twelfth_takes_it(void **state)
{
	struct request *first, *same = NULL;

	(void)state;
	first = wait_at(1000);
	for (unsigned i = 1; i < T_MAX; i++)
		wait_at(2000 + 100 * i);
	assert_true(offer_to_plug(1008, &same));
	assert_ptr_equal(same, first);
	assert_false(offer_to_plug(9000, &same));
	assert_ptr_equal(same, first);
}

static void blk_attempt_plug_merge__other_queue_and_other_kind__skipped(void **state)
{
	struct request_queue other;
	struct request *foreign, *started, *same = NULL;

	(void)state;
	bp_queue_init(&w.env, &other);
	started = wait_at(1000);
	started->rq_flags |= RQF_STARTED;
	foreign = wait_at(1000);
	foreign->q = &other;
	assert_false(offer_to_plug(1008, &same));
	assert_ptr_equal(same, started);
}

/* Patch 1: two adjacent direct writes under a plug stay two; the same with pages become one. */
static void blk_attempt_plug_merge__dma_direct__stays_alone(void **state)
{
	const struct t_vec at = { 0x20000, 4096 };
	unsigned direct = REQ_OP_WRITE | REQ_DMA_DIRECT;

	(void)state;
	t_request(&w, wait_at(1000), t_bio(&w, direct, 1000, 1, &at));
	TAILQ_INIT(&plug.mq_list);
	TAILQ_INSERT_TAIL(&plug.mq_list, &rqs[0], queuelist);
	assert_false(blk_attempt_plug_merge(&w.q, t_bio(&w, direct, 1008, 1, &at), NULL));
	assert_false(offer_to_plug(1008, NULL));
}

/* R-MGE-14 */
static void blk_mq_bio_list_merge__ninth_would_fit__eight_are_asked(void **state)
{
	(void)state;
	wait_at(1000);
	for (unsigned i = 1; i <= 7; i++)
		wait_at(2000 + 100 * i);
	assert_true(offer_to_list(1008));
	wait_at(2900);
	assert_false(offer_to_list(1016));
}

/* Those that may not join at all are among the eight. */
static void blk_mq_bio_list_merge__strangers__count(void **state)
{
	(void)state;
	wait_at(1000);
	for (unsigned i = 1; i <= 8; i++)
		wait_at(2000 + 100 * i)->cmd_flags = REQ_OP_READ;
	assert_false(offer_to_list(1008));
	TAILQ_REMOVE(&plug.mq_list, &rqs[8], queuelist);
	assert_true(offer_to_list(1008));
}

static void blk_mq_bio_list_merge__first_that_touches_refuses__ends(void **state)
{
	struct request *old, *young;

	(void)state;
	w.q.limits.max_segments = 2;
	old = wait_at(1000);
	young = wait_at(1016);
	young->nr_phys_segments = 2;
	assert_false(offer_to_list(1008));
	assert_int_equal(blk_rq_sectors(old), 8);
	/* It has REQ_NOMERGE now and is skipped. */
	assert_true(offer_to_list(1008));
	assert_int_equal(blk_rq_sectors(old), 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(blk_attempt_plug_merge__no_plug__no, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			blk_attempt_plug_merge__two_fit__the_youngest_takes_it, set_up, tear_down),
		cmocka_unit_test_setup_teardown(blk_attempt_plug_merge__refused__goes_on, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			blk_attempt_plug_merge__no_limit_of_visits__the_twelfth_takes_it, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			blk_attempt_plug_merge__other_queue_and_other_kind__skipped, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(blk_attempt_plug_merge__dma_direct__stays_alone,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			blk_mq_bio_list_merge__ninth_would_fit__eight_are_asked, set_up, tear_down),
		cmocka_unit_test_setup_teardown(blk_mq_bio_list_merge__strangers__count, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			blk_mq_bio_list_merge__first_that_touches_refuses__ends, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
