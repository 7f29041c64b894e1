/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory of a pair of queues, and its state before the first command (NVH-30, NVM-4).
 */
#include <errno.h>
#include <string.h>

#include <blkpath/dma_coherent.h>
#include <blkpath/event.h>
#include <blkpath/p2pdma.h>

#include "life.h"

static size_t sq_bytes(u32 depth)
{
	return depth * sizeof(struct nvme_command);
}

static size_t cq_bytes(u32 depth)
{
	return depth * sizeof(struct nvme_completion);
}

static void tell_begin(const struct nvme_queue *nvmeq, u32 depth)
{
	bp_nvme_event_of(nvmeq->dev, NVME_SQ_BEGIN,
			 .sq = ((struct bp_nvme_sq_memory){ .qid = nvmeq->qid }), .rule = "NVM-4",
			 .a = nvmeq->qid, .b = depth);
}

static void tell_end(const struct nvme_queue *nvmeq, u32 depth)
{
	bp_nvme_event_of(nvmeq->dev, NVME_SQ,
			 .sq = ((struct bp_nvme_sq_memory){
				 .qid = nvmeq->qid,
				 .virt = nvmeq->sq_cmds,
				 .dma = nvmeq->sq_dma_addr,
				 .in_cmb = nvmeq->flags & NVMEQ_SQ_CMB,
			 }),
			 .rule = "NVM-4", .a = nvmeq->qid, .b = depth);
}

static bool alloc_sq(struct nvme_queue *nvmeq, u32 depth)
{
	tell_begin(nvmeq, depth);
	if (!bp_nvme_alloc_sq_in_cmb(nvmeq, depth))
		nvmeq->sq_cmds = dma_alloc_coherent(nvmeq->dev->dev, sq_bytes(depth),
						    &nvmeq->sq_dma_addr, GFP_KERNEL);
	tell_end(nvmeq, depth);
	return bp_virt_u64(nvmeq->sq_cmds);
}

int nvme_alloc_queue(struct nvme_dev *dev, unsigned qid, u32 depth)
{
	struct nvme_queue *nvmeq = &dev->queues[qid];

	if (dev->ctrl.queue_count > qid)
		return 0;
	*nvmeq = (struct nvme_queue){ .dev = dev, .qid = (u16)qid, .q_depth = (u16)depth };
	nvmeq->cqes =
		dma_alloc_coherent(dev->dev, cq_bytes(depth), &nvmeq->cq_dma_addr, GFP_KERNEL);
	if (!bp_virt_u64(nvmeq->cqes))
		return -ENOMEM;
	if (!alloc_sq(nvmeq, depth)) {
		dma_free_coherent(dev->dev, cq_bytes(depth), nvmeq->cqes, nvmeq->cq_dma_addr);
		return -ENOMEM;
	}
	dev->ctrl.queue_count++;
	return 0;
}

void nvme_free_queue(struct nvme_queue *nvmeq)
{
	struct nvme_dev *dev = nvmeq->dev;

	dma_free_coherent(dev->dev, cq_bytes(nvmeq->q_depth), nvmeq->cqes, nvmeq->cq_dma_addr);
	if (nvmeq->flags & NVMEQ_SQ_CMB)
		pci_free_p2pmem(dev->pdev, nvmeq->sq_cmds, sq_bytes(nvmeq->q_depth));
	else
		dma_free_coherent(dev->dev, sq_bytes(nvmeq->q_depth), nvmeq->sq_cmds,
				  nvmeq->sq_dma_addr);
}

void nvme_free_queues(struct nvme_dev *dev, unsigned lowest)
{
	while (dev->ctrl.queue_count > lowest)
		nvme_free_queue(&dev->queues[--dev->ctrl.queue_count]);
}

static bp_virt_addr_t doorbell(const struct nvme_queue *nvmeq)
{
	return bp_virt_addr(bp_virt_u64(nvmeq->dev->dbs) +
			    nvmeq->qid * 2ull * nvmeq->dev->db_stride * sizeof(u32));
}

void nvme_init_queue(struct nvme_queue *nvmeq)
{
	struct nvme_dev *dev = nvmeq->dev;

	nvmeq->sq_tail = 0;
	nvmeq->last_sq_tail = 0;
	nvmeq->cq_head = 0;
	nvmeq->cq_phase = 1;
	nvmeq->q_db = doorbell(nvmeq);
	memset(bp_virt_bytes(dev->ctrl.bp_env, nvmeq->cqes), 0, cq_bytes(nvmeq->q_depth));
	nvme_dbbuf_init(nvmeq);
	dev->online_queues++;
}

int queue_request_irq(struct nvme_queue *nvmeq)
{
	return pci_request_irq(nvmeq->dev->pdev, nvmeq->cq_vector, nvme_irq, nvmeq);
}

void nvme_suspend_queue(struct nvme_queue *nvmeq)
{
	struct nvme_dev *dev = nvmeq->dev;

	if (!(nvmeq->flags & NVMEQ_ENABLED))
		return;
	nvmeq->flags &= ~NVMEQ_ENABLED;
	dev->online_queues--;
	if (!nvmeq->qid && dev->ctrl.admin_q)
		blk_mq_quiesce_queue(dev->ctrl.admin_q);
	if (!(nvmeq->flags & NVMEQ_POLLED))
		pci_free_irq(dev->pdev, nvmeq->cq_vector, nvmeq);
}
