/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Queues of the transport from request to end: their sizes, commands that come too early or too
 * late, memory that is not there, adapters that go (C4, R-C5.10).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <blkpath/sites.h>

#include "bp_test.h"
#include "host.h"

#define DNR(sc) ((sc) | NVME_SC_DNR)

static const struct t_host_setup plain = { .target = { .disk = T_TARGET_NVME } };

/* An adapter whose completion queues are written down. */
static struct {
	struct ib_device_ops ops;
	const struct ib_device_ops *real;
	u32 sizes[4];
	unsigned nr;
	struct ib_qp_cap cap;
	enum ib_sig_type sig_type;
	int sges;
	unsigned recvs;
	unsigned refused; /* the receive that is, from 1 */
} spied;

static struct ib_cq *spy_create_cq(struct ib_device *device, const struct ib_cq_init_attr *attr)
{
	if (spied.nr < bp_array_size(spied.sizes))
		spied.sizes[spied.nr++] = (u32)attr->cqe;
	return spied.real->create_cq(device, attr);
}

static struct ib_qp *spy_create_qp(struct ib_pd *pd, struct ib_qp_init_attr *attr)
{
	spied.cap = attr->cap;
	spied.sig_type = attr->sq_sig_type;
	return spied.real->create_qp(pd, attr);
}

static int spy_post_recv(struct ib_qp *qp, const struct ib_recv_wr *wr,
			 const struct ib_recv_wr **bad)
{
	spied.sges = wr->num_sge;
	if (++spied.recvs == spied.refused)
		return -ENOMEM;
	return spied.real->post_recv(qp, wr, bad);
}

static void spy(struct ib_device *device)
{
	memset(&spied, 0, sizeof(spied));
	spied.real = device->ops;
	spied.ops = *device->ops;
	spied.ops.create_cq = spy_create_cq;
	spied.ops.create_qp = spy_create_qp;
	spied.ops.post_recv = spy_post_recv;
	device->ops = &spied.ops;
}

/* G7, R-C4.5: receives, and twice the sends, and one; or as many sends as MRs make of them */
static void nvmet_rdma_create_queue_ib__depths__completions(void **state)
{
	static const struct {
		u16 depth;
		bool force_mr;
		u32 admin, io;
	} cases[] = { { 128, false, 97, 385 }, { 16, false, 97, 49 }, { 128, true, 161, 641 } };

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_host_setup setup = plain;
		struct ib_device *device;
		struct t_host h;
		struct t_target t;

		setup.force_mr = cases[i].force_mr;
		t_host_init_bare(&h, &t, &setup);
		device = bp_rdma_device(h.near);
		spy(device);
		t_host_init_queues(&h, cases[i].depth);
		assert_int_equal(spied.nr, 2);
		assert_int_equal(spied.sizes[0], cases[i].admin);
		assert_int_equal(spied.sizes[1], cases[i].io);
		t_host_down(&h);
		device->ops = spied.real;
		t_host_fini(&h);
	}
}

/* R-C4.4, R-C4.5, R-C4.7, R-C5.4: room for data in capsules, but not of the admin queue; all
 * receives are posted before the connection is accepted. */
