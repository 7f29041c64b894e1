/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A context is over (rdma-nvmet.md B5).
 */
#include <blkpath/ib_mr_pool.h>

#include "rw.h"

static void put_mrs(struct rdma_rw_ctx *ctx, struct ib_qp *qp)
{
	for (u32 i = 0; i < ctx->nr_ops; i++)
		ib_mr_pool_put(qp, &qp->rdma_mrs, ctx->reg[i].mr);
}

void bp_rw_release(struct rdma_rw_ctx *ctx, struct ib_qp *qp)
{
	struct bp_env *env = qp->device->bp_env;

	switch (ctx->type) {
	case RDMA_RW_MR:
		put_mrs(ctx, qp);
		bp_free(env, ctx->reg);
		return;
	case RDMA_RW_MULTI_WR:
		bp_free(env, ctx->map.wrs);
		bp_free(env, ctx->map.sges);
		return;
	case RDMA_RW_SINGLE_WR:
		return;
	default:
		bp_bug(env, BP_SITE_RDMA_RW_TYPE, ctx->type, 0);
	}
}
