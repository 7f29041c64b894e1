/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How work ends: well, in an error, flushed (R-A7.6, R-A8.1).
 */
#include "rdma/cq.h"
#include "rdma/pair.h"
#include "rdma/run.h"
#include "rdma/tell.h"

static enum ib_wc_opcode wc_opcode(const struct bp_rdma_wqe *wqe)
{
	if (wqe->recv)
		return IB_WC_RECV;
	switch (wqe->opcode) {
	case IB_WR_RDMA_WRITE:
		return IB_WC_RDMA_WRITE;
	case IB_WR_RDMA_READ:
	case IB_WR_RDMA_READ_WITH_INV:
		return IB_WC_RDMA_READ;
	case IB_WR_LOCAL_INV:
		return IB_WC_LOCAL_INV;
	case IB_WR_REG_MR:
		return IB_WC_REG_MR;
	default:
		return IB_WC_SEND;
	}
}

/* R-A7.6 */
static bool has_cqe(const struct bp_rdma_pair *pair, const struct bp_rdma_wqe *wqe,
		    enum ib_wc_status status)
{
	return wqe->recv || status != IB_WC_SUCCESS || pair->signals_all ||
	       wqe->flags & IB_SEND_SIGNALED;
}

static struct ib_wc completion(struct bp_rdma_pair *pair, const struct bp_rdma_wqe *wqe,
			       const struct bp_rdma_ending *ending)
{
	return (struct ib_wc){
		.wr_cqe = wqe->cqe,
		.status = ending->status,
		.opcode = wc_opcode(wqe),
		.byte_len = ending->byte_len,
		.qp = &pair->ib,
		.ex.invalidate_rkey = ending->inv_key,
		.wc_flags = ending->was_invalidated ? IB_WC_WITH_INVALIDATE : 0,
		.bp_serial = wqe->serial,
		.bp_recv = wqe->recv,
	};
}

/* R-A6.5: the slot is free before anybody hears of it. */
static void retire(struct bp_rdma_pair *pair, struct bp_rdma_wqe *wqe)
{
	struct bp_rdma_queue *queue = wqe->recv ? &pair->rq : &pair->sq;

	TAILQ_REMOVE(&queue->wqes, wqe, link);
	queue->held--;
	if (wqe->started && bp_rdma_is_read(wqe->opcode))
		pair->reads--;
	pair->adapter->counters.ended++;
}

void bp_rdma_pair_end(struct bp_rdma_pair *pair, struct bp_rdma_wqe *wqe,
		      const struct bp_rdma_ending *ending)
{
	struct bp_rdma_cq *cq = wqe->recv ? pair->recv_cq : pair->send_cq;
	const bool tells = has_cqe(pair, wqe, ending->status);
	const struct ib_wc wc = completion(pair, wqe, ending);

	retire(pair, wqe);
	bp_rdma_tell_retire(pair, wqe, ending->status, tells);
	bp_free(pair->adapter->env, wqe);
	if (tells && bp_rdma_cq_post(cq, &wc) && pair->ib.bp_state != IB_QPS_ERR)
		bp_rdma_pair_fail(pair);
}

static void flush(struct bp_rdma_pair *pair, struct bp_rdma_queue *queue)
{
	const struct bp_rdma_ending flushed = { .status = IB_WC_WR_FLUSH_ERR };
	struct bp_rdma_wqe *wqe;

	while ((wqe = TAILQ_FIRST(&queue->wqes)))
		bp_rdma_pair_end(pair, wqe, &flushed);
}

void bp_rdma_pair_fail(struct bp_rdma_pair *pair)
{
	if (pair->ib.bp_state != IB_QPS_ERR) {
		bp_rdma_pair_go(pair, IB_QPS_ERR);
		bp_timer_cancel(pair->adapter->env, &pair->timer);
		bp_rdma_wake_peer(pair);
	}
	flush(pair, &pair->rq);
	flush(pair, &pair->sq);
}