static void nvmet_rdma_alloc_cmds__inline_pages__of_io_queues_only(void **state)
{
	static const struct {
		u16 qid, depth;
		int sges;
	} cases[] = { { 0, 32, 1 }, { 1, 8, 5 } };
	struct t_host_setup setup = plain;
	struct t_host h;
	struct t_target t;

	(void)state;
	setup.inline_data_size = 16384;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct t_host_command c = { .cmd = t_nvmf_connect(cases[i].qid, 7),
					    .sgl = T_HOST_RAW };
		struct ib_device *device;

		c.cmd.common.dptr.sgl = (struct nvme_sgl_desc){ .length = cpu_to_le32(512),
								.type = BP_NVMF_SGL_OFFSET };
		t_host_init_bare(&h, &t, &setup);
		device = bp_rdma_device(h.near);
		spy(device);
		assert_true(t_host_connect_queue(&h, &h.admin, cases[i].qid, cases[i].depth));
		assert_int_equal(spied.recvs, cases[i].depth);
		assert_int_equal(spied.sges, cases[i].sges);
		assert_int_equal(spied.cap.max_recv_wr, cases[i].depth + 1);
		assert_int_equal(spied.cap.max_recv_sge, 5);
		assert_int_equal(spied.cap.max_rdma_ctxs, cases[i].depth);
		assert_int_equal(spied.cap.max_send_sge, 30);
		assert_int_equal(spied.sig_type, IB_SIGNAL_REQ_WR);
		assert_int_equal(t_host_do(&h, &h.admin, &c),
				 DNR(cases[i].qid ? NVME_SC_SGL_INVALID_DATA
						  : NVME_SC_SGL_INVALID_OFFSET));
		t_host_down(&h);
		device->ops = spied.real;
		t_host_fini(&h);
	}
}

/* R-C4.1: what the adapter has not, or refuses, refuses the connection; without a page where that
 * is known before. */
static void nvmet_rdma_alloc_queue__adapter_has_less__no_rsc(void **state)
{
	static const struct {
		const char *what;
		int max_cqe, max_qp_wr, max_sge_rd;
		unsigned refused;
		u16 sts;
		bool early;
	} cases[] = {
		{ "all that is needed", 25, 9, 30, 0, 0, false },
		{ "completions", 24, 9, 30, 0, NVME_RDMA_CM_NO_RSC, true },
		{ "receives", 25, 8, 30, 0, NVME_RDMA_CM_NO_RSC, true },
		{ "entries (R-C4.5)", 25, 9, 31, 0, NVME_RDMA_CM_NO_RSC, false },
		{ "a receive", 25, 9, 30, 5, NVME_RDMA_CM_NO_RSC, false },
	};

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct ib_device *device;
		struct t_host h;
		struct t_target t;
		u64 pages;

		t_host_init_bare(&h, &t, &plain);
		device = bp_rdma_device(h.near);
		device->attrs.max_cqe = cases[i].max_cqe;
		device->attrs.max_qp_wr = cases[i].max_qp_wr;
		device->attrs.max_sge_rd = cases[i].max_sge_rd;
		spy(device);
		spied.refused = cases[i].refused;
		pages = t.m.env->page_accesses;
		assert_int_equal(t_host_connect_queue(&h, &h.io, 1, 8), !cases[i].sts);
		if (h.io.refused != cases[i].sts)
			fail_msg("%s: %u", cases[i].what, h.io.refused);
		assert_int_equal(t.m.env->page_accesses == pages, cases[i].early);
		/* The queue pair is drained with one more. */
		assert_int_equal(spied.recvs, cases[i].refused ? cases[i].refused + 1
					      : cases[i].sts   ? 0
							       : 8);
		t_host_down(&h);
		device->ops = spied.real;
		t_host_fini(&h);
	}
}

/* R-C5.1, R-C4.8: a controller that has failed answers nothing more, though the drive does */
static void nvmet_rdma_delete_ctrl__commands_under_way__no_response(void **state)
{
	static u8 data[4][65536];
	struct t_host_setup setup = plain;
	struct t_host_command c[4];
	struct t_host h;
	struct t_target t;

	(void)state;
	setup.ns_per_kib = 5000;
	t_host_init(&h, &t, &setup);
	for (unsigned i = 0; i < 4; i++) {
		c[i] = (struct t_host_command){ .cmd = t_nvmf_rw(nvme_cmd_read, i * 128, 127),
						.data = data[i],
						.bytes = sizeof(data[i]) };
		t_host_send(&h, &h.io, &c[i]);
	}
	while (t_host_view(&h).sq_wr_avail == t_host_view(&h).max_send_wr)
		assert_true(bp_wait(t.m.env));
	nvmet_ctrl_fatal_error(t.ctrl);
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(t_host_wait(&h, &c[i]), 0xffff);
	assert_true(h.io.over);
	assert_true(h.admin.over);
	assert_hits(t.m.env, BP_SITE_NVMET_OFFLINE, 1);
	t_host_fini(&h);
}

