/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Credits, refusals and limits of the RDMA transport (C4, C5, DEF-NVMET-7, -9, -10, -16).
 */
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "host.h"

#define DNR(sc) ((sc) | NVME_SC_DNR)

static const struct t_host_setup plain = { .target = { .disk = T_TARGET_NVME } };

/* G7, R-C4.6 */
static void nvmet_rdma_create_queue_ib__depths__credits(void **state)
{
	static const struct {
		u16 depth;
		bool force_mr;
		u32 credits;
	} cases[] = { { 128, false, 257 }, { 128, true, 513 }, { 16, false, 33 } };

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_host_setup setup = plain;
		struct bp_nvmet_rdma_queue_view admin;
		struct t_host h;
		struct t_target t;

		setup.depth = cases[i].depth;
		setup.force_mr = cases[i].force_mr;
		t_host_init(&h, &t, &setup);
		assert_int_equal(t_host_view(&h).max_send_wr, cases[i].credits);
		assert_int_equal(t_host_view(&h).sq_wr_avail, cases[i].credits);
		assert_int_equal(h.io.crqsize, cases[i].depth);
		assert_true(bp_nvmet_rdma_queue_view(&h.port, 0, &admin));
		assert_int_equal(admin.max_send_wr, cases[i].force_mr ? 129 : 65);
		assert_false(bp_nvmet_rdma_queue_view(&h.port, 2, &admin));
		t_host_fini(&h);
	}
}

/* R-C4.1 */
static void nvmet_rdma_queue_connect__private_data__table(void **state)
{
	static const struct {
		struct nvme_rdma_cm_req req;
		u8 bytes;
		u16 sts;
	} cases[] = {
		{ { .hsqsize = { { 31 } }, .hrqsize = { { 32 } } }, 32, 0 },
		{ { .hsqsize = { { 31 } }, .hrqsize = { { 32 } } }, 0, NVME_RDMA_CM_INVALID_LEN },
		{ { .hsqsize = { { 31 } }, .hrqsize = { { 32 } } }, 31, NVME_RDMA_CM_INVALID_LEN },
		{ { .recfmt = { { 1 } } }, 32, NVME_RDMA_CM_INVALID_RECFMT },
		{ { .hsqsize = { { 32 } }, .hrqsize = { { 33 } } },
		  32,
		  NVME_RDMA_CM_INVALID_HSQSIZE },
		{ { .hsqsize = { { 31 } }, .hrqsize = { { 0xff, 0xff } }, .qid = { { 1 } } },
		  32,
		  NVME_RDMA_CM_NO_RSC },
	};
	struct t_host h;
	struct t_target t;

	(void)state;
	t_host_init_bare(&h, &t, &plain);
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		assert_int_equal(t_host_connect(&h, &h.io, &cases[i].req, cases[i].bytes, 32),
				 !cases[i].sts);
		assert_int_equal(h.io.refused, cases[i].sts);
		t_host_disconnect(&h, &h.io);
	}
	t_host_fini(&h);
}

/* R-C4.3 */
static void nvmet_rdma_find_get_device__inline_data__sizes(void **state)
{
	static const struct {
		const char *profile;
		int asked;
		u32 size;
	} cases[] = {
		{ "ib", 0, 4096 }, { "ib", 16384, 16384 }, { "ib", 20000, 16384 },
		{ "ib", -1, 0 },   { "ib", 6000, 6000 },   { "few", 16384, 4096 },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_host_setup setup = plain;
		struct t_host h;
		struct t_target t;

		setup.few_recv_sges = !strcmp(cases[i].profile, "few");
		setup.inline_data_size = cases[i].asked;
		setup.depth = 16;
		t_host_init_bare(&h, &t, &setup);
		assert_true(t_host_connect_queue(&h, &h.admin, 0, 8));
		{
			struct bp_nvmet_rdma_queue_view view;

			assert_true(bp_nvmet_rdma_queue_view(&h.port, 0, &view));
			assert_int_equal(view.inline_data_size, cases[i].size);
		}
		t_host_fini(&h);
	}
}

