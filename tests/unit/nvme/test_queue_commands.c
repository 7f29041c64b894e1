/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The controller gets queues, and loses them (NVH-40).
 */
#include <string.h>

#include "failing.h"

/* A completion that no message told of when its queue goes: it counts, if the queue did go. */
static void nvme_disable_io_queues__a_completion_unseen__drained(void **state)
{
	for (unsigned fails = 0; fails < 2; fails++) {
		struct t_script *t = *state;
		struct t_ends ends = { 0 };

		t_live(t);
		t->status[nvme_admin_delete_cq] = fails ? NVME_SC_INTERNAL : 0;
		t->mute = 1;
		t_send(t, &ends, REQ_OP_WRITE, 0);
		bp_work_run(t->env);
		assert_int_equal(ends.ended, 0);
		assert_true(nvme_change_ctrl_state(&t->dev->ctrl, NVME_CTRL_DELETING));
		nvme_dev_disable(t->dev, true);
		bp_work_run(t->env);
		assert_int_equal(ends.ended, 1);
		assert_int_equal(ends.failed, fails);
		nvme_remove(t->dev);
		t->dev = NULL;
	}
}

/* What failed in one life is forgotten in the next. */
static void nvme_disable_io_queues__failed_before__drained_again(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	t_live(t);
	t->status[nvme_admin_delete_cq] = NVME_SC_INTERNAL;
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	t_pass(t, T_S_NS);
	t->status[nvme_admin_delete_cq] = 0;
	t->mute = 1;
	t_send(t, &ends, REQ_OP_WRITE, 0);
	bp_work_run(t->env);
	assert_true(nvme_change_ctrl_state(&t->dev->ctrl, NVME_CTRL_DELETING));
	nvme_dev_disable(t->dev, true);
	bp_work_run(t->env);
	assert_int_equal(ends.ended, 1);
	assert_int_equal(ends.failed, 0);
}

struct words {
	u16 cq_flags, vector, sq_flags, cqid;
};

static struct words seen; /* of the last pair */

static void look(struct t_script *t)
{
	const struct nvme_command *c = &t->last_admin;

	if (c->common.opcode == nvme_admin_create_cq) {
		seen.cq_flags = le16_to_cpu(c->create_cq.cq_flags);
		seen.vector = le16_to_cpu(c->create_cq.irq_vector);
	}
	if (c->common.opcode == nvme_admin_create_sq) {
		seen.sq_flags = le16_to_cpu(c->create_sq.sq_flags);
		seen.cqid = le16_to_cpu(c->create_sq.cqid);
	}
}

/* PC, IEN, vector = number; a polled queue has neither message nor vector */
static void adapter_alloc_cq__with_messages_or_polled__flags(void **state)
{
	static const struct words want[] = { { 3, 2, 1, 2 }, { 1, 0, 1, 2 } };

	for (unsigned polled = 0; polled < 2; polled++) {
		struct t_script *t = *state;

		t->on_step = look;
		t->params.nr_io_queues = 2;
		t->params.polled = polled;
		t_live(t);
		assert_memory_equal(&seen, &want[polled], sizeof(seen));
		nvme_remove(t->dev);
		t->dev = NULL;
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_script(nvme_disable_io_queues__a_completion_unseen__drained),
		t_in_script(nvme_disable_io_queues__failed_before__drained_again),
		t_in_script(adapter_alloc_cq__with_messages_or_polled__flags),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
