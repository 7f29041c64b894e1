/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A device with another number of hardware queues: R-HWQ-1.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "driver.h"
#include "fifo.h"

static struct t_driver *driver(unsigned hw_queues, unsigned cpus)
{
	struct t_driver *d = t_driver_new();

	d->set.nr_hw_queues = hw_queues;
	d->set.nr_cpus = cpus;
	t_driver_start(d);
	return d;
}

/* The hardware queue of each CPU, a digit each. */
static const char *map(const struct request_queue *q, char *text)
{
	for (unsigned cpu = 0; cpu < q->nr_queues; cpu++)
		text[cpu] = (char)('0' + q->queue_ctx[cpu].hctx->queue_num);
	text[q->nr_queues] = 0;
	return text;
}

static void submit_on(struct t_driver *d, unsigned cpu)
{
	d->env.current.cpu = cpu;
	t_driver_submit(d, REQ_OP_READ, 100 * cpu, 8);
	d->env.current.cpu = 0;
}

static void blk_mq_update_nr_hw_queues__fewer_and_more__cpus_take_turns(void **state)
{
	static const struct {
		unsigned nr;
		const char *map;
	} cases[] = { { 2, "0101" }, { 4, "0123" }, { 1, "0000" }, { 3, "0120" }, { 0, "0120" } };
	struct t_driver *d = driver(3, 4);
	struct request_queue *other = blk_mq_init_queue(&d->env, &d->set);
	char text[8];

	(void)state;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(blk_mq_update_nr_hw_queues(&d->set, cases[i].nr), 0);
		assert_string_equal(map(d->q, text), cases[i].map);
		assert_string_equal(map(other, text), cases[i].map);
		for (unsigned cpu = 0; cpu < 4; cpu++)
			submit_on(d, cpu);
		assert_int_equal(d->nr_held, 4);
		for (unsigned cpu = 0; cpu < 4; cpu++)
			assert_int_equal(d->held[cpu]->mq_hctx->queue_num, cases[i].map[cpu] - '0');
		t_driver_end_all(d);
	}
	assert_int_equal(blk_cleanup_queue(other), 0);
	t_driver_stop(d);
}

struct later {
	struct t_driver *d;
	struct bp_timer timer;
};

static void end_one(struct bp_timer *timer)
{
	t_driver_end_first(bp_container_of(timer, struct later, timer)->d, BLK_STS_OK);
}

static void blk_mq_update_nr_hw_queues__in_flight__waits_for_them(void **state)
{
	struct t_driver *d = driver(2, 2);
	struct later later = { .d = d, .timer.fn = end_one };

	(void)state;
	submit_on(d, 1);
	bp_timer_arm(&d->env, &later.timer, 55);
	assert_int_equal(blk_mq_update_nr_hw_queues(&d->set, 1), 0);
	assert_int_equal(d->env.now_ns, 55);
	assert_int_equal(d->ended, 1);
	t_driver_stop(d);
}

static void blk_mq_update_nr_hw_queues__never_end__as_it_was(void **state)
{
	struct t_driver *d = driver(2, 2);

	(void)state;
	submit_on(d, 1);
	assert_int_equal(blk_mq_update_nr_hw_queues(&d->set, 1), -EBUSY);
	assert_hits(&d->env, BP_SITE_QUEUE_BUSY, 1);
	assert_int_equal(d->set.nr_hw_queues, 2);
	assert_int_equal(d->q->mq_freeze_depth, 0);
	t_driver_stop(d);
}

static void blk_mq_update_nr_hw_queues__scheduler__attached_again(void **state)
{
	struct t_driver *d = driver(1, 2);

	(void)state;
	assert_int_equal(blk_mq_init_sched(d->q, &t_fifo), 0);
	assert_int_equal(blk_mq_update_nr_hw_queues(&d->set, 2), 0);
	assert_ptr_equal(d->q->elevator->type, &t_fifo);
	for (unsigned i = 0; i < 2; i++)
		assert_non_null(d->q->queue_hw_ctx[i]->sched_tags);
	submit_on(d, 0);
	submit_on(d, 1);
	bp_work_run(&d->env);
	assert_int_equal(d->nr_held, 2);
	t_driver_stop(d);
}

struct short_of {
	int left;
};

static bool is_short(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	struct short_of *memory = arg;

	(void)kind;
	(void)bytes;
	return !memory->left--;
}

/*
 * Whatever allocation fails: it works with what it had, and says so.  Tags that were made stay, so
 * that the contexts are tried from their first allocation on.
 */
static void blk_mq_update_nr_hw_queues__no_memory__as_it_was(void **state)
{
	static const struct bp_alloc_ops ops = { .should_fail = is_short };
	struct t_driver *d = driver(1, 2);
	unsigned tried = 0, without_tags = 0, failed = 0;
	struct short_of memory;
	int error;

	(void)state;
	d->env.alloc_ops = &ops;
	d->env.alloc_arg = &memory;
	do {
		memory.left = (int)tried++;
		error = blk_mq_update_nr_hw_queues(&d->set, 2);
		memory.left = -1;
		submit_on(d, 1);
		assert_int_equal(d->held[0]->mq_hctx->queue_num, error ? 0 : 1);
		t_driver_end_all(d);
		if (!error)
			break;
		failed++;
		assert_int_equal(error, -ENOMEM);
		assert_int_equal(d->set.nr_hw_queues, 1);
		assert_int_equal(d->q->nr_hw_queues, 1);
		if (d->set.bp_nr_tags == 1)
			without_tags++;
		else if (failed == without_tags + 1)
			tried = 0;
	} while (error);
	assert_int_equal(without_tags, 4);
	assert_true(failed > 6);
	t_driver_stop(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blk_mq_update_nr_hw_queues__fewer_and_more__cpus_take_turns),
		cmocka_unit_test(blk_mq_update_nr_hw_queues__in_flight__waits_for_them),
		cmocka_unit_test(blk_mq_update_nr_hw_queues__never_end__as_it_was),
		cmocka_unit_test(blk_mq_update_nr_hw_queues__scheduler__attached_again),
		cmocka_unit_test(blk_mq_update_nr_hw_queues__no_memory__as_it_was),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
