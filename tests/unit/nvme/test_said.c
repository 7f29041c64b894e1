/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the driver says of a controller, with its numbers.
 */
#include <blkpath/p2pdma.h>

#include "failing.h"

static struct bp_report said[BP_SITE_NR];

static void keep(void *arg, const struct bp_report *report)
{
	(void)arg;
	said[report->site] = *report;
}

static void listen(struct t_script *t)
{
	t->env->on_report = keep;
}

#define assert_said(t, id, times, first, second)                                                   \
	do {                                                                                       \
		assert_hits((t)->env, id, times);                                                  \
		assert_int_equal(said[id].a, first);                                               \
		assert_int_equal(said[id].b, second);                                              \
	} while (0)

static void nvme_probe__a_namespace__its_size(void **state)
{
	struct t_script *t = *state;

	listen(t);
	t->namespaces[0] = 3;
	t->ns.nsze = cpu_to_le64(5000);
	t->ns.lbaf[0].ds = 12; /* in its blocks */
	t_live(t);
	t_pass(t, 0);
	assert_said(t, BP_SITE_NVME_NS_SIZE, 1, 3, 5000);
}

static void nvme_probe__a_command_refused__opcode_and_status(void **state)
{
	struct t_script *t = *state;

	listen(t);
	t->status[nvme_admin_identify] = NVME_SC_INTERNAL | NVME_SC_DNR;
	assert_int_not_equal(t_script_probe(t), 0);
	assert_said(t, BP_SITE_NVME_ADMIN_STATUS, 1, 6, 0x4006);
	assert_said(t, BP_SITE_NVME_DEAD, 1, 5, NVME_CTRL_CONNECTING); /* EIO */
}

/* Capabilities that the driver cannot live with. */
static void nvme_probe__capabilities__what_is_wrong(void **state)
{
	struct t_script *t = *state;
	const u64 cap = t->cap;

	listen(t);
	t->cap = cap | 2ull << 48;
	assert_int_not_equal(t_script_probe(t), 0);
	assert_said(t, BP_SITE_NVME_MIN_PAGE, 1, 14, 12);
	t->cap = cap & ~0xffffull;
	assert_int_not_equal(t_script_probe(t), 0);
	assert_said(t, BP_SITE_NVME_MQES, 1, t->cap, 0);
}

/* Not ready where it should be, ready where it should not, and never done. */
static void nvme_wait_ready__never__status_and_what_was_wanted(void **state)
{
	struct t_script *t = *state;

	listen(t);
	t->never_ready = true;
	assert_int_not_equal(t_script_probe(t), 0);
	assert_said(t, BP_SITE_NVME_NOT_READY, 1, 0, NVME_CSTS_RDY);
	t->never_ready = false;
	t_live(t);
	t->ready_ns = 1000 * T_S_NS;
	nvme_dev_disable(t->dev, false);
	assert_said(t, BP_SITE_NVME_NOT_READY, 2, NVME_CSTS_RDY, 0);
	t_pass(t, 1000 * T_S_NS);
	t->ready_ns = 0;
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	t_pass(t, T_S_NS);
	t->ready_ns = 1000 * T_S_NS;
	nvme_remove(t->dev);
	t->dev = NULL;
	assert_said(t, BP_SITE_NVME_SHUTDOWN, 1, NVME_CSTS_RDY, 0);
}

/* NVM-1: offset and what is left of the BAR. */
static void nvme_map_cmb__cannot_be_added__where_it_is(void **state)
{
	struct t_script *t = *state;

	listen(t);
	t->pdev->dev.bp_p2p = NULL;
	t->cmbloc = 2 | 8 << 12;
	t->cmbsz = 0x00010019;
	assert_int_equal(t_script_probe(t), 0);
	assert_said(t, BP_SITE_NVME_CMB, 1, 32 << 10, 32 << 10);
}

static void nvme_dbbuf_set__refused__address_and_status(void **state)
{
	struct t_script *t = *state;

	listen(t);
	t->id.oacs = cpu_to_le16(NVME_CTRL_OACS_DBBUF_SUPP);
	t->status[nvme_admin_dbbuf] = NVME_SC_INVALID_FIELD;
	assert_int_equal(t_script_probe(t), 0);
	assert_int_equal(said[BP_SITE_NVME_DBBUF].b, NVME_SC_INVALID_FIELD);
	assert_int_not_equal(said[BP_SITE_NVME_DBBUF].a, 0);
}

