/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The state of a pair of queues before the first command of a life (NVH-26, NVH-30).
 */
#include <string.h>

#include "failing.h"

/* Tails of the last life are no tails of this: two commands of a batch are told of. */
static void nvme_init_queue__after_a_reset__begins_at_0(void **state)
{
	const struct nvme_command c = { .common.opcode = nvme_cmd_flush };
	struct t_script *t = *state;
	struct t_ends ends = { 0 };
	struct nvme_queue *nvmeq;
	u8 *cqes;

	t_live(t);
	for (unsigned i = 0; i < 2; i++)
		t_send(t, &ends, REQ_OP_WRITE, 0);
	t_until(t, &ends, 2);
	nvmeq = &t->dev->queues[1];
	assert_int_equal(nvmeq->last_sq_tail, 2);
	cqes = bp_virt_bytes(t->env, nvmeq->cqes);
	memset(cqes, 0xff, nvmeq->q_depth * sizeof(struct nvme_completion));
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	t_pass(t, T_S_NS);
	assert_int_equal(nvmeq->sq_tail, 0);
	assert_int_equal(nvmeq->last_sq_tail, 0);
	assert_int_equal(nvmeq->cq_head, 0);
	for (unsigned i = 0; i < nvmeq->q_depth * sizeof(struct nvme_completion); i++)
		assert_int_equal(cqes[i], 0); /* INV-NVME-17: no phase of an earlier life */
	t->hold = true;
	for (unsigned i = 0; i < 2; i++)
		nvme_submit_cmd(nvmeq, &c, false);
	nvme_commit_rqs(bp_nvme_find_ns(&t->dev->ctrl, 1)->queue->queue_hw_ctx[0]);
	bp_work_run(t->env);
	assert_int_equal(t->nr_held, 2);
}

/* A queue without messages has no handler to give back. */
static void nvme_suspend_queue__polled__no_vector_freed(void **state)
{
	struct t_script *t = *state;

	t->params.polled = true;
	t_live(t);
	nvme_dev_disable(t->dev, false);
	assert_hits(t->env, BP_SITE_PCI_IRQ_FREE, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_script(nvme_init_queue__after_a_reset__begins_at_0),
		t_in_script(nvme_suspend_queue__polled__no_vector_freed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