static struct t_host_command raw(u8 opcode)
{
	struct t_host_command c = { .cmd = t_nvmf_rw(opcode, 0, 0), .sgl = T_HOST_RAW };

	c.cmd.common.dptr.sgl.type = BP_NVMF_SGL_KEYED;
	return c;
}

static unsigned count(const struct t_target *t, enum bp_nvmet_step step)
{
	unsigned nr = 0;

	for (unsigned i = 0; i < t->nr_steps; i++)
		nr += t->steps[i].step == step;
	return nr;
}

static u16 command_of(const struct t_target *t, enum bp_nvmet_step step, unsigned index)
{
	for (unsigned i = 0; i < t->nr_steps; i++)
		if (t->steps[i].step == step && !index--)
			return le16_to_cpu(t->steps[i].command.common.command_id);
	fail_msg("no such step");
	return 0;
}

/* R-C4.8: commands that overtake the end of the connection's set-up wait, and keep their order. */
static void nvmet_rdma_queue_established__early_commands__in_order(void **state)
{
	struct t_host_setup setup = plain;
	struct t_host_command c[3];
	struct bp_nvmet_rdma_queue_view view;
	struct t_host h;
	struct t_target t;

	(void)state;
	setup.rtu_ns = 100000;
	t_host_init_bare(&h, &t, &setup);
	assert_true(t_host_connect_queue(&h, &h.admin, 0, 32));
	assert_true(bp_nvmet_rdma_queue_view(&h.port, 0, &view));
	assert_false(view.is_live);
	for (unsigned i = 0; i < 3; i++) {
		c[i] = raw(nvme_cmd_flush);
		t_host_send(&h, &h.admin, &c[i]);
	}
	for (unsigned i = 0; i < 3; i++) /* nobody has connected yet */
		assert_int_equal(t_host_wait(&h, &c[i]), 0x4001);
	assert_int_equal(count(&t, BP_NVMET_PARKED), 3);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(command_of(&t, BP_NVMET_PARKED, i), c[i].id);
	for (unsigned i = 0; i < 3; i++)
		assert_int_equal(command_of(&t, BP_NVMET_REFUSED, i), c[i].id);
	assert_int_equal(count(&t, BP_NVMET_DROPPED), 0);
	t_host_fini(&h);
}

/* R-C4.8, R-C4.9: a queue that ends before it was alive drops what waits, and answers nothing. */
static void nvmet_rdma_release_queue_work__parked_commands__dropped(void **state)
{
	struct t_host_command c[2];
	struct t_host h;
	struct t_target t;

	(void)state;
	t_host_init_bare(&h, &t, &plain);
	assert_true(t_host_connect_queue(&h, &h.admin, 0, 32));
	for (unsigned i = 0; i < 2; i++) {
		c[i] = raw(nvme_cmd_flush);
		t_host_send(&h, &h.admin, &c[i]);
	}
	while (!count(&t, BP_NVMET_PARKED))
		assert_true(bp_wait(t.m.env));
	bp_nvmet_port_fini(&h.port);
	h.port.bp_nvmet = NULL;
	assert_int_equal(count(&t, BP_NVMET_DROPPED), count(&t, BP_NVMET_PARKED));
	assert_int_equal(count(&t, BP_NVMET_INITED) + count(&t, BP_NVMET_REFUSED), 0);
	for (unsigned i = 0; i < 2; i++)
		assert_int_equal(t_host_wait(&h, &c[i]), 0xffff);
	t_host_disconnect(&h, &h.admin);
	t_host_fini(&h);
}