static void nvme_complete_async_event__an_event__all_of_it(void **state)
{
	struct t_script *t = *state;

	listen(t);
	t_live(t);
	t_pass(t, 0);
	t_script_event(t, 0x80020101);
	t_settle(t);
	assert_said(t, BP_SITE_NVME_AEN, 1, 0x80020101, 0);
}

/* Two queues, so that a number is not another by chance: tag 1 of queue 1. */
static void nvme_timeout__each_way__command_and_queue(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	listen(t);
	t_live(t);
	t->mute = 2;
	t_send(t, &ends, REQ_OP_WRITE, 0);
	t_send(t, &ends, REQ_OP_WRITE, 64);
	t_until(t, &ends, 2);
	assert_said(t, BP_SITE_NVME_TIMEOUT_POLLED, 1, 0, 1); /* and the other with it */
	t->status[nvme_admin_abort_cmd] = NVME_SC_INTERNAL;
	t->lose = 2;
	t_send(t, &ends, REQ_OP_WRITE, 0);
	t_send(t, &ends, REQ_OP_WRITE, 64);
	t_until(t, &ends, 4);
	assert_said(t, BP_SITE_NVME_TIMEOUT_ABORT, 2, 1, 1);
	assert_said(t, BP_SITE_NVME_ABORT_STATUS, 2, NVME_SC_INTERNAL, 0);
	assert_said(t, BP_SITE_NVME_TIMEOUT_RESET, 1, 0, 1);
	t_pass(t, T_S_NS);
	t->lose = 1;
	t_send(t, &ends, REQ_OP_WRITE, 0);
	t->csts |= NVME_CSTS_CFS;
	t_until(t, &ends, 5);
	assert_said(t, BP_SITE_NVME_DOWN, 1, NVME_CSTS_CFS | NVME_CSTS_RDY, 0);
	assert_int_equal(ends.failed, 0);
}

static void nvme_timeout__while_it_is_removed__command_and_queue(void **state)
{
	struct t_script *t = *state;
	struct t_ends ends = { 0 };

	listen(t);
	t_live(t);
	t->lose = 2;
	t_send(t, &ends, REQ_OP_WRITE, 0);
	t_send(t, &ends, REQ_OP_WRITE, 64);
	bp_work_run(t->env);
	nvme_remove(t->dev);
	t->dev = NULL;
	assert_said(t, BP_SITE_NVME_TIMEOUT_DISABLE, 1, 0, 1);
}

/* A completion for nobody; in mode P the null pointer that a kernel reads through. */
static void nvme_handle_cqe__strange_ids__id_and_queue(void **state)
{
	struct t_script *t = *state;

	listen(t);
	t->params.io_queue_depth = 8;
	t_live(t);
	t_script_post(t, 1, 9, 0, 0);
	t_script_post(t, 1, 5, 0, 0);
	bp_work_run(t->env);
	assert_said(t, BP_SITE_NVME_BAD_CID, 1, 9, 1);
	assert_said(t, BP_SITE_NVME_STALE_CID, 1, 5, 1);
	bp_defect_set(&t->dev->ctrl.bp_defects, BP_DEF_NVME_11, true);
	t_script_post(t, 1, 4, 0, 0);
	bp_work_run(t->env);
	assert_said(t, BP_SITE_NVME_NULL_RQ, 1, 4, 1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_script(nvme_probe__a_namespace__its_size),
		t_in_script(nvme_probe__a_command_refused__opcode_and_status),
		t_in_script(nvme_probe__capabilities__what_is_wrong),
		t_in_script(nvme_wait_ready__never__status_and_what_was_wanted),
		t_in_script(nvme_map_cmb__cannot_be_added__where_it_is),
		t_in_script(nvme_dbbuf_set__refused__address_and_status),
		t_in_script(nvme_complete_async_event__an_event__all_of_it),
		t_in_script(nvme_timeout__each_way__command_and_queue),
		t_in_script(nvme_timeout__while_it_is_removed__command_and_queue),
		t_in_script(nvme_handle_cqe__strange_ids__id_and_queue),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
