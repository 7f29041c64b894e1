/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A controller is stopped and comes up again, or does not (NVH-36, NVH-39).
 */
#include <errno.h>
#include <string.h>

#include "failing.h"

static void lose_identify(struct t_script *t)
{
	if (strstr(t->log, "id1"))
		t->dead = true;
}

static void nvme_reset_ctrl__io_under_way__done_in_the_next_life(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t->params.nr_io_queues = 2;
	t_live(t);
	t->hold = true;
	for (unsigned i = 0; i < 5; i++)
		t_send(t, &ends, i % 2 ? REQ_OP_READ : REQ_OP_WRITE, 64 * i);
	bp_work_run(t->env);
	assert_int_equal(t->nr_held, 5);
	t->hold = false;
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), -EBUSY);
	t_until(t, &ends, 5);
	assert_int_equal(ends.failed, 0);
	t_pass(t, 0);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_LIVE);
	assert_string_equal(t->log, "-sq2 -sq1 -cq2 -cq1 cc=460000 cc=460000 aqa=1f001f asq0 asq.0 "
				    "acq0 acq.0 cc=460001 id1 feat7 cq1 sq1 cq2 sq2 id2 aer1f id0");
	assert_int_equal(bp_nvme_find_ns(&t->dev->ctrl, 1)->queue->mq_freeze_depth, 0);
}

static void nvme_reset_ctrl__again_and_again__nothing_leaks(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };
	u64 live;

	t->id.oacs = cpu_to_le16(NVME_CTRL_OACS_DBBUF_SUPP);
	t_live(t);
	live = t->env->live[BP_ALLOC_COHERENT] + t->env->live[BP_ALLOC_NVME];
	for (unsigned i = 0; i < 20; i++) {
		t_send(t, &ends, REQ_OP_WRITE, 0);
		assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
		t_until(t, &ends, i + 1);
		t_pass(t, T_S_NS);
		assert_int_equal(t->dev->ctrl.state, NVME_CTRL_LIVE);
		t->log[0] = '\0';
	}
	assert_int_equal(ends.failed, 0);
	assert_int_equal(t->env->live[BP_ALLOC_COHERENT] + t->env->live[BP_ALLOC_NVME], live);
}

/* Fewer queues than before: CPUs use those that are left. */
static void nvme_reset_ctrl__fewer_queues__redistributed(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t->params.nr_io_queues = 3;
	t_live(t);
	for (u16 left = 2; left; left--) {
		t->nr_queues = left;
		assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
		t_pass(t, T_S_NS);
		assert_int_equal(t->dev->ctrl.state, NVME_CTRL_LIVE);
		assert_int_equal(t->dev->ctrl.tagset->nr_hw_queues, left);
		assert_int_equal(t->dev->ctrl.queue_count, left + 1); /* no memory for others */
	}
	t->env->current.cpu = 2;
	t_send(t, &ends, REQ_OP_WRITE, 0);
	t_until(t, &ends, 1);
	assert_int_equal(ends.failed, 0);
	t->env->current.cpu = 0;
}

/* Who is inside can leave, since the queues have been started: nobody waits for 30 s. */
static void nvme_reset_ctrl__fewer_queues_and_io_under_way__done_at_once(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t->params.nr_io_queues = 2;
	t_live(t);
	t_send_held(t, &ends, REQ_OP_WRITE);
	t->hold = false;
	t->nr_queues = 1;
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	t_pass(t, T_S_NS);
	assert_int_equal(ends.ended, 1);
	assert_int_equal(ends.failed, 0);
	assert_int_equal(t->dev->tagset.nr_hw_queues, 1);
}

static void begin_to_delete(struct bp_timer *timer)
{
	assert_true(nvme_change_ctrl_state(&t_of_alarm(timer)->dev->ctrl, NVME_CTRL_DELETING));
}

/* Somebody takes it away in the last moment: it does not come up. */
static void nvme_reset_ctrl__deleted_before_it_is_live__given_up(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t->params.nr_io_queues = 2;
	t_live(t);
	t_send_held(t, &ends, REQ_OP_WRITE);
	t->nr_queues = 1;
	t_alarm_in(t, begin_to_delete, T_S_NS);
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	t_until(t, &ends, 1);
	assert_int_equal(ends.failed, 1);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_DEAD);
	assert_int_equal(t->dev->bp_error, -EBUSY);
	assert_hits(t->env, BP_SITE_NVME_DEAD, 1);
}

