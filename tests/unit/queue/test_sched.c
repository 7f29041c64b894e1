/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A scheduler on a queue: its tags, and who is asked for company (R-MGE-13).
 */
#include "driver.h"

#include <errno.h>

#include "fifo.h"

static struct t_driver *started(unsigned flags)
{
	struct t_driver *d = t_driver_new();

	d->set.flags = flags;
	d->set.queue_depth = 4;
	t_driver_start(d);
	return d;
}

static void blk_mq_init_sched__attached__twice_the_tags(void **state)
{
	struct t_driver *d = started(0);

	(void)state;
	assert_int_equal(blk_mq_init_sched(d->q, &t_fifo), 0);
	assert_int_equal(d->q->nr_requests, 8);
	blk_mq_stop_hw_queue(d->q->queue_hw_ctx[0]);
	for (unsigned i = 0; i < 8; i++)
		t_driver_submit(d, REQ_OP_WRITE | REQ_NOWAIT, 100 * i, 8);
	assert_int_equal(d->ended, 0);
	t_driver_submit(d, REQ_OP_WRITE | REQ_NOWAIT, 900, 8);
	assert_int_equal(d->status, BLK_STS_AGAIN);
	blk_mq_start_hw_queue(d->q->queue_hw_ctx[0]);
	assert_int_equal(d->nr_held, 4);
	t_driver_end_all(d);
	assert_int_equal(d->ended, 9);
	assert_int_equal(blk_mq_exit_sched(d->q), 0);
	assert_null(d->q->elevator);
	assert_int_equal(d->q->nr_requests, 4);
	t_driver_submit(d, REQ_OP_WRITE, 0, 8);
	assert_int_equal(d->held[0]->internal_tag, -1);
	t_driver_stop(d);
}

static void blk_mq_init_sched__requests_never_end__busy(void **state)
{
	struct t_driver *d = started(0);

	(void)state;
	t_driver_submit(d, REQ_OP_WRITE, 0, 8);
	assert_int_equal(blk_mq_init_sched(d->q, &t_fifo), -EBUSY);
	assert_hits(&d->env, BP_SITE_QUEUE_BUSY, 1);
	assert_null(d->q->elevator);
	t_driver_end_all(d);
	assert_int_equal(blk_mq_init_sched(d->q, &t_fifo), 0);
	t_driver_submit(d, REQ_OP_WRITE, 0, 8);
	bp_work_run(&d->env);
	assert_int_equal(blk_mq_exit_sched(d->q), -EBUSY);
	assert_non_null(d->q->elevator);
	t_driver_stop(d);
}

static unsigned allowed;

static bool fail_after(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)arg;
	(void)kind;
	(void)bytes;
	return allowed-- == 0;
}

static void blk_mq_init_sched__an_allocation_fails__no_scheduler(void **state)
{
	static const struct bp_alloc_ops failing = { .should_fail = fail_after };
	struct t_driver *d = started(0);
	int error = -ENOMEM;

	(void)state;
	for (unsigned i = 0; error; i++) {
		allowed = i;
		d->env.alloc_ops = &failing;
		error = blk_mq_init_sched(d->q, &t_fifo);
		d->env.alloc_ops = NULL;
		assert_true(error == 0 || error == -ENOMEM);
		assert_int_equal(d->q->elevator == NULL, error != 0);
		assert_int_equal(d->q->mq_freeze_depth, 0);
	}
	t_driver_stop(d);
}

/* Seen with random I/O on two hardware queues: a request was never issued.
 * 1. One scheduler serves both contexts; context 1 takes a request of context 0.
 * 2. Context 0 has no tag left, so context 1 waits - among those who wait for tags of context 1.
 * 3. A tag of context 0 comes back and wakes nobody. */
static void dispatch__request_of_another_context__waits_for_its_tags(void **state)
{
	struct t_driver *d = t_driver_new();

	(void)state;
	d->set.nr_hw_queues = d->set.nr_cpus = 2;
	d->set.queue_depth = 1;
	t_driver_start(d);
	assert_int_equal(blk_mq_init_sched(d->q, &t_fifo), 0);
	blk_mq_stop_hw_queue(d->q->queue_hw_ctx[0]);
	blk_mq_stop_hw_queue(d->q->queue_hw_ctx[1]);
	t_driver_submit(d, REQ_OP_WRITE, 0, 8);
	t_driver_submit(d, REQ_OP_WRITE, 100, 8);
	blk_mq_start_hw_queue(d->q->queue_hw_ctx[1]);
	assert_int_equal(d->nr_held, 1);
	assert_ptr_equal(d->held[0]->mq_hctx, d->q->queue_hw_ctx[0]);
	t_driver_end_first(d, BLK_STS_OK);
	bp_work_run(&d->env);
	assert_int_equal(d->nr_held, 1);
	t_driver_end_all(d);
	assert_int_equal(d->ended, 2);
	t_driver_stop(d);
}

static unsigned asked;

static bool take_all(struct blk_mq_hw_ctx *hctx, struct bio *bio)
{
	(void)hctx;
	asked++;
	bio_endio(bio);
	return true;
}

static void blk_mq_sched_bio_merge__scheduler_merges__it_is_asked(void **state)
{
	struct elevator_type merging = t_fifo;
	struct t_driver *d = started(BLK_MQ_F_SHOULD_MERGE);

	(void)state;
	asked = 0;
	merging.ops.bio_merge = take_all;
	assert_int_equal(blk_mq_init_sched(d->q, &merging), 0);
	t_driver_submit(d, REQ_OP_WRITE, 0, 8);
	assert_int_equal(asked, 1);
	assert_int_equal(d->ended, 1);
	t_driver_submit(d, REQ_OP_WRITE | REQ_NOMERGE, 0, 8);
	blk_queue_flag_set(QUEUE_FLAG_NOMERGES, d->q);
	t_driver_submit(d, REQ_OP_WRITE, 0, 8);
	assert_int_equal(asked, 1);
	t_driver_stop(d);
}

static void blk_mq_sched_bio_merge__software_list__only_if_the_driver_wants(void **state)
{
	static const unsigned flags[] = { 0, BLK_MQ_F_SHOULD_MERGE };

	(void)state;
	for (unsigned i = 0; i < bp_array_size(flags); i++) {
		struct t_driver *d = started(flags[i]);

		d->q->queue_hw_ctx[0]->dispatch_busy = true;
		t_driver_submit(d, REQ_OP_WRITE, 0, 8);
		t_driver_submit(d, REQ_OP_WRITE, 8, 8);
		bp_work_run(&d->env);
		assert_int_equal(d->nr_held, flags[i] ? 1 : 2);
		t_driver_stop(d);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dispatch__request_of_another_context__waits_for_its_tags),
		cmocka_unit_test(blk_mq_init_sched__attached__twice_the_tags),
		cmocka_unit_test(blk_mq_init_sched__requests_never_end__busy),
		cmocka_unit_test(blk_mq_init_sched__an_allocation_fails__no_scheduler),
		cmocka_unit_test(blk_mq_sched_bio_merge__scheduler_merges__it_is_asked),
		cmocka_unit_test(blk_mq_sched_bio_merge__software_list__only_if_the_driver_wants),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
