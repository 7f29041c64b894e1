/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is refused before it runs, and what is told of it (R-C1.2 to R-C1.6).
 */
#include <stdlib.h>

#include "bp_test.h"
#include "target.h"

#define DNR(sc) ((sc) | NVME_SC_DNR)
#define MORE 0x4000u

static void init_null(struct t_target *t)
{
	t_target_init(t, &(struct t_target_setup){ .disk = T_TARGET_NULL });
}

/* R-C1.2 steps 1 and 2, R-C1.3 */
static void nvmet_req_init__bad_commands__table(void **state)
{
	static const struct {
		u8 opcode, flags;
		u32 nsid;
		u16 status, error_loc;
	} cases[] = {
		{ nvme_cmd_read, 0x41, 1, DNR(NVME_SC_INVALID_FIELD), 1 },
		{ nvme_cmd_read, 0x42, 1, DNR(NVME_SC_INVALID_FIELD), 1 },
		{ nvme_cmd_read, 0x00, 1, DNR(NVME_SC_INVALID_FIELD), 1 },
		{ nvme_cmd_read, 0x80, 1, DNR(NVME_SC_INVALID_FIELD), 1 },
		{ nvme_cmd_read, 0xc0, 1, DNR(NVME_SC_INVALID_FIELD), 1 },
		{ nvme_cmd_read, 0x40, 0, DNR(NVME_SC_INVALID_NS), 4 },
		{ nvme_cmd_read, 0x40, 2, DNR(NVME_SC_INVALID_NS), 4 },
		{ nvme_cmd_compare, 0x40, 1, DNR(NVME_SC_INVALID_OPCODE), 0 },
	};
	struct t_target t;

	(void)state;
	init_null(&t);
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_command c = { .cmd = t_nvmf_rw(cases[i].opcode, 0, 0) };

		c.cmd.common.flags = cases[i].flags;
		c.cmd.common.nsid = cpu_to_le32(cases[i].nsid);
		assert_int_equal(t_target_do(&t, &t.io, &c), cases[i].status);
		assert_int_equal(t_target_step(&t, BP_NVMET_COMPLETED)->error_loc,
				 cases[i].error_loc);
		assert_int_equal(t_target_step(&t, BP_NVMET_REFUSED)->serial,
				 t_target_step(&t, BP_NVMET_COMPLETED)->serial);
	}
	t_target_fini(&t);
}

/* R-C1.3: state of controller, group and namespace */
static void nvmet_req_init__states__table(void **state)
{
	struct t_command a = { .cmd = t_nvmf_rw(nvme_cmd_read, 0, 0) }, b = a, c = a, d = a, e = a;
	struct t_command f = a, g = a;
	struct t_target t;

	(void)state;
	init_null(&t);
	t.ns->bp_ana_status = NVME_SC_ANA_INACCESSIBLE;
	assert_int_equal(t_target_do(&t, &t.io, &a), NVME_SC_ANA_INACCESSIBLE);
	assert_int_equal(t_target_step(&t, BP_NVMET_COMPLETED)->error_loc, 4);
	t.ns->readonly = true;
	g.cmd.common.opcode = nvme_cmd_write; /* the group is asked first */
	assert_int_equal(t_target_do(&t, &t.io, &g), NVME_SC_ANA_INACCESSIBLE);
	t.ns->bp_ana_status = 0;
	b.cmd.common.opcode = nvme_cmd_write;
	assert_int_equal(t_target_do(&t, &t.io, &b), NVME_SC_NS_WRITE_PROTECTED);
	assert_int_equal(t_target_step(&t, BP_NVMET_COMPLETED)->error_loc, 4);
	f.cmd.common.opcode = nvme_cmd_write_zeroes;
	assert_int_equal(t_target_do(&t, &t.io, &f), NVME_SC_NS_WRITE_PROTECTED);
	c.cmd.common.opcode = nvme_cmd_flush;
	assert_int_equal(t_target_do(&t, &t.io, &c), 0);
	t.ctrl->csts = 0;
	assert_int_equal(t_target_do(&t, &t.io, &d), DNR(NVME_SC_CMD_SEQ_ERROR));
	assert_int_equal(t_target_step(&t, BP_NVMET_COMPLETED)->error_loc, 4);
	t.ctrl->csts = NVME_CSTS_RDY;
	t.ctrl->cc = 0;
	assert_int_equal(t_target_do(&t, &t.io, &e), DNR(NVME_SC_CMD_SEQ_ERROR));
	t_target_fini(&t);
}

