/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What each defect of the transport does to a host, and that nothing of it is there without
 * (C7: DEF-NVMET-2, -7, -8, -9, -10, -12, -15, -16).
 */
#include <stdlib.h>
#include <string.h>

#include <blkpath/sites.h>
#include <blkpath/swiotlb.h>

#include "bp_test.h"
#include "host.h"

#define DNR(sc) ((sc) | NVME_SC_DNR)

static const struct t_host_setup plain = { .target = { .disk = T_TARGET_NVME } };

static u8 *pattern(u32 bytes, u8 seed)
{
	u8 *data = malloc(bytes);

	assert_non_null(data);
	for (u32 i = 0; i < bytes; i++)
		data[i] = (u8)(seed + i * 7 + i / 512);
	return data;
}

static void begin(struct t_host *h, struct t_target *t, const struct t_host_setup *setup,
		  enum bp_defect_id id, bool on)
{
	t_host_init(h, t, setup);
	bp_defect_set(&t->m.env->defects, id, on);
}

static struct t_host_command rw(u8 opcode, u64 slba, u8 *data, u32 bytes)
{
	return (struct t_host_command){ .cmd = t_nvmf_rw(opcode, slba, (u16)(bytes / 512 - 1)),
					.data = data,
					.bytes = bytes };
}

/* G13: what failed early gives back what it never took; then the send queue has less room than
 * the account says, and a command gets neither its data nor a response. */
static void nvmet_rdma_release_rsp__def_nvmet_7__send_queue_overflows(void **state)
{
	enum { BYTES = 64 * 4096 };

	(void)state;
	for (unsigned on = 0; on < 2; on++) {
		struct t_host_setup setup = plain;
		u8 *data = pattern(BYTES, 1);
		struct t_host_command c[6];
		unsigned lost = 0;
		struct t_host h;
		struct t_target t;

		setup.depth = 32;
		setup.max_sge = 1; /* 64 READs, then one each; 65 credits */
		setup.ns_per_kib = 5000;
		begin(&h, &t, &setup, BP_DEF_NVMET_7, on);
		t.m.expects[BP_INV_NVMET_2] = t.m.expects[BP_INV_NVMET_3] = on;
		for (unsigned i = 0; i < 10; i++) {
			struct t_host_command bad = { .cmd = t_nvmf_rw(nvme_cmd_write, 0, 0),
						      .sgl = T_HOST_RAW };

			bad.cmd.common.dptr.sgl.type = 0x20;
			assert_int_equal(t_host_do(&h, &h.io, &bad), DNR(NVME_SC_SGL_INVALID_TYPE));
		}
		assert_int_equal(t_host_view(&h).sq_wr_avail, on ? 75 : 65);
		for (unsigned i = 0; i < 6; i++) {
			c[i] = rw(nvme_cmd_write, i * 1024, data, i ? 4096 : BYTES);
			t_host_send(&h, &h.io, &c[i]);
		}
		for (unsigned i = 0; i < 6; i++)
			lost += t_host_wait(&h, &c[i]) != 0;
		assert_int_equal(lost, on ? 4 : 0); /* one of five found the last place */
		assert_hits(t.m.env, BP_SITE_NVMET_POST_SEND, lost);
		assert_int_equal(t_host_view(&h).sq_wr_avail, on ? 75 : 65);
		t_host_fini(&h);
		free(data);
	}
}

/* G8: 65 of 33 credits */
static void nvmet_rdma_execute_command__def_nvmet_9__waits_for_ever(void **state)
{
	(void)state;
	for (unsigned on = 0; on < 2; on++) {
		struct t_host_setup setup = plain;
		u8 *data = pattern(4 << 20, 1);
		struct t_host_command c = rw(nvme_cmd_write, 0, data, 4 << 20);
		struct t_host h;
		struct t_target t;

		setup.depth = 16;
		setup.max_sge = 16;
		begin(&h, &t, &setup, BP_DEF_NVMET_9, on);
		t_host_send(&h, &h.io, &c);
		t_host_settle(&h);
		assert_int_equal(c.done, !on);
		assert_int_equal(t_host_view(&h).waiting, on);
		assert_int_equal(t_host_view(&h).sq_wr_avail, 33);
		bp_defect_set(&t.m.env->defects, BP_DEF_NVMET_9, false);
		if (on) { /* whoever gives credits back looks again */
			struct t_host_command next = rw(nvme_cmd_write, 0, data, 512);

			assert_int_equal(t_host_do(&h, &h.io, &next), 0);
		}
		assert_int_equal(t_host_wait(&h, &c), DNR(NVME_SC_INTERNAL));
		t_host_fini(&h);
		free(data);
	}
}

