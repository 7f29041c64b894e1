/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands of a host over RDMA, to the drive and back (C4, C5, flows E1 to E4).
 */
#include <stdlib.h>
#include <string.h>

#include <blkpath/sites.h>

#include "bp_test.h"
#include "host.h"

static u8 *pattern(u32 bytes, u8 seed)
{
	u8 *data = malloc(bytes);

	assert_non_null(data);
	for (u32 i = 0; i < bytes; i++)
		data[i] = (u8)(seed + i * 11 + i / 512);
	return data;
}

static void write_and_read(struct t_host *h, u64 slba, u32 bytes)
{
	u8 *data = pattern(bytes, (u8)(bytes >> 9));
	u8 *got = calloc(1, bytes);

	assert_non_null(got);
	assert_int_equal(t_host_rw(h, nvme_cmd_write, slba, data, bytes), 0);
	assert_int_equal(t_host_rw(h, nvme_cmd_read, slba, got, bytes), 0);
	assert_memory_equal(got, data, bytes);
	free(data);
	free(got);
}

/* INV-NVMET-2: all credits are back; INV-NVMET-6: so is the pool. */
static void assert_idle(const struct t_host *h)
{
	const struct bp_nvmet_rdma_queue_view view = t_host_view(h);

	assert_int_equal(view.sq_wr_avail, view.max_send_wr);
	assert_int_equal(view.waiting, 0);
	assert_int_equal(t_target_pool(h->t), T_BAR_BYTES);
}

static const u32 lengths[] = { 512, 4096, 8192, 69632, 262144 };

/* INV-NVMET-17: E1 and E2, E3, E4; with and without MRs */
static void nvmet_rdma__flows__same_bytes(void **state)
{
	static const struct t_host_setup setups[] = {
		{ .target = { .disk = T_TARGET_NVME } },
		{ .target = { .disk = T_TARGET_NVME }, .profile = "iwarp" },
		{ .target = { .disk = T_TARGET_NVME }, .force_mr = true },
		{ .target = { .disk = T_TARGET_NVME, .p2p = true } },
		{ .target = { .disk = T_TARGET_NVME, .p2p = true, .offset = 0x10000000 } },
		{ .target = { .disk = T_TARGET_NVME, .profile = BP_P2P_DIRECT, .p2p = true } },
		{ .target = { .disk = T_TARGET_NVME, .profile = BP_P2P_DIRECT, .p2p = true },
		  .profile = "iwarp" },
		{ .target = { .disk = T_TARGET_NVME,
			      .profile = BP_P2P_DIRECT,
			      .p2p = true,
			      .offset = 0x10000000 },
		  .force_mr = true },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(setups); i++) {
		struct t_host h;
		struct t_target t;

		t_host_init(&h, &t, &setups[i]);
		for (unsigned j = 0; j < bp_array_size(lengths); j++)
			write_and_read(&h, 5 + j * 1024, lengths[j]);
		assert_int_equal(t_target_step(&t, BP_NVMET_EXECUTED)->kind,
				 setups[i].target.p2p ? BP_NVMET_P2P : BP_NVMET_PAGES);
		assert_idle(&h);
		t_host_fini(&h);
	}
}

