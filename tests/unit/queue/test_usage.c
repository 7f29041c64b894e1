/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Keeping everybody out, for a while or for good: R-FRZ-1, R-FRZ-2.
 */
#include <errno.h>

#include "driver.h"

#define MS 1000000ull

struct later {
	struct t_driver *d;
	struct bp_timer timer;
};

static void end_one(struct bp_timer *timer)
{
	t_driver_end_first(bp_container_of(timer, struct later, timer)->d, BLK_STS_OK);
}

static void set_dying(struct bp_timer *timer)
{
	blk_set_queue_dying(bp_container_of(timer, struct later, timer)->d->q);
}

static struct t_driver *started(void)
{
	struct t_driver *d = t_driver_new();

	t_driver_start(d);
	return d;
}

/* What waits in the queue is inside, and can only leave through the driver. */
static void blk_freeze_queue_start__requests_wait__are_run_once(void **state)
{
	struct t_driver *d = started();

	(void)state;
	d->q->queue_hw_ctx[0]->dispatch_busy = true;
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	assert_string_equal(d->issued, "");
	blk_freeze_queue_start(d->q);
	assert_string_equal(d->issued, "0.");
	assert_int_equal(blk_queue_enter(d->q, true), -EBUSY);
	blk_freeze_queue_start(d->q);
	blk_mq_unfreeze_queue(d->q);
	assert_int_equal(blk_queue_enter(d->q, true), -EBUSY);
	blk_mq_unfreeze_queue(d->q);
	assert_int_equal(blk_queue_enter(d->q, true), 0);
	blk_queue_exit(d->q);
	t_driver_stop(d);
}

static void blk_mq_freeze_queue_wait__request_ends_later__sleeps(void **state)
{
	struct t_driver *d = started();
	struct later later = { .d = d, .timer.fn = end_one };

	(void)state;
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	bp_timer_arm(&d->env, &later.timer, 3 * MS);
	blk_freeze_queue_start(d->q);
	assert_int_equal(blk_mq_freeze_queue_wait(d->q), 0);
	assert_int_equal(d->env.now_ns, 3 * MS);
	blk_mq_unfreeze_queue(d->q);
	t_driver_stop(d);
}

static void blk_mq_freeze_queue_wait_timeout__each_case__what_is_left(void **state)
{
	static const struct {
		unsigned timeout;
		u64 ends_ns;
		unsigned left;
	} cases[] = {
		{ 100, 30 * MS, 70 }, { 100, 30 * MS + 1, 70 }, /* a ms that has begun counts */
		{ 100, 100 * MS, 1 },				/* just in time */
		{ 100, 101 * MS, 0 }, { 0, 1, 0 },
	};

	(void)state;
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct t_driver *d = started();
		struct later later = { .d = d, .timer.fn = end_one };

		t_driver_submit(d, REQ_OP_READ, 0, 8);
		bp_timer_arm(&d->env, &later.timer, cases[i].ends_ns);
		blk_freeze_queue_start(d->q);
		assert_int_equal(blk_mq_freeze_queue_wait_timeout(d->q, cases[i].timeout),
				 cases[i].left);
		assert_false(d->q->bp_freeze_timer.armed);
		assert_hits(&d->env, BP_SITE_QUEUE_BUSY, 0);
		bp_timer_cancel(&d->env, &later.timer);
		blk_mq_unfreeze_queue(d->q);
		t_driver_stop(d);
	}
}

static void blk_mq_unfreeze_queue__not_frozen__warns(void **state)
{
	struct t_driver *d = started();

	(void)state;
	blk_mq_unfreeze_queue(d->q);
	assert_hits(&d->env, BP_SITE_QUEUE_NOT_FROZEN, 1);
	assert_int_equal(d->q->mq_freeze_depth, 0);
	t_driver_stop(d);
}

static void blk_set_queue_dying__somebody_waits_to_enter__refused(void **state)
{
	struct t_driver *d = started();
	struct later later = { .d = d, .timer.fn = set_dying };

	(void)state;
	assert_int_equal(blk_mq_freeze_queue(d->q), 0);
	bp_timer_arm(&d->env, &later.timer, 10);
	assert_int_equal(blk_queue_enter(d->q, false), -ENODEV);
	assert_int_equal(d->env.now_ns, 10);
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	assert_int_equal(d->status, BLK_STS_IOERR);
	t_driver_stop(d);
}

static void blk_set_queue_dying__requests_inside__offered_to_the_driver(void **state)
{
	struct t_driver *d = started();

	(void)state;
	d->q->queue_hw_ctx[0]->dispatch_busy = true;
	t_driver_submit(d, REQ_OP_READ, 0, 8);
	d->answers[0] = BLK_STS_IOERR;
	blk_set_queue_dying(d->q);
	assert_int_equal(d->ended, 1);
	assert_int_equal(d->status, BLK_STS_IOERR);
	t_driver_stop(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blk_freeze_queue_start__requests_wait__are_run_once),
		cmocka_unit_test(blk_mq_freeze_queue_wait__request_ends_later__sleeps),
		cmocka_unit_test(blk_mq_freeze_queue_wait_timeout__each_case__what_is_left),
		cmocka_unit_test(blk_mq_unfreeze_queue__not_frozen__warns),
		cmocka_unit_test(blk_set_queue_dying__somebody_waits_to_enter__refused),
		cmocka_unit_test(blk_set_queue_dying__requests_inside__offered_to_the_driver),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
