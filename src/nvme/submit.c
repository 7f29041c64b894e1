/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands go into their queue, and the controller is told (NVH-26).
 */
#include <string.h>

#include <blkpath/event.h>
#include <blkpath/io.h>
#include <blkpath/mq_tags.h>
#include <blkpath/nvme_command.h>

#include "life.h"

static u16 after(const struct nvme_queue *nvmeq, u16 slot)
{
	return slot + 1 == nvmeq->q_depth ? 0 : (u16)(slot + 1);
}

static void ring(struct nvme_queue *nvmeq)
{
	const struct nvme_dev *dev = nvmeq->dev;
	const bool mmio = nvme_dbbuf_update_and_check_event(nvmeq->sq_tail, nvmeq->dbbuf_sq_db,
							    nvmeq->dbbuf_sq_ei);

	bp_nvme_event_of(dev, NVME_DOORBELL,
			 .doorbell = ((struct bp_nvme_doorbell){ .qid = nvmeq->qid,
								 .depth = nvmeq->q_depth,
								 .value = nvmeq->sq_tail,
								 .shadow = nvmeq->dbbuf_sq_db,
								 .mmio = mmio }),
			 .rule = "NVH-26", .a = nvmeq->qid, .b = nvmeq->sq_tail);
	nvmeq->last_sq_tail = nvmeq->sq_tail;
	if (mmio)
		writel(dev->ctrl.bp_env, nvmeq->sq_tail, nvmeq->q_db);
}

/* Left alone, a ring whose tail came round to where the controller knows it would look empty. */
static void nvme_write_sq_db(struct nvme_queue *nvmeq, bool write_sq)
{
	if (write_sq || after(nvmeq, nvmeq->sq_tail) == nvmeq->last_sq_tail)
		ring(nvmeq);
}

static void store(const struct nvme_queue *nvmeq, const struct nvme_command *cmd)
{
	struct bp_env *env = nvmeq->dev->ctrl.bp_env;
	const u64 at = nvmeq->sq_tail * sizeof(*cmd);

	if (nvmeq->flags & NVMEQ_SQ_CMB)
		memcpy_toio(env, bp_io_at(nvmeq->sq_cmds, at), cmd, sizeof(*cmd));
	else
		memcpy(bp_virt_bytes(env, nvmeq->sq_cmds) + at, cmd, sizeof(*cmd));
}

/* NULL of a request for events: its number is no tag. */
static struct request *request_of(const struct nvme_queue *nvmeq, const struct nvme_command *cmd)
{
	return blk_mq_tag_to_rq(bp_nvme_tags(nvmeq), le16_to_cpu(cmd->common.command_id));
}

void nvme_submit_cmd(struct nvme_queue *nvmeq, const struct nvme_command *cmd, bool write_sq)
{
	const u16 slot = nvmeq->sq_tail;

	store(nvmeq, cmd);
	nvmeq->sq_tail = after(nvmeq, slot);
	bp_nvme_event_of(nvmeq->dev, NVME_SUBMIT,
			 .submit = ((struct bp_nvme_submit){ .qid = nvmeq->qid,
							     .depth = nvmeq->q_depth,
							     .slot = slot,
							     .tail = nvmeq->sq_tail,
							     .in_cmb = nvmeq->flags & NVMEQ_SQ_CMB,
							     .command = *cmd }),
			 .rule = "NVH-26", .rq = request_of(nvmeq, cmd), .a = nvmeq->qid,
			 .b = slot);
	nvme_write_sq_db(nvmeq, write_sq);
}

static struct nvme_queue *queue_of(const struct blk_mq_hw_ctx *hctx)
{
	struct nvme_dev *dev = hctx->driver_data;
	const bool is_admin = hctx->queue->tag_set == &dev->admin_tagset;

	return &dev->queues[is_admin ? 0 : hctx->queue_num + 1];
}

void nvme_commit_rqs(struct blk_mq_hw_ctx *hctx)
{
	struct nvme_queue *nvmeq = queue_of(hctx);

	if (nvmeq->sq_tail != nvmeq->last_sq_tail)
		ring(nvmeq);
}

blk_status_t nvme_queue_rq(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd)
{
	struct nvme_queue *nvmeq = queue_of(hctx);
	const blk_status_t status = nvme_prep_rq(nvmeq, bd->rq);

	if (status == BLK_STS_OK)
		nvme_submit_cmd(nvmeq, &bp_nvme_iod(bd->rq)->bp_cmd, bd->last);
	return status;
}