/* Or while it becomes ready: it is not even asked what it is. */
static void nvme_reset_ctrl__deleted_while_it_is_enabled__given_up(void **state)
{
	struct t_script *t = *state;

	t_live(t);
	t_pass(t, 0);
	t->ready_ns = 3 * T_S_NS; /* off, then on */
	t_alarm_in(t, begin_to_delete, 5 * T_S_NS);
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	bp_work_run(t->env);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_DEAD);
	assert_int_equal(t->dev->bp_error, -EBUSY);
	assert_null(strstr(t->log, "id1"));
	t->ready_ns = 0;
}

/* No queue for I/O: admin commands are served, disks are not. */
static void nvme_reset_ctrl__no_queues__admin_only(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };
	struct nvme_command c = { .common.opcode = nvme_admin_get_log_page };

	t_live(t);
	t_send_held(t, &ends, REQ_OP_WRITE);
	t->status[nvme_admin_create_cq] = NVME_SC_INTERNAL;
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	t_until(t, &ends, 1);
	assert_int_equal(ends.failed, 1);
	t_pass(t, T_S_NS);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_ADMIN_ONLY);
	/* frozen twice: by the disable, and because it is dying */
	assert_int_equal(bp_nvme_find_ns(&t->dev->ctrl, 1)->queue->mq_freeze_depth, 2);
	assert_int_equal(t_admin(t, &c), 0);
	t_send(t, &ends, REQ_OP_WRITE, 0);
	t_until(t, &ends, 2);
	assert_int_equal(ends.failed, 2);
}

/* Queues come back with another reset, and disks with them; who holds an old one holds a dead one.
 */
static void nvme_reset_ctrl__queues_again_after_admin_only__new_disks(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };
	const struct nvme_ns *old, *second;
	struct bio *bio;

	t->namespaces[1] = 2;
	t_live(t);
	old = bp_nvme_find_ns(&t->dev->ctrl, 1);
	second = bp_nvme_find_ns(&t->dev->ctrl, 2);
	t->status[nvme_admin_create_cq] = NVME_SC_INTERNAL;
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	t_settle(t);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_ADMIN_ONLY);
	t->status[nvme_admin_create_cq] = 0;
	bio = t_script_bio(t, REQ_OP_READ, 0);
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	t_settle(t);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_LIVE);
	assert_ptr_not_equal(bp_nvme_find_ns(&t->dev->ctrl, 1), old);
	assert_ptr_not_equal(bp_nvme_find_ns(&t->dev->ctrl, 2), second);
	assert_int_equal(bp_nvme_find_ns(&t->dev->ctrl, 1)->disk->capacity, 2048);
	t_send(t, &ends, REQ_OP_WRITE, 0);
	t_until(t, &ends, 1);
	assert_int_equal(ends.failed, 0);
	assert_ptr_equal(bio->bi_disk, old->disk);
	assert_int_not_equal(submit_bio_wait(bio), 0);
	bio_put(bio);
}

/* Dead: what was under way fails, and so does what comes later. */
static void nvme_reset_ctrl__does_not_come_up__dead(void **state)
{
	struct t_states states = { .sink.fn = t_note_state };
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t_live(t);
	bp_sink_add(t->env, &states.sink);
	t_send_held(t, &ends, REQ_OP_WRITE);
	t->never_ready = true;
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	t_until(t, &ends, 1);
	bp_sink_remove(t->env, &states.sink);
	assert_int_equal(states.at_end, NVME_CTRL_DEAD);
	assert_int_equal(ends.failed, 1);
	/* by two disables, live and resetting, and dying */
	assert_int_equal(bp_nvme_find_ns(&t->dev->ctrl, 1)->queue->mq_freeze_depth, 3);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_DEAD);
	assert_int_equal(t->dev->bp_error, -ENODEV);
	assert_int_equal(t->dev->online_queues, 0);
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), -EBUSY);
	t_send(t, &ends, REQ_OP_READ, 0);
	t_until(t, &ends, 2);
	assert_int_equal(ends.failed, 2);
	assert_int_equal(bp_nvme_find_ns(&t->dev->ctrl, 1)->disk->capacity, 0);
}

/* Who waits for the admin queue of a controller that does not come up gets an error. */
static void nvme_kill_queues__an_admin_command_waits__fails(void **state)
{
	struct t_script *t = *state;
	struct t_errand errand = { 0 };

	t_live(t);
	nvme_dev_disable(t->dev, false);
	t_admin_nowait(t, &errand);
	t->never_ready = true;
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	t_settle(t);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_DEAD);
	assert_int_equal(errand.ended, 1);
	assert_int_equal(errand.error, BLK_STS_IOERR);
}

