/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The adapter is done: data of a host has come, a response has gone (R-C5.7, R-C5.9).
 */
#include "rdma.h"

/* What a request gives back: what it took, or (DEF-NVMET-7) what it would have taken. */
static s64 credits_of(const struct nvmet_rdma_rsp *rsp)
{
	if (bp_rdma_defect(rsp->queue, BP_DEF_NVMET_7))
		return 1 + (s64)rsp->n_rdma;
	return rsp->credits;
}

void nvmet_rdma_release_rsp(struct nvmet_rdma_rsp *rsp)
{
	struct nvmet_rdma_queue *queue = rsp->queue;

	bp_nvmet_rdma_credit(queue, rsp, credits_of(rsp));
	if (rsp->n_rdma)
		bp_nvmet_rdma_unmap(rsp);
	rsp->n_rdma = 0;
	if (!bp_nvmet_req_is_inline(&rsp->req, rsp->cmd->inline_sg))
		nvmet_req_free_sgl(&rsp->req);
	bp_nvmet_rdma_tell(rsp, BP_NVMET_RELEASED, "R-C5.9", 0);
	if (!STAILQ_EMPTY(&queue->rsp_wr_wait_list))
		nvmet_rdma_process_wr_wait_list(queue);
	nvmet_rdma_put_rsp(rsp);
}

/* A flush says only that the connection is over (R-A8.2). */
static bool is_fatal(const struct nvmet_rdma_queue *queue, enum ib_wc_status status)
{
	if (status == IB_WC_SUCCESS || status == IB_WC_WR_FLUSH_ERR)
		return false;
	bp_info(bp_rdma_env(queue), BP_SITE_NVMET_WC, queue->host_qid, status);
	return true;
}

static void end_send(struct nvmet_rdma_rsp *rsp, enum ib_wc_status status)
{
	struct nvmet_rdma_queue *queue = rsp->queue;

	LIST_REMOVE(rsp, at_adapter);
	nvmet_rdma_release_rsp(rsp);
	if (is_fatal(queue, status))
		nvmet_rdma_error_comp(queue);
}

void nvmet_rdma_send_done(struct ib_cq *cq, struct ib_wc *wc)
{
	(void)cq;
	end_send(bp_container_of(wc->wr_cqe, struct nvmet_rdma_rsp, send_cqe), wc->status);
}

static void end_read(struct nvmet_rdma_rsp *rsp, enum ib_wc_status status)
{
	struct nvmet_rdma_queue *queue = rsp->queue;

	LIST_REMOVE(rsp, at_adapter);
	bp_nvmet_rdma_credit(queue, rsp, rsp->n_rdma);
	bp_nvmet_rdma_unmap(rsp);
	rsp->n_rdma = 0;
	bp_nvmet_rdma_tell(rsp, BP_NVMET_READ_DONE, "R-C5.7", (int)status);
	if (status == IB_WC_SUCCESS) {
		nvmet_req_execute(&rsp->req);
		return;
	}
	nvmet_req_uninit(&rsp->req);
	nvmet_rdma_release_rsp(rsp);
	if (is_fatal(queue, status))
		nvmet_rdma_error_comp(queue);
}

void nvmet_rdma_read_data_done(struct ib_cq *cq, struct ib_wc *wc)
{
	struct nvmet_rdma_rsp *rsp = bp_container_of(wc->wr_cqe, struct nvmet_rdma_rsp, read_cqe);

	(void)cq;
	if (!rsp->n_rdma) /* DEF-NVMET-10 */
		bp_warn(bp_rdma_env(rsp->queue), BP_SITE_NVMET_NO_READS, rsp->queue->host_qid,
			rsp->req.bp_serial);
	end_read(rsp, wc->status);
}

/*
 * The queue pair has failed, and all that it had is flushed: what the completion queue does not
 * tell of any more has ended, be its completion lost (A8) or its response never posted.
 */
void bp_nvmet_rdma_end_lost(struct nvmet_rdma_queue *queue)
{
	struct nvmet_rdma_rsp *rsp;

	for (;;) {
		ib_process_cq_direct(queue->cq, -1);
		if ((rsp = LIST_FIRST(&queue->reading)))
			end_read(rsp, IB_WC_WR_FLUSH_ERR);
		else if ((rsp = LIST_FIRST(&queue->sending)))
			end_send(rsp, IB_WC_WR_FLUSH_ERR);
		else
			return;
	}
}
