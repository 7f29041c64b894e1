/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tags: bounded, the lowest free one first, shared by the queues of a set; INV-REQ-3.
 */
#include <string.h>

#include "driver.h"

#include "fifo.h"

static void blk_mq_alloc_request__seventy_tags__each_once(void **state)
{
	struct t_driver *d = t_driver_new();
	struct request *rqs[70], *again;

	(void)state;
	d->set.queue_depth = 70;
	t_driver_start(d);
	for (int i = 0; i < 70; i++) {
		rqs[i] = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, true);
		assert_int_equal(rqs[i]->tag, i);
	}
	assert_null(blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, true));
	blk_mq_free_request(rqs[65]);
	blk_mq_free_request(rqs[3]);
	again = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, true);
	assert_int_equal(again->tag, 3);
	rqs[3] = again;
	rqs[65] = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, true);
	assert_int_equal(rqs[65]->tag, 65);
	for (unsigned i = 0; i < 70; i++)
		blk_mq_free_request(rqs[i]);
	t_driver_stop(d);
}

/* What the driver keeps behind a request is zero at first and stays from one to the next. */
static void blk_mq_rq_to_pdu__every_tag__room_of_its_own(void **state)
{
	struct t_driver *d = t_driver_new();
	struct request *rqs[8];

	(void)state;
	d->set.cmd_size = 100;
	t_driver_start(d);
	for (int i = 0; i < 8; i++) {
		rqs[i] = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, true);
		assert_int_equal((uintptr_t)rqs[i] % _Alignof(max_align_t), 0);
		assert_ptr_equal(blk_mq_rq_from_pdu(blk_mq_rq_to_pdu(rqs[i])), rqs[i]);
		for (unsigned byte = 0; byte < 100; byte++)
			assert_int_equal(((u8 *)blk_mq_rq_to_pdu(rqs[i]))[byte], 0);
		memset(blk_mq_rq_to_pdu(rqs[i]), i + 1, 100);
	}
	for (int i = 0; i < 8; i++) {
		assert_int_equal(rqs[i]->tag, i);
		assert_int_equal(((u8 *)blk_mq_rq_to_pdu(rqs[i]))[99], i + 1);
		blk_mq_free_request(rqs[i]);
	}
	rqs[0] = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, true);
	assert_int_equal(*(u8 *)blk_mq_rq_to_pdu(rqs[0]), 1);
	blk_mq_free_request(rqs[0]);
	t_driver_stop(d);
}

static void blk_mq_alloc_request__depth_64__no_65th(void **state)
{
	struct t_driver *d = t_driver_new();
	struct request *rqs[64];

	(void)state;
	d->set.queue_depth = 64;
	t_driver_start(d);
	for (unsigned i = 0; i < 64; i++)
		rqs[i] = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, true);
	assert_null(blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, true));
	for (unsigned i = 0; i < 64; i++)
		blk_mq_free_request(rqs[i]);
	t_driver_stop(d);
}

static void blk_mq_alloc_request__shared_set__marked_and_shared(void **state)
{
	struct t_driver *d = t_driver_new();
	struct request_queue *other;
	struct request *a, *b;

	(void)state;
	d->set.queue_depth = 2;
	d->set.flags |= BLK_MQ_F_TAG_SHARED;
	t_driver_start(d);
	other = blk_mq_init_queue(&d->env, &d->set);
	a = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, true);
	b = blk_mq_alloc_request(other, REQ_OP_DRV_IN, true);
	assert_int_equal(a->tag, 0);
	assert_int_equal(b->tag, 1);
	assert_ptr_equal(b->q, other);
	assert_true(b->rq_flags & RQF_MQ_INFLIGHT);
	assert_null(blk_mq_alloc_request(other, REQ_OP_DRV_IN, true));
	blk_mq_free_request(a);
	blk_mq_free_request(b);
	assert_false(b->rq_flags & RQF_MQ_INFLIGHT);
	assert_int_equal(blk_cleanup_queue(other), 0);
	t_driver_stop(d);
}

