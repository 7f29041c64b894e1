/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Connects, properties, and what a controller is (R-C6).
 */
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "target.h"

#define DNR(sc) ((sc) | NVME_SC_DNR)
#define IN_DATA(at) (1u << 16 | (at))

static void init_null(struct t_target *t)
{
	t_target_init(t, &(struct t_target_setup){ .disk = T_TARGET_NULL });
}

/* R-C6.1 */
static void nvmet_parse_connect_cmd__no_controller__connect_only(void **state)
{
	struct t_command read = { .cmd = t_nvmf_rw(nvme_cmd_read, 0, 0) };
	struct t_command set = { .cmd = t_nvmf_property_set(NVME_REG_CC, 0) };
	struct t_target_queue queue;
	struct t_target t;

	(void)state;
	init_null(&t);
	t_target_queue_init(&t, &queue);
	assert_int_equal(t_target_do(&t, &queue, &read), DNR(NVME_SC_INVALID_OPCODE));
	assert_int_equal(t_target_step(&t, BP_NVMET_COMPLETED)->error_loc, 0);
	assert_int_equal(t_target_do(&t, &queue, &set), DNR(NVME_SC_INVALID_OPCODE));
	assert_int_equal(t_target_step(&t, BP_NVMET_COMPLETED)->error_loc, 4);
	nvmet_sq_destroy(&queue.sq);
	t_target_fini(&t);
}

/* R-C6.2, R-C6.3 */
static void nvmet_execute_connect__parameters__table(void **state)
{
	static const struct {
		u16 qid, sqsize, recfmt, cntlid;
		const char *subsysnqn, *hostnqn;
		u16 status;
		u32 result;
	} cases[] = {
		{ 0, 31, 1, 0xffff, T_TARGET_NQN, T_HOST_NQN, DNR(0x180), 0 },
		{ 0, 31, 0, 1, T_TARGET_NQN, T_HOST_NQN, DNR(0x182), IN_DATA(16) },
		{ 0, 31, 0, 0xfffe, T_TARGET_NQN, T_HOST_NQN, DNR(0x182), IN_DATA(16) },
		{ 0, 31, 0, 0xffff, "other", T_HOST_NQN, DNR(0x182), IN_DATA(256) },
		{ 0, 31, 0, 0xffff, NULL, T_HOST_NQN, DNR(0x182), IN_DATA(256) },
		{ 0, 31, 0, 0xffff, T_TARGET_NQN, "other", DNR(0x184), IN_DATA(512) },
		{ 0, 31, 0, 0xffff, T_TARGET_NQN, NULL, DNR(0x184), IN_DATA(512) },
		{ 0, 0, 0, 0xffff, T_TARGET_NQN, T_HOST_NQN, DNR(0x182), 44 },
		{ 2, 31, 1, 1, T_TARGET_NQN, T_HOST_NQN, DNR(0x180), 0 },
		{ 2, 31, 0, 2, T_TARGET_NQN, T_HOST_NQN, DNR(0x182), IN_DATA(16) },
		{ 2, 31, 0, 1, "other", T_HOST_NQN, DNR(0x182), IN_DATA(256) },
		{ 2, 31, 0, 1, T_TARGET_NQN, "other", DNR(0x182), IN_DATA(16) },
		{ 2, 0, 0, 1, T_TARGET_NQN, T_HOST_NQN, DNR(0x182), 44 },
		{ 129, 31, 0, 1, T_TARGET_NQN, T_HOST_NQN, DNR(0x182), 42 },
		{ 128, 31, 0, 1, T_TARGET_NQN, T_HOST_NQN, 0, 1 },
		{ 0, 31, 0, 0xffff, T_TARGET_NQN, T_HOST_NQN, 0, 2 },
	};
	struct t_target t;

	(void)state;
	init_null(&t);
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct nvmf_connect_data *data = t_nvmf_connect_data(cases[i].cntlid);
		struct t_command c = { .cmd = t_nvmf_connect(cases[i].qid, cases[i].sqsize),
				       .data = (u8 *)data,
				       .bytes = sizeof(*data) };
		struct t_target_queue queue;

		memset(data->subsysnqn, 'x', sizeof(data->subsysnqn) * 2);
		if (cases[i].subsysnqn)
			memcpy(data->subsysnqn, cases[i].subsysnqn, strlen(cases[i].subsysnqn) + 1);
		if (cases[i].hostnqn)
			memcpy(data->hostnqn, cases[i].hostnqn, strlen(cases[i].hostnqn) + 1);
		c.cmd.bp_bytes[40] = (u8)cases[i].recfmt;
		c.cqe.result.u32 = cpu_to_le32(0xbad); /* of the command before */
		t_target_queue_init(&t, &queue);
		assert_int_equal(t_target_do(&t, &queue, &c), cases[i].status);
		assert_int_equal(le32_to_cpu(c.cqe.result.u32), cases[i].result);
		assert_int_equal(t_target_step(&t, BP_NVMET_COMPLETED)->error_loc,
				 cases[i].recfmt ? 40 : NVMET_NO_ERROR_LOC);
		assert_int_equal(!!queue.sq.ctrl, !cases[i].status);
		if (!cases[i].status)
			assert_int_equal(queue.sq.size, 32);
		nvmet_sq_destroy(&queue.sq);
		free(data);
	}
	assert_null(t.ctrl->sqs[128]);
	t_target_fini(&t);
}

