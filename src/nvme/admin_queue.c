/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The admin queue: registers tell where it is, and the block layer hands out its tags (NVH-39).
 */
#include <errno.h>

#include <blkpath/nvme_command.h>
#include <blkpath/nvme_failure.h>
#include <blkpath/nvme_limits.h>

#include "life.h"

static const struct blk_mq_ops nvme_mq_admin_ops = {
	.queue_rq = nvme_queue_rq,
	.complete = nvme_pci_complete_rq,
	.timeout = nvme_timeout,
};

static void acknowledge_subsystem_reset(struct nvme_dev *dev)
{
	if (NVME_CAP_NSSRC(dev->ctrl.cap) && bp_nvme_read32(dev, NVME_REG_CSTS) & NVME_CSTS_NSSRO)
		bp_nvme_write32(dev, NVME_REG_CSTS, NVME_CSTS_NSSRO);
}

int nvme_pci_configure_admin_queue(struct nvme_dev *dev)
{
	struct nvme_queue *nvmeq = &dev->queues[0];
	int error = nvme_remap_bar(dev, bp_nvme_db_bar_size(dev, 0));
	u32 aqa;

	if (error)
		return error;
	acknowledge_subsystem_reset(dev);
	error = nvme_disable_ctrl(&dev->ctrl, dev->ctrl.cap);
	if (!error)
		error = nvme_alloc_queue(dev, 0, NVME_AQ_DEPTH);
	if (error)
		return error;
	aqa = nvmeq->q_depth - 1u;
	bp_nvme_write32(dev, NVME_REG_AQA, aqa | aqa << 16);
	bp_nvme_write64(dev, NVME_REG_ASQ, bp_dma_u64(nvmeq->sq_dma_addr));
	bp_nvme_write64(dev, NVME_REG_ACQ, bp_dma_u64(nvmeq->cq_dma_addr));
	error = nvme_enable_ctrl(&dev->ctrl, dev->ctrl.cap);
	if (error)
		return error;
	nvme_init_queue(nvmeq);
	error = queue_request_irq(nvmeq);
	if (error) {
		dev->online_queues--;
		nvme_disable_ctrl(&dev->ctrl, dev->ctrl.cap);
		return error;
	}
	nvmeq->flags |= NVMEQ_ENABLED; /* mutant: it has no other flag */
	return 0;
}

int nvme_alloc_admin_tags(struct nvme_dev *dev)
{
	struct bp_env *env = dev->ctrl.bp_env;

	if (dev->ctrl.admin_q) {
		blk_mq_unquiesce_queue(dev->ctrl.admin_q);
		return 0;
	}
	dev->admin_tagset = (struct blk_mq_tag_set){
		.ops = &nvme_mq_admin_ops,
		.nr_hw_queues = 1,
		.queue_depth = NVME_AQ_MQ_TAG_DEPTH,
		.cmd_size = sizeof(struct nvme_iod),
		.timeout = bp_nvme_ms(dev->ctrl.bp_params.admin_timeout_ns),
		.driver_data = dev,
	};
	if (blk_mq_alloc_tag_set(env, &dev->admin_tagset))
		return -ENOMEM;
	dev->ctrl.admin_q = blk_mq_init_queue(env, &dev->admin_tagset);
	if (dev->ctrl.admin_q)
		return 0;
	blk_mq_free_tag_set(&dev->admin_tagset);
	return -ENOMEM;
}

/* Who waited for the queue has got an error: nvme_dev_disable(). */
void nvme_dev_remove_admin(struct nvme_dev *dev)
{
	if (!dev->ctrl.admin_q)
		return;
	if (blk_cleanup_queue(dev->ctrl.admin_q))
		return;
	blk_mq_free_tag_set(&dev->admin_tagset);
}