/* With a scheduler there are more requests than driver tags: those without one wait in order. */
static void dispatch__driver_tags_run_out__goes_on_when_one_returns(void **state)
{
	struct t_driver *d = t_driver_new();

	(void)state;
	d->set.queue_depth = 2;
	t_driver_start(d);
	assert_int_equal(blk_mq_init_sched(d->q, &t_fifo), 0);
	for (unsigned i = 0; i < 4; i++)
		t_driver_submit(d, REQ_OP_WRITE, 100 * i, 8);
	while (bp_wait(&d->env))
		;
	assert_string_equal(d->issued, "0.100.");
	assert_non_null(d->q->queue_hw_ctx[0]->bp_waits_at);
	t_driver_end_first(d, BLK_STS_OK);
	assert_string_equal(d->issued, "0.100.");
	bp_work_run(&d->env);
	assert_string_equal(d->issued, "0.100.200.");
	t_driver_end_all(d);
	assert_string_equal(d->issued, "0.100.200.300.");
	assert_int_equal(d->ended, 4);
	t_driver_stop(d);
}

/* Both queues wait for the one tag of their set, and both are woken. */
static void dispatch__two_queues_one_tag__each_has_its_turn(void **state)
{
	struct t_driver *d = t_driver_new();
	struct request_queue *queues[2];
	struct gendisk other = { .disk_name = "other" };

	(void)state;
	d->set.queue_depth = 1;
	d->set.flags |= BLK_MQ_F_TAG_SHARED;
	t_driver_start(d);
	queues[0] = d->q;
	queues[1] = blk_mq_init_queue(&d->env, &d->set);
	other.queue = queues[1];
	for (unsigned i = 0; i < 2; i++)
		assert_int_equal(blk_mq_init_sched(queues[i], &t_fifo), 0);
	for (unsigned i = 0; i < 4; i++) {
		struct bio *bio = t_driver_bio(d, REQ_OP_WRITE, 100 * i, 8);

		if (i % 2)
			bio->bi_disk = &other;
		submit_bio(bio);
		bp_work_run(&d->env);
	}
	t_driver_end_all(d);
	assert_string_equal(d->issued, "0.100.200.300.");
	assert_int_equal(d->ended, 4);
	assert_int_equal(blk_cleanup_queue(queues[1]), 0);
	t_driver_stop(d);
}

/* Lets the n-th tag that is asked for be refused. */
static bool nth_tag(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	unsigned *left = arg;

	(void)bytes;
	return kind == BP_ALLOC_TAG && *left && !--*left;
}

/* The request has its scheduler's tag, and is refused one of the driver: it waits as if there were
 * none, and is issued when the one before it has ended. */
static void dispatch__driver_tag_refused__goes_on_when_one_returns(void **state)
{
	static const struct bp_alloc_ops ops = { .should_fail = nth_tag };
	struct t_driver *d = t_driver_new();
	unsigned left = 2;

	(void)state;
	t_driver_start(d);
	assert_int_equal(blk_mq_init_sched(d->q, &t_fifo), 0);
	t_driver_submit(d, REQ_OP_WRITE, 0, 8);
	bp_work_run(&d->env);
	assert_string_equal(d->issued, "0.");
	d->env.alloc_arg = &left;
	d->env.alloc_ops = &ops;
	t_driver_submit(d, REQ_OP_WRITE, 100, 8);
	bp_work_run(&d->env);
	assert_int_equal(left, 0);
	assert_string_equal(d->issued, "0.");
	t_driver_end_all(d);
	assert_string_equal(d->issued, "0.100.");
	assert_int_equal(d->ended, 2);
	t_driver_stop(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blk_mq_alloc_request__seventy_tags__each_once),
		cmocka_unit_test(blk_mq_rq_to_pdu__every_tag__room_of_its_own),
		cmocka_unit_test(blk_mq_alloc_request__depth_64__no_65th),
		cmocka_unit_test(blk_mq_alloc_request__shared_set__marked_and_shared),
		cmocka_unit_test(dispatch__driver_tags_run_out__goes_on_when_one_returns),
		cmocka_unit_test(dispatch__two_queues_one_tag__each_has_its_turn),
		cmocka_unit_test(dispatch__driver_tag_refused__goes_on_when_one_returns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