/* No admin command is served but those of fabrics. */
static void nvmet_req_init__admin_command__invalid_opcode(void **state)
{
	struct t_command a = { .cmd = t_nvmf_rw(nvme_admin_identify, 0, 0) }, b = a;
	struct t_target t;

	(void)state;
	init_null(&t);
	assert_int_equal(t_target_do(&t, &t.admin, &a), DNR(NVME_SC_INVALID_OPCODE));
	t.ctrl->csts = 0;
	assert_int_equal(t_target_do(&t, &t.admin, &b), DNR(NVME_SC_CMD_SEQ_ERROR));
	t_target_fini(&t);
}

/* R-C1.2 step 5: a queue that is going takes nothing, and its users are counted right */
static void nvmet_req_init__dying_queue__refused(void **state)
{
	struct t_command c = { .cmd = t_nvmf_rw(nvme_cmd_flush, 0, 0) };
	struct t_target_queue queue;
	struct t_target t;

	(void)state;
	init_null(&t);
	t_target_queue_init(&t, &queue);
	assert_int_equal(t_target_connect(&t, &queue, 2, 3), 0);
	percpu_ref_get(&queue.sq.ref);
	percpu_ref_kill(&queue.sq.ref);
	assert_int_equal(t_target_do(&t, &queue, &c), DNR(NVME_SC_INVALID_FIELD));
	percpu_ref_put(&queue.sq.ref);
	assert_true(completion_done(&queue.sq.free_done));
	queue.sq.ref.bp_dead = false;
	queue.sq.ref.bp_released = false;
	queue.sq.ref.bp_count = 1;
	queue.sq.free_done.done = 0;
	nvmet_sq_destroy(&queue.sq);
	t_target_fini(&t);
}

/* R-C1.4, G10: INV-NVMET-4 */
static void nvmet_req_execute__other_length__never_runs(void **state)
{
	static u8 data[61440];
	struct t_command c = { .cmd = t_nvmf_rw(nvme_cmd_write, 8000, 127),
			       .data = data,
			       .bytes = sizeof(data) };
	struct t_target t;

	(void)state;
	init_null(&t);
	assert_int_equal(t_target_do(&t, &t.io, &c), 0x400f);
	assert_int_equal(t_target_step(&t, BP_NVMET_COMPLETED)->data_len, 65536);
	assert_int_equal(t_target_step(&t, BP_NVMET_COMPLETED)->error_loc, 24);
	assert_int_equal(le16_to_cpu(c.cqe.status), 0xc01e);
	assert_int_equal(t.null->issued, 0);
	t_target_fini(&t);
}

/* R-C1.5: slot, More, number of the command; nothing is logged without a place in the command */
static void nvmet_req_complete__error__logged(void **state)
{
	struct t_command bad = { .cmd = t_nvmf_rw(nvme_cmd_compare, 77, 0) };
	const struct nvme_error_slot *slot;
	struct t_target t;

	(void)state;
	init_null(&t);
	bad.cmd.common.command_id = cpu_to_le16(0xabcd);
	for (unsigned i = 1; i <= NVMET_ERROR_LOG_SLOTS + 1; i++) {
		struct t_command c = bad;

		c.req.error_slba = 99; /* of the command before */
		t_target_do(&t, &t.io, &c);
		slot = &t.ctrl->slots[i % NVMET_ERROR_LOG_SLOTS];
		assert_int_equal(t.ctrl->err_counter, i);
		assert_int_equal(le64_to_cpu(slot->error_count), i);
		assert_int_equal(le16_to_cpu(slot->sqid), 1);
		assert_int_equal(le16_to_cpu(slot->cmdid), 0xabcd);
		assert_int_equal(le16_to_cpu(slot->status_field), 0x8002);
		assert_int_equal(le16_to_cpu(slot->param_error_location), 0);
		assert_int_equal(le32_to_cpu(slot->nsid), 1);
		assert_int_equal(le64_to_cpu(slot->lba), 0);
		assert_int_equal(le16_to_cpu(c.cqe.status), 0x8002 | MORE);
		assert_int_equal(le16_to_cpu(c.cqe.command_id), 0xabcd);
		assert_int_equal(le16_to_cpu(c.cqe.sq_id), 1);
	}
	t_target_fini(&t);
}

