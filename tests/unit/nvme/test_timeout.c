/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A command that does not come back: each branch of NVH-36.
 */
#include <errno.h>
#include <string.h>

#include "failing.h"

/* A lost message: the completion is there, and found by a look. */
static void nvme_timeout__no_message__polled(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t_live(t);
	t->mute = 1;
	t_send(t, &ends, REQ_OP_WRITE, 0);
	t_until(t, &ends, 1);
	assert_int_equal(ends.at_ns, 30 * T_S_NS);
	assert_int_equal(ends.failed, 0);
	assert_hits(t->env, BP_SITE_NVME_TIMEOUT_POLLED, 1);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_LIVE);
}

/* Both times are parameters. */
static void nvme_timeout__other_times__those(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };
	struct nvme_command c = { .common.opcode = nvme_admin_get_log_page };

	t->params.io_timeout_ns = 7 * T_S_NS;
	t->params.admin_timeout_ns = 9 * T_S_NS;
	t_live(t);
	t->mute = 1;
	t_send(t, &ends, REQ_OP_WRITE, 0);
	t_until(t, &ends, 1);
	assert_int_equal(ends.at_ns, 7 * T_S_NS);
	t->mute = 1;
	assert_int_equal(t_admin(t, &c), 0);
	assert_int_equal(t->env->now_ns, 16 * T_S_NS);
	assert_hits(t->env, BP_SITE_NVME_TIMEOUT_POLLED, 2);
}

/* The controller still has it: Abort names queue and command; then it comes back and is tried
 * again.
 */
static void nvme_timeout__held__aborted_and_tried_again(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t_live(t);
	t->hold = true;
	t_send(t, &ends, REQ_OP_WRITE, 0);
	t_pass(t, 30 * T_S_NS);
	assert_string_equal(t->log, "op8");
	assert_int_equal(le16_to_cpu(t->last_admin.abort.sqid), 1);
	assert_int_equal(le16_to_cpu(t->last_admin.abort.cid), t->held[0]);
	assert_hits(t->env, BP_SITE_NVME_TIMEOUT_ABORT, 1);
	assert_hits(t->env, BP_SITE_NVME_ABORT_STATUS, 1);
	assert_int_equal(t->dev->ctrl.abort_limit, 4);
	t->hold = false;
	t_script_finish(t, NVME_SC_ABORT_REQ);
	t_until(t, &ends, 1);
	assert_int_equal(ends.failed, 0);
}

/* Another try is another command: it is aborted before anything worse happens. */
static void nvme_timeout__held_again__aborted_again(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t_live(t);
	t->hold = true;
	t_send(t, &ends, REQ_OP_WRITE, 0);
	for (unsigned i = 0; i < 2; i++) {
		t_pass(t, 31 * T_S_NS);
		assert_hits(t->env, BP_SITE_NVME_TIMEOUT_ABORT, i + 1);
		t_script_finish(t, NVME_SC_ABORT_REQ);
		bp_work_run(t->env);
	}
	assert_hits(t->env, BP_SITE_NVME_TIMEOUT_RESET, 0);
	t_script_finish(t, NVME_SC_SUCCESS);
	t_until(t, &ends, 1);
	assert_int_equal(ends.failed, 0);
}

/* Aborted and still not back: reset; the command is cancelled, and does its work in the new life.
 */
static void nvme_timeout__aborted_before__reset(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t_live(t);
	t->lose = 1;
	t_send(t, &ends, REQ_OP_WRITE, 0);
	t_until(t, &ends, 1);
	assert_int_equal(ends.at_ns, 60 * T_S_NS);
	assert_int_equal(ends.failed, 0);
	assert_hits(t->env, BP_SITE_NVME_TIMEOUT_RESET, 1);
	assert_string_equal(t->log, "op8 -sq1 -cq1 cc=460000 cc=460000 aqa=1f001f asq0 asq.0 acq0 "
				    "acq.0 cc=460001 id1 feat7 cq1 sq1 id2 aer1f id0");
	t_pass(t, 0);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_LIVE);
}

