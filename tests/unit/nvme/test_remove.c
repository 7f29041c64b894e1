/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A driver leaves its function, which may be gone already (NVH-36, NVH-40).
 */
#include <string.h>

#include "failing.h"

static void nvme_remove__gone__all_fails_at_once(void **state)
{
	struct t_states states = { .sink.fn = t_note_state };
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t_live(t);
	bp_sink_add(t->env, &states.sink);
	t->hold = true;
	for (unsigned i = 0; i < 3; i++)
		t_send(t, &ends, REQ_OP_WRITE, 64 * i);
	bp_work_run(t->env);
	t->gone = true;
	nvme_remove(t->dev);
	t->dev = NULL;
	assert_int_equal(ends.ended, 3);
	assert_int_equal(ends.failed, 3);
	assert_int_equal(t->env->now_ns, 0);
	bp_sink_remove(t->env, &states.sink);
	assert_int_equal(states.now, NVME_CTRL_DEAD);
	assert_int_equal(states.at_end, NVME_CTRL_DEAD);
}

/* Fatal is not gone: what is under way fails when its time is over (NVH-36). */
static void nvme_remove__fatal_status__fails_in_time(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t_live(t);
	t_send_held(t, &ends, REQ_OP_WRITE);
	t->csts |= NVME_CSTS_CFS;
	nvme_remove(t->dev);
	t->dev = NULL;
	assert_int_equal(ends.ended, 1);
	assert_int_equal(ends.failed, 1);
	assert_int_equal(ends.at_ns, 30 * T_S_NS);
}

/*
 * What was cancelled waits for a reset, which does not come any more: it was never ended, and its
 * queue stayed for ever.
 */
static void nvme_remove__disabled_and_io_waits__fails_at_once(void **state)
{
	for (unsigned reset = 0; reset < 2; reset++) {
		struct t_script *t = *state;
		struct t_ends ends = { 0 };

		t_live(t);
		t_send_held(t, &ends, REQ_OP_WRITE);
		nvme_dev_disable(t->dev, false);
		if (reset)
			assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
		t_alarm_remove(&t->alarm);
		assert_int_equal(ends.ended, 1);
		assert_int_equal(ends.failed, 1);
	}
}

static void end_held(struct bp_timer *timer)
{
	struct t_script *t = t_of_alarm(timer);

	while (t->nr_held)
		t_script_finish(t, NVME_SC_SUCCESS);
}

static void nvme_remove__io_under_way__waits_for_it(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t_live(t);
	t_send_held(t, &ends, REQ_OP_WRITE);
	t_alarm_in(t, end_held, 5 * T_S_NS);
	nvme_remove(t->dev);
	t->dev = NULL;
	assert_int_equal(ends.at_ns, 5 * T_S_NS);
	assert_int_equal(ends.failed, 0);
}

static void nvme_remove__dead__goes(void **state)
{
	struct t_script *t = *state;

	t_live(t);
	t->never_ready = true;
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	bp_work_run(t->env);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_DEAD);
	nvme_remove(t->dev);
	t->dev = NULL;
}

static void lose_and_remove(struct bp_timer *timer)
{
	t_of_alarm(timer)->gone = true;
	t_alarm_remove(timer);
}

/* It is gone: what is under way fails at once, though its sender may still be further out. */
static void nvme_remove__from_a_task_and_gone__all_fails_at_once(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t_live(t);
	t_send_held(t, &ends, REQ_OP_WRITE);
	t_alarm_in(t, lose_and_remove, T_S_NS);
	t_pass(t, 2 * T_S_NS);
	assert_int_equal(ends.ended, 1);
	assert_int_equal(ends.failed, 1);
	assert_int_equal(ends.at_ns, T_S_NS);
}

/* The same without I/O queues, of an admin command. */
static void nvme_remove__gone_and_admin_only__command_fails_at_once(void **state)
{
	struct t_script *t = *state;
	struct t_errand errand = { 0 };

	t->status[nvme_admin_set_features] = NVME_SC_INTERNAL;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_ADMIN_ONLY);
	t->dead = true;
	t_admin_nowait(t, &errand);
	bp_work_run(t->env);
	t->gone = true;
	nvme_remove(t->dev);
	t->dev = NULL;
	assert_int_equal(errand.ended, 1);
	assert_int_equal(t->env->now_ns, 0);
}

/* Nobody is in the driver: it goes at once, wherever the wish comes from. */
static void nvme_remove__from_a_task__at_once(void **state)
{
	struct t_script *t = *state;
	const u64 live = t->env->live[BP_ALLOC_NVME];

	t_live(t);
	t_pass(t, 0);
	t_alarm_in(t, t_alarm_remove, T_S_NS);
	t_pass(t, T_S_NS);
	assert_int_equal(t->env->live[BP_ALLOC_NVME], live);
	assert_int_equal(t->env->now_ns, T_S_NS);
}

/* An admin request is out: it is waited for. */
static void nvme_remove__from_a_task_and_an_admin_request_is_out__after_it(void **state)
{
	struct t_script *t = *state;
	const u64 live = t->env->live[BP_ALLOC_NVME];
	struct request *rq;

	t_live(t);
	t_pass(t, 0);
	rq = blk_mq_alloc_request(t->dev->ctrl.admin_q, REQ_OP_DRV_IN, 0);
	assert_non_null(rq);
	t_alarm_in(t, t_alarm_remove, T_S_NS);
	t_pass(t, 2 * T_S_NS);
	assert_in_range(t->env->live[BP_ALLOC_NVME], live + 1, ~0ull);
	blk_mq_free_request(rq);
	t_pass(t, T_S_NS);
	assert_int_equal(t->env->live[BP_ALLOC_NVME], live);
}