/* R-C4.9: the adapter goes, and each queue with it; the port listens no more. */
static void nvmet_rdma_cm_handler__device_removal__all_back(void **state)
{
	static u8 data[4][65536];
	struct t_host_command c[4];
	struct t_host h;
	struct t_target t;

	(void)state;
	t_host_init(&h, &t,
		    &(struct t_host_setup){ .target = { .disk = T_TARGET_NVME,
							.profile = BP_P2P_DIRECT,
							.p2p = true } });
	for (unsigned i = 0; i < 4; i++) {
		c[i] = (struct t_host_command){
			.cmd = t_nvmf_rw(i & 1 ? nvme_cmd_write : nvme_cmd_read, i * 128, 127),
			.data = data[i],
			.bytes = sizeof(data[i])
		};
		t_host_send(&h, &h.io, &c[i]);
	}
	for (unsigned i = 0; i < 40; i++)
		bp_wait(t.m.env);
	bp_rdma_cm_remove(bp_rdma_device(h.near));
	t_host_settle(&h);
	assert_false(bp_nvmet_rdma_queue_view(&h.port, 0, &(struct bp_nvmet_rdma_queue_view){ 0 }));
	assert_int_equal(t_target_pool(&t), T_BAR_BYTES);
	for (unsigned i = 0; i < 4; i++)
		t_host_wait(&h, &c[i]);
	t_host_disconnect(&h, &h.io);
	assert_false(t_host_connect_queue(&h, &h.io, 1, 16));
	t_host_fini(&h);
}

/* R-C5.10: who waits is served in order; a small command that comes later may pass. */
static void nvmet_rdma_process_wr_wait_list__small_one__passes(void **state)
{
	enum { BIG = 20 * 4096 };
	static u8 data[BIG];
	struct t_host_setup setup = plain;
	struct t_host_command c[4];
	unsigned waits, reads;
	struct t_host h;
	struct t_target t;

	(void)state;
	setup.depth = 16;
	setup.max_sge = 1; /* 21 of 33 credits each */
	setup.ns_per_kib = 5000;
	t_host_init(&h, &t, &setup);
	for (unsigned i = 0; i < 4; i++) {
		const u32 bytes = i == 3 ? 4096 : BIG;

		c[i] = (struct t_host_command){ .cmd = t_nvmf_rw(nvme_cmd_write, i * 256,
								 (u16)(bytes / 512 - 1)),
						.data = data,
						.bytes = bytes };
		t_host_send(&h, &h.io, &c[i]);
	}
	for (unsigned i = 0; i < 4; i++)
		assert_int_equal(t_host_wait(&h, &c[i]), 0);
	waits = count(&t, BP_NVMET_WAITS);
	reads = count(&t, BP_NVMET_READ);
	assert_int_equal(waits, 2);
	assert_int_equal(reads, 4);
	for (unsigned i = 0; i < 2; i++)
		assert_int_equal(command_of(&t, BP_NVMET_WAITS, i), c[1 + i].id);
	assert_int_equal(command_of(&t, BP_NVMET_READ, 0), c[0].id);
	assert_int_equal(command_of(&t, BP_NVMET_READ, 1), c[3].id);
	assert_int_equal(command_of(&t, BP_NVMET_READ, 2), c[1].id);
	assert_int_equal(command_of(&t, BP_NVMET_READ, 3), c[2].id);
	assert_int_equal(t_host_view(&h).sq_wr_avail, 33);
	t_host_fini(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvmet_rdma_create_queue_ib__depths__completions),
		cmocka_unit_test(nvmet_rdma_alloc_cmds__inline_pages__of_io_queues_only),
		cmocka_unit_test(nvmet_rdma_alloc_queue__adapter_has_less__no_rsc),
		cmocka_unit_test(nvmet_rdma_delete_ctrl__commands_under_way__no_response),
		cmocka_unit_test(nvmet_rdma_queue_established__early_commands__in_order),
		cmocka_unit_test(nvmet_rdma_release_queue_work__parked_commands__dropped),
		cmocka_unit_test(nvmet_rdma_cm_handler__device_removal__all_back),
		cmocka_unit_test(nvmet_rdma_process_wr_wait_list__small_one__passes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
