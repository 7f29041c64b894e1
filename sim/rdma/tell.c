/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "rdma/tell.h"

void bp_rdma_tell_mr(const struct bp_rdma_pair *pair, struct bp_rdma_mr *mr,
		     enum bp_rdma_mr_act act)
{
	bp_rdma_tell(&mr->adapter->ib, RDMA_MR, mr->lkey, mr->used.length,
		     .region = { .act = act,
				 .qpn = pair ? pair->ib.qp_num : 0,
				 .lkey = mr->lkey,
				 .rkey = mr->rkey,
				 .access = mr->access,
				 .type = mr->ib.type,
				 .iova = mr->used.iova,
				 .length = mr->used.length,
				 .need_inval = mr->ib.need_inval,
				 .page_size = mr->used.page_size,
				 .pages = mr->used.page,
				 .nr_pages = mr->used.nr,
				 .max_pages = mr->max_pages });
}

void bp_rdma_tell_qp(struct bp_rdma_pair *pair, const struct bp_rdma_qp *change)
{
	bp_rdma_tell(&pair->adapter->ib, RDMA_QP, pair->ib.qp_num, (u64)change->to,
		     .qp = { .qpn = pair->ib.qp_num,
			     .made = change->made,
			     .gone = change->gone,
			     .from = change->from,
			     .to = change->to,
			     .pending = pair->sq.held + pair->rq.held,
			     .cap = pair->cap,
			     .max_read_sge = pair->max_read_sge });
}

void bp_rdma_tell_start(struct bp_rdma_pair *pair, const struct bp_rdma_wqe *wqe)
{
	bp_rdma_tell(&pair->adapter->ib, RDMA_START, pair->ib.qp_num, wqe->serial,
		     .step = { .qpn = pair->ib.qp_num,
			       .serial = wqe->serial,
			       .opcode = wqe->opcode,
			       .bytes = wqe->bytes,
			       .reads = pair->reads,
			       .max_reads = pair->attr.max_rd_atomic });
}

void bp_rdma_tell_retire(struct bp_rdma_pair *pair, const struct bp_rdma_wqe *wqe,
			 enum ib_wc_status status, bool has_cqe)
{
	bp_rdma_tell(&pair->adapter->ib, RDMA_RETIRE, pair->ib.qp_num, wqe->serial,
		     .step = { .qpn = pair->ib.qp_num,
			       .recv = wqe->recv,
			       .serial = wqe->serial,
			       .opcode = wqe->opcode,
			       .bytes = wqe->bytes,
			       .reads = pair->reads,
			       .max_reads = pair->attr.max_rd_atomic,
			       .status = status,
			       .has_cqe = has_cqe });
}

void bp_rdma_tell_cqe(struct bp_rdma_cq *cq, const struct ib_wc *wc)
{
	bp_rdma_tell(&cq->adapter->ib, RDMA_CQE, wc->qp->qp_num, wc->status,
		     .completion = { .cqn = cq->ib.bp_number,
				     .depth = (u32)cq->ib.cqe,
				     .held = cq->held,
				     .qpn = wc->qp->qp_num,
				     .wc = wc });
}

/* The number of what was just accepted; of the next one when it was refused. */
static u64 serial_of(const struct bp_rdma_queue *queue, int error)
{
	return error ? queue->serial : queue->serial - 1;
}

void bp_rdma_tell_send(struct bp_rdma_pair *pair, const struct ib_send_wr *wr, int error)
{
	const struct bp_rdma_queue *sq = &pair->sq;

	bp_rdma_tell(&pair->adapter->ib, RDMA_POST, pair->ib.qp_num, serial_of(sq, error),
		     .work = { .qpn = pair->ib.qp_num,
			       .error = error,
			       .serial = serial_of(sq, error),
			       .held = sq->held,
			       .depth = sq->depth,
			       .max_sge = bp_rdma_max_sge(pair, wr->opcode),
			       .send_wr = wr });
}

void bp_rdma_tell_recv(struct bp_rdma_pair *pair, const struct ib_recv_wr *wr, int error)
{
	const struct bp_rdma_queue *rq = &pair->rq;

	bp_rdma_tell(&pair->adapter->ib, RDMA_POST, pair->ib.qp_num, serial_of(rq, error),
		     .work = { .qpn = pair->ib.qp_num,
			       .recv = true,
			       .error = error,
			       .serial = serial_of(rq, error),
			       .held = rq->held,
			       .depth = rq->depth,
			       .max_sge = rq->max_sge,
			       .recv_wr = wr });
}
