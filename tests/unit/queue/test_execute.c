/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A request without a submitter, waited for: R-SUB-12.
 */
#include "driver.h"

struct later {
	struct t_driver *d;
	struct bp_timer timer;
};

static void end_one(struct bp_timer *timer)
{
	t_driver_end_first(bp_container_of(timer, struct later, timer)->d, BLK_STS_IOERR);
}

static void blk_execute_rq__ends_later__slept_and_owes_it(void **state)
{
	struct t_driver *d = t_driver_new();
	struct later later = { .d = d, .timer.fn = end_one };
	struct request *rq;

	(void)state;
	t_driver_start(d);
	rq = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, BLK_MQ_REQ_NOWAIT);
	bp_timer_arm(&d->env, &later.timer, 777);
	blk_execute_rq(d->q, rq, false);
	assert_int_equal(d->env.now_ns, 777);
	assert_null(rq->end_io_data);
	assert_int_equal(rq->ref, 1);
	blk_mq_free_request(rq);
	t_driver_stop(d);
}

static void blk_execute_rq__at_head__before_what_waits(void **state)
{
	struct t_driver *d = t_driver_new();
	struct later later = { .d = d, .timer.fn = end_one };
	struct request *rq;

	(void)state;
	t_driver_start(d);
	d->q->queue_hw_ctx[0]->dispatch_busy = true;
	t_driver_submit(d, REQ_OP_READ, 100, 8);
	rq = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, BLK_MQ_REQ_NOWAIT);
	rq->__sector = 7;
	bp_timer_arm(&d->env, &later.timer, 777);
	blk_execute_rq(d->q, rq, true);
	assert_string_equal(d->issued, "7.100.");
	blk_mq_free_request(rq);
	t_driver_stop(d);
}

static void blk_execute_rq__never_ends__bug(void **state)
{
	struct t_driver *d = t_driver_new();
	struct request *rq;

	(void)state;
	t_driver_start(d);
	rq = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, BLK_MQ_REQ_NOWAIT);
	assert_bug(&d->env, BP_SITE_WAIT_HANG, blk_execute_rq(d->q, rq, false));
	d->nr_held = 0;
	blk_mq_free_request(rq);
	t_driver_stop(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blk_execute_rq__ends_later__slept_and_owes_it),
		cmocka_unit_test(blk_execute_rq__at_head__before_what_waits),
		cmocka_unit_test(blk_execute_rq__never_ends__bug),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
