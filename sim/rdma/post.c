/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Work is posted (R-A5.3, A6).
 */
#include <errno.h>
#include <string.h>

#include "rdma/mr.h"
#include "rdma/pair.h"
#include "rdma/run.h"
#include "rdma/tell.h"

static bool is_known(const struct bp_rdma_adapter *adapter, enum ib_wr_opcode opcode)
{
	switch (opcode) {
	case IB_WR_SEND:
	case IB_WR_SEND_WITH_INV:
	case IB_WR_RDMA_WRITE:
	case IB_WR_RDMA_READ:
		return true;
	case IB_WR_LOCAL_INV:
	case IB_WR_REG_MR:
		return adapter->config.attrs.device_cap_flags & IB_DEVICE_MEM_MGT_EXTENSIONS;
	case IB_WR_RDMA_READ_WITH_INV:
		return adapter->config.protocol == BP_RDMA_IWARP;
	default:
		return false;
	}
}

static u64 bytes_of(const struct ib_sge *sge, int nr)
{
	u64 bytes = 0;

	for (int i = 0; i < nr; i++)
		bytes += sge[i].length;
	return bytes;
}

static bool has_data(enum ib_wr_opcode opcode)
{
	return opcode != IB_WR_LOCAL_INV && opcode != IB_WR_REG_MR;
}

/* R-A5.3: in ERR it is accepted, to be flushed. */
static bool may_send(enum ib_qp_state state)
{
	return state >= IB_QPS_RTS;
}

static int check_send(const struct bp_rdma_pair *pair, const struct ib_send_wr *wr)
{
	if (!may_send(pair->ib.bp_state) || !is_known(pair->adapter, wr->opcode))
		return -EINVAL;
	if ((u32)wr->num_sge > bp_rdma_max_sge(pair, wr->opcode))
		return -EINVAL;
	if (wr->send_flags & IB_SEND_INLINE ||
	    bytes_of(wr->sg_list, wr->num_sge) > pair->adapter->config.attrs.max_msg_sz)
		return -EINVAL;
	return pair->sq.held < pair->sq.depth ? 0 : -ENOMEM;
}

static int check_recv(const struct bp_rdma_pair *pair, const struct ib_recv_wr *wr)
{
	if (pair->ib.bp_state == IB_QPS_RESET)
		return -EINVAL;
	if ((u32)wr->num_sge > pair->rq.max_sge)
		return -EINVAL;
	return pair->rq.held < pair->rq.depth ? 0 : -ENOMEM;
}

/* R-A6.4 */
static struct bp_rdma_wqe *copy(struct bp_rdma_pair *pair, struct ib_cqe *cqe,
				const struct ib_sge *sge, int nr)
{
	struct bp_rdma_wqe *wqe = bp_alloc(pair->adapter->env, BP_ALLOC_RDMA,
					   sizeof(*wqe) + (size_t)nr * sizeof(*sge));

	if (!wqe)
		return NULL;
	if (nr)
		memcpy(wqe->sge, sge, (size_t)nr * sizeof(*sge));
	wqe->num_sge = nr;
	wqe->cqe = cqe;
	wqe->bytes = bytes_of(sge, nr);
	return wqe;
}

static void queue_up(struct bp_rdma_pair *pair, struct bp_rdma_queue *queue,
		     struct bp_rdma_wqe *wqe)
{
	wqe->serial = queue->serial++;
	TAILQ_INSERT_TAIL(&queue->wqes, wqe, link);
	queue->held++;
	pair->adapter->counters.sge += (u64)wqe->num_sge;
}

static int add_send(struct bp_rdma_pair *pair, const struct ib_send_wr *wr)
{
	int error = check_send(pair, wr);
	struct bp_rdma_wqe *wqe;

	if (error)
		return error;
	wqe = copy(pair, wr->wr_cqe, wr->sg_list, has_data(wr->opcode) ? wr->num_sge : 0);
	if (!wqe)
		return -ENOMEM;
	wqe->opcode = wr->opcode;
	wqe->flags = wr->send_flags;
	wqe->inv_key = wr->ex.invalidate_rkey;
	if (bp_rdma_is_read(wr->opcode) || wr->opcode == IB_WR_RDMA_WRITE) {
		wqe->remote_addr = rdma_wr(wr)->remote_addr;
		wqe->rkey = rdma_wr(wr)->rkey;
	}
	if (wr->opcode == IB_WR_REG_MR) {
		wqe->mr = bp_rdma_mr_of(reg_wr(wr)->mr);
		wqe->key = reg_wr(wr)->key;
		wqe->access = reg_wr(wr)->access;
	}
	queue_up(pair, &pair->sq, wqe);
	pair->adapter->counters.wr[wr->opcode]++;
	return 0;
}

static int add_recv(struct bp_rdma_pair *pair, const struct ib_recv_wr *wr)
{
	int error = check_recv(pair, wr);
	struct bp_rdma_wqe *wqe;

	if (error)
		return error;
	wqe = copy(pair, wr->wr_cqe, wr->sg_list, wr->num_sge);
	if (!wqe)
		return -ENOMEM;
	wqe->recv = true;
	queue_up(pair, &pair->rq, wqe);
	pair->adapter->counters.recv++;
	return 0;
}

/* R-A6.1: what stands before the refused one runs. */
static void go_on(struct bp_rdma_pair *pair)
{
	if (pair->ib.bp_state == IB_QPS_ERR)
		bp_rdma_pair_fail(pair);
	else
		bp_rdma_run(pair);
}

int bp_rdma_post_send(struct ib_qp *qp, const struct ib_send_wr *wr, const struct ib_send_wr **bad)
{
	struct bp_rdma_pair *pair = bp_rdma_pair_of(qp);
	int error = 0;

	for (; wr && !error; wr = error ? wr : wr->next) {
		error = add_send(pair, wr);
		bp_rdma_tell_send(pair, wr, error);
	}
	if (error) {
		*bad = wr;
		pair->adapter->counters.refused++;
	}
	go_on(pair);
	return error;
}

int bp_rdma_post_recv(struct ib_qp *qp, const struct ib_recv_wr *wr, const struct ib_recv_wr **bad)
{
	struct bp_rdma_pair *pair = bp_rdma_pair_of(qp);
	int error = 0;

	for (; wr && !error; wr = error ? wr : wr->next) {
		error = add_recv(pair, wr);
		bp_rdma_tell_recv(pair, wr, error);
	}
	if (error) {
		*bad = wr;
		pair->adapter->counters.refused++;
	}
	go_on(pair);
	bp_rdma_wake_peer(pair);
	return error;
}
