/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The controller gets queues, and loses them (NVH-40).
 */
#include <blkpath/mq_execute.h>

#include "life.h"

int adapter_alloc_cq(struct nvme_dev *dev, u16 qid, struct nvme_queue *nvmeq, u16 vector)
{
	const u32 polled = nvmeq->flags & NVMEQ_POLLED;
	const u32 flags = NVME_QUEUE_PHYS_CONTIG | (polled ? 0 : NVME_CQ_IRQ_ENABLED);
	struct nvme_command c = {
		.create_cq = { .opcode = nvme_admin_create_cq,
			       .prp1 = cpu_to_le64(bp_dma_u64(nvmeq->cq_dma_addr)),
			       .cqid = cpu_to_le16(qid),
			       .qsize = cpu_to_le16((u16)(nvmeq->q_depth - 1)),
			       .cq_flags = cpu_to_le16((u16)flags),
			       .irq_vector = cpu_to_le16(vector) },
	};

	return nvme_submit_sync_cmd(dev->ctrl.admin_q, &c, BP_NVME_NO_BUFFER, 0);
}

int adapter_alloc_sq(struct nvme_dev *dev, u16 qid, struct nvme_queue *nvmeq)
{
	struct nvme_command c = {
		.create_sq = { .opcode = nvme_admin_create_sq,
			       .prp1 = cpu_to_le64(bp_dma_u64(nvmeq->sq_dma_addr)),
			       .sqid = cpu_to_le16(qid),
			       .qsize = cpu_to_le16((u16)(nvmeq->q_depth - 1)),
			       .sq_flags = cpu_to_le16(NVME_QUEUE_PHYS_CONTIG),
			       .cqid = cpu_to_le16(qid) },
	};

	return nvme_submit_sync_cmd(dev->ctrl.admin_q, &c, BP_NVME_NO_BUFFER, 0);
}

static int adapter_delete_queue(struct nvme_dev *dev, u8 opcode, u16 id)
{
	struct nvme_command c = {
		.delete_queue = { .opcode = opcode, .qid = cpu_to_le16(id) },
	};

	return nvme_submit_sync_cmd(dev->ctrl.admin_q, &c, BP_NVME_NO_BUFFER, 0);
}

int adapter_delete_cq(struct nvme_dev *dev, u16 cqid)
{
	return adapter_delete_queue(dev, nvme_admin_delete_cq, cqid);
}

int adapter_delete_sq(struct nvme_dev *dev, u16 sqid)
{
	return adapter_delete_queue(dev, nvme_admin_delete_sq, sqid);
}

static void nvme_del_queue_end(struct request *rq, blk_status_t error)
{
	struct nvme_queue *nvmeq = rq->end_io_data;

	if (error)
		nvmeq->flags |= NVMEQ_DELETE_ERROR;
	blk_mq_free_request(rq);
	complete(&nvmeq->delete_done);
}

static bool nvme_delete_queue(struct nvme_queue *nvmeq, struct nvme_command *c)
{
	struct request *rq;

	nvmeq->flags &= ~NVMEQ_DELETE_ERROR;
	init_completion(nvmeq->dev->ctrl.bp_env, &nvmeq->delete_done);
	c->delete_queue.qid = cpu_to_le16(nvmeq->qid);
	rq = nvme_alloc_request(nvmeq->dev->ctrl.admin_q, c, 0);
	if (!rq)
		return false;
	rq->end_io_data = nvmeq;
	blk_execute_rq_nowait(rq->q, rq, false, nvme_del_queue_end);
	return true;
}

/* MODEL: one after the other, where the kernel has as many under way as there are tags. */
static bool delete_all(struct nvme_dev *dev, u8 opcode)
{
	for (unsigned qid = dev->online_queues - 1; qid; qid--) {
		struct nvme_command c = { .delete_queue = { .opcode = opcode } };
		struct nvme_queue *nvmeq = &dev->queues[qid];

		if (!nvme_delete_queue(nvmeq, &c) ||
		    !wait_for_completion_timeout(&nvmeq->delete_done,
						 dev->ctrl.bp_params.admin_timeout_ns))
			return false;
		if (opcode == nvme_admin_delete_cq && !(nvmeq->flags & NVMEQ_DELETE_ERROR))
			bp_nvme_poll(nvmeq);
	}
	return true;
}

void nvme_disable_io_queues(struct nvme_dev *dev)
{
	if (delete_all(dev, nvme_admin_delete_sq))
		delete_all(dev, nvme_admin_delete_cq);
}
