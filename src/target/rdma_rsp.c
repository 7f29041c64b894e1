/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Responses, mapped as long as their queue lives (R-C4.4), and what is told of them.
 */
#include <errno.h>

#include "rdma.h"

static int alloc_rsp(struct nvmet_rdma_queue *queue, struct nvmet_rdma_rsp *rsp)
{
	const u32 bytes = sizeof(struct nvme_completion);
	struct ib_device *device = queue->dev->device;
	struct bp_env *env = bp_rdma_env(queue);
	dma_addr_t addr;

	rsp->queue = queue;
	rsp->page = alloc_page_below(env, env->max_pfn);
	if (!rsp->page)
		return -ENOMEM;
	addr = ib_dma_map_page(device, rsp->page, 0, bytes, DMA_TO_DEVICE);
	if (ib_dma_mapping_error(device, addr)) {
		put_page(env, rsp->page);
		rsp->page = NULL;
		return -ENOMEM;
	}
	rsp->send_sge = (struct ib_sge){ bp_dma_u64(addr), bytes, queue->dev->pd->local_dma_lkey };
	rsp->send_cqe.done = nvmet_rdma_send_done;
	rsp->read_cqe.done = nvmet_rdma_read_data_done;
	rsp->send_wr = (struct ib_send_wr){ .wr_cqe = &rsp->send_cqe,
					    .sg_list = &rsp->send_sge,
					    .num_sge = 1,
					    .send_flags = IB_SEND_SIGNALED };
	rsp->req.cqe = (struct nvme_completion *)bp_page_bytes(env, rsp->page);
	rsp->req.p2p_client = &device->dev; /* R-C2.5 */
	return 0;
}

static void free_rsp(struct nvmet_rdma_rsp *rsp)
{
	if (!rsp->page)
		return;
	ib_dma_unmap_page(rsp->queue->dev->device, bp_dma_addr(rsp->send_sge.addr),
			  rsp->send_sge.length, DMA_TO_DEVICE);
	put_page(bp_rdma_env(rsp->queue), rsp->page);
}

int nvmet_rdma_alloc_rsps(struct nvmet_rdma_queue *queue)
{
	const u32 nr = queue->recv_queue_size * 2;

	queue->rsps = bp_alloc(bp_rdma_env(queue), BP_ALLOC_NVMET, nr * sizeof(*queue->rsps));
	if (!queue->rsps)
		return -ENOMEM;
	for (u32 i = 0; i < nr; i++) {
		if (alloc_rsp(queue, &queue->rsps[i])) {
			nvmet_rdma_free_rsps(queue);
			return -ENOMEM;
		}
		STAILQ_INSERT_TAIL(&queue->free_rsps, &queue->rsps[i], link);
	}
	return 0;
}

void nvmet_rdma_free_rsps(struct nvmet_rdma_queue *queue)
{
	for (u32 i = 0; i < queue->recv_queue_size * 2; i++)
		free_rsp(&queue->rsps[i]);
	bp_free(bp_rdma_env(queue), queue->rsps);
	queue->rsps = NULL;
}

struct nvmet_rdma_rsp *nvmet_rdma_get_rsp(struct nvmet_rdma_queue *queue)
{
	struct bp_env *env = bp_rdma_env(queue);
	struct nvmet_rdma_rsp *rsp = STAILQ_FIRST(&queue->free_rsps);

	if (rsp) {
		STAILQ_REMOVE_HEAD(&queue->free_rsps, link);
		return rsp;
	}
	rsp = bp_alloc(env, BP_ALLOC_NVMET, sizeof(*rsp));
	if (!rsp)
		return NULL;
	if (alloc_rsp(queue, rsp)) {
		bp_free(env, rsp);
		return NULL;
	}
	rsp->allocated = true;
	return rsp;
}

void nvmet_rdma_put_rsp(struct nvmet_rdma_rsp *rsp)
{
	struct nvmet_rdma_queue *queue = rsp->queue;

	if (!rsp->allocated) {
		STAILQ_INSERT_HEAD(&queue->free_rsps, rsp, link);
		return;
	}
	free_rsp(rsp);
	bp_free(bp_rdma_env(queue), rsp);
}

void bp_nvmet_rdma_tell(const struct nvmet_rdma_rsp *rsp, enum bp_nvmet_step step, const char *rule,
			int result)
{
	const bool wants = rsp->flags & NVMET_RDMA_REQ_INVALIDATE_RKEY;

	bp_nvmet_tell(&rsp->req, step, rule,
		      &(struct bp_nvmet_facts){
			      .result = result,
			      .n_rdma = rsp->n_rdma,
			      .wrs = rsp->wrs,
			      .credits = rsp->credits,
			      .data_wrs = rsp->data_wrs,
			      .invalidates = step == BP_NVMET_RESPONSE &&
					     rsp->send_wr.opcode == IB_WR_SEND_WITH_INV,
			      .wants_invalidate = wants,
			      .key = rsp->invalidate_rkey,
		      });
}