/* R-C6.2: what a controller knows of its host and its queues */
static void nvmet_alloc_ctrl__connect__remembered(void **state)
{
	struct nvmf_connect_data *data = t_nvmf_connect_data(0xffff);
	struct t_command c = { .cmd = t_nvmf_connect(0, 31),
			       .data = (u8 *)data,
			       .bytes = sizeof(*data) };
	const u32 kato_ms = 15001;
	struct t_target_queue queue;
	struct t_target t;

	(void)state;
	init_null(&t);
	memset(data->hostid, 0x5c, sizeof(data->hostid));
	memcpy(&c.cmd.bp_bytes[48], &kato_ms, sizeof(kato_ms));
	t_target_queue_init(&t, &queue);
	assert_int_equal(t_target_do(&t, &queue, &c), 0);
	assert_int_equal(queue.sq.ctrl->kato, 16);
	assert_memory_equal(queue.sq.ctrl->hostid, data->hostid, sizeof(data->hostid));
	assert_string_equal(queue.sq.ctrl->hostnqn, T_HOST_NQN);
	assert_string_equal(queue.sq.ctrl->subsysnqn, T_TARGET_NQN);
	assert_ptr_equal(queue.sq.ctrl->sqs[0], &queue.sq);
	assert_ptr_equal(queue.sq.ctrl->cqs[0], &queue.cq);
	assert_int_equal(queue.cq.size, 32);
	assert_int_equal(t.ctrl->kato, 0);
	assert_ptr_equal(t.ctrl->cqs[1], &t.io.cq);
	assert_int_equal(t.io.cq.qid, 1);
	nvmet_sq_destroy(&queue.sq);
	free(data);
	t_target_fini(&t);
}

/* A number is that of one controller, whatever its subsystem is; a name has an end, whoever may
 * come. */
static void nvmet_alloc_ctrl__two_subsystems__numbers_differ(void **state)
{
	struct nvmf_connect_data *data = t_nvmf_connect_data(0xffff);
	struct t_command c = { .cmd = t_nvmf_connect(0, 31),
			       .data = (u8 *)data,
			       .bytes = sizeof(*data) };
	struct t_command endless = c;
	struct t_target_queue queue;
	struct nvmet_subsys *other;
	struct t_target t;

	(void)state;
	init_null(&t);
	other = nvmet_subsys_alloc(&t.nvmet, "other");
	assert_non_null(other);
	other->allow_any_host = true;
	assert_int_equal(bp_nvmet_port_offer(&t.port, other), 0);
	memcpy(data->subsysnqn, "other", sizeof("other"));
	t_target_queue_init(&t, &queue);
	assert_int_equal(t_target_do(&t, &queue, &c), 0);
	assert_int_equal(t.ctrl->cntlid, 1);
	assert_int_equal(queue.sq.ctrl->cntlid, 2);
	assert_int_equal(le32_to_cpu(c.cqe.result.u32), 2);
	nvmet_sq_destroy(&queue.sq);
	memset(data->hostnqn, 'x', sizeof(data->hostnqn));
	t_target_queue_init(&t, &queue);
	assert_int_equal(t_target_do(&t, &queue, &endless), DNR(NVME_SC_CONNECT_INVALID_HOST));
	nvmet_sq_destroy(&queue.sq);
	bp_nvmet_subsys_free(other);
	free(data);
	t_target_fini(&t);
}

static void no_response(struct nvmet_req *req)
{
	(void)req;
}

