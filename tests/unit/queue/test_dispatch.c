/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From the waiting places to the driver: R-SUB-10, R-SUB-12.
 */
#include "driver.h"

#include "fifo.h"

#define RETRY_NS 3000000ull

static struct t_driver *started(unsigned cpus)
{
	struct t_driver *d = t_driver_new();

	d->set.nr_cpus = cpus;
	t_driver_start(d);
	return d;
}

static struct blk_mq_hw_ctx *hctx_of(struct t_driver *d)
{
	return d->q->queue_hw_ctx[0];
}

/* Requests wait in the software queues while the hardware context is stopped. */
static void submit_waiting(struct t_driver *d, unsigned cpu, sector_t sector)
{
	d->env.current.cpu = cpu;
	hctx_of(d)->dispatch_busy = true;
	t_driver_submit(d, REQ_OP_READ, sector, 8);
	d->env.current.cpu = 0;
}

static void run__dispatch_list_and_software_queues__list_first_then_all_by_cpu(void **state)
{
	struct t_driver *d = started(3);

	(void)state;
	blk_mq_stop_hw_queue(hctx_of(d));
	submit_waiting(d, 2, 20);
	submit_waiting(d, 0, 0);
	submit_waiting(d, 1, 10);
	submit_waiting(d, 0, 40);
	hctx_of(d)->dispatch_busy = false;
	t_driver_submit(d, REQ_OP_READ, 99, 8); /* stopped: straight to the dispatch list */
	assert_string_equal(d->issued, "");
	blk_mq_start_hw_queue(hctx_of(d));
	assert_string_equal(d->issued, "99.0,40,10,20.");
	t_driver_stop(d);
}

static void run__busy__one_by_one_round_robin(void **state)
{
	struct t_driver *d = started(3);

	(void)state;
	blk_mq_stop_hw_queue(hctx_of(d));
	submit_waiting(d, 2, 20);
	submit_waiting(d, 0, 0);
	submit_waiting(d, 1, 10);
	submit_waiting(d, 0, 40);
	submit_waiting(d, 1, 50);
	hctx_of(d)->next_ctx = 1;
	blk_mq_start_hw_queue(hctx_of(d));
	assert_string_equal(d->issued, "10.20.0.50.40.");
	assert_int_equal(hctx_of(d)->next_ctx, 1);
	t_driver_stop(d);
}

static void run__refused_while_busy__stops_there(void **state)
{
	struct t_driver *d = started(2);

	(void)state;
	blk_mq_stop_hw_queue(hctx_of(d));
	submit_waiting(d, 0, 0);
	submit_waiting(d, 1, 10);
	d->answers[0] = BLK_STS_RESOURCE;
	blk_mq_start_hw_queue(hctx_of(d));
	assert_string_equal(d->issued, "0.");
	t_driver_end_all(d);
	assert_string_equal(d->issued, "0.0.10.");
	t_driver_stop(d);
}

/* Rest of a batch: back to the head, commit_rqs, asked again after a while. */
static void run__refused_in_a_batch__rest_waits_in_order(void **state)
{
	struct t_driver *d = started(1);

	(void)state;
	blk_mq_stop_hw_queue(hctx_of(d));
	for (unsigned i = 0; i < 3; i++)
		submit_waiting(d, 0, 10 * i);
	hctx_of(d)->dispatch_busy = false;
	d->answers[1] = BLK_STS_RESOURCE;
	blk_mq_start_hw_queue(hctx_of(d));
	assert_string_equal(d->issued, "0,10,");
	assert_int_equal(d->commits, 1);
	assert_true(hctx_of(d)->dispatch_busy);
	d->env.now_ns = 5;
	assert_true(bp_wait(&d->env));
	assert_int_equal(d->env.now_ns, RETRY_NS);
	bp_work_run(&d->env);
	assert_string_equal(d->issued, "0,10,10,20.");
	assert_int_equal(d->commits, 1);
	t_driver_stop(d);
}

static blk_status_t (*issue)(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd);

/* Another one comes to the dispatch list while the first is being refused. */
static blk_status_t refuse_and_submit(struct blk_mq_hw_ctx *hctx,
				      const struct blk_mq_queue_data *bd)
{
	struct t_driver *d = hctx->driver_data;

	if (d->asked)
		return issue(hctx, bd);
	d->asked++;
	blk_mq_stop_hw_queue(hctx);
	t_driver_submit(d, REQ_OP_READ, 77, 8);
	return BLK_STS_RESOURCE;
}

