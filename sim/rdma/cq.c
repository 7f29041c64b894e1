/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "rdma/cq.h"
#include "rdma/tell.h"

struct ib_cq *bp_rdma_create_cq(struct ib_device *device, const struct ib_cq_init_attr *attr)
{
	struct bp_rdma_adapter *adapter = bp_rdma_adapter_of(device);
	const struct ib_device_attr *limits = &adapter->config.attrs;
	struct bp_rdma_cq *cq;

	if (!attr->cqe || attr->cqe > (unsigned)limits->max_cqe ||
	    attr->comp_vector >= (u32)adapter->config.num_comp_vectors)
		return ERR_PTR(-EINVAL);
	if (adapter->nr_cqs >= limits->max_cq)
		return ERR_PTR(-ENOMEM);
	cq = bp_alloc(adapter->env, BP_ALLOC_RDMA, sizeof(*cq));
	if (!cq)
		return ERR_PTR(-ENOMEM);
	cq->ring = bp_alloc(adapter->env, BP_ALLOC_RDMA, attr->cqe * sizeof(*cq->ring));
	if (!cq->ring) {
		bp_free(adapter->env, cq);
		return ERR_PTR(-ENOMEM);
	}
	cq->adapter = adapter;
	cq->ib.cqe = (int)attr->cqe;
	cq->ib.bp_number = ++adapter->last_cq;
	adapter->nr_cqs++;
	return &cq->ib;
}

int bp_rdma_destroy_cq(struct ib_cq *ib)
{
	struct bp_rdma_cq *cq = bp_rdma_cq_of(ib);

	cq->adapter->nr_cqs--;
	bp_free(cq->adapter->env, cq->ring);
	bp_free(cq->adapter->env, cq);
	return 0;
}

static struct ib_wc *slot(const struct bp_rdma_cq *cq, u32 i)
{
	return &cq->ring[(cq->head + i) % (u32)cq->ib.cqe];
}

int bp_rdma_poll_cq(struct ib_cq *ib, int num_entries, struct ib_wc *wc)
{
	struct bp_rdma_cq *cq = bp_rdma_cq_of(ib);
	int n = 0;

	for (; n < num_entries && cq->held; n++) {
		wc[n] = *slot(cq, 0);
		cq->head = (cq->head + 1) % (u32)cq->ib.cqe;
		cq->held--;
	}
	return n;
}

int bp_rdma_req_notify_cq(struct ib_cq *ib, enum ib_cq_notify_flags flags)
{
	struct bp_rdma_cq *cq = bp_rdma_cq_of(ib);

	cq->armed = true;
	return flags & IB_CQ_REPORT_MISSED_EVENTS && cq->held;
}

static void overflow(struct bp_rdma_cq *cq)
{
	struct ib_event event = { .device = &cq->adapter->ib,
				  .element.cq = &cq->ib,
				  .event = IB_EVENT_CQ_ERR };

	cq->adapter->counters.lost++;
	cq->ib.bp_failed = true;
	if (cq->ib.event_handler)
		cq->ib.event_handler(&event, cq->ib.cq_context);
}

static void count(struct bp_rdma_counters *counters, enum ib_wc_status status)
{
	counters->cqe++;
	if (status == IB_WC_WR_FLUSH_ERR)
		counters->flushed++;
	else if (status != IB_WC_SUCCESS)
		counters->errors++;
}

int bp_rdma_cq_post(struct bp_rdma_cq *cq, const struct ib_wc *wc)
{
	if (cq->held == (u32)cq->ib.cqe || bp_rdma_fault(cq->adapter, BP_RDMA_FAULT_CQ_OVERFLOW)) {
		overflow(cq);
		return -EBUSY;
	}
	*slot(cq, cq->held) = *wc;
	cq->held++;
	count(&cq->adapter->counters, wc->status);
	bp_rdma_tell_cqe(cq, wc);
	if (cq->armed) {
		cq->armed = false;
		cq->ib.comp_handler(&cq->ib, cq->ib.cq_context);
	}
	return 0;
}

void bp_rdma_cq_clean(struct bp_rdma_cq *cq, const struct ib_qp *qp)
{
	u32 kept = 0;

	for (u32 i = 0; i < cq->held; i++)
		if (slot(cq, i)->qp != qp)
			*slot(cq, kept++) = *slot(cq, i);
	cq->held = kept;
}