static u64 held;

static void note_held(struct nvmet_req *req)
{
	const struct t_target *t = bp_container_of(req->port, struct t_target, port);

	assert_null(req->ns);
	held = t->ns->ref.bp_count;
}

/* R-C1.5: the namespace is let go before the response goes; a slot tells where the fault is. */
static void nvmet_req_complete__references__before_the_response(void **state)
{
	static const struct nvmet_fabrics_ops ops = { .queue_response = note_held };
	struct t_command c = { .cmd = t_nvmf_rw(nvme_cmd_write, 0, 0) };
	struct t_target t;

	(void)state;
	init_null(&t);
	c.req = (struct nvmet_req){ .cmd = &c.cmd, .cqe = &c.cqe, .port = &t.port };
	assert_true(nvmet_req_init(&c.req, &t.io.cq, &t.io.sq, &ops));
	assert_int_equal(t.ns->ref.bp_count, 2);
	nvmet_req_execute(&c.req); /* it has no data */
	assert_int_equal(held, 1);
	assert_int_equal(le16_to_cpu(t.ctrl->slots[1].param_error_location), 24);
	t_target_fini(&t);
}

/* INV-NVMET-11, R-C6.3 */
static void nvmet_req_complete__head__modulo_size(void **state)
{
	struct nvmf_connect_data *data;
	struct t_target_queue four, quiet;
	struct t_target t;

	(void)state;
	init_null(&t);
	data = t_nvmf_connect_data(t.ctrl->cntlid);
	t_target_queue_init(&t, &four);
	{
		struct t_command connect = { .cmd = t_nvmf_connect(2, 3),
					     .data = (u8 *)data,
					     .bytes = sizeof(*data) };

		connect.cmd.bp_bytes[46] = 3; /* a priority, which nobody asks for */
		assert_int_equal(t_target_do(&t, &four, &connect), 0);
	}
	for (unsigned i = 0; i < 9; i++) {
		struct t_command c = { .cmd = t_nvmf_rw(nvme_cmd_flush, 0, 0) };

		assert_int_equal(t_target_do(&t, &four, &c), 0);
		assert_int_equal(le16_to_cpu(c.cqe.sq_head), (i + 2) % 4);
	}
	t_target_queue_init(&t, &quiet);
	{
		struct t_command connect = { .cmd = t_nvmf_connect(3, 3),
					     .data = (u8 *)data,
					     .bytes = sizeof(*data) };
		struct t_command c = { .cmd = t_nvmf_rw(nvme_cmd_flush, 0, 0) };

		connect.cmd.bp_bytes[46] = NVME_CONNECT_DISABLE_SQFLOW;
		assert_int_equal(t_target_do(&t, &quiet, &connect), 0);
		assert_int_equal(le16_to_cpu(connect.cqe.sq_head), 0xffff);
		c.cqe.sq_head = connect.cqe.sq_head;
		assert_int_equal(t_target_do(&t, &quiet, &c), 0);
		assert_int_equal(le16_to_cpu(c.cqe.sq_head), 0);
	}
	free(data);
	nvmet_sq_destroy(&four.sq);
	nvmet_sq_destroy(&quiet.sq);
	t_target_fini(&t);
}

