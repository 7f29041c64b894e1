/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Making and taking down queues and tag sets; who is inside a queue.
 */
#include "driver.h"

#include <errno.h>
#include <string.h>

static void blk_mq_init_queue__four_cpus_two_queues__mapped_in_turn(void **state)
{
	struct t_driver *d = t_driver_new();

	(void)state;
	d->set.nr_hw_queues = 2;
	d->set.nr_cpus = 4;
	t_driver_start(d);
	for (unsigned cpu = 0; cpu < 4; cpu++)
		assert_int_equal(d->q->queue_ctx[cpu].hctx->queue_num, cpu % 2);
	assert_int_equal(d->q->queue_flags, QUEUE_FLAG_MQ_DEFAULT);
	assert_int_equal(d->q->nr_requests, 8);
	assert_int_equal(d->q->limits.max_sectors, BLK_SAFE_MAX_SECTORS);
	assert_ptr_equal(d->q->make_request_fn, blk_mq_make_request);
	t_driver_stop(d);
}

static const struct {
	unsigned nr_hw_queues;
	unsigned queue_depth;
	int error;
} sets[] = {
	{ 0, 1, -EINVAL },
	{ 1, 0, -EINVAL },
	{ 1, BLK_MQ_MAX_DEPTH + 1, -EINVAL },
	{ 3, 1, 0 },
};

static void blk_mq_alloc_tag_set__each_row__as_listed(void **state)
{
	struct bp_env env;

	(void)state;
	bp_env_init(&env);
	for (unsigned i = 0; i < bp_array_size(sets); i++) {
		struct blk_mq_tag_set set = { .nr_hw_queues = sets[i].nr_hw_queues,
					      .queue_depth = sets[i].queue_depth };

		assert_int_equal(blk_mq_alloc_tag_set(&env, &set), sets[i].error);
		if (!sets[i].error)
			assert_int_equal(set.nr_cpus, 3);
		blk_mq_free_tag_set(&set);
		blk_mq_free_tag_set(&set);
	}
	bp_env_fini(&env);
}

static unsigned allowed;

static bool fail_after(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)arg;
	(void)kind;
	(void)bytes;
	return allowed-- == 0;
}

static const struct bp_alloc_ops failing = { .should_fail = fail_after };

/* Each allocation fails once; nothing is left behind. */
static void blk_mq_init_queue__an_allocation_fails__nothing_is_left(void **state)
{
	struct bp_env env;
	unsigned runs = 0;
	bool done = false;

	(void)state;
	bp_env_init(&env);
	env.alloc_ops = &failing;
	while (!done) {
		struct blk_mq_tag_set set = { .nr_hw_queues = 2, .queue_depth = 2 };
		struct request_queue *q = NULL;

		allowed = runs++;
		if (blk_mq_alloc_tag_set(&env, &set) == 0)
			q = blk_mq_init_queue(&env, &set);
		done = q != NULL;
		allowed = ~0u;
		if (q)
			assert_int_equal(blk_cleanup_queue(q), 0);
		blk_mq_free_tag_set(&set);
		for (unsigned kind = 0; kind < BP_ALLOC_NR; kind++)
			assert_int_equal(env.live[kind], 0);
	}
	assert_int_equal(runs, 17); /* 16 allocations */
	bp_env_fini(&env);
}

static void blk_cleanup_queue__requests_never_end__stays(void **state)
{
	struct t_driver *d = t_driver_new();

	(void)state;
	t_driver_start(d);
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	assert_int_equal(blk_cleanup_queue(d->q), -EBUSY);
	assert_hits(&d->env, BP_SITE_QUEUE_BUSY, 1);
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	assert_int_equal(d->status, BLK_STS_IOERR); /* it is dying */
	t_driver_stop(d);			    /* ends the request, and asks again */
}

static struct t_driver *thawing;

static void thaw(struct bp_work *work)
{
	(void)work;
	blk_mq_unfreeze_queue(thawing->q);
}

static void submit_bio__frozen_for_a_while__sleeps(void **state)
{
	struct t_driver *d = t_driver_new();
	struct bp_work work = { .fn = thaw };

	(void)state;
	t_driver_start(d);
	thawing = d;
	assert_int_equal(blk_mq_freeze_queue(d->q), 0);
	bp_work_queue(&d->env, &work);
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	assert_string_equal(d->issued, "0.");
	t_driver_stop(d);
}

static void blk_mq_freeze_queue__own_plug__is_flushed(void **state)
{
	struct t_driver *d = t_driver_new();
	struct blk_plug plug;

	(void)state;
	t_driver_start(d);
	d->answers[0] = BLK_STS_NOSPC;
	blk_start_plug(&d->env, &plug);
	t_driver_submit(d, REQ_OP_WRITE, 0, 8);
	assert_int_equal(blk_mq_freeze_queue(d->q), 0);
	assert_int_equal(d->ended, 1);
	blk_mq_unfreeze_queue(d->q);
	blk_finish_plug(&d->env, &plug);
	t_driver_stop(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blk_mq_init_queue__four_cpus_two_queues__mapped_in_turn),
		cmocka_unit_test(blk_mq_alloc_tag_set__each_row__as_listed),
		cmocka_unit_test(blk_mq_init_queue__an_allocation_fails__nothing_is_left),
		cmocka_unit_test(blk_cleanup_queue__requests_never_end__stays),
		cmocka_unit_test(submit_bio__frozen_for_a_while__sleeps),
		cmocka_unit_test(blk_mq_freeze_queue__own_plug__is_flushed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
