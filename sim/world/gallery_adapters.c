/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include <blkpath/memremap.h>

#include "world/gallery_adapters.h"

#define RAM_BYTES 0x80000000ull
#define MESSAGES 0x800000ull /* CPU addresses */
#define LIST 0x1000000ull
#define PAGE 4096u

#define SLOTS 0x4000000ull
#define CQES 512

static bool attach(struct bp_show_adapters *s, const struct bp_show_adapters_setup *setup)
{
	return !setup->iommu || !bp_iommu_attach(&s->iommu, &s->m.b->dev, s->m.bridge, setup->sg);
}

static bool bounce(struct bp_show_adapters *s, const struct bp_show_adapters_setup *setup)
{
	const struct bp_swiotlb_setup pool = {
		.base = bp_phys_addr(SLOTS),
		.slots = setup->bounces,
		.force = true,
	};

	if (!setup->bounces)
		return true;
	s->bounce = bp_swiotlb_new(&s->m.world->env, &pool);
	s->m.b->dev.bp_swiotlb = s->bounce;
	return s->bounce;
}

static bool make_fabric(struct bp_show_adapters *s, struct bp_world *world,
			const struct bp_show_adapters_setup *setup)
{
	const struct bp_fabric_config config = {
		.ram = &bp_machine_ram_ops,
		.ram_context = &s->ram,
		.iommu = &bp_iommu_translation_ops,
	};
	const struct bp_dma_ledger_setup watch = { 0 };

	s->ram_area = (struct resource){ 0, RAM_BYTES - 1, IORESOURCE_MEM };
	s->ram = (struct bp_machine_ram){ world->ram, &s->ram_area, 1 };
	s->fabric = bp_fabric_new(&s->m.pci, &config);
	s->ledger = bp_dma_ledger_new(&world->env, &watch);
	if (!s->fabric || !s->ledger || !attach(s, setup) || !bounce(s, setup))
		return false;
	s->m.b->dev.bp_ledger = s->ledger;
	s->messages = dma_map_single(&s->m.b->dev, phys_to_virt(bp_phys_addr(MESSAGES)), PAGE,
				     DMA_FROM_DEVICE);
	return !dma_mapping_error(&s->m.b->dev, s->messages);
}

static bool make_adapters(struct bp_show_adapters *s, struct bp_env *env,
			  const struct bp_show_adapters_setup *setup)
{
	const struct bp_rdma_flat memory = { BP_SHOW_HOST, s->host, sizeof(s->host) };
	struct bp_rdma_config config;

	if (bp_rdma_profile(setup->profile, &config, NULL))
		return false;
	config.overlaps_reads = setup->reads > 1;
	if (bp_rdma_adapter_new(s->fabric, s->m.b, &config, &s->near.adapter, NULL) ||
	    bp_rdma_adapter_far(env, &memory, &config, &s->far.adapter, NULL))
		return false;
	bp_rdma_device(s->near.adapter)->bp_force_mr = setup->force_mr;
	bp_rdma_wire_join(&s->wire, s->near.adapter, s->far.adapter);
	return true;
}

static bool make_pair(struct bp_show_adapters *s, struct bp_show_end *end, unsigned pd_flags,
		      u32 contexts, u32 max_sge)
{
	struct ib_device *device = bp_rdma_device(end->adapter);
	struct ib_qp_init_attr attr = {
		.cap = { .max_send_wr = 2,
			 .max_recv_wr = 1,
			 .max_send_sge = max_sge ?: 2,
			 .max_recv_sge = 1,
			 .max_rdma_ctxs = contexts },
		.qp_type = IB_QPT_RC,
		.sq_sig_type = IB_SIGNAL_REQ_WR,
		.port_num = BP_SHOW_PORT_NUM,
	};

	end->pd = ib_alloc_pd(device, pd_flags);
	end->cq = ib_alloc_cq(device, s, CQES, 0, IB_POLL_WORKQUEUE);
	if (IS_ERR(end->pd) || IS_ERR(end->cq))
		return false;
	attr.send_cq = attr.recv_cq = end->cq;
	end->qp = ib_create_qp(end->pd, &attr);
	end->max_send_wr = attr.cap.max_send_wr;
	return !IS_ERR(end->qp);
}

