/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A host that sends what no host should (C4, C5).
 */
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "host.h"

#define DNR(sc) ((sc) | NVME_SC_DNR)

static const struct t_host_setup plain = { .target = { .disk = T_TARGET_NVME } };

/* In-capsule data that begins at any byte: a drive takes what begins at a dword. */
static void nvmet_rdma_use_inline_sg__odd_offset__refused_or_right(void **state)
{
	static const u64 offsets[] = { 0, 1, 3, 4, 100, 511, 2048, 4095, 4096, 4097, 8192 };
	static u8 data[8192], back[8192];

	(void)state;
	for (unsigned i = 0; i < bp_array_size(offsets); i++) {
		struct t_host_setup setup = plain;
		struct t_host_command c = { .cmd = t_nvmf_rw(nvme_cmd_write, 8, 15),
					    .sgl = T_HOST_IN_CAPSULE,
					    .data = data,
					    .bytes = sizeof(data),
					    .offset = offsets[i] };
		struct t_host h;
		struct t_target t;

		setup.inline_data_size = 16384;
		t_host_init(&h, &t, &setup);
		for (unsigned k = 0; k < sizeof(data); k++)
			data[k] = (u8)(k * 7 + k / 512 + i);
		assert_int_equal(t_host_do(&h, &h.io, &c),
				 offsets[i] % 4 ? DNR(NVME_SC_INTERNAL) : 0);
		assert_int_equal(t_host_rw(&h, nvme_cmd_read, 8, back, sizeof(back)), 0);
		assert_int_equal(!memcmp(back, data, sizeof(data)), offsets[i] % 4 == 0);
		t_host_fini(&h);
	}
}

/* G18 on a queue that has no pages for data: with the defect what is somewhere else is taken for
 * the data of a connect. */
static void nvmet_rdma_map_sgl_inline__sum_wraps_on_admin_queue__refused(void **state)
{
	(void)state;
	for (unsigned on = 0; on < 2; on++) {
		struct t_host_command c = { .cmd = t_nvmf_connect(0, 31), .sgl = T_HOST_RAW };
		struct t_host h;
		struct t_target t;

		t_host_init_bare(&h, &t, &plain);
		assert_true(t_host_connect_queue(&h, &h.admin, 0, 32));
		bp_defect_set(&t.m.env->defects, BP_DEF_NVMET_16, on);
		c.cmd.common.dptr.sgl = (struct nvme_sgl_desc){ .addr = cpu_to_le64(~0ull - 1023),
								.length = cpu_to_le32(1024),
								.type = BP_NVMF_SGL_OFFSET };
		assert_int_equal(t_host_do(&h, &h.admin, &c), DNR(on ? NVME_SC_CONNECT_INVALID_PARAM
								     : NVME_SC_SGL_INVALID_OFFSET));
		t_host_fini(&h);
	}
}

/* R-C4.1: a queue of 65536 entries is more than an adapter has */
static void nvmet_rdma_queue_connect__deepest_queue__no_rsc(void **state)
{
	const struct nvme_rdma_cm_req req = { .qid = cpu_to_le16(1),
					      .hsqsize = cpu_to_le16(0xffff),
					      .hrqsize = cpu_to_le16(0xffff) };
	struct t_host_queue queue;
	struct t_host h;
	struct t_target t;

	(void)state;
	t_host_init_bare(&h, &t, &plain);
	assert_false(t_host_connect(&h, &queue, &req, sizeof(req), 32));
	assert_int_equal(queue.refused, NVME_RDMA_CM_NO_RSC);
	t_host_disconnect(&h, &queue);
	t_host_fini(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvmet_rdma_use_inline_sg__odd_offset__refused_or_right),
		cmocka_unit_test(nvmet_rdma_map_sgl_inline__sum_wraps_on_admin_queue__refused),
		cmocka_unit_test(nvmet_rdma_queue_connect__deepest_queue__no_rsc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
