/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a late command leads to at once, before anybody else runs (NVH-36).
 */
#include <blkpath/mq_tags.h>

#include "failing.h"

static struct request *held(struct t_script *t)
{
	return blk_mq_tag_to_rq(t->dev->tagset.tags[0], t->held[0]);
}

/* What the block layer hears: it has ended, or its timer goes on. */
static void nvme_timeout__each_state__what_is_answered(void **state)
{
	static const struct {
		enum nvme_ctrl_state next; /* NEW: as it is */
		u32 csts;
		bool aborted;
		enum blk_eh_timer_return want;
	} cases[] = {
		{ NVME_CTRL_NEW, 0, false, BLK_EH_RESET_TIMER },
		{ NVME_CTRL_NEW, 0, true, BLK_EH_DONE },
		{ NVME_CTRL_NEW, NVME_CSTS_CFS, false, BLK_EH_DONE },
		{ NVME_CTRL_RESETTING, 0, false, BLK_EH_RESET_TIMER },
		{ NVME_CTRL_DELETING, 0, false, BLK_EH_DONE },
	};

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_script *t = *state;
		struct t_ends ends = { 0 };
		struct request *rq;

		t_live(t);
		t_send_held(t, &ends, REQ_OP_READ);
		rq = held(t);
		bp_nvme_iod(rq)->aborted = cases[i].aborted;
		t->csts |= cases[i].csts;
		if (cases[i].next != NVME_CTRL_NEW)
			assert_true(nvme_change_ctrl_state(&t->dev->ctrl, cases[i].next));
		assert_int_equal(nvme_timeout(rq, false), cases[i].want);
		/* Disabled before anything else goes on: the request is nobody's. */
		assert_int_equal(rq->state == MQ_RQ_IN_FLIGHT, cases[i].want == BLK_EH_RESET_TIMER);
		assert_int_equal(t->dev->bp_is_enabled, cases[i].want == BLK_EH_RESET_TIMER);
		t->hold = false;
		t->csts &= ~NVME_CSTS_CFS;
		nvme_remove(t->dev);
		t->dev = NULL;
		t_settle(t);
		assert_int_equal(ends.ended, 1);
	}
}

/* As many aborts as it takes are under way: the timer goes on, and nothing is sent. */
static void nvme_timeout__no_abort_is_left__waits(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t_live(t);
	t_send_held(t, &ends, REQ_OP_READ);
	t->dev->ctrl.abort_limit = 0;
	assert_int_equal(nvme_timeout(held(t), false), BLK_EH_RESET_TIMER);
	bp_work_run(t->env);
	assert_string_equal(t->log, "");
	assert_int_equal(bp_nvme_iod(held(t))->aborted, 0);
	t_script_finish(t, 0);
	t_until(t, &ends, 1);
	assert_int_equal(ends.failed, 0);
}

/* It had ended unseen: that is an end, unless the controller is down. */
static void nvme_timeout__no_message_and_fatal__reset(void **state)
{
	for (unsigned fatal = 0; fatal < 2; fatal++) {
		struct t_script *t = *state;
		struct t_ends ends = { 0 };
		struct request *rq;

		t_live(t);
		t_send_held(t, &ends, REQ_OP_READ);
		rq = held(t);
		t->mute = 1;
		t_script_finish(t, 0);
		t->csts |= fatal ? NVME_CSTS_CFS : 0;
		assert_int_equal(nvme_timeout(rq, false), BLK_EH_DONE);
		assert_hits(t->env, BP_SITE_NVME_TIMEOUT_POLLED, 1);
		assert_hits(t->env, BP_SITE_NVME_DOWN, fatal);
		assert_int_equal(t->dev->bp_is_enabled, !fatal);
		t->hold = false;
		t->csts &= ~NVME_CSTS_CFS;
		t_settle(t);
		assert_int_equal(ends.ended, 1);
		nvme_remove(t->dev);
		t->dev = NULL;
	}
}

