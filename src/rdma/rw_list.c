/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * READs and WRITEs by the DMA key: one with one entry, or several with several (rdma-nvmet.md B3).
 */
#include <errno.h>

#include "rw.h"

static void fill_wr(struct ib_rdma_wr *wr, const struct bp_rw_job *job)
{
	*wr = (struct ib_rdma_wr){
		.wr.opcode = job->dir == DMA_TO_DEVICE ? IB_WR_RDMA_WRITE : IB_WR_RDMA_READ,
		.remote_addr = job->remote_addr,
		.rkey = job->rkey,
	};
}

static void fill_sge(struct ib_sge *sge, const struct bp_rw_job *job, struct scatterlist *sg,
		     u32 offset)
{
	*sge = (struct ib_sge){
		.addr = bp_dma_u64(sg_dma_address(sg)) + offset,
		.length = sg_dma_len(sg) - offset,
		.lkey = job->qp->pd->local_dma_lkey,
	};
}

int bp_rw_init_single(struct rdma_rw_ctx *ctx, const struct bp_rw_job *job,
		      const struct bp_rw_list *list)
{
	struct ib_rdma_wr *wr = &ctx->single.wr;

	ctx->type = RDMA_RW_SINGLE_WR;
	ctx->nr_ops = 1;
	fill_sge(&ctx->single.sge, job, list->sg, list->offset);
	fill_wr(wr, job);
	wr->wr.sg_list = &ctx->single.sge;
	wr->wr.num_sge = 1;
	return 1;
}

/* The list's next entries become those of one work request; how many bytes. */
static u32 take(const struct bp_rw_job *job, struct bp_rw_list *left, struct ib_sge *sges, u32 nr)
{
	u32 bytes = 0;

	for (u32 i = 0; i < nr; i++) {
		fill_sge(&sges[i], job, left->sg, left->offset);
		bytes += sges[i].length;
		left->offset = 0;
		left->sg = sg_next(left->sg);
	}
	left->nents -= nr;
	return bytes;
}

int bp_rw_init_multi(struct rdma_rw_ctx *ctx, const struct bp_rw_job *job,
		     const struct bp_rw_list *list)
{
	struct bp_env *env = job->qp->device->bp_env;
	u32 max_sge = job->dir == DMA_TO_DEVICE ? job->qp->max_write_sge : job->qp->max_read_sge;
	struct bp_rw_list left = *list;
	struct ib_sge *sge;
	u32 total = 0;

	if (!max_sge)
		return -EINVAL;
	ctx->type = RDMA_RW_MULTI_WR;
	ctx->nr_ops = (list->nents + max_sge - 1) / max_sge;
	ctx->map.sges = bp_alloc(env, BP_ALLOC_RDMA, list->nents * sizeof(*ctx->map.sges));
	if (!ctx->map.sges)
		return -ENOMEM;
	ctx->map.wrs = bp_alloc(env, BP_ALLOC_RDMA, ctx->nr_ops * sizeof(*ctx->map.wrs));
	if (!ctx->map.wrs) {
		bp_free(env, ctx->map.sges);
		return -ENOMEM;
	}
	sge = ctx->map.sges;
	for (u32 i = 0; i < ctx->nr_ops; i++) {
		struct ib_rdma_wr *wr = &ctx->map.wrs[i];
		u32 nr = bp_min(left.nents, max_sge);

		fill_wr(wr, job);
		wr->remote_addr += total;
		wr->wr.sg_list = sge;
		wr->wr.num_sge = (int)nr;
		wr->wr.next = i + 1 < ctx->nr_ops ? &wr[1].wr : NULL;
		total += take(job, &left, sge, nr);
		sge += nr;
	}
	return (int)ctx->nr_ops;
}
