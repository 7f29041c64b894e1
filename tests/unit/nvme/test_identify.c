/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a controller says of itself reaches the driver (NVH-35, NVH-38, NVH-39).
 */
#include <blkpath/nvme_failure.h>

#include "bp_test.h"
#include "nvme_script.h"

static u32 asked_of; /* the namespace in the command, which has none */

static void look(struct t_script *t)
{
	const struct nvme_common_command *c = &t->last_admin.common;

	if (c->opcode == nvme_admin_identify && le32_to_cpu(c->cdw10) == NVME_ID_CNS_CTRL)
		asked_of = le32_to_cpu(c->nsid);
}

static void nvme_init_identify__each_field__kept(void **state)
{
	struct t_script *t = *state;
	const struct nvme_ctrl *ctrl;

	asked_of = ~0u;
	t->on_step = look;

	t->id.sgls = cpu_to_le32(1);
	t->id.crdt1 = cpu_to_le16(7);
	t->id.crdt2 = cpu_to_le16(8);
	t->id.crdt3 = cpu_to_le16(9);
	t->id.oacs = cpu_to_le16(0x0204);
	t->id.oncs = cpu_to_le16(0x0410);
	t->id.oaes = cpu_to_le32(0x80010000);
	t->id.nn = cpu_to_le32(0x10001);
	t->id.vwc = 6;
	t->id.aerl = 2;
	t->id.mdts = 3;
	assert_int_equal(t_script_probe(t), 0);
	t->on_step = NULL;
	assert_int_equal(asked_of, 0);
	ctrl = &t->dev->ctrl;
	assert_int_equal(ctrl->vs, 0x10300);
	assert_int_equal(ctrl->sgls, 1);
	assert_int_equal(ctrl->crdt[0], 7);
	assert_int_equal(ctrl->crdt[1], 8);
	assert_int_equal(ctrl->crdt[2], 9);
	assert_int_equal(ctrl->oacs, 0x0204);
	assert_int_equal(ctrl->oncs, 0x0410);
	assert_int_equal(ctrl->oaes, 0x80010000);
	assert_int_equal(ctrl->nn, 0x10001);
	assert_int_equal(ctrl->vwc, 6);
	assert_int_equal(ctrl->aerl, 2);
	assert_int_equal(ctrl->abort_limit, 4); /* ACL + 1 */
	assert_int_equal(ctrl->max_hw_sectors, 64);
	assert_int_equal(ctrl->admin_q->limits.max_segments, 9); /* EX-NVME-18 */
}

/* No answer is no description: what was known stays. */
static void nvme_init_identify__refused_in_a_reset__as_before(void **state)
{
	struct t_script *t = *state;

	t->id.mdts = 3;
	assert_int_equal(t_script_probe(t), 0);
	bp_work_run(t->env);
	t->status[nvme_admin_identify] = NVME_SC_INTERNAL;
	assert_int_equal(nvme_reset_ctrl(&t->dev->ctrl), 0);
	bp_work_run(t->env);
	assert_int_equal(t->dev->ctrl.state, NVME_CTRL_DEAD);
	assert_int_equal(t->dev->ctrl.abort_limit, 4);
	assert_int_equal(t->dev->ctrl.max_hw_sectors, 64);
	assert_int_equal(t->dev->ctrl.nn, 4);
}

/* nvme.md 1: 5 s, raised by RTD3E up to 60 s */
static void nvme_init_identify__rtd3e__shutdown_timeout(void **state)
{
	static const struct {
		u32 rtd3e_us;
		unsigned ms;
	} cases[] = { { 0, 5000 }, { 4000000, 5000 }, { 8000000, 8000 }, { 90000000, 60000 } };
	struct t_script *t = *state;

	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		t->id.rtd3e = cpu_to_le32(cases[i].rtd3e_us);
		assert_int_equal(t_script_probe(t), 0);
		assert_int_equal(t->dev->ctrl.shutdown_timeout_ms, cases[i].ms);
		nvme_remove(t->dev);
		t->dev = NULL;
	}
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		t_in_script(nvme_init_identify__each_field__kept),
		t_in_script(nvme_init_identify__refused_in_a_reset__as_before),
		t_in_script(nvme_init_identify__rtd3e__shutdown_timeout),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
