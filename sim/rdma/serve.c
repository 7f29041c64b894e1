/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <blkpath/rdma_event.h>

#include "rdma/local.h"
#include "rdma/pair.h"
#include "rdma/serve.h"

/* What was looked at, and how it was. */
struct check {
	bool is_read;
	int right;
	bool qp_allows;
	struct bp_rdma_found found;
	bool in_range;
	enum ib_wc_status status;
};

/* In the order of the responder's checks (A7). */
static enum ib_wc_status judge(const struct bp_rdma_pair *pair, const struct bp_rdma_wqe *wqe,
			       const struct check *check)
{
	if (!check->qp_allows)
		return IB_WC_REM_INV_REQ_ERR;
	if (check->is_read && !pair->attr.max_dest_rd_atomic)
		return IB_WC_REM_INV_REQ_ERR;
	if (!wqe->bytes) /* R-A7.4 */
		return IB_WC_SUCCESS;
	return bp_rdma_found_ok(&check->found) && check->in_range ? IB_WC_SUCCESS
								  : IB_WC_REM_ACCESS_ERR;
}

static struct check look(const struct bp_rdma_pair *pair, const struct bp_rdma_call *call)
{
	const struct bp_rdma_wqe *wqe = call->wqe;
	struct check check = { .is_read = bp_rdma_is_read(wqe->opcode) };

	check.right = check.is_read ? IB_ACCESS_REMOTE_READ : IB_ACCESS_REMOTE_WRITE;
	check.qp_allows = pair->attr.qp_access_flags & check.right;
	check.found =
		bp_rdma_mr_look(pair->adapter, &(struct bp_rdma_lookup){ .key = call->rkey,
									 .remote = true,
									 .pd = pair->pd,
									 .access = check.right });
	check.in_range =
		check.found.mr && bp_rdma_mr_holds(check.found.mr, wqe->remote_addr, wqe->bytes);
	check.status = judge(pair, wqe, &check);
	return check;
}

static void tell(const struct bp_rdma_pair *pair, const struct bp_rdma_call *call,
		 const struct check *check)
{
	const struct bp_rdma_wqe *wqe = call->wqe;

	bp_rdma_tell(&pair->adapter->ib, RDMA_ACCESS, wqe->remote_addr, wqe->bytes,
		     .remote = { .qpn = pair->ib.qp_num,
				 .src = &call->from->adapter->ib,
				 .src_qpn = call->from->ib.qp_num,
				 .serial = wqe->serial,
				 .is_write = !check->is_read,
				 .rkey = call->rkey,
				 .addr = wqe->remote_addr,
				 .bytes = wqe->bytes,
				 .found = check->found.mr != NULL,
				 .same_pd = check->found.same_pd,
				 .allowed = check->qp_allows && check->found.allowed,
				 .valid = check->found.valid,
				 .in_range = check->in_range,
				 .status = check->status });
}

static bool move(struct bp_rdma_pair *pair, const struct bp_rdma_call *call,
		 const struct check *check)
{
	const struct bp_rdma_wqe *wqe = call->wqe;
	const struct bp_rdma_span span = {
		.pair = pair,
		.remote = true,
		.serial = wqe->serial,
		.mr = check->found.mr,
		.key = call->rkey,
		.addr = wqe->remote_addr,
		.bytes = (u32)wqe->bytes,
		.is_write = !check->is_read,
	};

	return !wqe->bytes || bp_rdma_span_move(&span, call->data);
}

/* A NAK goes back; nothing more is heard. */
static enum ib_wc_status refuse(struct bp_rdma_pair *pair, enum ib_wc_status status)
{
	pair->adapter->counters.naks++;
	bp_rdma_pair_fail(pair);
	bp_rdma_pair_event(pair, status == IB_WC_REM_ACCESS_ERR ? IB_EVENT_QP_ACCESS_ERR
								: IB_EVENT_QP_REQ_ERR);
	return status;
}

enum ib_wc_status bp_rdma_serve_access(struct bp_rdma_pair *pair, const struct bp_rdma_call *call)
{
	const struct check check = look(pair, call);

	tell(pair, call, &check);
	if (check.status != IB_WC_SUCCESS)
		return refuse(pair, check.status);
	/* MODEL: memory here that nobody answers for is an error of this side's operation. */
	return move(pair, call, &check) ? IB_WC_SUCCESS : refuse(pair, IB_WC_REM_OP_ERR);
}

/* The RECV ends with an error of its own. */
static enum ib_wc_status refuse_send(struct bp_rdma_pair *pair, enum ib_wc_status here,
				     enum ib_wc_status there)
{
	bp_rdma_pair_end(pair, TAILQ_FIRST(&pair->rq.wqes),
			 &(struct bp_rdma_ending){ .status = here });
	return refuse(pair, there);
}

enum ib_wc_status bp_rdma_serve_send(struct bp_rdma_pair *pair, const struct bp_rdma_call *call)
{
	struct bp_rdma_wqe *recv = TAILQ_FIRST(&pair->rq.wqes);
	const struct bp_rdma_wqe *wqe = call->wqe;
	const bool invalidates = wqe->opcode == IB_WR_SEND_WITH_INV;

	if (wqe->bytes > recv->bytes)
		return refuse_send(pair, IB_WC_LOC_LEN_ERR, IB_WC_REM_INV_REQ_ERR);
	if (!bp_rdma_scatter(pair, recv, call->data, wqe->bytes))
		return refuse_send(pair, IB_WC_LOC_QP_OP_ERR, IB_WC_REM_OP_ERR);
	if (invalidates && !bp_rdma_mr_invalidate_remote(pair, wqe->inv_key)) /* R-A3.10 */
		return refuse_send(pair, IB_WC_REM_INV_REQ_ERR, IB_WC_REM_INV_REQ_ERR);
	bp_rdma_pair_end(pair, recv,
			 &(struct bp_rdma_ending){ .status = IB_WC_SUCCESS,
						   .byte_len = (u32)wqe->bytes,
						   .was_invalidated = invalidates,
						   .inv_key = wqe->inv_key });
	return IB_WC_SUCCESS;
}
