/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Responses go, and the data of reads before them (R-C5.8).
 */
#include <blkpath/dma.h>

#include "rdma.h"

/* What came in the capsule is never that of a read (R-C5.4). */
static bool nvmet_rdma_need_data_out(const struct nvmet_rdma_rsp *rsp)
{
	const struct nvmet_req *req = &rsp->req;

	return rsp->dir == DMA_TO_DEVICE && req->transfer_len && !le16_to_cpu(req->cqe->status);
}

/* DEF-NVMET-12: the pages were mapped before the disk filled them. */
static void sync_data(const struct nvmet_rdma_rsp *rsp)
{
	const struct nvmet_req *req = &rsp->req;

	if (req->bp_kind == BP_NVMET_PAGES && !bp_rdma_defect(rsp->queue, BP_DEF_NVMET_12))
		dma_sync_sg_for_device(rsp->queue->dev->device->dma_device, req->sg, req->sg_cnt,
				       DMA_TO_DEVICE);
}

static struct ib_send_wr *chain_of(struct nvmet_rdma_rsp *rsp)
{
	struct nvmet_rdma_queue *queue = rsp->queue;

	if (!nvmet_rdma_need_data_out(rsp))
		return &rsp->send_wr;
	sync_data(rsp);
	rsp->data_wrs = rsp->wrs;
	return rdma_rw_ctx_wrs(&rsp->rw, queue->qp, queue->cm_id->port_num, NULL, &rsp->send_wr);
}

static void set_opcode(struct nvmet_rdma_rsp *rsp)
{
	if (rsp->flags & NVMET_RDMA_REQ_INVALIDATE_RKEY) {
		rsp->send_wr.opcode = IB_WR_SEND_WITH_INV;
		rsp->send_wr.ex.invalidate_rkey = rsp->invalidate_rkey;
	} else {
		rsp->send_wr.opcode = IB_WR_SEND;
	}
}

static void repost_recv(const struct nvmet_rdma_rsp *rsp)
{
	const int error = nvmet_rdma_post_recv(rsp->cmd);

	if (error)
		bp_info(bp_rdma_env(rsp->queue), BP_SITE_NVMET_REPOST, rsp->queue->host_qid,
			(u64)-error);
}

/* R-A6.1: of its READs, or of its WRITEs and the response, only the first were accepted. */
static bool is_cut(const struct nvmet_rdma_rsp *rsp)
{
	return rsp->wrs && rsp->rw.bp_cut;
}

/* INV-NVMET-13: the receive goes back before the response goes. */
void bp_nvmet_rdma_send(struct nvmet_rdma_rsp *rsp)
{
	struct nvmet_rdma_queue *queue = rsp->queue;
	const struct ib_send_wr *first, *bad = NULL;
	int error;

	set_opcode(rsp);
	first = chain_of(rsp);
	bp_nvmet_rdma_tell(rsp, BP_NVMET_RESPONSE, "R-C5.8", 0);
	repost_recv(rsp);
	ib_dma_sync_single_for_device(queue->dev->device, bp_dma_addr(rsp->send_sge.addr),
				      rsp->send_sge.length, DMA_TO_DEVICE);
	LIST_INSERT_HEAD(&queue->sending, rsp, at_adapter);
	error = ib_post_send(queue->qp, first, &bad);
	if (!error)
		return;
	bp_info(bp_rdma_env(queue), BP_SITE_NVMET_POST_SEND, queue->host_qid, (u64)-error);
	if (nvmet_rdma_need_data_out(rsp))
		bp_rdma_rw_refused(&rsp->rw, queue->qp, bad);
	if (is_cut(rsp)) {
		/* Its memory goes with the queue. */
		nvmet_rdma_error_comp(queue);
	} else {
		LIST_REMOVE(rsp, at_adapter);
		nvmet_rdma_release_rsp(rsp);
	}
}

void nvmet_rdma_queue_response(struct nvmet_req *req)
{
	struct nvmet_rdma_rsp *rsp = bp_container_of(req, struct nvmet_rdma_rsp, req);

	if (bp_nvmet_rdma_may_answer(rsp)) {
		bp_nvmet_rdma_send(rsp);
		return;
	}
	rsp->answered = true;
	bp_nvmet_rdma_wait(rsp);
}