/* R-A5.1 */
static bool connect(const struct bp_show_end *end, const struct bp_show_end *to, u8 reads)
{
	static const struct {
		enum ib_qp_state state;
		int mask;
	} steps[] = {
		{ IB_QPS_INIT, IB_QP_PKEY_INDEX | IB_QP_PORT | IB_QP_ACCESS_FLAGS },
		{ IB_QPS_RTR, IB_QP_AV | IB_QP_PATH_MTU | IB_QP_DEST_QPN | IB_QP_RQ_PSN |
				      IB_QP_MAX_DEST_RD_ATOMIC | IB_QP_MIN_RNR_TIMER },
		{ IB_QPS_RTS, IB_QP_TIMEOUT | IB_QP_RETRY_CNT | IB_QP_RNR_RETRY | IB_QP_SQ_PSN |
				      IB_QP_MAX_QP_RD_ATOMIC },
	};
	struct ib_qp_attr attr = {
		.qp_access_flags = IB_ACCESS_REMOTE_READ | IB_ACCESS_REMOTE_WRITE,
		.port_num = BP_SHOW_PORT_NUM,
		.dest_qp_num = to->qp->qp_num,
		.max_rd_atomic = reads ?: 1,
		.max_dest_rd_atomic = reads ?: 1,
	};
	int error = 0;

	for (size_t i = 0; i < bp_array_size(steps) && !error; i++) {
		attr.qp_state = steps[i].state;
		error = ib_modify_qp(end->qp, &attr, IB_QP_STATE | steps[i].mask);
	}
	return !error;
}

static void done(struct ib_cq *cq, struct ib_wc *wc)
{
	(void)cq;
	bp_container_of(wc->wr_cqe, struct bp_show_adapters, cqe)->status = wc->status;
}

bool bp_show_adapters_open(struct bp_show_adapters *s, struct bp_world *world,
			   const struct bp_show_adapters_setup *setup)
{
	memset(s, 0, sizeof(*s));
	s->cqe.done = done;
	bp_show_machine_open(&s->m, world, setup->p2p, setup->offset);
	bp_show_machine_configure(&s->m);
	pci_p2pdma_add_resource(s->m.a, 0, 0, 0);
	return make_fabric(s, world, setup) && make_adapters(s, &world->env, setup) &&
	       make_pair(s, &s->near, 0, setup->contexts, setup->max_sge) &&
	       make_pair(s, &s->far, IB_PD_UNSAFE_GLOBAL_RKEY, 0, 0) &&
	       connect(&s->near, &s->far, setup->reads) && connect(&s->far, &s->near, setup->reads);
}

static void close_end(struct bp_show_end *end)
{
	if (!IS_ERR_OR_NULL(end->qp))
		ib_destroy_qp(end->qp);
	if (!IS_ERR_OR_NULL(end->cq))
		ib_free_cq(end->cq);
	if (!IS_ERR_OR_NULL(end->pd))
		ib_dealloc_pd(end->pd);
	bp_rdma_adapter_free(end->adapter);
}

void bp_show_adapters_close(struct bp_show_adapters *s)
{
	close_end(&s->near);
	close_end(&s->far);
	bp_p2p_unbind(s->m.a);
	dma_unmap_single(&s->m.b->dev, s->messages, PAGE, DMA_FROM_DEVICE);
	s->m.b->dev.bp_swiotlb = NULL;
	bp_swiotlb_free(s->bounce);
	bp_iommu_attached_fini(&s->iommu);
	s->m.b->dev.bp_ledger = NULL;
	bp_dma_ledger_free(s->ledger);
	bp_fabric_free(s->fabric);
	bp_show_machine_close(&s->m);
}

void bp_show_list(struct bp_show_adapters *s, u32 nents, u32 bytes)
{
	struct bp_env *env = &s->m.world->env;

	sg_init_table(s->sg, nents);
	for (u32 i = 0; i < nents; i++) {
		const u64 phys = LIST + (u64)i * (bytes + PAGE);

		sg_set_page(env, &s->sg[i], pfn_to_page(phys >> env->page_shift), bytes, 0);
	}
}

int bp_show_prepare(struct bp_show_adapters *s, struct rdma_rw_ctx *ctx, u32 nents, u32 offset,
		    enum dma_data_direction dir)
{
	return rdma_rw_ctx_init(ctx, s->near.qp, BP_SHOW_PORT_NUM, s->sg, nents, offset,
				BP_SHOW_HOST, s->far.pd->unsafe_global_rkey, dir);
}

int bp_show_prepare_address(struct bp_show_adapters *s, struct rdma_rw_ctx *ctx, u64 bus, u32 bytes)
{
	return rdma_rw_ctx_dma_init(ctx, s->near.qp, BP_SHOW_PORT_NUM, bp_dma_addr(bus), bytes,
				    BP_SHOW_HOST, s->far.pd->unsafe_global_rkey, DMA_TO_DEVICE);
}

u64 bp_show_mapped(const struct bp_show_adapters *s)
{
	return bp_dma_ledger_stat(s->ledger).live - 1; /* the messages */
}

enum ib_wc_status bp_show_post(struct bp_show_adapters *s, struct rdma_rw_ctx *ctx)
{
	s->status = IB_WC_GENERAL_ERR;
	rdma_rw_ctx_post(ctx, s->near.qp, BP_SHOW_PORT_NUM, &s->cqe, NULL);
	while (bp_wait(&s->m.world->env))
		continue;
	return s->status;
}
