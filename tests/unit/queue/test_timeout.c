/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests that the device keeps for too long: R-TMO-1 to R-TMO-4.
 */
#include <blkpath/flush.h>

#include "driver.h"

#define MS 1000000ull

/* A driver that answers a late request by script, and ends it first if the script says so. */
struct late {
	struct t_driver *d;
	enum blk_eh_timer_return answers[8];
	bool ends[8];
	unsigned asked;
	u64 at_ms[8];
	struct request *rq[8];
	bool reserved[8];
	void (*sleeps)(struct late *late);
};

static struct late *script;

static enum blk_eh_timer_return answer(struct request *rq, bool reserved)
{
	struct late *late = script;
	unsigned n = late->asked++;

	assert_true(n < 8);
	assert_true(rq->rq_flags & RQF_TIMED_OUT);
	late->at_ms[n] = rq->q->bp_env->now_ns / MS;
	late->rq[n] = rq;
	late->reserved[n] = reserved;
	if (late->sleeps)
		late->sleeps(late);
	if (late->ends[n])
		t_driver_end_first(late->d, BLK_STS_TIMEOUT);
	return late->answers[n];
}

static struct t_driver *driver(struct late *late)
{
	struct t_driver *d = t_driver_new();

	*late = (struct late){ .d = d };
	script = late;
	d->ops.timeout = answer;
	return d;
}

static struct t_driver *started(struct late *late)
{
	struct t_driver *d = driver(late);

	t_driver_start(d);
	return d;
}

static void wait_until_ms(struct t_driver *d, u64 ms)
{
	while (d->env.now_ns < ms * MS && bp_wait(&d->env))
		;
	bp_work_run(&d->env);
	assert_int_equal(d->env.now_ns / MS, ms);
}

static void timeout__default__after_thirty_seconds(void **state)
{
	struct late late;
	struct t_driver *d = started(&late);

	(void)state;
	assert_int_equal(d->q->rq_timeout, 30000);
	d->env.now_ns = 5 * MS;
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	assert_int_equal(d->held[0]->timeout, 30000);
	assert_int_equal(d->held[0]->deadline, 30005 * MS);
	late.ends[0] = true;
	wait_until_ms(d, 30005);
	assert_int_equal(late.asked, 1);
	assert_false(late.reserved[0]);
	assert_int_equal(d->status, BLK_STS_TIMEOUT);
	assert_int_equal(d->ended, 1);
	assert_int_equal(d->q->bp_usage, 0);
	t_driver_stop(d);
}

/* The request's own time goes before that of the queue, that of the set before the default. */
static void timeout__own_and_of_the_set__the_earlier_fires_first(void **state)
{
	struct late late;
	struct t_driver *d = driver(&late);
	struct request *own;

	(void)state;
	d->set.timeout = 700;
	t_driver_start(d);
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	own = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, BLK_MQ_REQ_NOWAIT);
	own->timeout = 50;
	blk_execute_rq_nowait(d->q, own, false, NULL);
	wait_until_ms(d, 50);
	assert_int_equal(late.asked, 1);
	assert_ptr_equal(late.rq[0], own);
	wait_until_ms(d, 700);
	assert_int_equal(late.asked, 2);
	assert_ptr_equal(late.rq[1], d->held[0]);
	t_driver_stop(d);
}

static void timeout__reset_timer__asked_again_each_time(void **state)
{
	struct late late;
	struct t_driver *d = started(&late);

	(void)state;
	late.answers[0] = BLK_EH_RESET_TIMER;
	late.answers[1] = BLK_EH_RESET_TIMER;
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	wait_until_ms(d, 90000);
	assert_int_equal(late.asked, 3);
	assert_int_equal(late.at_ms[0], 30000);
	assert_int_equal(late.at_ms[1], 60000);
	assert_false(bp_wait(&d->env)); /* DONE: the driver will end it */
	assert_true(d->held[0]->rq_flags & RQF_TIMED_OUT);
	assert_int_equal(d->held[0]->ref, 1);
	t_driver_stop(d);
}

/* A reset without an end in sight that ends the request all the same needs no timer. */
static void timeout__ended_and_reset_timer__no_timer(void **state)
{
	struct late late;
	struct t_driver *d = started(&late);

	(void)state;
	late.answers[0] = BLK_EH_RESET_TIMER;
	late.ends[0] = true;
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	wait_until_ms(d, 30000);
	assert_int_equal(d->ended, 1);
	assert_false(d->q->timeout.armed);
	t_driver_stop(d);
}

/* Three deadlines, one timer: the scan gives it the next one. */
static void timeout__several__each_at_its_time(void **state)
{
	struct late late;
	struct t_driver *d = started(&late);

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		d->env.now_ns = 100 * MS * i;
		t_driver_submit(d, REQ_OP_READ, 100 * i, 8);
	}
	wait_until_ms(d, 30200);
	assert_int_equal(late.asked, 3);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(late.at_ms[i], 30000 + 100 * i);
		assert_ptr_equal(late.rq[i], d->held[i]);
	}
	t_driver_stop(d);
}