/* R-C5.3, R-C5.4, G13, G18; DEF-NVMET-7, DEF-NVMET-16 */
static void nvmet_rdma_map_sgl__bad_descriptors__table(void **state)
{
	static const struct {
		u8 opcode, type;
		u64 addr;
		u32 length;
		u16 status, error_loc;
	} cases[] = {
		{ nvme_cmd_write, 0x00, 0, 512, DNR(NVME_SC_INVALID_FIELD), 24 },
		{ nvme_cmd_write, 0x02, 0, 512, DNR(NVME_SC_INVALID_FIELD), 24 },
		{ nvme_cmd_write, 0x41, 0, 512, DNR(NVME_SC_INVALID_FIELD), 24 },
		{ nvme_cmd_write, 0x20, 0, 512, DNR(NVME_SC_SGL_INVALID_TYPE), 24 },
		{ nvme_cmd_write, 0x5a, 0, 512, DNR(NVME_SC_SGL_INVALID_TYPE), 24 },
		{ nvme_cmd_read, 0x01, 0, 512, DNR(NVME_SC_INVALID_FIELD), 0 },
		{ nvme_cmd_write, 0x01, 0, 4608, 0x4016, 0xffff },
		{ nvme_cmd_write, 0x01, 3584, 1024, 0x4016, 0xffff },
		{ nvme_cmd_write, 0x01, 0xfffffffffffff000, 4096, 0x4016, 0xffff },
		{ nvme_cmd_write, 0x01, 0, 0, DNR(NVME_SC_SGL_INVALID_DATA), 24 },
		{ nvme_cmd_write, 0x40, 0, 0, DNR(NVME_SC_SGL_INVALID_DATA), 24 },
	};
	struct t_host_setup setup = plain;

	(void)state;
	setup.depth = 32;
	for (unsigned on = 0; on < 2; on++) {
		struct t_host h;
		struct t_target t;
		unsigned early = 0;

		t_host_init(&h, &t, &setup);
		bp_defect_set(&t.m.env->defects, BP_DEF_NVMET_7, on);
		t.m.expects[BP_INV_NVMET_2] = t.m.expects[BP_INV_NVMET_3] = on;
		for (unsigned i = 0; i < bp_array_size(cases); i++) {
			struct t_host_command c = { .cmd = t_nvmf_rw(cases[i].opcode, 0, 7),
						    .sgl = T_HOST_RAW };

			c.cmd.common.dptr.sgl =
				(struct nvme_sgl_desc){ .addr = cpu_to_le64(cases[i].addr),
							.length = cpu_to_le32(cases[i].length),
							.type = cases[i].type };
			early += !!cases[i].length;
			assert_int_equal(t_host_do(&h, &h.io, &c), cases[i].status);
			assert_int_equal(t_target_step(&t, BP_NVMET_COMPLETED)->error_loc,
					 cases[i].error_loc);
			if (cases[i].addr > 1 << 20)
				assert_int_equal(le16_to_cpu(c.cqe.status), 0x802c);
		}
		assert_int_equal(t_host_view(&h).sq_wr_avail,
				 t_host_view(&h).max_send_wr + (on ? early : 0));
		t_host_fini(&h);
	}
}

/* G18 */
static void nvmet_rdma_map_sgl_inline__def_nvmet_16__sum_wraps(void **state)
{
	struct t_host_command c = { .cmd = t_nvmf_rw(nvme_cmd_write, 0, 0), .sgl = T_HOST_RAW };
	struct t_host h;
	struct t_target t;

	(void)state;
	t_host_init(&h, &t, &plain);
	bp_defect_set(&t.m.env->defects, BP_DEF_NVMET_16, true);
	bp_defect_set(&t.m.env->defects, BP_DEF_NVMET_8, true);
	c.cmd.common.dptr.sgl = (struct nvme_sgl_desc){ .addr = cpu_to_le64(0xfffffffffffff000),
							.length = cpu_to_le32(4096),
							.type = BP_NVMF_SGL_OFFSET };
	assert_int_equal(t_host_do(&h, &h.io, &c), DNR(NVME_SC_SGL_INVALID_DATA));
	assert_int_equal(t_target_step(&t, BP_NVMET_SGL)->kind, BP_NVMET_INLINE);
	t_host_fini(&h);
}

/* G8, DEF-NVMET-9: 64 READs and a SEND do not fit 33 */
static void nvmet_rdma_execute_command__more_than_exist__internal(void **state)
{
	struct t_host_setup setup = plain;
	u8 *data = calloc(1, 4 << 20);
	struct t_host_command c = { .cmd = t_nvmf_rw(nvme_cmd_write, 0, 8191),
				    .data = data,
				    .bytes = 4 << 20 };
	struct t_host_command small = { .cmd = t_nvmf_rw(nvme_cmd_write, 0, 0),
					.data = data,
					.bytes = 512 };
	struct t_host h;
	struct t_target t;

	(void)state;
	setup.depth = 16;
	setup.max_sge = 16;
	t_host_init(&h, &t, &setup);
	assert_int_equal(t_host_do(&h, &h.io, &c), DNR(NVME_SC_INTERNAL));
	assert_int_equal(t_target_step(&t, BP_NVMET_SGL)->wrs, 64);
	assert_int_equal(t_host_view(&h).sq_wr_avail, 33);
	assert_int_equal(t_host_do(&h, &h.io, &small), 0);
	t_host_fini(&h);
	free(data);
}

