/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that has a DMA address becomes READs or WRITEs (RFC patch 20; rdma-nvmet.md B7).
 */
#include <errno.h>

#include <blkpath/p2p_use.h>

#include "rw.h"

/* DEF-RDMA-4: once nothing is mapped, nobody else looks at the address. */
static bool is_usable(const struct ib_qp *qp, dma_addr_t addr, u32 len)
{
	if (bp_rw_defect(qp, BP_DEF_RDMA_4) ||
	    bp_p2p_reaches_bus(qp->device->dma_device, (pci_bus_addr_t){ bp_dma_u64(addr) }, len))
		return true;
	bp_finding(qp->device->bp_env, BP_SITE_RDMA_RW_ADDRESS, bp_dma_u64(addr), len);
	return false;
}

static int build(struct rdma_rw_ctx *ctx, const struct bp_rw_job *job,
		 const struct bp_rw_list *list)
{
	if (rdma_rw_io_needs_mr(job->qp->device, job->port, job->dir))
		return bp_rw_init_mr(ctx, job, list, bp_rw_defect(job->qp, BP_DEF_RDMA_2));
	return bp_rw_init_single(ctx, job, list);
}

int rdma_rw_ctx_dma_init(struct rdma_rw_ctx *ctx, struct ib_qp *qp, u8 port_num, dma_addr_t addr,
			 u32 len, u64 remote_addr, u32 rkey, enum dma_data_direction dir)
{
	const struct bp_rw_job job = { qp, port_num, dir, remote_addr, rkey };
	const struct bp_rw_input input = { .addr = bp_dma_u64(addr), .bytes = len };
	struct scatterlist sg;
	const struct bp_rw_list list = { &sg, 1, 0 };

	*ctx = (struct rdma_rw_ctx){ .bp_serial = qp->bp_contexts++, .bp_direct = true };
	if (!is_usable(qp, addr, len))
		return bp_rw_tell_init(ctx, &job, &input, -EINVAL);
	sg_init_table(&sg, 1);
	if (bp_rw_defect(qp, BP_DEF_RDMA_1))
		sg.page_link = BP_RW_UNWRITTEN;
	sg_dma_address(&sg) = addr;
	sg_dma_len(&sg) = len;
	return bp_rw_tell_init(ctx, &job, &input, build(ctx, &job, &list));
}

void rdma_rw_ctx_dma_destroy(struct rdma_rw_ctx *ctx, struct ib_qp *qp, u8 port_num)
{
	(void)port_num;
	if (!ctx->bp_direct)
		bp_finding(qp->device->bp_env, BP_SITE_RDMA_RW_MIXED, qp->qp_num, ctx->bp_serial);
	bp_rw_tell_destroy(ctx, qp, NULL, 0, DMA_NONE);
	bp_rw_release(ctx, qp);
}
