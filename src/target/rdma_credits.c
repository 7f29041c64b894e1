/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Credits: room in the send queue, taken before it is used (R-C5.6, R-C5.10).
 */
#include "rdma.h"

/* @rsp is NULL when the queue comes to life. */
void bp_nvmet_rdma_credit(struct nvmet_rdma_queue *queue, struct nvmet_rdma_rsp *rsp, s64 change)
{
	const u64 serial = rsp ? rsp->req.bp_serial : 0;

	queue->sq_wr_avail += change;
	if (rsp)
		rsp->credits = (u32)((s64)rsp->credits - change);
	bp_event(bp_rdma_env(queue), NVMET_CREDITS, .rule = "R-C5.6", .a = queue->nvme_sq.bp_serial,
		 .b = (u64)queue->sq_wr_avail,
		 .nvmet = &(struct bp_nvmet_event){ .credits = { .sq = queue->nvme_sq.bp_serial,
								 .serial = serial,
								 .change = change,
								 .avail = queue->sq_wr_avail,
								 .max = queue->max_send_wr,
								 .device = queue->dev->device,
								 .qpn = queue->qp->qp_num } });
}

static bool take(struct nvmet_rdma_rsp *rsp, u32 need)
{
	struct nvmet_rdma_queue *queue = rsp->queue;

	if (queue->sq_wr_avail < need)
		return false;
	if (queue->sq_wr_avail < queue->max_send_wr &&
	    bp_fails(bp_rdma_env(queue), BP_ALLOC_CREDIT))
		return false;
	bp_nvmet_rdma_credit(queue, rsp, -(s64)need);
	return true;
}

void bp_nvmet_rdma_wait(struct nvmet_rdma_rsp *rsp)
{
	STAILQ_INSERT_TAIL(&rsp->queue->rsp_wr_wait_list, rsp, link);
	bp_nvmet_rdma_tell(rsp, BP_NVMET_WAITS, "R-C5.2", 0);
}

static bool nvmet_rdma_need_data_in(const struct nvmet_rdma_rsp *rsp)
{
	const struct nvmet_req *req = &rsp->req;

	return nvme_is_write(req->cmd) && req->transfer_len && req->bp_kind != BP_NVMET_INLINE;
}

static void fetch_data(struct nvmet_rdma_rsp *rsp)
{
	struct nvmet_rdma_queue *queue = rsp->queue;

	LIST_INSERT_HEAD(&queue->reading, rsp, at_adapter);
	bp_nvmet_rdma_tell(rsp, BP_NVMET_READ, "R-C5.6", 0);
	if (!rdma_rw_ctx_post(&rsp->rw, queue->qp, queue->cm_id->port_num, &rsp->read_cqe, NULL))
		return;
	LIST_REMOVE(rsp, at_adapter);
	nvmet_req_complete(&rsp->req, NVME_SC_DATA_XFER_ERROR);
}

/* False: no credits, and nothing was done. */
bool nvmet_rdma_execute_command(struct nvmet_rdma_rsp *rsp)
{
	struct nvmet_rdma_queue *queue = rsp->queue;
	const u32 need = 1 + rsp->n_rdma;

	/* DEF-NVMET-9: such a number never comes together. */
	if (need > queue->max_send_wr && !bp_rdma_defect(queue, BP_DEF_NVMET_9)) {
		nvmet_req_complete(&rsp->req, BP_NVMET_DNR(NVME_SC_INTERNAL));
		return true;
	}
	if (!take(rsp, need))
		return false;
	if (nvmet_rdma_need_data_in(rsp))
		fetch_data(rsp);
	else
		nvmet_req_execute(&rsp->req);
	return true;
}

/* DEF-NVMET-7: what failed before it ran has nothing yet, and sends all the same. */
bool bp_nvmet_rdma_may_answer(struct nvmet_rdma_rsp *rsp)
{
	if (rsp->credits || bp_rdma_defect(rsp->queue, BP_DEF_NVMET_7))
		return true;
	return take(rsp, 1);
}

static bool retry(struct nvmet_rdma_rsp *rsp)
{
	if (!rsp->answered)
		return nvmet_rdma_execute_command(rsp);
	if (!bp_nvmet_rdma_may_answer(rsp))
		return false;
	bp_nvmet_rdma_send(rsp);
	return true;
}

void nvmet_rdma_process_wr_wait_list(struct nvmet_rdma_queue *queue)
{
	struct nvmet_rdma_rsp *rsp;

	while ((rsp = STAILQ_FIRST(&queue->rsp_wr_wait_list))) {
		STAILQ_REMOVE_HEAD(&queue->rsp_wr_wait_list, link);
		if (retry(rsp))
			continue;
		STAILQ_INSERT_HEAD(&queue->rsp_wr_wait_list, rsp, link);
		return;
	}
}
