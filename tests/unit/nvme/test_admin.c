/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands of the driver's own (NVH-6, NVH-35).
 */
#include <string.h>

#include <blkpath/event.h>

#include "failing.h"

#define OPCODES 16

/* Of each admin command, by opcode, how its request looked when it was built. */
struct tape {
	struct bp_sink sink;
	unsigned op[OPCODES];
	unsigned flags[OPCODES];
	u64 prp1[OPCODES];
};

static void write_down(struct bp_sink *sink, const struct bp_event *event)
{
	struct tape *tape = bp_container_of(sink, struct tape, sink);
	const struct bp_nvme_built *built;

	if (event->id != BP_EV_NVME_BUILT || event->nvme->built.qid)
		return;
	built = &event->nvme->built;
	assert_in_range(built->command.common.opcode, 0, OPCODES - 1);
	tape->op[built->command.common.opcode] = req_op(event->rq);
	tape->flags[built->command.common.opcode] = event->rq->cmd_flags;
	tape->prp1[built->command.common.opcode] = le64_to_cpu(built->command.common.dptr.prp1);
}

/* Bit 0 of the opcode is the direction; nobody tries again for the driver. */
static void nvme_alloc_request__each_opcode__direction_and_no_second_try(void **state)
{
	static const struct {
		u8 opcode;
		unsigned op;
		bool has_data;
	} cases[] = {
		{ nvme_admin_delete_sq, REQ_OP_DRV_IN, false },
		{ nvme_admin_create_sq, REQ_OP_DRV_OUT, true }, /* where the queue is */
		{ nvme_admin_delete_cq, REQ_OP_DRV_IN, false },
		{ nvme_admin_create_cq, REQ_OP_DRV_OUT, true },
		{ nvme_admin_identify, REQ_OP_DRV_IN, true },
		{ nvme_admin_abort_cmd, REQ_OP_DRV_IN, false },
		{ nvme_admin_set_features, REQ_OP_DRV_OUT, false },
	};
	struct tape tape = { .sink.fn = write_down };
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	bp_sink_add(t->env, &tape.sink);
	t_live(t);
	t_send_held(t, &ends, REQ_OP_WRITE);
	t_pass(t, 31 * T_S_NS);
	t_script_finish(t, 0);
	nvme_remove(t->dev);
	t->dev = NULL;
	bp_sink_remove(t->env, &tape.sink);
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const u8 opcode = cases[i].opcode;

		assert_int_equal(tape.op[opcode], cases[i].op);
		assert_int_equal(tape.flags[opcode] & REQ_FAILFAST_MASK, REQ_FAILFAST_DRIVER);
		assert_int_equal(tape.prp1[opcode] != 0, cases[i].has_data);
	}
	assert_hits(t->env, BP_SITE_NVME_ADMIN_STATUS, 0);
}

static void open_admin_queue(struct bp_timer *timer)
{
	blk_mq_unquiesce_queue(t_of_alarm(timer)->dev->ctrl.admin_q);
}

/* One command waits in a queue that is closed for so long. */
static void close_admin_queue(struct t_script *t, struct t_errand *errand, u64 ns)
{
	t_live(t);
	t_pass(t, 0);
	t->log[0] = '\0';
	blk_mq_quiesce_queue(t->dev->ctrl.admin_q);
	t_admin_nowait(t, errand);
	t_alarm_in(t, open_admin_queue, ns);
}

static void nvme_submit_sync_cmd__others_wait__behind_them(void **state)
{
	struct t_script *t = *state;
	struct t_errand errand = { 0 };

	close_admin_queue(t, &errand, T_S_NS);
	bp_work_queue(t->env, &t->dev->ctrl.scan_work);
	t_pass(t, 2 * T_S_NS);
	assert_string_equal(t->log, "op2 id2 id0");
}

static void nvme_timeout__others_wait__abort_behind_them(void **state)
{
	struct t_script *t = *state;
	struct t_errand errand = { 0 };
	struct t_ends ends = { 0 };

	close_admin_queue(t, &errand, 31 * T_S_NS);
	t_send_held(t, &ends, REQ_OP_WRITE);
	t_pass(t, 32 * T_S_NS);
	assert_string_equal(t->log, "op2 op8");
	t_script_finish(t, 0);
	t_until(t, &ends, 1);
}

static void nvme_disable_io_queues__others_wait__behind_them(void **state)
{
	struct t_script *t = *state;
	struct t_errand errand = { 0 };

	close_admin_queue(t, &errand, T_S_NS);
	nvme_dev_disable(t->dev, false);
	assert_string_equal(t->log, "op2 -sq1 -cq1 cc=460000");
}

static struct request *taken[NVME_AQ_MQ_TAG_DEPTH];

static void give_one_back(struct bp_timer *timer)
{
	(void)timer;
	blk_mq_free_request(taken[0]);
}

/* All tags are taken for a second: whoever deletes or asks waits for one. */
static void nvme_alloc_request__no_tag__waits_for_one(void **state)
{
	for (unsigned deletes = 0; deletes < 2; deletes++) {
		struct t_script *t = *state;

		t_live(t);
		t_pass(t, 0);
		t->log[0] = '\0';
		for (unsigned i = 0; i < bp_array_size(taken); i++)
			taken[i] = blk_mq_alloc_request(t->dev->ctrl.admin_q, REQ_OP_DRV_IN, 0);
		t_alarm_in(t, give_one_back, T_S_NS);
		if (deletes)
			nvme_dev_disable(t->dev, false);
		else
			bp_work_queue(t->env, &t->dev->ctrl.scan_work);
		t_pass(t, 2 * T_S_NS);
		assert_string_equal(t->log, deletes ? "-sq1 -cq1 cc=460000" : "id2 id0");
		for (unsigned i = 1; i < bp_array_size(taken); i++)
			blk_mq_free_request(taken[i]);
		nvme_remove(t->dev);
		t->dev = NULL;
	}
}

/* Without a buffer that can be mapped it is not sent. */
static void nvme_submit_sync_cmd__no_memory_to_map__not_sent(void **state)
{
	struct t_script *t = *state;

	t_live(t);
	t_pass(t, 0);
	t->log[0] = '\0';
	t_p2p_fail(&t->p2p, BP_ALLOC_BIO, 0);
	bp_work_queue(t->env, &t->dev->ctrl.scan_work);
	t_pass(t, T_S_NS);
	t_p2p_fail(&t->p2p, BP_ALLOC_NR, 0);
	assert_string_equal(t->log, "");
	assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, 1));
}

/* No request is to be had of a queue that is dying: that is no answer, and no disk goes for it. */
static void nvme_submit_sync_cmd__dying_queue__no_answer(void **state)
{
	struct t_script *t = *state;

	t_live(t);
	t_pass(t, 0);
	blk_set_queue_dying(t->dev->ctrl.admin_q);
	bp_work_queue(t->env, &t->dev->ctrl.scan_work);
	t_pass(t, T_S_NS);
	assert_non_null(bp_nvme_find_ns(&t->dev->ctrl, 1));
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_script(nvme_alloc_request__each_opcode__direction_and_no_second_try),
		t_in_script(nvme_submit_sync_cmd__others_wait__behind_them),
		t_in_script(nvme_timeout__others_wait__abort_behind_them),
		t_in_script(nvme_disable_io_queues__others_wait__behind_them),
		t_in_script(nvme_alloc_request__no_tag__waits_for_one),
		t_in_script(nvme_submit_sync_cmd__no_memory_to_map__not_sent),
		t_in_script(nvme_submit_sync_cmd__dying_queue__no_answer),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
