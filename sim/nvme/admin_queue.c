/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Create and Delete I/O Queue: what the command says.  The queues, and what is wrong with them, are
 * the engine's (NVC-15, NVC-16).
 */
#include "nvme/admin.h"
#include "nvme/queue.h"

u16 bp_nvme_admin_create_cq(struct bp_nvme_run *run)
{
	const struct nvme_create_cq *cmd = &run->cmd.create_cq;
	const u16 flags = le16_to_cpu(cmd->cq_flags);
	const struct bp_nvme_queue_request what = {
		.id = le16_to_cpu(cmd->cqid),
		.size = le16_to_cpu(cmd->qsize) + 1u,
		.base = le64_to_cpu(cmd->prp1),
		.contiguous = flags & NVME_QUEUE_PHYS_CONTIG,
		.ien = flags & NVME_CQ_IRQ_ENABLED,
		.vector = le16_to_cpu(cmd->irq_vector),
	};

	return bp_nvme_cq_create(run->ctrl, &what);
}

u16 bp_nvme_admin_create_sq(struct bp_nvme_run *run)
{
	const struct nvme_create_sq *cmd = &run->cmd.create_sq;
	const struct bp_nvme_queue_request what = {
		.id = le16_to_cpu(cmd->sqid),
		.size = le16_to_cpu(cmd->qsize) + 1u,
		.base = le64_to_cpu(cmd->prp1),
		.contiguous = le16_to_cpu(cmd->sq_flags) & NVME_QUEUE_PHYS_CONTIG,
		.cqid = le16_to_cpu(cmd->cqid),
	};

	return bp_nvme_sq_create(run->ctrl, &what);
}

/* In both the queue's id is where the id of an Abort's queue is: CDW10 15:0. */
u16 bp_nvme_admin_delete_cq(struct bp_nvme_run *run)
{
	return bp_nvme_cq_delete(run->ctrl, le16_to_cpu(run->cmd.abort.sqid));
}

u16 bp_nvme_admin_delete_sq(struct bp_nvme_run *run)
{
	return bp_nvme_sq_delete(run, le16_to_cpu(run->cmd.abort.sqid));
}
