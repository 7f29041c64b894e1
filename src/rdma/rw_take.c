/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The work of a context is taken and posted (rdma-nvmet.md B4).
 */
#include "rw.h"
#include "tell.h"

struct ib_send_wr *bp_rw_first(struct rdma_rw_ctx *ctx)
{
	switch (ctx->type) {
	case RDMA_RW_MR:
		return bp_rw_first_of(&ctx->reg[0]);
	case RDMA_RW_MULTI_WR:
		return &ctx->map.wrs[0].wr;
	case RDMA_RW_SINGLE_WR:
	default:
		return &ctx->single.wr.wr;
	}
}

static struct ib_send_wr *last_of(struct rdma_rw_ctx *ctx)
{
	switch (ctx->type) {
	case RDMA_RW_MR:
		return &ctx->reg[ctx->nr_ops - 1].wr.wr;
	case RDMA_RW_MULTI_WR:
		return &ctx->map.wrs[ctx->nr_ops - 1].wr;
	case RDMA_RW_SINGLE_WR:
	default:
		return &ctx->single.wr.wr;
	}
}

/* R-B4.1 */
static void rdma_rw_update_lkey(struct rdma_rw_reg_ctx *reg, const struct ib_qp *qp)
{
	bool invalidates = reg->wr.wr.opcode == IB_WR_RDMA_READ_WITH_INV;
	struct ib_mr *mr = reg->mr;

	mr->need_inval = !invalidates;
	ib_update_fast_reg_key(mr, (u8)ib_inc_rkey(mr->lkey));
	reg->reg_wr.key = mr->lkey;
	reg->sge.lkey = mr->lkey;
	if (invalidates && !bp_rw_defect(qp, BP_DEF_RDMA_7))
		reg->wr.wr.ex.invalidate_rkey = mr->lkey;
	bp_tell_mr(mr, KEYED, "R-B4.1", .qpn = qp->qp_num);
}

struct ib_send_wr *rdma_rw_ctx_wrs(struct rdma_rw_ctx *ctx, struct ib_qp *qp, u8 port_num,
				   struct ib_cqe *cqe, struct ib_send_wr *chain_wr)
{
	struct ib_send_wr *first = bp_rw_first(ctx), *last = last_of(ctx);

	(void)port_num;
	if (ctx->bp_taken)
		bp_finding(qp->device->bp_env, BP_SITE_RDMA_RW_TAKEN_TWICE, qp->qp_num,
			   ctx->bp_serial);
	ctx->bp_taken = true;
	for (u32 i = 0; ctx->type == RDMA_RW_MR && i < ctx->nr_ops; i++)
		rdma_rw_update_lkey(&ctx->reg[i], qp);
	/* R-B4.3 */
	last->next = chain_wr;
	if (!chain_wr) {
		last->wr_cqe = cqe;
		last->send_flags |= IB_SEND_SIGNALED;
	}
	bp_rw_tell_taken(ctx, qp, first, chain_wr);
	return first;
}

/* What the adapter makes of a region with what it took of its work; *taken: all before was taken.
 */
static void believe(struct rdma_rw_reg_ctx *reg, const struct ib_qp *qp,
		    const struct ib_send_wr *bad, bool *taken)
{
	struct ib_mr *mr = reg->mr;
	bool valid = reg->inv_wr.next;

	*taken = *taken && bad != &reg->inv_wr;
	if (*taken)
		valid = false;
	*taken = *taken && bad != &reg->reg_wr.wr;
	if (*taken)
		valid = true;
	else
		ib_update_fast_reg_key(mr, (u8)(mr->lkey - 1));
	*taken = *taken && bad != &reg->wr.wr;
	if (*taken && reg->wr.wr.opcode == IB_WR_RDMA_READ_WITH_INV)
		valid = false;
	mr->need_inval = valid;
	bp_tell_mr(mr, KEYED, "R-B4.7", .qpn = qp->qp_num);
}

void bp_rdma_rw_refused(struct rdma_rw_ctx *ctx, const struct ib_qp *qp,
			const struct ib_send_wr *bad)
{
	bool taken = true;

	ctx->bp_cut = bad != bp_rw_first(ctx);
	for (u32 i = 0; ctx->type == RDMA_RW_MR && i < ctx->nr_ops; i++)
		believe(&ctx->reg[i], qp, bad, &taken);
}

int rdma_rw_ctx_post(struct rdma_rw_ctx *ctx, struct ib_qp *qp, u8 port_num, struct ib_cqe *cqe,
		     struct ib_send_wr *chain_wr)
{
	struct ib_send_wr *first = rdma_rw_ctx_wrs(ctx, qp, port_num, cqe, chain_wr);
	const struct ib_send_wr *bad;
	int error = ib_post_send(qp, first, &bad);

	if (error)
		bp_rdma_rw_refused(ctx, qp, bad);
	return error;
}
