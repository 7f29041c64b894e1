/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A controller is stopped: in which order, how long it is waited for, and who else wants it
 * (NVH-36).
 */
#include <blkpath/event.h>

#include "failing.h"

/* A controller that has failed does nothing any more: nobody waits for what it has. */
static void nvme_dev_disable__for_good_and_failed__not_waited_for(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t_live(t);
	t_send_held(t, &ends, REQ_OP_WRITE);
	t->csts |= NVME_CSTS_CFS;
	nvme_dev_disable(t->dev, true);
	assert_int_equal(t->env->now_ns, 0);
	assert_string_equal(t->log, "");
	nvme_remove(t->dev);
	t->dev = NULL;
	assert_int_equal(ends.failed, 1);
}

struct cancelled {
	struct bp_sink sink;
	struct t_script *t;
	unsigned nr;
	u16 command;
	bool enabled;
};

static void note_cancelled(struct bp_sink *sink, const struct bp_event *event)
{
	struct cancelled *c = bp_container_of(sink, struct cancelled, sink);

	if (event->id != BP_EV_DMA_UNMAP_BEGIN || c->nr++)
		return;
	pci_read_config_word(c->t->pdev, PCI_COMMAND, &c->command);
	c->enabled = c->t->dev->queues[1].flags & NVMEQ_ENABLED;
}

/* Memory is taken back from a function that can no longer reach it. */
static void nvme_dev_disable__under_way__cancelled_in_the_end(void **state)
{
	struct t_script *t = *state;
	struct cancelled c = { .sink.fn = note_cancelled, .t = t };
	struct t_ends ends = { 0 };

	t_live(t);
	t_send_held(t, &ends, REQ_OP_WRITE);
	t->csts |= NVME_CSTS_CFS;
	bp_sink_add(t->env, &c.sink);
	nvme_dev_disable(t->dev, false);
	bp_sink_remove(t->env, &c.sink);
	assert_int_equal(c.nr, 1);
	assert_int_equal(c.command & PCI_COMMAND_MASTER, 0);
	assert_false(c.enabled);
	nvme_remove(t->dev);
	t->dev = NULL;
	assert_int_equal(ends.failed, 1);
}

static void fail_and_disable(struct bp_timer *timer)
{
	struct t_script *t = t_of_alarm(timer);

	t->csts |= NVME_CSTS_CFS;
	nvme_dev_disable(t->dev, false);
}

/* NVH-36: the status of a command that is cancelled. */
static void nvme_cancel_request__an_admin_command__aborted(void **state)
{
	struct nvme_command c = { .common.opcode = nvme_admin_get_log_page };
	struct t_script *t = *state;

	t_live(t);
	t->dead = true;
	t_alarm_in(t, fail_and_disable, T_S_NS);
	assert_int_equal(t_admin(t, &c), 0x007);
}

/* Two want it at once, one of them for good: what waits is failed, and the controller is stopped
 * once.
 */
static void nvme_dev_disable__for_good_and_for_a_while__for_good(void **state)
{
	static const struct {
		bool for_good;
		void (*meanwhile)(struct bp_timer *timer);
		const char *log;
	} cases[] = {
		{ true, t_alarm_disable_for_a_while, "-sq1 -cq1 cc=464001" },
		{ false, t_alarm_disable_for_good, "-sq1 -cq1 cc=460000" },
	};

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_script *t = *state;
		struct t_ends ends = { 0 };
		u64 begun_ns;

		t_live(t);
		begun_ns = t->env->now_ns;
		t_send_held(t, &ends, REQ_OP_WRITE);
		assert_true(nvme_change_ctrl_state(&t->dev->ctrl, NVME_CTRL_DELETING));
		t->ready_ns = 2 * T_S_NS;
		t_alarm_in(t, cases[i].meanwhile, T_S_NS);
		nvme_dev_disable(t->dev, cases[i].for_good);
		bp_work_run(t->env);
		assert_int_equal(ends.ended, 1);
		assert_int_equal(ends.failed, 1);
		assert_string_equal(t->log, cases[i].log);
		assert_int_equal(t->env->now_ns - begun_ns, 2 * T_S_NS);
		t->ready_ns = 0;
		t->hold = false;
		nvme_remove(t->dev);
		t->dev = NULL;
	}
}

/* All disks together have the time that one has. */
static void nvme_dev_disable__for_good_and_two_disks__one_time_for_both(void **state)
{
	struct t_script *t = *state;
	struct request_queue *q;
	struct t_ends ends = { 0 };

	t->namespaces[1] = 2;
	t_live(t);
	q = bp_nvme_find_ns(&t->dev->ctrl, 2)->queue;
	t_send_held(t, &ends, REQ_OP_WRITE);
	assert_int_equal(blk_queue_enter(q, true), 0);
	t_alarm_in(t, t_alarm_end_held, 20 * T_S_NS);
	nvme_dev_disable(t->dev, true);
	assert_int_equal(t->env->now_ns, 30 * T_S_NS);
	assert_int_equal(ends.failed, 0);
	blk_queue_exit(q);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_script(nvme_dev_disable__for_good_and_failed__not_waited_for),
		t_in_script(nvme_dev_disable__under_way__cancelled_in_the_end),
		t_in_script(nvme_cancel_request__an_admin_command__aborted),
		t_in_script(nvme_dev_disable__for_good_and_for_a_while__for_good),
		t_in_script(nvme_dev_disable__for_good_and_two_disks__one_time_for_both),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