/* R-C6.3: two connects of one queue that are both on their way */
static void nvmet_install_queue__second_connect__busy(void **state)
{
	static const struct nvmet_fabrics_ops quiet = { .queue_response = no_response };
	struct nvmf_connect_data *data = t_nvmf_connect_data(1);
	struct t_command c = { .cmd = t_nvmf_connect(2, 31) };
	struct t_target_queue queue;
	struct t_target t;

	(void)state;
	init_null(&t);
	t_target_queue_init(&t, &queue);
	c.req = (struct nvmet_req){ .cmd = &c.cmd, .cqe = &c.cqe, .port = &t.port };
	assert_true(nvmet_req_init(&c.req, &queue.cq, &queue.sq, &quiet));
	assert_int_equal(t_target_connect(&t, &queue, 2, 31), 0);
	c.req.transfer_len = sizeof(*data);
	assert_int_equal(nvmet_req_alloc_sgl(&c.req), 0);
	assert_int_equal(nvmet_copy_to_sgl(&c.req, 0, data, sizeof(*data)), 0);
	nvmet_req_execute(&c.req);
	assert_int_equal(le16_to_cpu(c.cqe.status), (u16)(DNR(NVME_SC_CONNECT_CTRL_BUSY) << 1));
	nvmet_req_free_sgl(&c.req);
	assert_int_equal(t.ctrl->bp_refs, 3);
	nvmet_sq_destroy(&queue.sq);
	free(data);
	t_target_fini(&t);
}

/* The data of a connect is looked at only if it is there. */
static void nvmet_execute_connect__no_data__length_error(void **state)
{
	struct t_command c = { .cmd = t_nvmf_connect(2, 31) };
	struct t_target_queue queue;
	struct t_target t;

	(void)state;
	init_null(&t);
	t_target_queue_init(&t, &queue);
	assert_int_equal(t_target_do(&t, &queue, &c), DNR(NVME_SC_SGL_INVALID_DATA));
	nvmet_sq_destroy(&queue.sq);
	t_target_fini(&t);
}

static struct nvme_command property_get(u32 offset, u8 attrib)
{
	const union nvmf_command cmd = { .prop_get = { .opcode = nvme_fabrics_command,
						       .flags = NVME_CMD_SGL_METABUF,
						       .fctype = nvme_fabrics_type_property_get,
						       .attrib = attrib,
						       .offset = cpu_to_le32(offset) } };

	return cmd.nvme;
}

/* R-C6.4 */
static void nvmet_execute_prop_get__table(void **state)
{
	static const struct {
		u32 offset;
		u8 attrib;
		u16 status;
		u64 value;
	} cases[] = {
		{ NVME_REG_CAP, 1, 0, 1ull << 37 | 15 << 24 | 1023 },
		{ NVME_REG_CAP, 0, DNR(NVME_SC_INVALID_FIELD), 0 },
		{ NVME_REG_VS, 0, 0, 0x10300 },
		{ NVME_REG_VS, 1, DNR(NVME_SC_INVALID_FIELD), 0 },
		{ NVME_REG_CC, 0, 0, 0x460001 },
		{ NVME_REG_CC, 2, 0, 0x460001 }, /* a bit that means nothing */
		{ NVME_REG_CSTS, 0, 0, 1 },
		{ NVME_REG_NSSR, 0, DNR(NVME_SC_INVALID_FIELD), 0 },
	};
	struct t_target t;

	(void)state;
	init_null(&t);
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_command c = { .cmd = property_get(cases[i].offset, cases[i].attrib) };

		assert_int_equal(t_target_do(&t, &t.admin, &c), cases[i].status);
		assert_int_equal(le64_to_cpu(c.cqe.result.u64), cases[i].value);
		assert_int_equal(t_target_step(&t, BP_NVMET_COMPLETED)->error_loc,
				 cases[i].status ? 44 : NVMET_NO_ERROR_LOC);
	}
	t_target_fini(&t);
}

