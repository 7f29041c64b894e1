/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests that come back: R-SUB-11.
 */
#include <string.h>

#include "driver.h"

static struct t_driver *holding(unsigned n)
{
	struct t_driver *d = t_driver_new();

	t_driver_start(d);
	for (unsigned i = 0; i < n; i++)
		t_driver_submit(d, REQ_OP_READ, 100 * i, 8);
	return d;
}

static struct request *take(struct t_driver *d, unsigned index)
{
	struct request *rq = d->held[index];

	d->held[index] = d->held[--d->nr_held];
	return rq;
}

static void blk_mq_requeue_request__kicked__idle_then_issued_again(void **state)
{
	struct t_driver *d = holding(1);
	struct request *rq = take(d, 0);

	(void)state;
	blk_mq_requeue_request(rq, true);
	assert_int_equal(rq->state, MQ_RQ_IDLE);
	assert_true(rq->rq_flags & RQF_SOFTBARRIER);
	assert_int_equal(rq->tag, 0); /* without scheduler it stays */
	assert_string_equal(d->issued, "0.");
	bp_work_run(&d->env);
	assert_string_equal(d->issued, "0.0.");
	assert_false(rq->rq_flags & RQF_SOFTBARRIER);
	assert_string_equal(d->events, "QGDRID");
	t_driver_stop(d);
}

static void blk_mq_requeue_request__not_kicked__waits_for_a_kick(void **state)
{
	struct t_driver *d = holding(1);

	(void)state;
	blk_mq_requeue_request(take(d, 0), false);
	assert_int_equal(bp_work_run(&d->env), 0);
	blk_mq_kick_requeue_list(d->q);
	bp_work_run(&d->env);
	assert_string_equal(d->issued, "0.0.");
	t_driver_stop(d);
}

/* NVH-35 */
static void blk_mq_delay_kick_requeue_list__delays__inserted_when_due(void **state)
{
	struct t_driver *d = holding(2);

	(void)state;
	blk_mq_requeue_request(take(d, 0), false);
	blk_mq_delay_kick_requeue_list(d->q, 300);
	assert_int_equal(bp_work_run(&d->env), 0);
	while (!strstr(d->issued, "100.0."))
		assert_true(bp_wait(&d->env));
	assert_int_equal(d->env.now_ns, 300000000);
	blk_mq_requeue_request(take(d, 0), false);
	blk_mq_delay_kick_requeue_list(d->q, 0);
	assert_true(bp_work_run(&d->env) > 0);
	assert_int_equal(d->env.now_ns, 300000000);
	t_driver_stop(d);
}

/* Last requeued first in the list, and each inserted at the head: the order of requeueing. */
static void blk_mq_requeue_request__several__go_before_what_waits(void **state)
{
	struct t_driver *d = holding(3);
	struct request *a = d->held[0], *b = d->held[1];

	(void)state;
	d->held[0] = d->held[2];
	d->nr_held = 1;
	blk_mq_stop_hw_queue(d->q->queue_hw_ctx[0]);
	blk_mq_requeue_request(a, true);
	blk_mq_requeue_request(b, true);
	d->q->queue_hw_ctx[0]->dispatch_busy = true; /* let new ones wait in the software queue */
	t_driver_submit(d, REQ_OP_READ, 900, 8);
	bp_work_run(&d->env);
	d->q->queue_hw_ctx[0]->dispatch_busy = false;
	blk_mq_start_hw_queue(d->q->queue_hw_ctx[0]);
	assert_string_equal(d->issued, "0.100.200.0,100,900.");
	t_driver_stop(d);
}

static void blk_mq_requeue_request__dontprep__dispatch_list(void **state)
{
	struct t_driver *d = holding(1);
	struct request *rq = take(d, 0);

	(void)state;
	blk_mq_stop_hw_queue(d->q->queue_hw_ctx[0]);
	rq->rq_flags |= RQF_DONTPREP;
	blk_mq_requeue_request(rq, true);
	bp_work_run(&d->env);
	assert_ptr_equal(TAILQ_FIRST(&d->q->queue_hw_ctx[0]->dispatch), rq);
	blk_mq_start_hw_queue(d->q->queue_hw_ctx[0]);
	assert_string_equal(d->issued, "0.0.");
	t_driver_stop(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blk_mq_requeue_request__kicked__idle_then_issued_again),
		cmocka_unit_test(blk_mq_requeue_request__not_kicked__waits_for_a_kick),
		cmocka_unit_test(blk_mq_delay_kick_requeue_list__delays__inserted_when_due),
		cmocka_unit_test(blk_mq_requeue_request__several__go_before_what_waits),
		cmocka_unit_test(blk_mq_requeue_request__dontprep__dispatch_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