/* G2: 256 READs are none in eight bits */
static void nvmet_rdma_map_sgl_keyed__def_nvmet_10__takes_one_credit(void **state)
{
	(void)state;
	for (unsigned on = 0; on < 2; on++) {
		struct t_host_setup setup = plain;
		u8 *data = pattern(1 << 20, 1);
		struct t_host_command c = rw(nvme_cmd_write, 0, data, 1 << 20);
		struct t_host h;
		struct t_target t;
		s64 least = 257;

		setup.max_sge = 1;
		begin(&h, &t, &setup, BP_DEF_NVMET_10, on);
		t.m.expects[BP_INV_NVMET_21] = t.m.expects[BP_INV_NVMET_3] = on;
		t_host_send(&h, &h.io, &c);
		while (!c.done && bp_wait(t.m.env))
			least = bp_min(least, t_host_view(&h).sq_wr_avail);
		assert_int_equal(t_host_wait(&h, &c), 0);
		assert_int_equal(least, on ? 256 : 0);
		assert_int_equal(t_target_step(&t, BP_NVMET_SGL)->wrs, 256);
		assert_int_equal(t_target_step(&t, BP_NVMET_SGL)->n_rdma, on ? 0 : 256);
		assert_hits(t.m.env, BP_SITE_NVMET_NO_READS, on); /* R-C5.7 */
		assert_int_equal(t_host_view(&h).sq_wr_avail, 257);
		t_host_fini(&h);
		free(data);
	}
}

/* E2: the adapter reads a copy that was made before the disk had answered */
static void nvmet_rdma_send__def_nvmet_12__bounced_data_is_old(void **state)
{
	const struct bp_swiotlb_setup bounce = { .base = bp_phys_addr(0x70000000),
						 .slots = 16384,
						 .force = true };

	(void)state;
	for (unsigned on = 0; on < 2; on++) {
		u8 *data = pattern(8192, 9);
		u8 *got = calloc(1, 8192);
		struct t_host_command bad = { .cmd = t_nvmf_rw(0x7e, 0, 0), .sgl = T_HOST_RAW };
		struct t_host h;
		struct t_target t;
		struct device *hca;

		t_host_init_bare(&h, &t, &plain);
		hca = &t_fabric_dev(&t.m.f, 'c')->dev;
		hca->bp_swiotlb = bp_swiotlb_new(t.m.env, &bounce);
		assert_non_null(hca->bp_swiotlb);
		t_host_init_queues(&h, 16);
		bad.cmd.common.dptr.sgl.type = BP_NVMF_SGL_KEYED;
		bp_defect_set(&t.m.env->defects, BP_DEF_NVMET_12, on);
		assert_int_equal(t_host_rw(&h, nvme_cmd_write, 40, data, 8192), 0);
		assert_true(bp_swiotlb_used(hca->bp_swiotlb) > 0);
		assert_int_equal(t_host_do(&h, &h.io, &bad), DNR(NVME_SC_INVALID_OPCODE));
		assert_int_equal(t_host_rw(&h, nvme_cmd_read, 40, got, 8192), 0);
		assert_int_equal(!memcmp(got, data, 8192), !on); /* INV-NVMET-17 */
		free(data);
		free(got);
		t_host_down(&h);
		assert_int_equal(bp_swiotlb_used(hca->bp_swiotlb), 0);
		bp_swiotlb_free(hca->bp_swiotlb);
		hca->bp_swiotlb = NULL;
		t_host_fini(&h);
	}
}

/* The host keeps the queue full: the capsule of a read becomes that of a write before its response
 * has gone. */