/* R-C5.4, G16: every place of the data in the capsule */
static void nvmet_rdma_map_sgl_inline__offsets__same_bytes(void **state)
{
	static const struct {
		u32 offset, bytes;
		int entries;
	} cases[] = {
		{ 0, 16384, 4 },   { 0, 512, 1 },     { 2048, 4096, 2 },
		{ 4096, 4096, 1 }, { 6144, 8192, 3 }, { 15872, 512, 1 },
	};
	struct t_host h;
	struct t_target t;

	(void)state;
	t_host_init(&h, &t,
		    &(struct t_host_setup){ .target = { .disk = T_TARGET_NVME,
							.profile = BP_P2P_DIRECT,
							.p2p = true },
					    .inline_data_size = 16384,
					    .depth = 2 }); /* each capsule is used again */
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		u8 *data = pattern(cases[i].bytes, (u8)i);
		u8 *got = calloc(1, cases[i].bytes);
		struct t_host_command c = {
			.cmd = t_nvmf_rw(nvme_cmd_write, 64, (u16)(cases[i].bytes / 512 - 1)),
			.sgl = T_HOST_IN_CAPSULE,
			.data = data,
			.bytes = cases[i].bytes,
			.offset = cases[i].offset,
		};

		assert_int_equal(t_host_do(&h, &h.io, &c), 0);
		assert_int_equal(t_target_step(&t, BP_NVMET_SGL)->kind, BP_NVMET_INLINE);
		assert_int_equal(t_target_step(&t, BP_NVMET_SGL)->sg_cnt, cases[i].entries);
		assert_int_equal(t_target_step(&t, BP_NVMET_SGL)->sgl_bytes, cases[i].bytes);
		assert_int_equal(t_host_rw(&h, nvme_cmd_read, 64, got, cases[i].bytes), 0);
		assert_memory_equal(got, data, cases[i].bytes);
		free(data);
		free(got);
	}
	assert_idle(&h);
	t_host_fini(&h);
}

/* G16: DEF-NVMET-8: the list is short */
static void nvmet_rdma_use_inline_sg__def_nvmet_8__list_is_short(void **state)
{
	u8 *data = pattern(4096, 3);
	struct t_host_command c = { .cmd = t_nvmf_rw(nvme_cmd_write, 64, 7),
				    .sgl = T_HOST_IN_CAPSULE,
				    .data = data,
				    .bytes = 4096,
				    .offset = 2048 };
	struct t_host h;
	struct t_target t;

	(void)state;
	t_host_init(&h, &t,
		    &(struct t_host_setup){ .target = { .disk = T_TARGET_NVME },
					    .inline_data_size = 16384 });
	bp_defect_set(&t.m.env->defects, BP_DEF_NVMET_8, true);
	t.m.expects[BP_INV_NVMET_9] = true;
	assert_int_equal(t_host_do(&h, &h.io, &c), 0);
	assert_int_equal(t_target_step(&t, BP_NVMET_SGL)->sg_cnt, 1);
	assert_int_equal(t_target_step(&t, BP_NVMET_SGL)->sgl_bytes, 2048);
	assert_int_equal(t_target_step(&t, BP_NVMET_SGL)->transfer_len, 4096);
	t_host_fini(&h);
	free(data);
}

/* INV-NVMET-14 */
static void nvmet_rdma_queue_response__invalidate__as_asked(void **state)
{
	u8 data[512] = { 0 };
	struct t_host_command keep = { .cmd = t_nvmf_rw(nvme_cmd_read, 0, 0),
				       .sgl = T_HOST_KEYED,
				       .data = data,
				       .bytes = 512 };
	struct t_host_command inval = keep, wrong = keep;
	struct t_host h;
	struct t_target t;

	(void)state;
	t_host_init(&h, &t, &(struct t_host_setup){ .target = { .disk = T_TARGET_NVME } });
	assert_int_equal(t_host_do(&h, &h.io, &keep), 0);
	assert_false(keep.invalidated);
	inval.sgl = T_HOST_KEYED_INVALIDATE;
	assert_int_equal(t_host_do(&h, &h.io, &inval), 0);
	assert_true(inval.invalidated);
	wrong.sgl = T_HOST_KEYED_INVALIDATE;
	wrong.cmd.rw.length = cpu_to_le16(7);
	assert_int_equal(t_host_do(&h, &h.io, &wrong), 0x400f);
	assert_true(wrong.invalidated);
	assert_idle(&h);
	t_host_fini(&h);
}

