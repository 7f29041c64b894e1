/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The beginning and the end of the small host.
 */
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "host.h"

static void join(struct t_host *h, const struct t_host_setup *setup)
{
	struct bp_rdma_config far;
	struct bp_error err = { 0 };

	assert_int_equal(bp_rdma_profile("ib", &far, &err), 0);
	far.attrs.max_fast_reg_page_list_len = 4096;
	assert_int_equal(bp_rdma_profile(setup->profile ?: "ib", &h->config, &err), 0);
	if (setup->max_sge)
		h->config.attrs.max_sge_rd = h->config.attrs.max_send_sge = setup->max_sge;
	if (setup->few_recv_sges)
		h->config.attrs.max_sge_rd = h->config.attrs.max_recv_sge = 2;
	if (setup->rtu_ns)
		far.rtu_ns = setup->rtu_ns;
	if (setup->ns_per_kib)
		h->config.ns_per_kib = far.ns_per_kib = setup->ns_per_kib;
	if (setup->max_mr_pages)
		h->config.attrs.max_fast_reg_page_list_len = setup->max_mr_pages;
	if (bp_rdma_adapter_new(h->t->m.f.fabric, t_fabric_dev(&h->t->m.f, 'c'), &h->config,
				&h->near, &err))
		fail_msg("no adapter: %s", err.text);
	bp_rdma_device(h->near)->bp_force_mr = setup->force_mr;
	h->flat = (struct bp_rdma_flat){ .base = T_HOST_BASE,
					 .data = calloc(1, T_HOST_BYTES),
					 .bytes = T_HOST_BYTES };
	assert_non_null(h->flat.data);
	if (bp_rdma_adapter_far(h->t->m.env, &h->flat, &far, &h->far, &err))
		fail_msg("no far adapter: %s", err.text);
	bp_rdma_wire_join(&h->wire, h->near, h->far);
	h->pd = ib_alloc_pd(bp_rdma_device(h->far), 0);
	assert_false(IS_ERR(h->pd));
}

void t_host_init_bare(struct t_host *h, struct t_target *t, const struct t_host_setup *setup)
{
	memset(h, 0, sizeof(*h));
	h->t = t;
	t_target_init_bare(t, &setup->target);
	join(h, setup);
	bp_nvmet_port_init(&t->nvmet, &h->port);
	if (setup->inline_data_size)
		h->port.inline_data_size = bp_max(setup->inline_data_size, 0);
	h->addr = (struct bp_nvmet_rdma_addr){ bp_rdma_device(h->near), T_HOST_SERVICE };
	h->port.bp_traddr = &h->addr;
	assert_int_equal(bp_nvmet_port_offer(&h->port, t->subsys), 0);
	assert_int_equal(nvmet_enable_port(&h->port, &nvmet_rdma_ops), 0);
}

static void fabrics_connect(struct t_host *h, struct t_host_queue *queue, u16 qid, u16 depth)
{
	struct nvmf_connect_data *data = t_nvmf_connect_data(qid ? h->t->ctrl->cntlid : 0xffff);
	struct t_host_command command = { .cmd = t_nvmf_connect(qid, (u16)(depth - 1)),
					  .sgl = qid ? T_HOST_KEYED_INVALIDATE : T_HOST_KEYED,
					  .data = (u8 *)data,
					  .bytes = sizeof(*data) };

	assert_true(t_host_connect_queue(h, queue, qid, depth));
	assert_int_equal(t_host_do(h, queue, &command), 0);
	free(data);
}

void t_host_init_queues(struct t_host *h, u16 depth)
{
	struct t_target *t = h->t;
	struct t_host_command enable = { .cmd = t_nvmf_property_set(
						 NVME_REG_CC,
						 NVME_CC_ENABLE | NVME_CC_IOSQES | NVME_CC_IOCQES),
					 .sgl = T_HOST_RAW };

	fabrics_connect(h, &h->admin, 0, 32);
	t->ctrl = TAILQ_FIRST(&t->subsys->ctrls);
	enable.cmd.common.dptr.sgl.type = BP_NVMF_SGL_KEYED;
	assert_int_equal(t_host_do(h, &h->admin, &enable), 0);
	fabrics_connect(h, &h->io, 1, depth);
	t_host_settle(h);
	t->nr_steps = 0;
	t->nr_bios = 0;
}

void t_host_init(struct t_host *h, struct t_target *t, const struct t_host_setup *setup)
{
	t_host_init_bare(h, t, setup);
	t_host_init_queues(h, setup->depth ?: 128);
}

void t_host_down(struct t_host *h)
{
	if (!h->port.bp_nvmet)
		return;
	t_host_disconnect(h, &h->io);
	t_host_disconnect(h, &h->admin);
	bp_nvmet_port_fini(&h->port);
	h->port.bp_nvmet = NULL;
	t_host_settle(h);
}

void t_host_fini(struct t_host *h)
{
	t_host_down(h);
	bp_rdma_wire_part(&h->wire);
	ib_dealloc_pd(h->pd);
	bp_rdma_adapter_free(h->far);
	bp_rdma_adapter_free(h->near);
	free(h->flat.data);
	h->t->ctrl = NULL;
	t_target_fini(h->t);
}

struct bp_nvmet_rdma_queue_view t_host_view(const struct t_host *h)
{
	struct bp_nvmet_rdma_queue_view view;

	assert_true(bp_nvmet_rdma_queue_view(&h->port, 1, &view));
	return view;
}
