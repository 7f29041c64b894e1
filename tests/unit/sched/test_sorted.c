/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The sorting scheduler: order of dispatch, merging, and a queue that it serves.
 */
#include <null/null.h>
#include <sched/sched.h>

#include "bp_test.h"

#define MS 1000000ull

static struct t_world w;
static struct blk_mq_hw_ctx hctx;
static struct request rqs[8];
static unsigned made;

static int set_up(void **state)
{
	(void)state;
	t_world_init(&w);
	hctx = (struct blk_mq_hw_ctx){ .queue = &w.q };
	made = 0;
	assert_int_equal(elevator_init(&w.q, bp_sched_find("sorted")), 0);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	elevator_exit(&w.q);
	assert_int_equal(w.env.live[BP_ALLOC_QUEUE], 0);
	t_world_fini(&w);
	return 0;
}

static struct bio *bio_at(unsigned opf, sector_t sector)
{
	return t_bio(&w, opf, sector, 1, T_VECS({ sector << 13, 4096 }));
}

static struct request *insert(unsigned opf, sector_t sector, bool at_head)
{
	struct bp_request_list list = TAILQ_HEAD_INITIALIZER(list);
	struct request *rq = &rqs[made++];

	t_request(&w, rq, bio_at(opf, sector));
	rq->start_time_ns = w.env.now_ns;
	TAILQ_INSERT_TAIL(&list, rq, queuelist);
	bp_sched_sorted.ops.insert_requests(&hctx, &list, at_head);
	return rq;
}

static void assert_dispatches(sector_t sector)
{
	struct request *rq = bp_sched_sorted.ops.dispatch_request(&hctx);

	assert_non_null(rq);
	assert_int_equal(blk_rq_pos(rq), sector);
	assert_false(rq->rq_flags & (RQF_SORTED | RQF_HASHED));
}

static void assert_empty(void)
{
	assert_false(bp_sched_sorted.ops.has_work(&hctx));
	assert_null(bp_sched_sorted.ops.dispatch_request(&hctx));
}

static void bp_sched_find__names__sorted_or_null(void **state)
{
	(void)state;
	assert_ptr_equal(bp_sched_find("sorted"), &bp_sched_sorted);
	assert_null(bp_sched_find("bfq"));
}

static void dispatch__mixed_order__upwards_then_from_the_start(void **state)
{
	(void)state;
	insert(REQ_OP_READ, 3000, false);
	insert(REQ_OP_WRITE, 1000, false);
	insert(REQ_OP_READ, 2000, false);
	assert_true(bp_sched_sorted.ops.has_work(&hctx));
	assert_dispatches(1000);
	insert(REQ_OP_READ, 500, false);
	insert(REQ_OP_READ, 1008, false);
	assert_dispatches(1008);
	assert_dispatches(2000);
	assert_dispatches(3000);
	assert_dispatches(500);
	assert_empty();
}

static void dispatch__at_head_and_passthrough__before_all_others(void **state)
{
	(void)state;
	insert(REQ_OP_READ, 10, false);
	insert(REQ_OP_DRV_IN, 20, false);
	insert(REQ_OP_READ, 30, true);
	assert_dispatches(30);
	assert_dispatches(20);
	assert_dispatches(10);
	assert_empty();
}

static void dispatch__waited_too_long__goes_first(void **state)
{
	(void)state;
	insert(REQ_OP_WRITE, 9000, false);
	w.env.now_ns += 4000 * MS;
	insert(REQ_OP_READ, 5000, false);
	insert(REQ_OP_READ, 1000, false);
	w.env.now_ns += 499 * MS;
	assert_dispatches(1000);
	w.env.now_ns += 600 * MS;
	insert(REQ_OP_READ, 2000, false);
	assert_dispatches(9000); /* 5.1 s */
	assert_dispatches(5000); /* 1.1 s */
	assert_dispatches(2000);
}

static void bio_merge__front_of_a_request__sorted_anew(void **state)
{
	struct request *a = insert(REQ_OP_READ, 1000, false);
	struct request *b = insert(REQ_OP_READ, 1010, false);

	(void)state;
	w.q.last_merge = NULL;
	assert_true(bp_sched_sorted.ops.bio_merge(&hctx, bio_at(REQ_OP_READ, 992)));
	assert_int_equal(blk_rq_pos(a), 992);
	assert_ptr_equal(elv_latter_request(&w.q, a), b);
	assert_ptr_equal(elv_former_request(&w.q, b), a);
	assert_false(bp_sched_sorted.ops.bio_merge(&hctx, bio_at(REQ_OP_READ, 5000)));
	assert_dispatches(992);
	assert_dispatches(1010);
	assert_null(w.q.last_merge);
}

static void bio_merge__back_of_a_request__found_by_its_new_end(void **state)
{
	struct request *rq = insert(REQ_OP_READ, 1000, false);

	(void)state;
	for (sector_t sector = 1008; sector < 1040; sector += 8)
		assert_true(bp_sched_sorted.ops.bio_merge(&hctx, bio_at(REQ_OP_READ, sector)));
	assert_int_equal(blk_rq_sectors(rq), 40);
	w.q.last_merge = NULL;
	assert_true(bp_sched_sorted.ops.bio_merge(&hctx, bio_at(REQ_OP_READ, 1040)));
	assert_dispatches(1000);
	assert_empty();
}

