/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A request between driver and end: R-SUB-11, R-END-4, R-END-5.
 */
#include "driver.h"

static struct t_driver *holding(unsigned opf)
{
	struct t_driver *d = t_driver_new();

	t_driver_start(d);
	t_driver_submit(d, opf, 0, 8);
	assert_int_equal(d->nr_held, 1);
	return d;
}

static void blk_mq_start_request__idle__in_flight(void **state)
{
	struct t_driver *d = holding(REQ_OP_READ);

	(void)state;
	assert_int_equal(d->held[0]->state, MQ_RQ_IN_FLIGHT);
	assert_int_equal(d->q->queue_hw_ctx[0]->bp_in_flight, 1);
	blk_mq_start_request(d->held[0]);
	assert_hits(&d->env, BP_SITE_START_NOT_IDLE, 1);
	t_driver_stop(d);
}

static void blk_mq_start_request__freed__finding(void **state)
{
	struct t_driver *d = holding(REQ_OP_READ);
	struct request *rq = d->held[0];

	(void)state;
	t_driver_end_first(d, BLK_STS_OK);
	blk_mq_start_request(rq);
	blk_mq_requeue_request(rq, true);
	blk_mq_end_request(rq, BLK_STS_OK);
	__blk_mq_end_request(rq, BLK_STS_OK);
	assert_hits(&d->env, BP_SITE_RQ_FREED_USED, 4);
	assert_int_equal(rq->state, MQ_RQ_IDLE);
	assert_int_equal(d->ended, 1);
	t_driver_stop(d);
}

static int drain_is_needed(struct request *rq)
{
	(void)rq;
	return 1;
}

static void blk_mq_start_request__drain__one_segment_more_until_requeued(void **state)
{
	struct t_driver *d = t_driver_new();
	struct request *rq;

	(void)state;
	t_driver_start(d);
	d->q->dma_drain_size = 512;
	d->q->dma_drain_needed = drain_is_needed;
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	rq = d->held[0];
	assert_int_equal(rq->nr_phys_segments, 2);
	d->nr_held = 0;
	blk_mq_requeue_request(rq, true);
	assert_int_equal(rq->nr_phys_segments, 1);
	bp_work_run(&d->env);
	assert_int_equal(rq->nr_phys_segments, 2);
	t_driver_stop(d);
}

/* R-SUB-11: only what start added is taken back; without data nothing drains (R-MAP-4). */
static void blk_mq_start_request__no_data__no_drain(void **state)
{
	struct t_driver *d = t_driver_new();

	(void)state;
	t_driver_start(d);
	d->q->dma_drain_size = 512;
	d->q->dma_drain_needed = drain_is_needed;
	t_driver_submit(d, REQ_OP_READ, 0, 0);
	assert_int_equal(d->held[0]->nr_phys_segments, 0);
	t_driver_stop(d);
}

static void queue_rq__refused_before_start__segments_stay(void **state)
{
	struct t_driver *d = t_driver_new();

	(void)state;
	t_driver_start(d);
	d->q->dma_drain_size = 512;
	d->q->dma_drain_needed = drain_is_needed;
	d->answers[0] = BLK_STS_RESOURCE;
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	bp_work_run(&d->env);
	assert_int_equal(d->held[0]->nr_phys_segments, 2);
	t_driver_stop(d);
}

static void blk_mq_complete_request__twice__finding(void **state)
{
	struct t_driver *d = holding(REQ_OP_READ);
	struct request *rq = d->held[0];

	(void)state;
	d->nr_held = 0;
	rq->ref = 2;		     /* somebody else looks at it a little longer */
	blk_mq_complete_request(rq); /* no complete function: ends it OK */
	assert_int_equal(d->ended, 1);
	assert_int_equal(rq->state, MQ_RQ_COMPLETE);
	blk_mq_complete_request(rq);
	assert_hits(&d->env, BP_SITE_COMPLETE_TWICE, 1);
	blk_mq_free_request(rq);
	blk_mq_complete_request(rq);
	assert_hits(&d->env, BP_SITE_COMPLETE_TWICE, 2);
	assert_int_equal(d->ended, 1);
	t_driver_stop(d);
}

