/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A capsule arrives (R-C5.1, R-C5.2, R-C4.8).
 */
#include "rdma.h"

static void sync_for_cpu(struct nvmet_rdma_rsp *rsp)
{
	const struct nvmet_rdma_cmd *cmd = rsp->cmd;
	struct ib_device *device = rsp->queue->dev->device;

	for (int i = 0; i < cmd->wr.num_sge; i++)
		ib_dma_sync_single_for_cpu(device, bp_dma_addr(cmd->sge[i].addr),
					   cmd->sge[i].length, DMA_FROM_DEVICE);
	ib_dma_sync_single_for_cpu(device, bp_dma_addr(rsp->send_sge.addr), rsp->send_sge.length,
				   DMA_TO_DEVICE);
}

void nvmet_rdma_handle_command(struct nvmet_rdma_rsp *rsp)
{
	struct nvmet_rdma_queue *queue = rsp->queue;
	u16 status;

	sync_for_cpu(rsp);
	if (!nvmet_req_init(&rsp->req, &queue->nvme_cq, &queue->nvme_sq, &nvmet_rdma_ops))
		return;
	rsp->dir = nvmet_data_dir(&rsp->req);
	status = nvmet_rdma_map_sgl(rsp);
	bp_nvmet_rdma_tell(rsp, BP_NVMET_SGL, "R-C5.3", status);
	if (status)
		nvmet_req_complete(&rsp->req, status);
	else if (!nvmet_rdma_execute_command(rsp))
		bp_nvmet_rdma_wait(rsp);
}

/* A response object as it is before the command has a number. */
static void begin(struct nvmet_rdma_rsp *rsp, struct nvmet_rdma_cmd *cmd)
{
	struct nvmet_req *req = &rsp->req;

	rsp->cmd = cmd;
	rsp->flags = 0;
	rsp->invalidate_rkey = 0;
	rsp->n_rdma = 0;
	rsp->wrs = 0;
	rsp->data_wrs = 0;
	rsp->credits = 0;
	rsp->answered = false;
	req->cmd = cmd->nvme_cmd;
	req->port = rsp->queue->rport->port;
	req->sq = &rsp->queue->nvme_sq;
	req->bp_serial = 0;
	bp_nvmet_rdma_tell(rsp, BP_NVMET_RECEIVED, "R-C5.1", 0);
}

static void park(struct nvmet_rdma_rsp *rsp)
{
	struct nvmet_rdma_queue *queue = rsp->queue;
	const bool waits = queue->state == NVMET_RDMA_Q_CONNECTING;

	bp_nvmet_rdma_tell(rsp, waits ? BP_NVMET_PARKED : BP_NVMET_DROPPED, "R-C4.8", 0);
	if (waits)
		STAILQ_INSERT_TAIL(&queue->rsp_wait_list, rsp, link);
	else
		nvmet_rdma_put_rsp(rsp);
}

static bool is_capsule(struct nvmet_rdma_queue *queue, const struct ib_wc *wc)
{
	if (wc->status == IB_WC_WR_FLUSH_ERR)
		return false;
	if (wc->status != IB_WC_SUCCESS) {
		bp_info(bp_rdma_env(queue), BP_SITE_NVMET_WC, queue->host_qid, wc->status);
		nvmet_rdma_error_comp(queue);
		return false;
	}
	if (wc->byte_len >= sizeof(struct nvme_command))
		return true;
	bp_info(bp_rdma_env(queue), BP_SITE_NVMET_SHORT_CAPSULE, queue->host_qid, wc->byte_len);
	nvmet_rdma_error_comp(queue);
	return false;
}

void nvmet_rdma_recv_done(struct ib_cq *cq, struct ib_wc *wc)
{
	struct nvmet_rdma_cmd *cmd = bp_container_of(wc->wr_cqe, struct nvmet_rdma_cmd, cqe);
	struct nvmet_rdma_queue *queue = cmd->queue;
	struct nvmet_rdma_rsp *rsp;

	(void)cq;
	if (!is_capsule(queue, wc))
		return;
	rsp = nvmet_rdma_get_rsp(queue);
	if (!rsp) {
		nvmet_rdma_post_recv(cmd);
		return;
	}
	begin(rsp, cmd);
	if (queue->state == NVMET_RDMA_Q_LIVE)
		nvmet_rdma_handle_command(rsp);
	else
		park(rsp);
}
