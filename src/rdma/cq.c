/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Completion queues: who takes completions out and tells whom they are for.
 */
#include <errno.h>

#include <blkpath/rdma_event.h>

#define IB_POLL_BATCH 16
#define IB_POLL_BUDGET_WORKQUEUE 65536

static void handle(struct ib_cq *cq, struct ib_wc *wc)
{
	bp_event(cq->device->bp_env, RDMA_WC, .rule = "R-B4.6", .a = wc->qp->qp_num,
		 .b = wc->status,
		 .rdma = &(const struct bp_rdma_event){ .device = cq->device,
							.completion = {
								.cqn = cq->bp_number,
								.depth = (u32)cq->cqe,
								.qpn = wc->qp->qp_num,
								.wc = wc,
							} });
	if (wc->wr_cqe)
		wc->wr_cqe->done(cq, wc);
	else
		bp_warn_on(cq->device->bp_env, wc->status == IB_WC_SUCCESS, BP_SITE_RDMA_NO_HANDLER,
			   wc->qp->qp_num, 0);
}

/* At most @budget, -1 for all, through a batch of @wc; how many. */
static int process(struct ib_cq *cq, int budget, struct ib_wc *wc)
{
	int n, batch, completed = 0;

	do {
		batch = budget == -1 ? IB_POLL_BATCH : bp_min(IB_POLL_BATCH, budget - completed);
		n = cq->device->ops->poll_cq(cq, batch, wc);
		for (int i = 0; i < n; i++)
			handle(cq, &wc[i]);
		completed += bp_max(n, 0);
	} while (n == batch && (budget == -1 || completed < budget));
	return completed;
}

static void do_work(struct bp_work *work)
{
	struct ib_cq *cq = bp_container_of(work, struct ib_cq, work);

	if (process(cq, IB_POLL_BUDGET_WORKQUEUE, cq->wc) >= IB_POLL_BUDGET_WORKQUEUE ||
	    cq->device->ops->req_notify_cq(cq, IB_CQ_NEXT_COMP | IB_CQ_REPORT_MISSED_EVENTS) > 0)
		bp_work_queue(cq->device->bp_env, &cq->work);
}

static void completion_workqueue(struct ib_cq *cq, void *private)
{
	(void)private;
	bp_work_queue(cq->device->bp_env, &cq->work);
}

static void completion_direct(struct ib_cq *cq, void *private)
{
	(void)private;
	bp_warn(cq->device->bp_env, BP_SITE_RDMA_CQ_DIRECT, cq->bp_number, 0);
}

static void begin(struct ib_cq *cq)
{
	if (cq->poll_ctx == IB_POLL_DIRECT) {
		cq->comp_handler = completion_direct;
		return;
	}
	cq->comp_handler = completion_workqueue;
	cq->work = (struct bp_work){ .fn = do_work };
	cq->device->ops->req_notify_cq(cq, IB_CQ_NEXT_COMP);
}

struct ib_cq *ib_alloc_cq(struct ib_device *device, void *private, int nr_cqe, int comp_vector,
			  enum ib_poll_context poll_ctx)
{
	const struct ib_cq_init_attr attr = { .cqe = (unsigned)nr_cqe,
					      .comp_vector = (u32)comp_vector };
	struct ib_cq *cq = device->ops->create_cq(device, &attr);

	if (IS_ERR(cq))
		return cq;
	cq->device = device;
	cq->cq_context = private;
	cq->event_handler = NULL;
	cq->usecnt = 0;
	cq->poll_ctx = poll_ctx;
	cq->comp_vector = attr.comp_vector;
	cq->wc = bp_alloc(device->bp_env, BP_ALLOC_RDMA, IB_POLL_BATCH * sizeof(*cq->wc));
	if (!cq->wc) {
		device->ops->destroy_cq(cq);
		return ERR_PTR(-ENOMEM);
	}
	begin(cq);
	return cq;
}

void ib_free_cq(struct ib_cq *cq)
{
	struct bp_env *env = cq->device->bp_env;

	if (bp_warn_on(env, cq->usecnt, BP_SITE_RDMA_CQ_BUSY, cq->usecnt, 0))
		return;
	if (cq->poll_ctx == IB_POLL_WORKQUEUE)
		bp_work_cancel(env, &cq->work);
	bp_free(env, cq->wc);
	cq->device->ops->destroy_cq(cq);
}

int ib_process_cq_direct(struct ib_cq *cq, int budget)
{
	struct ib_wc wc[IB_POLL_BATCH];

	return process(cq, budget, wc);
}
