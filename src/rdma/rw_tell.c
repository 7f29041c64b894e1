/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What listeners hear of a context.
 */
#include <blkpath/rdma_event.h>

#include "rw.h"

/* Tells RDMA_CTX with the members of struct bp_rdma_context given. */
#define TELL(ctx_, qp_, rule_, act_, ...)                                                          \
	bp_event((qp_)->device->bp_env, RDMA_CTX, .rule = (rule_), .a = (qp_)->qp_num,             \
		 .b = (ctx_)->bp_serial,                                                           \
		 .rdma = &(const struct bp_rdma_event){ .device = (qp_)->device,                   \
							.context = { .act = BP_RDMA_CTX_##act_,    \
								     .qpn = (qp_)->qp_num,         \
								     .serial = (ctx_)->bp_serial,  \
								     .direct = (ctx_)->bp_direct,  \
								     .type = (ctx_)->type,         \
								     .nr_ops = (ctx_)->nr_ops,     \
								     __VA_ARGS__ } })

static u32 length_of(const struct ib_send_wr *wr, const struct ib_send_wr *end)
{
	u32 nr = 0;

	for (; wr && wr != end; wr = wr->next)
		nr++;
	return nr;
}

int bp_rw_tell_init(struct rdma_rw_ctx *ctx, const struct bp_rw_job *job,
		    const struct bp_rw_input *input, int result)
{
	const struct ib_send_wr *first = result < 0 ? NULL : bp_rw_first(ctx);

	TELL(ctx, job->qp, ctx->bp_direct ? "R-B7.1" : "R-B3.3", INIT, .dir = job->dir,
	     .result = result, .sgl = input->sgl, .nents = input->nents, .mapped = input->mapped,
	     .offset = input->offset, .addr = input->addr, .bytes = input->bytes,
	     .remote_addr = job->remote_addr, .rkey = job->rkey, .first = first,
	     .nr_wrs = length_of(first, NULL));
	return result;
}

void bp_rw_tell_taken(const struct rdma_rw_ctx *ctx, const struct ib_qp *qp,
		      const struct ib_send_wr *first, const struct ib_send_wr *chained)
{
	TELL(ctx, qp, "R-B4.3", TAKEN, .first = first, .nr_wrs = length_of(first, chained),
	     .chained = chained);
}

void bp_rw_tell_destroy(const struct rdma_rw_ctx *ctx, const struct ib_qp *qp,
			struct scatterlist *sgl, u32 nents, enum dma_data_direction dir)
{
	TELL(ctx, qp, sgl ? "R-B5.1" : "R-B7.2", DESTROY, .sgl = sgl, .nents = nents, .dir = dir);
}