/* ACL + 1 of them at once, and no more; a lost Abort is given back with its end. */
static void nvme_timeout__abort_limit__the_others_wait(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t->id.acl = 0;
	t_live(t);
	t->hold = true;
	t_send(t, &ends, REQ_OP_READ, 0);
	t_send(t, &ends, REQ_OP_READ, 64);
	t->lose = 1;
	t_pass(t, 30 * T_S_NS);
	assert_int_equal(t->dev->ctrl.abort_limit, 0);
	assert_hits(t->env, BP_SITE_NVME_TIMEOUT_ABORT, 1);
	t->hold = false;
	t_until(t, &ends, 2);
	assert_int_equal(ends.failed, 0);
	assert_int_equal(t->dev->ctrl.abort_limit, 1);
}

/* CSTS.CFS: no questions asked. */
static void nvme_timeout__fatal_status__reset_at_once(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t_live(t);
	t->dead = true;
	t_send(t, &ends, REQ_OP_WRITE, 0);
	t->csts |= NVME_CSTS_CFS;
	t_until(t, &ends, 1);
	assert_int_equal(ends.at_ns, 30 * T_S_NS);
	assert_int_equal(ends.failed, 0);
	assert_hits(t->env, BP_SITE_NVME_DOWN, 1);
	assert_hits(t->env, BP_SITE_NVME_TIMEOUT_ABORT, 0);
}

/* CSTS.NSSRO counts where the controller has the feature. */
static void nvme_timeout__subsystem_reset__reset_or_abort(void **state)
{
	for (unsigned i = 0; i < 4; i++) {
		struct t_script *t = *state;
		struct t_ends ends = { 0 };
		const bool has = i & 1, reset = i & 2;
		const u64 aborts = t->env->hits[BP_SITE_NVME_TIMEOUT_ABORT];

		t->cap = (t->cap & ~(1ull << 36)) | (u64)has << 36;
		t_live(t);
		t->lose = 1;
		t_send(t, &ends, REQ_OP_WRITE, 0);
		if (reset)
			t->csts |= NVME_CSTS_NSSRO;
		t_until(t, &ends, 1);
		assert_hits(t->env, BP_SITE_NVME_DOWN, has && reset);
		assert_hits(t->env, BP_SITE_NVME_TIMEOUT_ABORT, aborts + !(has && reset));
		t_pass(t, T_S_NS);
		nvme_remove(t->dev);
		t->dev = NULL;
	}
}

/* An admin command: no Abort, but a reset after 60 s; the caller learns that it was cancelled. */
static void nvme_timeout__admin_command__reset(void **state)
{
	struct t_script *t = *state;
	struct nvme_command c = { .common.opcode = nvme_admin_get_log_page };

	t_live(t);
	t->lose = 1;
	assert_int_equal(t_admin(t, &c), -EINTR);
	assert_int_equal(t->env->now_ns, 60 * T_S_NS);
	assert_hits(t->env, BP_SITE_NVME_TIMEOUT_RESET, 1);
	t_pass(t, T_S_NS);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_LIVE);
}

/* A command of a user is one still when it was cancelled. */
static void nvme_timeout__command_of_a_user__stays_one(void **state)
{
	struct nvme_command c = { .common.opcode = nvme_admin_get_log_page };
	struct t_script *t = *state;
	struct request *rq;

	t_live(t);
	for (unsigned deleting = 0; deleting < 2; deleting++) {
		rq = blk_mq_alloc_request(t->dev->ctrl.admin_q, REQ_OP_DRV_IN, 0);
		assert_non_null(rq);
		rq->cmd_flags |= REQ_FAILFAST_DRIVER;
		rq->rq_flags |= RQF_DONTPREP;
		nvme_req(rq)->cmd = &c;
		nvme_req(rq)->flags = NVME_REQ_USERCMD;
		if (deleting)
			assert_true(nvme_change_ctrl_state(&t->dev->ctrl, NVME_CTRL_DELETING));
		t->lose = 1;
		blk_execute_rq(rq->q, rq, false);
		assert_int_equal(nvme_req(rq)->flags, NVME_REQ_USERCMD | NVME_REQ_CANCELLED);
		blk_mq_free_request(rq);
		t_pass(t, T_S_NS);
	}
}