/* R-SUB-12: what is left of a batch was there before. */
static void run__another_waits_when_a_batch_is_refused__behind_the_rest(void **state)
{
	struct t_driver *d = t_driver_new();

	(void)state;
	issue = d->ops.queue_rq;
	d->ops.queue_rq = refuse_and_submit;
	t_driver_start(d);
	blk_mq_stop_hw_queue(hctx_of(d));
	submit_waiting(d, 0, 0);
	submit_waiting(d, 0, 10);
	hctx_of(d)->dispatch_busy = false;
	blk_mq_start_hw_queue(hctx_of(d));
	assert_string_equal(d->issued, "");
	hctx_of(d)->dispatch_busy = false;
	blk_mq_start_hw_queue(hctx_of(d));
	assert_string_equal(d->issued, "0,10,77.");
	t_driver_stop(d);
}

/* R-SUB-12: the driver was told of more to come, and nothing comes */
static void run__last_of_a_batch_fails__commits(void **state)
{
	struct t_driver *d = started(1);

	(void)state;
	blk_mq_stop_hw_queue(hctx_of(d));
	for (unsigned i = 0; i < 3; i++)
		submit_waiting(d, 0, 10 * i);
	hctx_of(d)->dispatch_busy = false;
	d->answers[2] = BLK_STS_IOERR;
	blk_mq_start_hw_queue(hctx_of(d));
	assert_string_equal(d->issued, "0,10,20.");
	assert_int_equal(d->commits, 1);
	t_driver_end_all(d);
	t_driver_stop(d);
}

/* Only the last one tells the driver to begin: what failed before it does not matter. */
static void run__first_of_a_batch_fails__no_commit(void **state)
{
	struct t_driver *d = started(1);

	(void)state;
	blk_mq_stop_hw_queue(hctx_of(d));
	for (unsigned i = 0; i < 3; i++)
		submit_waiting(d, 0, 10 * i);
	hctx_of(d)->dispatch_busy = false;
	d->answers[0] = BLK_STS_IOERR;
	blk_mq_start_hw_queue(hctx_of(d));
	assert_string_equal(d->issued, "0,10,20.");
	assert_int_equal(d->commits, 0);
	t_driver_end_all(d);
	t_driver_stop(d);
}

static void run__refused_and_a_request_ends__asked_again_at_once(void **state)
{
	struct t_driver *d = started(1);

	(void)state;
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	d->answers[1] = BLK_STS_DEV_RESOURCE; /* directly */
	d->answers[2] = BLK_STS_DEV_RESOURCE; /* from the dispatch list */
	t_driver_submit(d, REQ_OP_READ, 10, 8);
	bp_work_run(&d->env);
	assert_string_equal(d->issued, "0.10.10.");
	assert_string_equal(d->events, "QGDQGRR");
	t_driver_end_first(d, BLK_STS_OK);
	bp_work_run(&d->env);
	assert_string_equal(d->issued, "0.10.10.10.");
	assert_int_equal(d->env.now_ns, 0);
	t_driver_stop(d);
}

static void run__error_from_the_list__always_ioerr(void **state)
{
	struct t_driver *d = started(1);

	(void)state;
	blk_mq_stop_hw_queue(hctx_of(d));
	submit_waiting(d, 0, 0);
	submit_waiting(d, 0, 10);
	d->answers[0] = BLK_STS_NOSPC;
	blk_mq_start_hw_queue(hctx_of(d));
	assert_int_equal(d->ended, 1);
	assert_int_equal(d->status, BLK_STS_IOERR);
	assert_int_equal(d->nr_held, 1);
	t_driver_stop(d);
}

static blk_status_t never(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	(void)hctx;
	(void)bd;
	return BLK_STS_RESOURCE;
}

static void run__driver_never_takes_anything__finding_and_ioerr(void **state)
{
	struct t_driver *d = started(1);
	struct blk_mq_ops ops = { .queue_rq = never };

	(void)state;
	d->q->mq_ops = &ops;
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	while (bp_wait(&d->env))
		;
	assert_hits(&d->env, BP_SITE_DRIVER_REFUSES, 1);
	assert_int_equal(d->ended, 1);
	assert_int_equal(d->status, BLK_STS_IOERR);
	t_driver_stop(d);
}

/* A request that was taken in between begins the count anew. */
static void run__refused_for_long_twice__patient(void **state)
{
	struct t_driver *d = started(1);
	struct blk_mq_ops ops = { .queue_rq = never };
	const struct blk_mq_ops *real = d->q->mq_ops;

	(void)state;
	for (unsigned round = 0; round < 2; round++) {
		d->q->mq_ops = &ops;
		t_driver_submit(d, REQ_OP_READ, 0, 8);
		for (unsigned i = 0; i < 600; i++)
			assert_true(bp_wait(&d->env));
		d->q->mq_ops = real;
		assert_true(bp_wait(&d->env));
		bp_work_run(&d->env);
		t_driver_end_first(d, BLK_STS_OK);
	}
	assert_hits(&d->env, BP_SITE_DRIVER_REFUSES, 0);
	t_driver_stop(d);
}