/* E7: a key that is none */
static void nvmet_rdma__bad_key__connection_over(void **state)
{
	static const u8 opcodes[] = { nvme_cmd_write, nvme_cmd_read };

	(void)state;
	for (unsigned p2p = 0; p2p < 2; p2p++)
		for (unsigned i = 0; i < 2; i++) {
			u8 data[4096] = { 0 };
			struct t_host_command c = { .cmd = t_nvmf_rw(opcodes[i], 0, 7),
						    .data = data,
						    .bytes = sizeof(data),
						    .bad_key = true };
			struct t_host h;
			struct t_target t;

			t_host_init(&h, &t,
				    &(struct t_host_setup){ .target = { .disk = T_TARGET_NVME,
									.profile = BP_P2P_DIRECT,
									.p2p = p2p } });
			assert_int_equal(t_host_do(&h, &h.io, &c), 0xffff);
			assert_int_equal(t_target_pool(&t), T_BAR_BYTES);
			/* R-B4.6: of a WRITE that fails only the flush behind it is heard. */
			assert_hits(t.m.env, BP_SITE_NVMET_OFFLINE, opcodes[i] == nvme_cmd_write);
			assert_int_equal(h.admin.over, opcodes[i] == nvme_cmd_write);
			t_host_fini(&h);
		}
}

/* R-C5.9: a response that fails, and not by a flush, is fatal: its key is none, and no data went */
static void nvmet_rdma_send_done__key_to_invalidate_is_bad__fatal(void **state)
{
	u8 data[4096] = { 0 };
	struct t_host_command c = { .cmd = t_nvmf_rw(nvme_cmd_read, 0, 0),
				    .data = data,
				    .bytes = sizeof(data),
				    .bad_key = true };
	struct t_host h;
	struct t_target t;

	(void)state;
	t_host_init(&h, &t, &(struct t_host_setup){ .target = { .disk = T_TARGET_NVME } });
	assert_int_equal(t_host_do(&h, &h.io, &c), 0xffff);
	assert_int_equal(t_target_step(&t, BP_NVMET_RESPONSE)->data_wrs, 0);
	assert_hits(t.m.env, BP_SITE_NVMET_WC, 1);
	assert_hits(t.m.env, BP_SITE_NVMET_OFFLINE, 1);
	assert_true(h.admin.over);
	t_host_fini(&h);
}

/* E7: the host goes while the drive works */
static void nvmet_rdma__disconnect_in_flight__all_back(void **state)
{
	static u8 data[8][65536];
	struct t_host_command c[8];
	struct t_host h;
	struct t_target t;

	(void)state;
	t_host_init(&h, &t,
		    &(struct t_host_setup){ .target = { .disk = T_TARGET_NVME,
							.profile = BP_P2P_DIRECT,
							.p2p = true } });
	for (unsigned i = 0; i < 8; i++) {
		c[i] = (struct t_host_command){
			.cmd = t_nvmf_rw(i & 1 ? nvme_cmd_write : nvme_cmd_read, 0, 127),
			.data = data[i],
			.bytes = sizeof(data[i])
		};
		t_host_send(&h, &h.io, &c[i]);
	}
	for (unsigned i = 0; i < 40; i++)
		bp_wait(t.m.env);
	rdma_disconnect(h.io.id);
	h.io.over = true;
	t_host_settle(&h);
	assert_int_equal(t_target_pool(&t), T_BAR_BYTES);
	/* R-A8.2: what is flushed is no error; the controller lives on. */
	assert_hits(t.m.env, BP_SITE_NVMET_WC, 0);
	assert_hits(t.m.env, BP_SITE_NVMET_OFFLINE, 0);
	assert_false(h.admin.over);
	for (unsigned i = 0; i < 8; i++)
		t_host_wait(&h, &c[i]);
	t_host_fini(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvmet_rdma__flows__same_bytes),
		cmocka_unit_test(nvmet_rdma_map_sgl_inline__offsets__same_bytes),
		cmocka_unit_test(nvmet_rdma_use_inline_sg__def_nvmet_8__list_is_short),
		cmocka_unit_test(nvmet_rdma_queue_response__invalidate__as_asked),
		cmocka_unit_test(nvmet_rdma__bad_key__connection_over),
		cmocka_unit_test(nvmet_rdma_send_done__key_to_invalidate_is_bad__fatal),
		cmocka_unit_test(nvmet_rdma__disconnect_in_flight__all_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
