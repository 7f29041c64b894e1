/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Data from the host has come, responses go (R-C5.7 to R-C5.9).
 */
#include <blkpath/dma.h>

#include "rdma.h"

static bool nvmet_rdma_need_data_out(const struct nvmet_rdma_rsp *rsp)
{
	const struct nvmet_req *req = &rsp->req;

	return rsp->dir == DMA_TO_DEVICE && req->transfer_len && !le16_to_cpu(req->cqe->status) &&
	       req->bp_kind != BP_NVMET_INLINE;
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

	rsp->send_wr.next = NULL;
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
	if (bad == first && !(rsp->flags & BP_NVMET_RDMA_READ_CUT)) {
		LIST_REMOVE(rsp, at_adapter);
		nvmet_rdma_release_rsp(rsp);
	} else {
		/* R-A6.1: the part before the refused one runs; its memory goes with the queue. */
		nvmet_rdma_error_comp(queue);
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
	(void)cq;
	end_read(bp_container_of(wc->wr_cqe, struct nvmet_rdma_rsp, read_cqe), wc->status);
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