static void nvmet_rdma_unmap__def_nvmet_15__wrong_direction(void **state)
{
	enum { DEPTH = 4, COMMANDS = 24 };

	(void)state;
	for (unsigned on = 0; on < 2; on++) {
		struct t_host_setup setup = plain;
		struct t_host_command c[COMMANDS];
		static u8 data[COMMANDS][4096];
		struct t_host h;
		struct t_target t;
		unsigned sent = 0;

		setup.depth = DEPTH;
		setup.ns_per_kib = 5000; /* data takes longer than a capsule */
		begin(&h, &t, &setup, BP_DEF_NVMET_15, on);
		if (on)
			t.m.expects[BP_INV_DMA_7] = t.m.expects[BP_INV_RDMA_13] = true;
		while (sent < COMMANDS) {
			for (unsigned i = 0; i < 2 * DEPTH; i++, sent++) {
				c[sent] = rw(sent % DEPTH < 2 ? nvme_cmd_read : nvme_cmd_write,
					     sent / DEPTH % 2 * 8, data[sent], 4096);
				if (sent / DEPTH % 2)
					c[sent].cmd.rw.opcode ^= nvme_cmd_read ^ nvme_cmd_write;
				t_host_send(&h, &h.io, &c[sent]);
			}
			for (unsigned i = sent - 2 * DEPTH; i < sent; i++)
				while (!c[i].done && bp_wait(t.m.env))
					;
		}
		for (unsigned i = 0; i < COMMANDS; i++)
			assert_int_equal(t_host_wait(&h, &c[i]), 0);
		t_host_fini(&h);
	}
}

/* G12, as large as the pool here: each failure costs 128 KiB until nothing is left, and then RAM
 * serves. */
static void nvmet_req_free_sgl__def_nvmet_2__pool_leaks(void **state)
{
	enum { BYTES = 128 << 10 };
	const struct t_host_setup setup = {
		.target = { .disk = T_TARGET_NVME, .profile = BP_P2P_DIRECT, .p2p = true },
		.force_mr = true,
		.max_mr_pages = 16
	};

	(void)state;
	for (unsigned on = 0; on < 2; on++) {
		u8 *data = pattern(BYTES, 5);
		struct t_host h;
		struct t_target t;
		bp_virt_addr_t lost[T_BAR_BYTES / BYTES];
		unsigned nr_lost = 0;

		begin(&h, &t, &setup, BP_DEF_NVMET_2, on);
		t.m.expects[BP_INV_NVMET_6] = on;
		t.m.expects[BP_INV_RDMA_19] = on; /* by the defect that makes it fail */
		bp_defect_set(&t.m.env->defects, BP_DEF_RDMA_2, on);
		bp_defect_set(&bp_rdma_device(h.near)->bp_defects, BP_DEF_RDMA_2, on);
		for (u64 left = T_BAR_BYTES; left; left -= BYTES) {
			assert_int_equal(t_target_pool(&t), on ? left : T_BAR_BYTES);
			assert_int_equal(t_host_rw(&h, nvme_cmd_write, 0, data, BYTES),
					 on ? NVME_SC_INTERNAL : 0);
			assert_int_equal(t_target_step(&t, BP_NVMET_SGL)->kind, BP_NVMET_P2P);
			lost[nr_lost++] = t_target_step(&t, BP_NVMET_SGL)->virt;
		}
		assert_int_equal(t_target_pool(&t), on ? 0 : T_BAR_BYTES);
		assert_int_equal(t_host_rw(&h, nvme_cmd_write, 0, data, BYTES), 0);
		assert_int_equal(t_target_step(&t, BP_NVMET_EXECUTED)->kind,
				 on ? BP_NVMET_PAGES : BP_NVMET_P2P);
		while (on && nr_lost)
			pci_free_p2pmem(t_fabric_dev(&t.m.f, 'b'), lost[--nr_lost], BYTES);
		assert_int_equal(t_host_view(&h).sq_wr_avail, t_host_view(&h).max_send_wr);
		t_host_fini(&h);
		free(data);
	}
}