/* INV-NVMET-20, R-C5.10: more commands than credits; all end, in the end all credits are back */
static void nvmet_rdma_process_wr_wait_list__few_credits__all_done(void **state)
{
	enum { COMMANDS = 16, BYTES = 65536 };
	struct t_host_setup setup = plain;
	static u8 data[COMMANDS][BYTES];
	struct t_host_command c[COMMANDS];
	bool waited = false;
	struct t_host h;
	struct t_target t;

	(void)state;
	setup.depth = COMMANDS;
	setup.max_sge = 2; /* 8 READs and a SEND each; 33 credits */
	t_host_init(&h, &t, &setup);
	for (unsigned i = 0; i < COMMANDS; i++) {
		c[i] = (struct t_host_command){ .cmd = t_nvmf_rw(nvme_cmd_write, i * 128, 127),
						.data = data[i],
						.bytes = BYTES };
		memset(data[i], (int)i + 1, BYTES);
		t_host_send(&h, &h.io, &c[i]);
	}
	while (!c[COMMANDS - 1].done && bp_wait(t.m.env))
		waited |= t_host_view(&h).waiting;
	assert_true(waited);
	for (unsigned i = 0; i < COMMANDS; i++)
		assert_int_equal(t_host_wait(&h, &c[i]), 0);
	assert_int_equal(t_host_view(&h).sq_wr_avail, 33);
	t_host_fini(&h);
}

static bool refuse_credits(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	unsigned *refused = arg;

	(void)bytes;
	*refused += kind == BP_ALLOC_CREDIT;
	return kind == BP_ALLOC_CREDIT;
}

/* Refused as long as others have some: one after the other, and all end. */
static void nvmet_rdma_execute_command__room_is_refused__all_done(void **state)
{
	enum { COMMANDS = 4, BYTES = 4096 };
	static const struct bp_alloc_ops ops = { .should_fail = refuse_credits };
	static u8 data[COMMANDS][BYTES];
	struct t_host_command c[COMMANDS];
	unsigned refused = 0, waited = 0;
	struct t_host h;
	struct t_target t;

	(void)state;
	t_host_init(&h, &t, &plain);
	t.m.env->alloc_ops = &ops;
	t.m.env->alloc_arg = &refused;
	for (unsigned i = 0; i < COMMANDS; i++) {
		c[i] = (struct t_host_command){ .cmd = t_nvmf_rw(nvme_cmd_write, i * 8, 7),
						.data = data[i],
						.bytes = BYTES };
		t_host_send(&h, &h.io, &c[i]);
	}
	while (!c[COMMANDS - 1].done && bp_wait(t.m.env))
		waited = bp_max(waited, t_host_view(&h).waiting);
	t.m.env->alloc_ops = NULL;
	assert_true(refused);
	assert_true(waited);
	for (unsigned i = 0; i < COMMANDS; i++)
		assert_int_equal(t_host_wait(&h, &c[i]), 0);
	assert_int_equal(t_host_view(&h).sq_wr_avail, t_host_view(&h).max_send_wr);
	t_host_fini(&h);
}

/* G2, DEF-NVMET-10, INV-NVMET-21: 256 is 0 in 8 bits */
static void nvmet_rdma_map_sgl_keyed__256_wrs__counted(void **state)
{
	struct t_host_setup setup = plain;
	u8 *data = calloc(1, 1 << 20);
	struct t_host_command c = { .cmd = t_nvmf_rw(nvme_cmd_write, 0, 2047),
				    .data = data,
				    .bytes = 1 << 20 };
	struct t_host h;
	struct t_target t;

	(void)state;
	setup.max_sge = 1;
	t_host_init(&h, &t, &setup);
	assert_int_equal(t_host_do(&h, &h.io, &c), 0); /* all 257 credits */
	assert_int_equal(t_target_step(&t, BP_NVMET_SGL)->wrs, 256);
	assert_int_equal(t_target_step(&t, BP_NVMET_SGL)->n_rdma, 256);
	assert_int_equal(t_host_view(&h).sq_wr_avail, 257);
	t_host_fini(&h);
	free(data);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvmet_rdma_create_queue_ib__depths__credits),
		cmocka_unit_test(nvmet_rdma_queue_connect__private_data__table),
		cmocka_unit_test(nvmet_rdma_find_get_device__inline_data__sizes),
		cmocka_unit_test(nvmet_rdma_map_sgl__bad_descriptors__table),
		cmocka_unit_test(nvmet_rdma_map_sgl_inline__def_nvmet_16__sum_wraps),
		cmocka_unit_test(nvmet_rdma_execute_command__more_than_exist__internal),
		cmocka_unit_test(nvmet_rdma_process_wr_wait_list__few_credits__all_done),
		cmocka_unit_test(nvmet_rdma_execute_command__room_is_refused__all_done),
		cmocka_unit_test(nvmet_rdma_map_sgl_keyed__256_wrs__counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