/* It names the tag of the late one, not its own. */
static void nvme_timeout__an_admin_tag_is_taken__abort_names_the_command(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };
	struct request *first;

	t_live(t);
	t_send_held(t, &ends, REQ_OP_READ);
	first = blk_mq_alloc_request(t->dev->ctrl.admin_q, REQ_OP_DRV_IN, 0);
	assert_non_null(first);
	t_pass(t, 31 * T_S_NS);
	assert_int_equal(t->last_admin.common.opcode, nvme_admin_abort_cmd);
	assert_int_equal(le16_to_cpu(t->last_admin.abort.sqid), 1);
	assert_int_equal(le16_to_cpu(t->last_admin.abort.cid), t->held[0]);
	assert_int_not_equal(le16_to_cpu(t->last_admin.common.command_id), t->held[0]);
	blk_mq_free_request(first);
	t_script_finish(t, 0);
	t_until(t, &ends, 1);
}

/* NVH-36: how an abort ends makes no difference, another one may follow. */
static void nvme_timeout__abort_refused__counts_as_ended(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t_live(t);
	t->status[nvme_admin_abort_cmd] = NVME_SC_INVALID_FIELD;
	t_send_held(t, &ends, REQ_OP_WRITE);
	t_pass(t, 31 * T_S_NS);
	assert_hits(t->env, BP_SITE_NVME_TIMEOUT_ABORT, 1);
	assert_int_equal(t->dev->ctrl.abort_limit, t->id.acl + 1);
	t_script_finish(t, 0);
	t_until(t, &ends, 1);
}

/* NVH-36: the queue is polled before anything is done, also the second time. */
static void nvme_timeout__ends_unseen_after_an_abort__found(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t_live(t);
	t_send_held(t, &ends, REQ_OP_WRITE);
	t_pass(t, 31 * T_S_NS);
	assert_hits(t->env, BP_SITE_NVME_TIMEOUT_ABORT, 1);
	t->hold = false;
	t->mute = 1;
	t_script_finish(t, 0);
	t_until(t, &ends, 1);
	assert_int_equal(ends.failed, 0);
	assert_hits(t->env, BP_SITE_NVME_TIMEOUT_POLLED, 1);
	assert_hits(t->env, BP_SITE_NVME_TIMEOUT_RESET, 0);
}

/* NVH-36: so is one that nobody polls, and has no messages. */
static void nvme_timeout__a_polled_queue__found(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t->params.polled = true;
	t_live(t);
	t_send(t, &ends, REQ_OP_WRITE, 0);
	t_until(t, &ends, 1);
	assert_int_equal(ends.failed, 0);
	assert_in_range(ends.at_ns, 30 * T_S_NS, 31 * T_S_NS);
	assert_hits(t->env, BP_SITE_NVME_TIMEOUT_ABORT, 0);
}

/* NVH-36: a fatal status comes before the poll, for the driver's own commands, too. */
static void nvme_timeout__admin_command_and_fatal__down_and_not_polled(void **state)
{
	struct t_script *t = *state;
	struct t_errand errand = { 0 };

	t_live(t);
	t_pass(t, 0);
	t->mute = 1; /* it has ended, and nobody knows */
	t_admin_nowait(t, &errand);
	t_pass(t, 59 * T_S_NS);
	t->csts |= NVME_CSTS_CFS;
	t_pass(t, 3 * T_S_NS);
	assert_int_equal(errand.ended, 1);
	assert_hits(t->env, BP_SITE_NVME_DOWN, 1);
	assert_hits(t->env, BP_SITE_NVME_TIMEOUT_POLLED, 0);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_script(nvme_timeout__each_state__what_is_answered),
		t_in_script(nvme_timeout__no_abort_is_left__waits),
		t_in_script(nvme_timeout__no_message_and_fatal__reset),
		t_in_script(nvme_timeout__an_admin_tag_is_taken__abort_names_the_command),
		t_in_script(nvme_timeout__abort_refused__counts_as_ended),
		t_in_script(nvme_timeout__ends_unseen_after_an_abort__found),
		t_in_script(nvme_timeout__a_polled_queue__found),
		t_in_script(nvme_timeout__admin_command_and_fatal__down_and_not_polled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