/* In-capsule data that begins elsewhere: part of it is not written. */
static void nvmet_rdma_use_inline_sg__def_nvmet_8__data_is_lost(void **state)
{
	(void)state;
	for (unsigned on = 0; on < 2; on++) {
		struct t_host_setup setup = plain;
		u8 *data = pattern(4096, 3);
		u8 got[4096], zeroes[4096] = { 0 };
		struct t_host_command c = rw(nvme_cmd_write, 64, data, 4096);
		struct t_host h;
		struct t_target t;

		setup.inline_data_size = 16384;
		c.sgl = T_HOST_IN_CAPSULE;
		c.offset = 2048;
		begin(&h, &t, &setup, BP_DEF_NVMET_8, on);
		t.m.expects[BP_INV_NVMET_9] = on;
		assert_int_equal(t_host_do(&h, &h.io, &c), 0);
		assert_int_equal(t_host_rw(&h, nvme_cmd_read, 64, got, 4096), 0);
		assert_memory_equal(got, data, 2048);
		assert_memory_equal(got + 2048, on ? zeroes : data + 2048, 2048); /* INV-NVMET-17 */
		t_host_fini(&h);
		free(data);
	}
}

/* The same beyond the first page: the room of the first entry is below 0, or nothing. */
static void nvmet_rdma_use_inline_sg__def_nvmet_8_far_offsets__entries(void **state)
{
	static const struct {
		u32 offset;
		u64 bytes; /* of the list */
	} cases[] = { { 4096, 0 }, { 8192, 0xfffff000 } };

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_host_setup setup = plain;
		u8 *data = pattern(512, 3);
		struct t_host_command c = rw(nvme_cmd_write, 64, data, 512);
		struct t_host h;
		struct t_target t;

		setup.inline_data_size = 16384;
		c.sgl = T_HOST_IN_CAPSULE;
		c.offset = cases[i].offset;
		begin(&h, &t, &setup, BP_DEF_NVMET_8, true);
		t.m.expects[BP_INV_NVMET_9] = cases[i].bytes > 4096;
		t_host_do(&h, &h.io, &c);
		assert_int_equal(t_target_step(&t, BP_NVMET_SGL)->sg_cnt, 1);
		assert_int_equal(t_target_step(&t, BP_NVMET_SGL)->sgl_bytes, cases[i].bytes);
		t_host_fini(&h);
		free(data);
	}
}

/* G18, with a command that wants as much: it is carried out, though no capsule has the data. */
static void nvmet_rdma_map_sgl_inline__def_nvmet_16__accepted(void **state)
{
	static const struct {
		u64 offset;
		u32 bytes;
		int entries;
	} cases[] = { { 0xfffffffffffff000, 4096, 1 }, { 0xffffffffffff0000, 65536, 4 } };

	(void)state;
	for (unsigned on = 0; on < 2; on++)
		for (unsigned i = 0; i < bp_array_size(cases); i++) {
			struct t_host_command c = { .cmd = t_nvmf_rw(
							    nvme_cmd_write, 0,
							    (u16)(cases[i].bytes / 512 - 1)),
						    .sgl = T_HOST_RAW };
			struct t_host h;
			struct t_target t;
			u16 status;

			begin(&h, &t, &plain, BP_DEF_NVMET_16, on);
			c.cmd.common.dptr.sgl =
				(struct nvme_sgl_desc){ .addr = cpu_to_le64(cases[i].offset),
							.length = cpu_to_le32(cases[i].bytes),
							.type = BP_NVMF_SGL_OFFSET };
			status = t_host_do(&h, &h.io, &c);
			assert_int_equal(status == 0x4016, !on);
			if (on)
				assert_int_equal(t_target_step(&t, BP_NVMET_EXECUTED)->sg_cnt,
						 cases[i].entries);
			else
				assert_int_equal(le16_to_cpu(c.cqe.status), 0x802c);
			t_host_fini(&h);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvmet_rdma_release_rsp__def_nvmet_7__send_queue_overflows),
		cmocka_unit_test(nvmet_rdma_execute_command__def_nvmet_9__waits_for_ever),
		cmocka_unit_test(nvmet_rdma_map_sgl_keyed__def_nvmet_10__takes_one_credit),
		cmocka_unit_test(nvmet_rdma_send__def_nvmet_12__bounced_data_is_old),
		cmocka_unit_test(nvmet_rdma_unmap__def_nvmet_15__wrong_direction),
		cmocka_unit_test(nvmet_req_free_sgl__def_nvmet_2__pool_leaks),
		cmocka_unit_test(nvmet_rdma_use_inline_sg__def_nvmet_8__data_is_lost),
		cmocka_unit_test(nvmet_rdma_use_inline_sg__def_nvmet_8_far_offsets__entries),
		cmocka_unit_test(nvmet_rdma_map_sgl_inline__def_nvmet_16__accepted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