/* While it comes up, nobody could abort: it is disabled, and does not come up. */
static void nvme_timeout__connecting__disabled(void **state)
{
	struct t_script *t = *state;

	t->lose = 1; /* Identify */
	assert_int_equal(t_script_probe(t), -EINTR);
	assert_int_equal(t->env->now_ns / T_S_NS, 60);
	assert_hits(t->env, BP_SITE_NVME_TIMEOUT_DISABLE, 1);
	assert_hits(t->env, BP_SITE_NVME_DEAD, 1);
	assert_string_equal(t->log,
			    "cc=0 aqa=1f001f asq0 asq.0 acq0 acq.0 cc=460001 id1 cc=460000");
}

/* Who sees to it already is not disturbed by a fatal status, either. */
static void fail_for_good(struct bp_timer *timer)
{
	t_of_alarm(timer)->csts |= NVME_CSTS_CFS;
}

static void nvme_timeout__connecting_and_fatal__disabled(void **state)
{
	struct t_script *t = *state;

	t->lose = 1; /* Identify */
	t_alarm_in(t, fail_for_good, T_S_NS);
	assert_int_equal(t_script_probe(t), -EINTR);
	assert_hits(t->env, BP_SITE_NVME_TIMEOUT_DISABLE, 1);
	assert_hits(t->env, BP_SITE_NVME_DOWN, 0);
}

static void nvme_timeout__resetting_and_fatal__waits(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t_live(t);
	t_send_held(t, &ends, REQ_OP_READ);
	assert_true(nvme_change_ctrl_state(&t->dev->ctrl, NVME_CTRL_RESETTING));
	t->csts |= NVME_CSTS_CFS;
	t_pass(t, 35 * T_S_NS);
	assert_int_equal(ends.ended, 0);
	assert_hits(t->env, BP_SITE_NVME_DOWN, 0);
	t->hold = false;
	bp_work_queue(t->env, &t->dev->ctrl.reset_work);
	t_until(t, &ends, 1);
	assert_int_equal(ends.failed, 0);
}

/* No tag is left for an Abort: the right to one is not lost. */
static void nvme_timeout__no_admin_tag__not_aborted(void **state)
{
	struct request *taken[NVME_AQ_MQ_TAG_DEPTH];
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t_live(t);
	for (unsigned i = 0; i < bp_array_size(taken); i++)
		taken[i] = blk_mq_alloc_request(t->dev->ctrl.admin_q, REQ_OP_DRV_IN, 0);
	t->hold = true;
	t_send(t, &ends, REQ_OP_WRITE, 0);
	t_pass(t, 30 * T_S_NS);
	assert_string_equal(t->log, "");
	assert_hits(t->env, BP_SITE_NO_TAG_EVER, 0); /* not waited for */
	assert_int_equal(t->dev->ctrl.abort_limit, 4);
	for (unsigned i = 0; i < bp_array_size(taken); i++)
		blk_mq_free_request(taken[i]);
	t->hold = false;
	t_until(t, &ends, 1);
	assert_int_equal(ends.failed, 0);
}

static void open_admin_queue(struct bp_timer *timer)
{
	blk_mq_unquiesce_queue(t_of_alarm(timer)->dev->ctrl.admin_q);
}

static u32 aborted; /* a bit for each command */

