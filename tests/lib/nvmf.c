/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nvmf.h"

#include <string.h>

#include "bp_test.h"

static int make_adapter(struct t_nvmf *n, const struct bp_rdma_config *config, struct bp_error *err)
{
	const struct t_fabric *f = &n->t.m.f;

	if (config->is_virtual)
		return bp_rdma_adapter_virtual(n->t.m.env, config, &n->near, err);
	return bp_rdma_adapter_new(f->fabric, t_fabric_dev(f, 'c'), config, &n->near, err);
}

static void make_port(struct t_nvmf *n, const struct t_nvmf_setup *setup)
{
	struct t_target *t = &n->t;
	struct bp_rdma_config near;
	struct bp_error err = { 0 };

	assert_int_equal(bp_rdma_profile(setup->profile ?: "ib", &near, &err), 0);
	if (setup->max_sge)
		near.attrs.max_sge_rd = near.attrs.max_send_sge = setup->max_sge;
	if (setup->max_recv_sge)
		near.attrs.max_recv_sge = setup->max_recv_sge;
	near.wr_ns = setup->wr_ns ?: near.wr_ns;
	if (make_adapter(n, &near, &err))
		fail_msg("no adapter: %s", err.text);
	bp_rdma_device(n->near)->bp_force_mr = setup->force_mr;
	n->addr = (struct bp_nvmet_rdma_addr){ bp_rdma_device(n->near), T_NVMF_SERVICE };
	bp_nvmet_port_init(&t->nvmet, &n->port);
	n->port.inline_data_size = (int)(setup->inline_bytes ?: 4096);
	n->port.bp_traddr = &n->addr;
	assert_int_equal(bp_nvmet_port_offer(&n->port, t->subsys), 0);
	assert_int_equal(nvmet_enable_port(&n->port, &nvmet_rdma_ops), 0);
}

void t_nvmf_init_bare(struct t_nvmf *n, const struct t_nvmf_setup *setup)
{
	memset(n, 0, sizeof(*n));
	t_target_init_bare(&n->t, &setup->target);
	make_port(n, setup);
	assert_int_equal(bp_initiator_profile(setup->profile ?: "ib", &n->config, NULL), 0);
	n->config.hostnqn = T_HOST_NQN;
	n->config.subsysnqn = T_TARGET_NQN;
	n->config.service = T_NVMF_SERVICE;
	n->config.inline_bytes = setup->inline_bytes ?: 4096;
	n->config.depth = setup->depth ?: 16;
	n->config.area_bytes = 2 << 20;
}

void t_nvmf_host(struct t_nvmf *n)
{
	struct bp_error err = { 0 };

	if (bp_initiator_new(n->t.m.env, &n->config, &n->host, &err))
		fail_msg("no host: %s", err.text);
	bp_rdma_wire_join(&n->wire, n->near, bp_initiator_adapter(n->host));
}

void t_nvmf_init(struct t_nvmf *n, const struct t_nvmf_setup *setup)
{
	struct bp_error err = { 0 };

	t_nvmf_init_bare(n, setup);
	t_nvmf_host(n);
	if (bp_initiator_connect(n->host, &err))
		fail_msg("not connected: %s", err.text);
	n->t.nr_steps = 0;
	n->t.nr_bios = 0;
}

void t_nvmf_fini(struct t_nvmf *n)
{
	if (n->host)
		bp_initiator_disconnect(n->host);
	t_nvmf_settle(n);
	bp_nvmet_port_fini(&n->port);
	t_nvmf_settle(n);
	bp_initiator_free(n->host);
	bp_rdma_adapter_free(n->near);
	assert_int_equal(t_target_pool(&n->t), T_BAR_BYTES);
	t_target_fini(&n->t);
}

static u16 run(struct t_nvmf *n, struct bp_initiator_command *command)
{
	n->t.nr_steps = 0;
	n->t.nr_bios = 0;
	bp_initiator_do(n->host, 1, command);
	assert_true(command->is_over);
	return command->is_lost ? T_NVMF_LOST : command->status;
}

u16 t_nvmf_do(struct t_nvmf *n, const struct t_nvmf_rw *rw)
{
	const struct bp_initiator_segment data = { bp_initiator_area(n->host) + rw->offset,
						   rw->bytes };
	struct bp_initiator_command command = {
		.cmd = bp_initiator_rw(rw->opcode, 1, rw->slba, rw->blocks ?: rw->bytes / 512),
		.segments = &data,
		.nr_segments = 1,
		.way = rw->way,
		.twist = &rw->twist,
	};

	return run(n, &command);
}

u16 t_nvmf_raw(struct t_nvmf *n, union nvmf_command cmd, u32 bytes, enum bp_initiator_way way)
{
	const struct bp_initiator_segment data = { bp_initiator_area(n->host), bytes };
	struct bp_initiator_command command = {
		.cmd = cmd, .segments = &data, .nr_segments = bytes != 0, .way = way
	};

	return run(n, &command);
}

u8 *t_nvmf_memory(struct t_nvmf *n, u64 offset)
{
	return bp_initiator_memory(n->host, bp_initiator_area(n->host) + offset, 1);
}

void t_nvmf_fill(struct t_nvmf *n, u64 offset, u32 bytes, u8 seed)
{
	u8 *data = t_nvmf_memory(n, offset);

	for (u32 i = 0; i < bytes; i++)
		data[i] = (u8)(seed + i * 11 + i / 512);
}

void t_nvmf_write_and_read(struct t_nvmf *n, u64 slba, u32 bytes, u8 seed)
{
	const u64 back = 1 << 20;

	t_nvmf_fill(n, 0, bytes, seed);
	memset(t_nvmf_memory(n, back), 0, bytes);
	assert_int_equal(t_nvmf_do(n, &(struct t_nvmf_rw){ .opcode = nvme_cmd_write,
							   .slba = slba,
							   .bytes = bytes }),
			 0);
	assert_int_equal(t_nvmf_do(n, &(struct t_nvmf_rw){ .opcode = nvme_cmd_read,
							   .slba = slba,
							   .offset = back,
							   .bytes = bytes }),
			 0);
	assert_memory_equal(t_nvmf_memory(n, back), t_nvmf_memory(n, 0), bytes);
}

void t_nvmf_assert_idle(struct t_nvmf *n)
{
	struct bp_nvmet_rdma_queue_view view;

	t_nvmf_settle(n);
	assert_true(bp_nvmet_rdma_queue_view(&n->port, 1, &view));
	assert_true(view.is_live);
	assert_int_equal(view.sq_wr_avail, view.max_send_wr);
	assert_int_equal(view.waiting, 0);
	assert_int_equal(t_target_pool(&n->t), T_BAR_BYTES);
	assert_int_equal(bp_initiator_counters(n->host)->recoveries, 0);
}

bool t_nvmf_stepped(const struct t_nvmf *n, enum bp_nvmet_step step)
{
	for (unsigned i = 0; i < n->t.nr_steps; i++)
		if (n->t.steps[i].step == step)
			return true;
	return false;
}

void t_nvmf_settle(struct t_nvmf *n)
{
	while (bp_wait(n->t.m.env))
		continue;
}
