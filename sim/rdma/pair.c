/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "rdma/cq.h"
#include "rdma/pair.h"
#include "rdma/run.h"
#include "rdma/tell.h"

#define LAST_QPN ((1u << 24) - 1)

struct bp_rdma_pair *bp_rdma_pair_find(const struct bp_rdma_adapter *adapter, u32 qpn)
{
	struct bp_rdma_pair *pair;

	LIST_FOREACH (pair, &adapter->qps, link)
		if (pair->ib.qp_num == qpn)
			return pair;
	return NULL;
}

/* 0 and 1 belong to the management of the subnet. */
static u32 next_qpn(struct bp_rdma_adapter *adapter)
{
	do
		adapter->last_qpn = adapter->last_qpn >= LAST_QPN ? 2 : adapter->last_qpn + 1;
	while (bp_rdma_pair_find(adapter, adapter->last_qpn));
	return adapter->last_qpn;
}

static bool is_within(u32 value, int limit)
{
	return value <= (u32)limit;
}

/* R-A1.3; without shared receive queues. */
static int check(const struct bp_rdma_adapter *adapter, const struct ib_qp_init_attr *attr)
{
	const struct ib_device_attr *limits = &adapter->config.attrs;
	const struct ib_qp_cap *cap = &attr->cap;

	if (attr->qp_type != IB_QPT_RC)
		return -EOPNOTSUPP;
	if (!attr->send_cq || !attr->recv_cq || attr->srq)
		return -EINVAL;
	if (!is_within(cap->max_send_wr, limits->max_qp_wr) ||
	    !is_within(cap->max_send_sge, limits->max_send_sge) ||
	    !is_within(cap->max_recv_wr, limits->max_qp_wr) ||
	    !is_within(cap->max_recv_sge, limits->max_recv_sge))
		return -EINVAL;
	return adapter->nr_qps < limits->max_qp ? 0 : -ENOMEM;
}

static void init_queue(struct bp_rdma_queue *queue, u32 depth, u32 max_sge)
{
	TAILQ_INIT(&queue->wqes);
	queue->depth = depth;
	queue->max_sge = max_sge;
}

static void init(struct bp_rdma_pair *pair, const struct ib_qp_init_attr *attr)
{
	const u32 max_sge_rd = (u32)pair->adapter->config.attrs.max_sge_rd;

	pair->cap = attr->cap;
	pair->send_cq = bp_rdma_cq_of(attr->send_cq);
	pair->recv_cq = bp_rdma_cq_of(attr->recv_cq);
	pair->signals_all = attr->sq_sig_type == IB_SIGNAL_ALL_WR;
	pair->max_read_sge =
		attr->cap.max_send_sge < max_sge_rd ? attr->cap.max_send_sge : max_sge_rd;
	pair->timer.fn = bp_rdma_on_timer;
	init_queue(&pair->sq, attr->cap.max_send_wr, attr->cap.max_send_sge);
	init_queue(&pair->rq, attr->cap.max_recv_wr, attr->cap.max_recv_sge);
}

struct ib_qp *bp_rdma_create_qp(struct ib_pd *pd, struct ib_qp_init_attr *attr)
{
	struct bp_rdma_adapter *adapter = bp_container_of(pd, struct bp_rdma_pd, ib)->adapter;
	int error = check(adapter, attr);
	struct bp_rdma_pair *pair;

	if (error)
		return ERR_PTR(error);
	pair = bp_alloc(adapter->env, BP_ALLOC_RDMA, sizeof(*pair));
	if (!pair)
		return ERR_PTR(-ENOMEM);
	pair->adapter = adapter;
	pair->pd = pd;
	init(pair, attr);
	pair->ib.qp_num = next_qpn(adapter);
	LIST_INSERT_HEAD(&adapter->qps, pair, link);
	adapter->nr_qps++;
	bp_rdma_tell_qp(pair, &(struct bp_rdma_qp){ .made = true });
	return &pair->ib;
}

static void drop_all(struct bp_rdma_pair *pair, struct bp_rdma_queue *queue)
{
	struct bp_rdma_wqe *wqe;

	while ((wqe = TAILQ_FIRST(&queue->wqes))) {
		TAILQ_REMOVE(&queue->wqes, wqe, link);
		bp_free(pair->adapter->env, wqe);
	}
	queue->held = 0;
}

void bp_rdma_pair_forget(struct bp_rdma_pair *pair)
{
	bp_timer_cancel(pair->adapter->env, &pair->timer);
	drop_all(pair, &pair->sq);
	drop_all(pair, &pair->rq);
	pair->reads = 0;
}

int bp_rdma_destroy_qp(struct ib_qp *ib)
{
	struct bp_rdma_pair *pair = bp_rdma_pair_of(ib);
	struct bp_rdma_adapter *adapter = pair->adapter;

	bp_rdma_tell_qp(pair, &(struct bp_rdma_qp){
				      .gone = true, .from = ib->bp_state, .to = ib->bp_state });
	bp_rdma_pair_forget(pair);
	bp_rdma_cq_clean(pair->send_cq, ib);
	bp_rdma_cq_clean(pair->recv_cq, ib);
	LIST_REMOVE(pair, link);
	adapter->nr_qps--;
	bp_rdma_wake_peer(pair);
	bp_free(adapter->env, pair);
	return 0;
}

void bp_rdma_pair_event(struct bp_rdma_pair *pair, enum ib_event_type type)
{
	struct ib_event event = { .device = &pair->adapter->ib,
				  .element.qp = &pair->ib,
				  .event = type };

	if (pair->ib.event_handler)
		pair->ib.event_handler(&event, pair->ib.qp_context);
}

void bp_rdma_pair_go(struct bp_rdma_pair *pair, enum ib_qp_state state)
{
	const enum ib_qp_state from = pair->ib.bp_state;

	pair->ib.bp_state = state;
	bp_rdma_tell_qp(pair, &(struct bp_rdma_qp){ .from = from, .to = state });
}