static void probe_nothing(struct bp_timer *timer)
{
	struct t_script *t = t_of_alarm(timer);

	t->gone = true;
	assert_int_equal(t_script_probe(t), -ENODEV);
	t->gone = false;
}

/* A function that never had an admin queue, in a task. */
static void nvme_remove__from_a_task_and_never_up__at_once(void **state)
{
	struct t_script *t = *state;
	const u64 live = t->env->live[BP_ALLOC_NVME];

	t_alarm_in(t, probe_nothing, T_S_NS);
	t_pass(t, T_S_NS);
	assert_int_equal(t->env->live[BP_ALLOC_NVME], live);
}

/* A removal while a reset sleeps: that one comes to its end first, the memory goes afterwards. */
static void nvme_remove__in_a_reset__waits_for_its_end(void **state)
{
	for (unsigned gone = 0; gone < 2; gone++) {
		struct t_script *t = *state;
		struct t_ends ends = { 0 };
		u64 live;

		live = t->env->live[BP_ALLOC_NVME];
		t_live(t);
		t->ready_ns = 2 * T_S_NS;
		t_send(t, &ends, REQ_OP_WRITE, 0);
		assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
		t_alarm_in(t, t_alarm_remove, 3 * T_S_NS);
		t->gone = false;
		while (t->env->live[BP_ALLOC_NVME] > live && bp_wait(t->env))
			t->gone = gone && !t->dev;
		assert_int_equal(t->env->live[BP_ALLOC_NVME], live);
		assert_int_equal(ends.ended, 1);
		assert_null(strstr(t->log, "id1")); /* not taken up again */
		t->gone = false;
		t->ready_ns = 0;
	}
}

/* A reset that was asked for and has not begun never does. */
static void nvme_remove__a_reset_is_due__does_not_come(void **state)
{
	struct t_script *t = *state;

	t_live(t);
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	t->gone = true; /* so that nobody sleeps, and the work would find nothing */
	nvme_remove(t->dev);
	t->dev = NULL;
	assert_int_equal(bp_work_run(t->env), 0);
}

/* Nor does anything else of the driver's that was due. */
static void nvme_remove__a_scan_and_an_event_are_due__do_not_come(void **state)
{
	struct t_script *t = *state;

	t_live(t);
	bp_work_queue(t->env, &t->dev->ctrl.scan_work);
	bp_work_queue(t->env, &t->dev->ctrl.async_event_work);
	t->gone = true;
	nvme_remove(t->dev);
	t->dev = NULL;
	assert_int_equal(bp_work_run(t->env), 0);
}

static void reset_and_remove(struct bp_timer *timer)
{
	struct t_script *t = t_of_alarm(timer);

	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	bp_work_run(t->env);
	nvme_remove(t->dev);
	t->dev = NULL;
}

static void reset_lose_and_remove(struct bp_timer *timer)
{
	t_of_alarm(timer)->gone = true;
	reset_and_remove(timer);
}

static void nvme_remove__a_reset_waits_for_a_disable__does_not_come(void **state)
{
	for (unsigned gone = 0; gone < 2; gone++) {
		struct t_script *t = *state;
		const u64 live = t->env->live[BP_ALLOC_NVME];

		t_live(t);
		t->ready_ns = 2 * T_S_NS;
		t_alarm_in(t, gone ? reset_lose_and_remove : reset_and_remove, T_S_NS);
		nvme_dev_disable(t->dev, false);
		while (t->env->live[BP_ALLOC_NVME] > live && bp_wait(t->env))
			;
		assert_int_equal(t->env->live[BP_ALLOC_NVME], live);
		assert_string_equal(t->log, "-sq1 -cq1 cc=460000");
		assert_hits(t->env, BP_SITE_NVME_DEAD, 0);
		t->ready_ns = 0;
		t->gone = false;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_script(nvme_remove__gone__all_fails_at_once),
		t_in_script(nvme_remove__fatal_status__fails_in_time),
		t_in_script(nvme_remove__disabled_and_io_waits__fails_at_once),
		t_in_script(nvme_remove__io_under_way__waits_for_it),
		t_in_script(nvme_remove__dead__goes),
		t_in_script(nvme_remove__from_a_task_and_gone__all_fails_at_once),
		t_in_script(nvme_remove__gone_and_admin_only__command_fails_at_once),
		t_in_script(nvme_remove__from_a_task__at_once),
		t_in_script(nvme_remove__from_a_task_and_an_admin_request_is_out__after_it),
		t_in_script(nvme_remove__from_a_task_and_never_up__at_once),
		t_in_script(nvme_remove__in_a_reset__waits_for_its_end),
		t_in_script(nvme_remove__a_reset_is_due__does_not_come),
		t_in_script(nvme_remove__a_scan_and_an_event_are_due__do_not_come),
		t_in_script(nvme_remove__a_reset_waits_for_a_disable__does_not_come),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