static void blk_mq_complete_request__not_started__finding(void **state)
{
	struct t_driver *d = t_driver_new();
	struct request *rq;

	(void)state;
	t_driver_start(d);
	rq = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, true);
	blk_mq_complete_request(rq);
	assert_hits(&d->env, BP_SITE_COMPLETE_TWICE, 1);
	blk_mq_free_request(rq);
	t_driver_stop(d);
}

static void complete_with_error(struct request *rq)
{
	blk_mq_end_request(rq, BLK_STS_MEDIUM);
}

static void blk_mq_complete_request__driver_has_a_function__it_is_called(void **state)
{
	struct t_driver *d = holding(REQ_OP_READ);
	struct blk_mq_ops ops = *d->q->mq_ops;

	(void)state;
	ops.complete = complete_with_error;
	d->q->mq_ops = &ops;
	d->nr_held = 0;
	blk_mq_complete_request(d->held[0]);
	assert_int_equal(d->status, BLK_STS_MEDIUM);
	t_driver_stop(d);
}

static void blk_mq_end_request__data_left__bug(void **state)
{
	struct t_driver *d = holding(REQ_OP_READ);
	struct request *rq = d->held[0];

	(void)state;
	d->nr_held = 0;
	rq->__data_len = 512;
	assert_bug(&d->env, BP_SITE_END_NOT_ALL, blk_mq_end_request(rq, BLK_STS_OK));
	blk_mq_end_request(rq, BLK_STS_OK);
	assert_int_equal(d->ended, 1);
	t_driver_stop(d);
}

static void blk_mq_end_request__io_stat__counted_with_time(void **state)
{
	struct t_driver *d = holding(REQ_OP_WRITE);

	(void)state;
	d->env.now_ns += 250;
	t_driver_end_first(d, BLK_STS_OK);
	assert_int_equal(d->q->bp_ios[WRITE], 1);
	assert_int_equal(d->q->bp_io_ns[WRITE], 250);
	blk_queue_flag_clear(QUEUE_FLAG_IO_STAT, d->q);
	t_driver_submit(d, REQ_OP_WRITE, 0, 8);
	t_driver_end_first(d, BLK_STS_OK);
	assert_int_equal(d->q->bp_ios[WRITE], 1);
	t_driver_stop(d);
}

static unsigned done_calls;

static void done(struct request *rq, blk_status_t status)
{
	done_calls++;
	assert_int_equal(status, BLK_STS_TIMEOUT);
	blk_mq_free_request(rq);
}

static void blk_mq_end_request__end_io__called_instead_of_freeing(void **state)
{
	struct t_driver *d = t_driver_new();
	struct request *rq;

	(void)state;
	t_driver_start(d);
	done_calls = 0;
	rq = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, true);
	blk_execute_rq_nowait(d->q, rq, false, done);
	assert_int_equal(d->nr_held, 1);
	t_driver_end_first(d, BLK_STS_TIMEOUT);
	assert_int_equal(done_calls, 1);
	t_driver_stop(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blk_mq_start_request__idle__in_flight),
		cmocka_unit_test(blk_mq_start_request__freed__finding),
		cmocka_unit_test(blk_mq_start_request__drain__one_segment_more_until_requeued),
		cmocka_unit_test(blk_mq_start_request__no_data__no_drain),
		cmocka_unit_test(queue_rq__refused_before_start__segments_stay),
		cmocka_unit_test(blk_mq_complete_request__twice__finding),
		cmocka_unit_test(blk_mq_complete_request__not_started__finding),
		cmocka_unit_test(blk_mq_complete_request__driver_has_a_function__it_is_called),
		cmocka_unit_test(blk_mq_end_request__data_left__bug),
		cmocka_unit_test(blk_mq_end_request__io_stat__counted_with_time),
		cmocka_unit_test(blk_mq_end_request__end_io__called_instead_of_freeing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