/* Nothing moves time when nothing is in flight, or nobody would be asked. */
static void timeout__nothing_in_flight_or_no_function__no_timer(void **state)
{
	struct late late;
	struct t_driver *d = started(&late);

	(void)state;
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	t_driver_submit(d, REQ_OP_READ, 100, 8);
	t_driver_end_first(d, BLK_STS_OK);
	assert_true(d->q->timeout.armed);
	t_driver_end_first(d, BLK_STS_OK);
	assert_false(d->q->timeout.armed);
	assert_false(bp_wait(&d->env));
	t_driver_stop(d);

	d = t_driver_new();
	t_driver_start(d);
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	assert_int_equal(d->held[0]->deadline, 30000 * MS);
	assert_false(bp_wait(&d->env));
	t_driver_stop(d);
}

static void timeout__ended_and_issued_again__a_new_deadline(void **state)
{
	struct late late;
	struct t_driver *d = started(&late);
	struct request *rq;

	(void)state;
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	wait_until_ms(d, 30000);
	rq = d->held[0];
	d->nr_held = 0;
	blk_mq_requeue_request(rq, true); /* R-SUB-11 */
	assert_false(rq->rq_flags & RQF_TIMED_OUT);
	bp_work_run(&d->env);
	assert_int_equal(rq->deadline, 60000 * MS);
	wait_until_ms(d, 60000);
	assert_int_equal(late.asked, 2);
	t_driver_stop(d);
}

static void timeout__flush_command__answered_for_all_who_wait(void **state)
{
	struct late late;
	struct t_driver *d = started(&late);

	(void)state;
	blk_queue_flag_set(QUEUE_FLAG_WC, d->q);
	t_driver_submit(d, REQ_OP_WRITE | REQ_PREFLUSH, 0, 8);
	bp_work_run(&d->env);
	assert_string_equal(d->issued, "F");
	late.ends[0] = true;
	wait_until_ms(d, 30000);
	assert_ptr_equal(late.rq[0], d->q->queue_hw_ctx[0]->fq->flush_rq);
	assert_int_equal(d->ended, 1);
	assert_int_equal(d->status, BLK_STS_TIMEOUT);
	t_driver_stop(d);
}

static void timeout__reserved_tag__said_so(void **state)
{
	struct late late;
	struct t_driver *d = driver(&late);
	struct request *rq;

	(void)state;
	d->set.reserved_tags = 1;
	t_driver_start(d);
	rq = blk_mq_alloc_request(d->q, REQ_OP_DRV_IN, BLK_MQ_REQ_NOWAIT | BLK_MQ_REQ_RESERVED);
	blk_execute_rq_nowait(d->q, rq, false, NULL);
	late.ends[0] = true;
	wait_until_ms(d, 30000);
	assert_true(late.reserved[0]);
	t_driver_stop(d);
}

static void sleep_a_minute(struct late *late)
{
	struct t_driver *d = late->d;
	u64 end_ns = d->env.now_ns + 60000 * MS;

	if (late->asked > 1)
		return;
	while (d->env.now_ns < end_ns && bp_wait(&d->env))
		;
}

/* A work never runs beside itself: the second one waits for the answer to the first. */
static void timeout__driver_sleeps__the_others_wait(void **state)
{
	struct late late;
	struct t_driver *d = started(&late);

	(void)state;
	late.sleeps = sleep_a_minute;
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	d->env.now_ns = 100 * MS;
	t_driver_submit(d, REQ_OP_READ, 100, 8);
	while (bp_wait(&d->env))
		assert_true(late.asked <= 2);
	assert_int_equal(late.asked, 2);
	assert_ptr_equal(late.rq[0], d->held[0]);
	assert_ptr_equal(late.rq[1], d->held[1]);
	t_driver_stop(d);
}

/* R-TMO-2: the last request ends between the timer and its work: a queue without users. */
static void timeout__ended_before_the_work_runs__nobody_asked(void **state)
{
	struct late late;
	struct t_driver *d = started(&late);

	(void)state;
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	assert_true(bp_wait(&d->env));
	assert_int_equal(d->env.now_ns / MS, 30000);
	assert_false(d->q->timeout.armed);
	t_driver_end_first(d, BLK_STS_OK);
	assert_int_equal(d->q->bp_usage, 0);
	bp_work_run(&d->env);
	assert_int_equal(d->q->bp_usage, 0);
	assert_false(d->q->timeout.armed);
	assert_int_equal(late.asked, 0);
	assert_int_equal(d->status, BLK_STS_OK);
	t_driver_stop(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(timeout__default__after_thirty_seconds),
		cmocka_unit_test(timeout__own_and_of_the_set__the_earlier_fires_first),
		cmocka_unit_test(timeout__reset_timer__asked_again_each_time),
		cmocka_unit_test(timeout__ended_and_reset_timer__no_timer),
		cmocka_unit_test(timeout__several__each_at_its_time),
		cmocka_unit_test(timeout__nothing_in_flight_or_no_function__no_timer),
		cmocka_unit_test(timeout__ended_and_issued_again__a_new_deadline),
		cmocka_unit_test(timeout__flush_command__answered_for_all_who_wait),
		cmocka_unit_test(timeout__reserved_tag__said_so),
		cmocka_unit_test(timeout__driver_sleeps__the_others_wait),
		cmocka_unit_test(timeout__ended_before_the_work_runs__nobody_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