static void insert__unmergeable__not_in_the_hash(void **state)
{
	struct request *rq = insert(REQ_OP_WRITE | REQ_NOMERGE, 1000, false);

	(void)state;
	assert_false(rq->rq_flags & RQF_HASHED);
	assert_null(w.q.last_merge);
	assert_dispatches(1000);
}

/* rq takes over the place in time of an older next. */
static void requests_merged__older_next__its_place_in_time(void **state)
{
	struct request *next = insert(REQ_OP_READ, 1008, false), *rq;

	(void)state;
	w.env.now_ns = 300 * MS;
	insert(REQ_OP_READ, 10, false);
	rq = insert(REQ_OP_READ, 1000, false);
	assert_ptr_equal(attempt_back_merge(&w.q, rq), next);
	w.env.now_ns = 550 * MS;
	assert_dispatches(1000);
	assert_dispatches(10);
	assert_empty();
}

static bool fails(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)kind, (void)bytes;
	return !--*(unsigned *)arg;
}

static void elevator_init__no_memory__no_scheduler(void **state)
{
	const struct bp_alloc_ops ops = { .should_fail = fails };
	unsigned countdown = 2;

	(void)state;
	elevator_exit(&w.q);
	w.env.alloc_ops = &ops;
	w.env.alloc_arg = &countdown;
	assert_true(elevator_init(&w.q, &bp_sched_sorted) < 0);
	assert_null(w.q.elevator);
}

static unsigned ended;

static void on_end(struct bio *bio)
{
	assert_int_equal(bio->bi_status, BLK_STS_OK);
	ended++;
	bio_put(bio);
}

static void submit_at(struct bp_null *null, unsigned opf, sector_t sector)
{
	struct bio *bio = bio_at(opf, sector);

	bio->bi_disk = &null->disk;
	bio->bi_end_io = on_end;
	if (bio_op(bio) == REQ_OP_DISCARD)
		bio->bi_vcnt = 0;
	submit_bio(bio);
}

/* aaaa....cccc, then bbbb between them: one request, nothing lost. */
static void submit_bio__hole_is_filled__one_request(void **state)
{
	const struct bp_null_config config = { .queue_depth = 4 };
	struct bp_null *null;

	(void)state;
	assert_int_equal(bp_null_create(&w.env, NULL, &config, &null), 0);
	assert_int_equal(blk_mq_init_sched(null->queue, bp_sched_find("sorted")), 0);
	blk_mq_quiesce_queue(null->queue);
	ended = 0;
	submit_at(null, REQ_OP_READ, 1000);
	submit_at(null, REQ_OP_READ, 1016);
	submit_at(null, REQ_OP_READ, 1008);
	submit_at(null, REQ_OP_READ, 992);
	submit_at(null, REQ_OP_READ, 2000);
	blk_mq_unquiesce_queue(null->queue);
	while (bp_wait(&w.env))
		;
	assert_int_equal(ended, 5);
	assert_int_equal(null->issued, 2);
	assert_int_equal(blk_mq_exit_sched(null->queue), 0);
	bp_null_destroy(null);
	assert_int_equal(w.env.live[BP_ALLOC_BIO], 0);
}

/* quirk: the hash offers a back merge of discards, and nobody tells the scheduler of the rest. */
static void submit_bio__discards_with_ranges__nothing_stays_behind(void **state)
{
	const struct bp_null_config config = { .queue_depth = 4 };
	struct bp_null *null;

	(void)state;
	assert_int_equal(bp_null_create(&w.env, NULL, &config, &null), 0);
	blk_queue_flag_set(QUEUE_FLAG_DISCARD, null->queue);
	blk_queue_max_discard_sectors(null->queue, 1000);
	blk_queue_max_discard_segments(null->queue, 4);
	assert_int_equal(blk_mq_init_sched(null->queue, bp_sched_find("sorted")), 0);
	blk_mq_quiesce_queue(null->queue);
	ended = 0;
	submit_at(null, REQ_OP_DISCARD, 1000);
	blk_queue_flag_set(QUEUE_FLAG_NOMERGES, null->queue);
	submit_at(null, REQ_OP_DISCARD, 1016);
	blk_queue_flag_clear(QUEUE_FLAG_NOMERGES, null->queue);
	null->queue->last_merge = NULL;
	submit_at(null, REQ_OP_DISCARD, 1008);
	blk_mq_unquiesce_queue(null->queue);
	while (bp_wait(&w.env))
		;
	assert_int_equal(ended, 3);
	assert_int_equal(null->issued, 1);
	assert_int_equal(blk_mq_exit_sched(null->queue), 0);
	bp_null_destroy(null);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(bp_sched_find__names__sorted_or_null, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(dispatch__mixed_order__upwards_then_from_the_start,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			dispatch__at_head_and_passthrough__before_all_others, set_up, tear_down),
		cmocka_unit_test_setup_teardown(dispatch__waited_too_long__goes_first, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(bio_merge__front_of_a_request__sorted_anew, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(bio_merge__back_of_a_request__found_by_its_new_end,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(insert__unmergeable__not_in_the_hash, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(requests_merged__older_next__its_place_in_time,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(elevator_init__no_memory__no_scheduler, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(submit_bio__hole_is_filled__one_request, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			submit_bio__discards_with_ranges__nothing_stays_behind, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
