/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A pair of NVMe queues at work: commands in, doorbells, completions out (nvme.md 2.10, 2.11).
 */
#ifndef BLKPATH_NVME_QUEUE_H
#define BLKPATH_NVME_QUEUE_H

#include <blkpath/interrupt.h>
#include <blkpath/nvme_host.h>

/**
 * nvme_queue_rq - the block layer gives a request
 * @hctx: of the admin queue or a namespace; its driver_data is the struct nvme_dev
 * @bd: the request, and whether it is the last one of its batch
 *
 * Return: as nvme_prep_rq(); OK: the command is in its queue, told to the controller or not yet.
 *
 * Mirrors: nvme_queue_rq(), drivers/nvme/host/pci.c, v5.2-rc5
 * Rule: NVH-4
 */
blk_status_t nvme_queue_rq(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd);

/**
 * nvme_submit_cmd - store a command behind the last one
 * @nvmeq: queue; that it has room follows from the number of tags (NVH-27)
 * @cmd: command
 * @write_sq: tell the controller now; else when the ring would look full, or at nvme_commit_rqs()
 *
 * Mirrors: nvme_submit_cmd(), drivers/nvme/host/pci.c, v5.2-rc5
 * Rule: NVH-26
 */
void nvme_submit_cmd(struct nvme_queue *nvmeq, const struct nvme_command *cmd, bool write_sq);

/**
 * nvme_commit_rqs - tell the controller of commands that it does not know yet
 * @hctx: of a namespace
 *
 * Mirrors: nvme_commit_rqs(), drivers/nvme/host/pci.c, v5.2-rc5
 * Rule: NVH-26, INV-NVME-28
 */
void nvme_commit_rqs(struct blk_mq_hw_ctx *hctx);

/**
 * nvme_irq - the controller sends a message
 * @irq: vector
 * @data: struct nvme_queue
 *
 * Return: IRQ_HANDLED when there were completions.
 *
 * Mirrors: nvme_irq(), drivers/nvme/host/pci.c, v5.2-rc5
 * Rule: NVH-31
 */
irqreturn_t nvme_irq(int irq, void *data);

/**
 * bp_nvme_poll - look for completions without a message
 * @nvmeq: queue
 *
 * Return: how many there were.
 *
 * Mirrors: nvme_poll() and nvme_poll_irqdisable(), drivers/nvme/host/pci.c, v5.2-rc5
 * Rule: NVH-31, NVH-36
 */
unsigned bp_nvme_poll(struct nvme_queue *nvmeq);

/**
 * nvme_cqe_pending - is there a completion?
 * @nvmeq: queue
 *
 * Return: whether the entry at the head has the phase that is expected.
 *
 * Mirrors: nvme_cqe_pending(), drivers/nvme/host/pci.c, v5.2-rc5
 * Rule: NVH-30, EX-NVME-17
 */
bool nvme_cqe_pending(const struct nvme_queue *nvmeq);

/**
 * nvme_end_request - a request has its status
 * @rq: under way
 * @status: status word of the completion, with its phase bit; NVH-37 has replaced it already
 * @result: its first eight bytes
 *
 * Mirrors: nvme_end_request(), drivers/nvme/host/nvme.h, v5.2-rc5
 * Rule: NVH-32
 */
void nvme_end_request(struct request *rq, __le16 status, __le64 result);

/**
 * nvme_dbbuf_need_event - must the controller be woken?
 * @event_idx: up to where it looks by itself
 * @new_idx: what is published
 * @old: what was published before
 *
 * Return: whether the register must be written, too.
 *
 * Mirrors: nvme_dbbuf_need_event(), drivers/nvme/host/pci.c, v5.2-rc5
 * Rule: NVH-29, EX-NVME-21
 */
static inline bool nvme_dbbuf_need_event(u16 event_idx, u16 new_idx, u16 old)
{
	return (u16)(new_idx - event_idx - 1) < (u16)(new_idx - old);
}

/**
 * nvme_cmb_qdepth - how deep queues may be in the controller's memory
 * @dev: function with such memory
 * @nr_io_queues: how many queues share it
 * @entry_size: bytes of an entry
 *
 * Return: entries; -ENOMEM when it is too small to be of use.
 *
 * Mirrors: nvme_cmb_qdepth(), drivers/nvme/host/pci.c, v5.2-rc5
 * Rule: NVM-4, EX-NVME-19
 */
int nvme_cmb_qdepth(const struct nvme_dev *dev, unsigned nr_io_queues, unsigned entry_size);

/* Its tags: those of the admin queue or of one I/O queue; NULL before there are some. */
static inline struct blk_mq_tags *bp_nvme_tags(const struct nvme_queue *nvmeq)
{
	const struct nvme_dev *dev = nvmeq->dev;

	if (!nvmeq->qid)
		return dev->admin_tagset.tags ? dev->admin_tagset.tags[0] : NULL;
	return dev->tagset.tags ? dev->tagset.tags[nvmeq->qid - 1] : NULL;
}

#endif