/* R-C1.6, INV-NVMET-10 */
static void nvmet_req_uninit__no_response__references_back(void **state)
{
	struct t_command c = { .cmd = t_nvmf_rw(nvme_cmd_write, 0, 0) };
	static const struct nvmet_fabrics_ops none;
	struct t_target t;

	(void)state;
	init_null(&t);
	c.req.cmd = &c.cmd;
	c.req.cqe = &c.cqe;
	c.req.port = &t.port;
	assert_true(nvmet_req_init(&c.req, &t.io.cq, &t.io.sq, &none));
	assert_int_equal(t.io.sq.ref.bp_count, 2);
	assert_int_equal(t.ns->ref.bp_count, 2);
	assert_true(t.ctrl->cmd_seen);
	nvmet_req_uninit(&c.req);
	assert_int_equal(t.io.sq.ref.bp_count, 1);
	assert_int_equal(t.ns->ref.bp_count, 1);
	assert_int_equal(c.responses, 0);
	assert_int_equal(t_target_step(&t, BP_NVMET_UNINIT)->nsid, 1);
	t_target_fini(&t);
}

/* DEF-NVMET-6, INV-NVMET-7: what an earlier command left in the object */
static void nvmet_req_init__stale_provider__forgotten(void **state)
{
	struct scatterlist sg;
	struct t_target t;

	(void)state;
	t_target_init(&t, &(struct t_target_setup){
				  .disk = T_TARGET_NVME, .profile = BP_P2P_DIRECT, .p2p = true });
	sg_init_table(&sg, 1);
	sg_set_page(t.m.env, &sg, pfn_to_page(0x1000), 512, 0);
	t.m.expects[BP_INV_NVMET_7] = true;
	for (unsigned on = 0; on < 2; on++) {
		struct t_command c = { .cmd = t_nvmf_rw(nvme_cmd_write, 0, 0),
				       .bytes = 512,
				       .inline_sg = &sg,
				       .inline_nents = 1 };

		bp_defect_set(&t.m.env->defects, BP_DEF_NVMET_6, on);
		c.req.p2p_dev = t_fabric_dev(&t.m.f, 'b');
		assert_int_equal(t_target_do(&t, &t.io, &c), on ? DNR(NVME_SC_INTERNAL) : 0);
		assert_int_equal(t.bios[t.nr_bios - 1].opf & REQ_DMA_DIRECT,
				 on ? REQ_DMA_DIRECT : 0);
		assert_ptr_equal(t_target_step(&t, BP_NVMET_EXECUTED)->p2p_dev,
				 on ? t_fabric_dev(&t.m.f, 'b') : NULL);
	}
	t_target_fini(&t);
}

/* R-C6.2: the list ends before the data of a connect does. */
static void nvmet_execute_connect__list_too_short__no_controller(void **state)
{
	struct scatterlist sg[1];
	struct t_command c = {
		.cmd = t_nvmf_connect(0, 31), .bytes = 1024, .inline_sg = sg, .inline_nents = 1
	};
	struct t_target_queue queue;
	struct t_target t;

	(void)state;
	init_null(&t);
	sg_init_table(sg, 1);
	sg_set_buf(t.m.env, sg, t_buf(0x100000), 512);
	t_target_queue_init(&t, &queue);
	assert_int_equal(t_target_do(&t, &queue, &c), DNR(NVME_SC_SGL_INVALID_DATA));
	assert_int_equal(t_target_step(&t, BP_NVMET_COMPLETED)->error_loc, 24);
	assert_null(queue.sq.ctrl);
	nvmet_sq_destroy(&queue.sq);
	t_target_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvmet_req_init__bad_commands__table),
		cmocka_unit_test(nvmet_req_init__states__table),
		cmocka_unit_test(nvmet_req_init__admin_command__invalid_opcode),
		cmocka_unit_test(nvmet_req_init__dying_queue__refused),
		cmocka_unit_test(nvmet_req_execute__other_length__never_runs),
		cmocka_unit_test(nvmet_req_complete__error__logged),
		cmocka_unit_test(nvmet_req_complete__references__before_the_response),
		cmocka_unit_test(nvmet_req_complete__head__modulo_size),
		cmocka_unit_test(nvmet_req_uninit__no_response__references_back),
		cmocka_unit_test(nvmet_req_init__stale_provider__forgotten),
		cmocka_unit_test(nvmet_execute_connect__list_too_short__no_controller),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