/* As long as something is in flight it may well take longer. */
static void run__refused_for_long_with_one_in_flight__patient(void **state)
{
	struct t_driver *d = started(1);
	struct blk_mq_ops ops = { .queue_rq = never };
	const struct blk_mq_ops *real = d->q->mq_ops;

	(void)state;
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	d->q->mq_ops = &ops;
	t_driver_submit(d, REQ_OP_READ, 10, 8);
	for (unsigned i = 0; i < 3000; i++)
		assert_true(bp_wait(&d->env));
	assert_hits(&d->env, BP_SITE_DRIVER_REFUSES, 0);
	assert_int_equal(d->ended, 0);
	d->q->mq_ops = real;
	t_driver_stop(d);
}

static void run__scheduler__after_the_dispatch_list_one_by_one(void **state)
{
	struct t_driver *d = started(1);

	(void)state;
	assert_int_equal(blk_mq_init_sched(d->q, &t_fifo), 0);
	d->answers[1] = BLK_STS_RESOURCE;
	for (unsigned i = 0; i < 3; i++)
		t_driver_submit(d, REQ_OP_WRITE, 10 * i, 8);
	bp_work_run(&d->env);
	assert_string_equal(d->issued, "0.10.");
	assert_int_equal(TAILQ_FIRST(&hctx_of(d)->dispatch)->tag, -1); /* given back */
	t_driver_end_all(d);
	assert_string_equal(d->issued, "0.10.10.20.");
	t_driver_stop(d);
}

/* The next one of a batch already has its driver tag when this one is refused. */
static void run__refused_with_scheduler__tag_of_the_next_is_given_back(void **state)
{
	struct t_driver *d = started(1);
	struct request *rq;

	(void)state;
	assert_int_equal(blk_mq_init_sched(d->q, &t_fifo), 0);
	blk_mq_stop_hw_queue(hctx_of(d));
	for (unsigned i = 0; i < 2; i++)
		t_driver_submit(d, REQ_OP_WRITE, 10 * i, 8);
	while ((rq = t_fifo.ops.dispatch_request(hctx_of(d))))
		TAILQ_INSERT_TAIL(&hctx_of(d)->dispatch, rq, queuelist);
	d->answers[0] = BLK_STS_RESOURCE;
	blk_mq_start_hw_queue(hctx_of(d));
	assert_string_equal(d->issued, "0,");
	TAILQ_FOREACH (rq, &hctx_of(d)->dispatch, queuelist)
		assert_int_equal(rq->tag, -1);
	t_driver_end_all(d);
	assert_string_equal(d->issued, "0,0,10.");
	t_driver_stop(d);
}

static void run__last_tag__is_the_last_of_the_batch(void **state)
{
	struct t_driver *d = t_driver_new();
	struct request *rq;

	(void)state;
	d->set.queue_depth = 1;
	t_driver_start(d);
	assert_int_equal(blk_mq_init_sched(d->q, &t_fifo), 0);
	blk_mq_stop_hw_queue(hctx_of(d));
	for (unsigned i = 0; i < 2; i++)
		t_driver_submit(d, REQ_OP_WRITE, 10 * i, 8);
	while ((rq = t_fifo.ops.dispatch_request(hctx_of(d))))
		TAILQ_INSERT_TAIL(&hctx_of(d)->dispatch, rq, queuelist);
	blk_mq_start_hw_queue(hctx_of(d));
	assert_string_equal(d->issued, "0.");
	t_driver_end_all(d);
	assert_string_equal(d->issued, "0.10.");
	t_driver_stop(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			run__dispatch_list_and_software_queues__list_first_then_all_by_cpu),
		cmocka_unit_test(run__busy__one_by_one_round_robin),
		cmocka_unit_test(run__refused_while_busy__stops_there),
		cmocka_unit_test(run__refused_in_a_batch__rest_waits_in_order),
		cmocka_unit_test(run__another_waits_when_a_batch_is_refused__behind_the_rest),
		cmocka_unit_test(run__last_of_a_batch_fails__commits),
		cmocka_unit_test(run__first_of_a_batch_fails__no_commit),
		cmocka_unit_test(run__refused_and_a_request_ends__asked_again_at_once),
		cmocka_unit_test(run__error_from_the_list__always_ioerr),
		cmocka_unit_test(run__driver_never_takes_anything__finding_and_ioerr),
		cmocka_unit_test(run__refused_for_long_twice__patient),
		cmocka_unit_test(run__refused_for_long_with_one_in_flight__patient),
		cmocka_unit_test(run__scheduler__after_the_dispatch_list_one_by_one),
		cmocka_unit_test(run__refused_with_scheduler__tag_of_the_next_is_given_back),
		cmocka_unit_test(run__last_tag__is_the_last_of_the_batch),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