/* R-C6.4, R-C6.5: one step after another */
static void nvmet_execute_prop_set__cc__csts(void **state)
{
	static const struct {
		u32 cc, csts;
	} steps[] = {
		{ 0, 0 },
		{ 0x450001, NVME_CSTS_CFS }, /* IOSQES 5 */
		{ 0, NVME_CSTS_CFS },
		{ 0x360001, NVME_CSTS_CFS }, /* IOCQES 3 */
		{ 0, NVME_CSTS_CFS },
		{ 0x460081, NVME_CSTS_CFS }, /* MPS */
		{ 0, NVME_CSTS_CFS },
		{ 0x460801, NVME_CSTS_CFS }, /* AMS */
		{ 0, NVME_CSTS_CFS },
		{ 0x460011, NVME_CSTS_CFS }, /* CSS */
		{ 0, NVME_CSTS_CFS },
		{ 0x460001, NVME_CSTS_RDY },
		{ 0x464001, NVME_CSTS_SHST_CMPLT }, /* SHN; CC is 0 afterwards */
		{ 0, NVME_CSTS_SHST_CMPLT },
		{ 0x460001, NVME_CSTS_RDY },
	};
	struct t_command bad = { .cmd = t_nvmf_property_set(NVME_REG_CSTS, 0) };
	struct t_command wide = { .cmd = t_nvmf_property_set(NVME_REG_CC, 0) };
	struct t_command other = wide, reserved = wide, on_io = wide;
	struct t_target t;

	(void)state;
	init_null(&t);
	for (unsigned i = 0; i < bp_array_size(steps); i++) {
		struct t_command c = { .cmd = t_nvmf_property_set(NVME_REG_CC, steps[i].cc) };

		assert_int_equal(t_target_do(&t, &t.admin, &c), 0);
		assert_int_equal(t.ctrl->csts, steps[i].csts);
	}
	assert_int_equal(t_target_do(&t, &t.admin, &bad), DNR(NVME_SC_INVALID_FIELD));
	assert_int_equal(t_target_step(&t, BP_NVMET_COMPLETED)->error_loc, 44);
	wide.cmd.bp_bytes[40] = 1;
	assert_int_equal(t_target_do(&t, &t.admin, &wide), DNR(NVME_SC_INVALID_FIELD));
	assert_int_equal(t_target_step(&t, BP_NVMET_COMPLETED)->error_loc, 40);
	/* R-C1.2 step 3: on another queue it is an I/O command, of namespace 0 */
	assert_int_equal(t_target_do(&t, &t.io, &on_io), DNR(NVME_SC_INVALID_NS));
	assert_int_equal(t.ctrl->cc, 0x460001);
	reserved.cmd.bp_bytes[40] = 2;
	assert_int_equal(t_target_do(&t, &t.admin, &reserved), 0);
	assert_int_equal(t.ctrl->cc, 0);
	other.cmd.bp_bytes[4] = 0x05;
	assert_int_equal(t_target_do(&t, &t.admin, &other), DNR(NVME_SC_INVALID_OPCODE));
	assert_int_equal(t_target_step(&t, BP_NVMET_COMPLETED)->error_loc, 4);
	t_target_fini(&t);
}

/* R-C5.1: once, and the transport is told later */
static void nvmet_ctrl_fatal_error__twice__deleted_once(void **state)
{
	struct t_target t;

	(void)state;
	init_null(&t);
	nvmet_ctrl_fatal_error(t.ctrl);
	nvmet_ctrl_fatal_error(t.ctrl);
	assert_int_equal(t.deleted, 0);
	assert_true(t.ctrl->csts & NVME_CSTS_CFS);
	bp_work_run(t.m.env);
	nvmet_ctrl_fatal_error(t.ctrl);
	bp_work_run(t.m.env);
	assert_int_equal(t.deleted, 1);
	t_target_fini(&t);
}

/* A controller goes before anybody was told that it has failed. */
static void nvmet_ctrl_fatal_error__last_queue_goes__forgotten(void **state)
{
	struct t_target_queue queue;
	struct t_target t;

	(void)state;
	init_null(&t);
	t_target_queue_init(&t, &queue);
	assert_int_equal(t_target_connect(&t, &queue, 0, 31), 0);
	nvmet_ctrl_fatal_error(queue.sq.ctrl);
	nvmet_sq_destroy(&queue.sq);
	bp_work_run(t.m.env);
	assert_int_equal(t.deleted, 0);
	t_target_fini(&t);
}

static bool nth_fails(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	unsigned *left = arg;

	(void)bytes;
	return kind == BP_ALLOC_NVMET && !(*left)--;
}

static void nvmet_alloc_ctrl__no_memory__internal(void **state)
{
	static const struct bp_alloc_ops ops = { .should_fail = nth_fails };
	struct t_target t;

	(void)state;
	t_target_init_bare(&t, &(struct t_target_setup){ .disk = T_TARGET_NULL });
	for (unsigned nth = 0; nth < 3; nth++) {
		struct t_target_queue queue;
		unsigned left = nth;

		t_target_queue_init(&t, &queue);
		t.m.env->alloc_arg = &left;
		t.m.env->alloc_ops = &ops;
		assert_int_equal(t_target_connect(&t, &queue, 0, 31), NVME_SC_INTERNAL);
		t.m.env->alloc_ops = NULL;
		nvmet_sq_destroy(&queue.sq);
	}
	t_target_fini(&t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvmet_parse_connect_cmd__no_controller__connect_only),
		cmocka_unit_test(nvmet_execute_connect__parameters__table),
		cmocka_unit_test(nvmet_alloc_ctrl__connect__remembered),
		cmocka_unit_test(nvmet_alloc_ctrl__two_subsystems__numbers_differ),
		cmocka_unit_test(nvmet_install_queue__second_connect__busy),
		cmocka_unit_test(nvmet_execute_connect__no_data__length_error),
		cmocka_unit_test(nvmet_execute_prop_get__table),
		cmocka_unit_test(nvmet_execute_prop_set__cc__csts),
		cmocka_unit_test(nvmet_ctrl_fatal_error__twice__deleted_once),
		cmocka_unit_test(nvmet_ctrl_fatal_error__last_queue_goes__forgotten),
		cmocka_unit_test(nvmet_alloc_ctrl__no_memory__internal),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
