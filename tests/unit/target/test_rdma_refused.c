/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What an adapter refuses to the target, and what the target says when it accepts a connection
 * (R-C4.7, R-C5.1, R-C5.6, R-C5.8, E7).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <blkpath/sites.h>

#include "bp_test.h"
#include "host.h"

static const struct t_host_setup plain = { .target = { .disk = T_TARGET_NVME } };

/* An adapter that refuses a work request of a chain, once. */
static struct {
	struct ib_device_ops ops;
	const struct ib_device_ops *real;
	enum ib_wr_opcode opcode; /* of the chain's first */
	unsigned index;		  /* which of the chain */
	bool armed;
} refusal;

static int refuse(struct ib_qp *qp, const struct ib_send_wr *wr, const struct ib_send_wr **bad)
{
	const struct ib_send_wr *first = wr;
	int error = 0;

	if (!refusal.armed || wr->opcode != refusal.opcode)
		return refusal.real->post_send(qp, wr, bad);
	refusal.armed = false;
	for (unsigned i = 0; i < refusal.index && !error; i++, first = first->next) {
		struct ib_send_wr one = *first;

		one.next = NULL;
		if (one.opcode == IB_WR_RDMA_READ) {
			struct ib_rdma_wr rdma = *bp_container_of(first, struct ib_rdma_wr, wr);

			rdma.wr.next = NULL;
			error = refusal.real->post_send(qp, &rdma.wr, bad);
		} else {
			error = refusal.real->post_send(qp, &one, bad);
		}
	}
	assert_int_equal(error, 0);
	if (bad)
		*bad = first;
	return -ENOMEM;
}

static void arm(struct t_host *h, enum ib_wr_opcode opcode, unsigned index)
{
	struct ib_device *device = bp_rdma_device(h->near);

	memset(&refusal, 0, sizeof(refusal));
	refusal.real = device->ops;
	refusal.ops = *device->ops;
	refusal.ops.post_send = refuse;
	refusal.opcode = opcode;
	refusal.index = index;
	refusal.armed = true;
	device->ops = &refusal.ops;
}

static void disarm(struct t_host *h)
{
	assert_false(refusal.armed);
	bp_rdma_device(h->near)->ops = refusal.real;
}

/* E7: a READ that is refused, the first or one in the middle: the host is told, nothing is held,
 * and the next command is served. */
static void nvmet_rdma_execute_command__read_refused__data_xfer_error(void **state)
{
	static const unsigned indexes[] = { 0, 2 };
	static u8 data[16384];

	(void)state;
	for (unsigned i = 0; i < bp_array_size(indexes); i++) {
		struct t_host_setup setup = plain;
		struct t_host h;
		struct t_target t;

		setup.max_sge = 1;
		t_host_init(&h, &t, &setup);
		arm(&h, IB_WR_RDMA_READ, indexes[i]);
		assert_int_equal(t_host_rw(&h, nvme_cmd_write, 0, data, sizeof(data)),
				 NVME_SC_DATA_XFER_ERROR);
		disarm(&h);
		assert_int_equal(t_host_view(&h).sq_wr_avail, 257);
		assert_true(t_host_view(&h).is_live);
		assert_int_equal(t_host_rw(&h, nvme_cmd_write, 0, data, sizeof(data)), 0);
		t_host_fini(&h);
	}
}

/* R-C5.8: a response that is refused: everything comes back, and so does the receive. */
static void nvmet_rdma_queue_response__send_refused__released(void **state)
{
	struct t_host_setup setup = plain;
	u8 data[512] = { 0 };
	struct t_host h;
	struct t_target t;

	(void)state;
	setup.depth = 16;
	t_host_init(&h, &t, &setup);
	arm(&h, IB_WR_SEND_WITH_INV, 0);
	assert_int_equal(t_host_rw(&h, nvme_cmd_write, 0, data, 512), 0xffff);
	disarm(&h);
	assert_hits(t.m.env, BP_SITE_NVMET_POST_SEND, 1);
	assert_int_equal(t_host_view(&h).sq_wr_avail, 33);
	for (unsigned i = 0; i < 32; i++)
		assert_int_equal(t_host_rw(&h, nvme_cmd_write, 0, data, 512), 0);
	assert_int_equal(t_host_view(&h).sq_wr_avail, 33);
	t_host_fini(&h);
}

/* R-C4.2, R-C4.7: sizes that differ, and no more READs than the adapter can have outstanding */
static void nvmet_rdma_cm_accept__parameters__as_the_adapter_can(void **state)
{
	static const struct {
		int adapter;
		u8 depth;
	} cases[] = { { 4, 4 }, { 16, 16 }, { 64, 16 } };
	const struct nvme_rdma_cm_req req = { .hrqsize = cpu_to_le16(8),
					      .hsqsize = cpu_to_le16(15) };

	(void)state;
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct bp_nvmet_rdma_queue_view view;
		struct t_host h;
		struct t_target t;

		t_host_init_bare(&h, &t, &plain);
		bp_rdma_device(h.near)->attrs.max_qp_init_rd_atom = cases[i].adapter;
		assert_true(t_host_connect(&h, &h.admin, &req, sizeof(req), 16));
		assert_int_equal(h.admin.crqsize, 16);
		assert_int_equal(h.admin.responder_resources, cases[i].depth);
		assert_int_equal(h.admin.rnr_retry_count, 7);
		assert_true(bp_nvmet_rdma_queue_view(&h.port, 0, &view));
		assert_int_equal(view.recv_queue_size, 16);
		assert_int_equal(view.send_queue_size, 8);
		assert_int_equal(view.max_send_wr, 17);
		t_host_fini(&h);
	}
}