/* Resets are not counted, but one whose Identify has no answer is the last. */
static void nvme_reset_ctrl__no_answer_while_it_comes_up__given_up(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t_live(t);
	for (unsigned i = 0; i < 10; i++) {
		assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
		t_pass(t, T_S_NS);
		assert_int_equal(t->dev->ctrl.state, NVME_CTRL_LIVE);
	}
	t_send_held(t, &ends, REQ_OP_WRITE);
	t->log[0] = '\0';
	t->on_step = lose_identify;
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	t_until(t, &ends, 1);
	assert_int_equal(ends.failed, 1);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_DEAD);
	assert_int_equal(t->dev->bp_error, -EINTR);
	assert_hits(t->env, BP_SITE_NVME_DEAD, 1);
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), -EBUSY);
}

/* All tags are taken when the first command gets lost: who sleeps for one sleeps through a reset.
 */
static void nvme_reset_ctrl__a_submitter_sleeps__gets_its_tag(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t->params.io_queue_depth = 4;
	t->params.nr_io_queues = 2;
	t_live(t);
	t->lose = 3;
	for (unsigned i = 0; i < 5; i++)
		t_send(t, &ends, REQ_OP_WRITE, 64 * i);
	t_until(t, &ends, 5);
	assert_int_equal(ends.ended, 5);
	assert_int_equal(ends.failed, 0);
	assert_in_range(ends.at_ns, 60 * T_S_NS, 62 * T_S_NS); /* nobody is waited for */
	assert_hits(t->env, BP_SITE_NO_TAG_EVER, 0);
}

/* With fewer queues everybody would have to be out: the old number stays for who sleeps. */
static void nvme_reset_ctrl__a_submitter_sleeps_and_fewer_queues__the_old_number(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t->params.io_queue_depth = 4;
	t->params.nr_io_queues = 2;
	t->params.io_timeout_ns = 7 * T_S_NS;
	t_live(t);
	t->nr_queues = 1;
	t->lose = 3;
	for (unsigned i = 0; i < 5; i++)
		t_send(t, &ends, REQ_OP_WRITE, 64 * i);
	t_until(t, &ends, 5);
	assert_int_equal(ends.failed, 0);
	/* two timeouts, and as long again until nobody waits for the others any more */
	assert_in_range(ends.at_ns, 21 * T_S_NS, 22 * T_S_NS);
	assert_int_equal(t->dev->online_queues, 2);
	assert_int_equal(t->dev->tagset.nr_hw_queues, 2);
}

/* Somebody disables the controller while a delete command of another one gets lost. */
static void nvme_dev_disable__a_delete_gets_lost__goes_on_after_60_s(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t_live(t);
	t_send_held(t, &ends, REQ_OP_WRITE);
	t->hold = false;
	t->lose = 1;
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	t_until(t, &ends, 1);
	assert_in_range(ends.at_ns, 60 * T_S_NS, 62 * T_S_NS);
	assert_int_equal(ends.failed, 0);
	assert_null(strstr(t->log, "-cq")); /* whose SQ may be there still (NVH-40) */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_script(nvme_reset_ctrl__io_under_way__done_in_the_next_life),
		t_in_script(nvme_reset_ctrl__again_and_again__nothing_leaks),
		t_in_script(nvme_reset_ctrl__fewer_queues__redistributed),
		t_in_script(nvme_reset_ctrl__fewer_queues_and_io_under_way__done_at_once),
		t_in_script(nvme_reset_ctrl__deleted_before_it_is_live__given_up),
		t_in_script(nvme_reset_ctrl__deleted_while_it_is_enabled__given_up),
		t_in_script(nvme_reset_ctrl__no_queues__admin_only),
		t_in_script(nvme_reset_ctrl__queues_again_after_admin_only__new_disks),
		t_in_script(nvme_reset_ctrl__does_not_come_up__dead),
		t_in_script(nvme_kill_queues__an_admin_command_waits__fails),
		t_in_script(nvme_reset_ctrl__no_answer_while_it_comes_up__given_up),
		t_in_script(nvme_reset_ctrl__a_submitter_sleeps__gets_its_tag),
		t_in_script(nvme_reset_ctrl__a_submitter_sleeps_and_fewer_queues__the_old_number),
		t_in_script(nvme_dev_disable__a_delete_gets_lost__goes_on_after_60_s),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