static void look(struct t_script *t)
{
	if (t->last_admin.common.opcode == nvme_admin_abort_cmd)
		aborted |= 1u << le16_to_cpu(t->last_admin.abort.cid);
}

/* Both wait for the admin queue: neither is overwritten by the other. */
static void nvme_timeout__two_aborts_wait__each_names_its_command(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t_live(t);
	t->hold = true;
	t_send(t, &ends, REQ_OP_READ, 0);
	t_send(t, &ends, REQ_OP_READ, 64);
	bp_work_run(t->env);
	blk_mq_quiesce_queue(t->dev->ctrl.admin_q);
	t_alarm_in(t, open_admin_queue, 31 * T_S_NS);
	aborted = 0;
	t->on_step = look;
	t_pass(t, 32 * T_S_NS);
	t->on_step = NULL;
	assert_int_equal(aborted, 1u << t->held[0] | 1u << t->held[1]);
	t_script_finish(t, 0);
	t_script_finish(t, 0);
	t_until(t, &ends, 2);
}

/* A removal waits for I/O; when that does not come back the controller is disabled for good. */
static void nvme_timeout__deleting__disabled_and_failed(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t_live(t);
	t->lose = 1;
	t_send(t, &ends, REQ_OP_WRITE, 0);
	bp_work_run(t->env);
	nvme_remove(t->dev);
	t->dev = NULL;
	assert_int_equal(ends.ended, 1);
	assert_int_equal(ends.failed, 1);
	assert_hits(t->env, BP_SITE_NVME_TIMEOUT_DISABLE, 1);
	assert_string_equal(t->log, "-sq1 -cq1 cc=464001"); /* shut down */
}

/* A reset is under way already, and will see to it. */
static void nvme_timeout__resetting__waits(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t_live(t);
	t_send_held(t, &ends, REQ_OP_READ);
	assert_true(nvme_change_ctrl_state(&t->dev->ctrl, NVME_CTRL_RESETTING));
	t_pass(t, 95 * T_S_NS);
	assert_int_equal(ends.ended, 0);
	assert_string_equal(t->log, "");
	t->hold = false;
	bp_work_queue(t->env, &t->dev->ctrl.reset_work);
	t_until(t, &ends, 1);
	assert_int_equal(ends.failed, 0);
}

/* NVH-35: six lives, then an error. */
static void nvme_timeout__lost_each_time__fails_in_the_end(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t_live(t);
	t->lose_io = true;
	t_send(t, &ends, REQ_OP_WRITE, 0);
	t_until(t, &ends, 1);
	assert_int_equal(ends.failed, 1);
	assert_hits(t->env, BP_SITE_NVME_TIMEOUT_RESET, 6);
	t_pass(t, T_S_NS);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_LIVE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_script(nvme_timeout__no_message__polled),
		t_in_script(nvme_timeout__other_times__those),
		t_in_script(nvme_timeout__held__aborted_and_tried_again),
		t_in_script(nvme_timeout__held_again__aborted_again),
		t_in_script(nvme_timeout__aborted_before__reset),
		t_in_script(nvme_timeout__abort_limit__the_others_wait),
		t_in_script(nvme_timeout__fatal_status__reset_at_once),
		t_in_script(nvme_timeout__subsystem_reset__reset_or_abort),
		t_in_script(nvme_timeout__admin_command__reset),
		t_in_script(nvme_timeout__command_of_a_user__stays_one),
		t_in_script(nvme_timeout__connecting__disabled),
		t_in_script(nvme_timeout__connecting_and_fatal__disabled),
		t_in_script(nvme_timeout__resetting_and_fatal__waits),
		t_in_script(nvme_timeout__no_admin_tag__not_aborted),
		t_in_script(nvme_timeout__two_aborts_wait__each_names_its_command),
		t_in_script(nvme_timeout__deleting__disabled_and_failed),
		t_in_script(nvme_timeout__resetting__waits),
		t_in_script(nvme_timeout__lost_each_time__fails_in_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