/* R-C5.1: a capsule without room for a command ends the connection */
static void nvmet_rdma_recv_done__short_capsule__over(void **state)
{
	static const u32 lengths[] = { 1, 63 };

	(void)state;
	for (unsigned i = 0; i < bp_array_size(lengths); i++) {
		struct ib_sge sge = { .addr = T_HOST_BASE, .length = lengths[i] };
		struct t_host_command short_one = { .queue = NULL };
		struct t_host h;
		struct t_target t;

		t_host_init(&h, &t, &plain);
		sge.lkey = h.pd->local_dma_lkey;
		t_host_send_raw(&h, &h.io, &short_one, &sge);
		t_host_settle(&h);
		assert_hits(t.m.env, BP_SITE_NVMET_SHORT_CAPSULE, 1);
		assert_true(h.io.over);
		assert_true(h.admin.over); /* fatal to the controller */
		t_host_fini(&h);
	}
}

/* R-C5.1: so does one that has no room: its receive fails, and that is no flush */
static void nvmet_rdma_recv_done__long_capsule__over(void **state)
{
	struct ib_sge sge = { .addr = T_HOST_BASE, .length = 64 + 4096 + 1 };
	struct t_host_command long_one = { .queue = NULL };
	struct t_host h;
	struct t_target t;

	(void)state;
	t_host_init(&h, &t, &plain);
	sge.lkey = h.pd->local_dma_lkey;
	t_host_send_raw(&h, &h.io, &long_one, &sge);
	t_host_settle(&h);
	assert_hits(t.m.env, BP_SITE_NVMET_WC, 1);
	assert_hits(t.m.env, BP_SITE_NVMET_OFFLINE, 1);
	assert_true(h.io.over);
	assert_true(h.admin.over);
	t_host_wait(&h, &long_one);
	t_host_fini(&h);
}

/* DEF-NVMET-7, INV-NVMET-3: what failed early waits, too, for the one credit of its response. */
static void nvmet_rdma_queue_response__no_credit__waits(void **state)
{
	enum { BYTES = 64 * 4096 };
	static u8 data[BYTES];
	struct t_host_setup setup = plain;
	struct t_host_command all = { .cmd = t_nvmf_rw(nvme_cmd_write, 0, BYTES / 512 - 1),
				      .data = data,
				      .bytes = BYTES };
	struct t_host_command bad = { .cmd = t_nvmf_rw(nvme_cmd_write, 0, 0), .sgl = T_HOST_RAW };
	unsigned executed = 0;
	struct t_host h;
	struct t_target t;

	(void)state;
	setup.depth = 32;
	setup.max_sge = 1;
	setup.ns_per_kib = 5000;
	t_host_init(&h, &t, &setup);
	bad.cmd.common.dptr.sgl.type = 0x20;
	t_host_send(&h, &h.io, &all);
	t_host_send(&h, &h.io, &bad);
	while (!t_host_view(&h).waiting)
		assert_true(bp_wait(t.m.env));
	assert_int_equal(t_host_view(&h).sq_wr_avail, 0);
	assert_int_equal(t_target_step(&t, BP_NVMET_WAITS)->status,
			 NVME_SC_SGL_INVALID_TYPE | NVME_SC_DNR);
	assert_int_equal(t_host_wait(&h, &all), 0);
	assert_int_equal(t_host_wait(&h, &bad), NVME_SC_SGL_INVALID_TYPE | NVME_SC_DNR);
	assert_int_equal(t_host_view(&h).sq_wr_avail, 65);
	for (unsigned i = 0; i < 2;
	     i++) { /* the same objects again: one waits, both are executed */
		struct t_host_command c[2] = { all, all };

		for (unsigned j = 0; j < 2; j++) {
			c[j].done = false;
			c[j].mr = NULL;
			t_host_send(&h, &h.io, &c[j]);
		}
		for (unsigned j = 0; j < 2; j++)
			assert_int_equal(t_host_wait(&h, &c[j]), 0);
	}
	for (unsigned i = 0; i < t.nr_steps; i++)
		executed += t.steps[i].step == BP_NVMET_EXECUTED;
	assert_int_equal(executed, 5);
	t_host_fini(&h);
}

/* INV-NVMET-12: an error sends no data */
static void nvmet_rdma_queue_response__read_fails__no_data(void **state)
{
	u8 data[512];
	struct t_host_command c = { .cmd = t_nvmf_rw(nvme_cmd_read, 0, 7),
				    .data = data,
				    .bytes = sizeof(data) };
	struct t_host h;
	struct t_target t;

	(void)state;
	t_host_init(&h, &t, &plain);
	assert_int_equal(t_host_do(&h, &h.io, &c), NVME_SC_SGL_INVALID_DATA | NVME_SC_DNR);
	assert_int_equal(t_target_step(&t, BP_NVMET_RESPONSE)->data_wrs, 0);
	t_host_fini(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nvmet_rdma_execute_command__read_refused__data_xfer_error),
		cmocka_unit_test(nvmet_rdma_queue_response__send_refused__released),
		cmocka_unit_test(nvmet_rdma_cm_accept__parameters__as_the_adapter_can),
		cmocka_unit_test(nvmet_rdma_recv_done__short_capsule__over),
		cmocka_unit_test(nvmet_rdma_recv_done__long_capsule__over),
		cmocka_unit_test(nvmet_rdma_queue_response__no_credit__waits),
		cmocka_unit_test(nvmet_rdma_queue_response__read_fails__no_data),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
