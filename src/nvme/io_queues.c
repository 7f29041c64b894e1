/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * I/O queues: how many the controller, its doorbells, its vectors and memory allow (NVH-27, NVH-28,
 * NVH-39, NVH-40).
 */
#include <errno.h>

#include <blkpath/nvme_command.h>
#include <blkpath/nvme_failure.h>

#include "life.h"

static const struct blk_mq_ops nvme_mq_ops = {
	.queue_rq = nvme_queue_rq,
	.commit_rqs = nvme_commit_rqs,
	.complete = nvme_pci_complete_rq,
	.timeout = nvme_timeout,
};

/* A controller that refuses has none: then it serves admin commands alone. */
static int nvme_set_queue_count(struct nvme_ctrl *ctrl, unsigned *count)
{
	const u32 wanted = *count - 1;
	u32 given = 0;
	int status = nvme_set_features(ctrl, NVME_FEAT_NUM_QUEUES, wanted | wanted << 16, &given);

	if (status < 0)
		return status;
	given = bp_min(given & 0xffff, given >> 16);
	*count = status ? 0 : bp_min(*count, given + 1);
	return 0;
}

/* NVH-28: as many doorbells as the BAR holds. */
static int map_doorbells(struct nvme_dev *dev, unsigned *nr_io_queues)
{
	while (nvme_remap_bar(dev, bp_nvme_db_bar_size(dev, *nr_io_queues)))
		if (!--*nr_io_queues)
			return -ENOMEM;
	dev->queues[0].q_db = dev->dbs;
	return 0;
}

static int nvme_create_queue(struct nvme_queue *nvmeq, u16 qid, bool polled)
{
	struct nvme_dev *dev = nvmeq->dev;
	int status;

	nvmeq->cq_vector = dev->num_vecs == 1 ? 0 : qid;
	if (polled)
		nvmeq->flags |= NVMEQ_POLLED;
	status = adapter_alloc_cq(dev, qid, nvmeq, nvmeq->cq_vector);
	if (status)
		return status;
	status = adapter_alloc_sq(dev, qid, nvmeq);
	if (status < 0)
		return status;
	if (status) {
		adapter_delete_cq(dev, qid);
		return status;
	}
	nvme_init_queue(nvmeq);
	if (!polled)
		status = queue_request_irq(nvmeq);
	if (status) {
		dev->online_queues--;
		adapter_delete_sq(dev, qid);
		adapter_delete_cq(dev, qid);
		return status;
	}
	nvmeq->flags |= NVMEQ_ENABLED;
	return 0;
}

/* Those that cannot be had are done without. */
static int nvme_create_io_queues(struct nvme_dev *dev)
{
	int status = 0;

	while (dev->ctrl.queue_count <= dev->max_qid && !status)
		status = nvme_alloc_queue(dev, dev->ctrl.queue_count, dev->q_depth);
	status = 0;
	while (dev->online_queues <= bp_min(dev->max_qid, dev->ctrl.queue_count - 1) && !status)
		status = nvme_create_queue(&dev->queues[dev->online_queues],
					   (u16)dev->online_queues, dev->ctrl.bp_params.polled);
	return bp_min(status, 0);
}

/* The admin queue's vector goes with the others, and comes back with them. */
static int take_vectors(struct nvme_dev *dev, unsigned nr_io_queues)
{
	struct nvme_queue *adminq = &dev->queues[0];
	int nr;

	adminq->flags &= ~NVMEQ_ENABLED;
	pci_free_irq(dev->pdev, 0, adminq);
	pci_free_irq_vectors(dev->pdev);
	/* mutant: a legacy interrupt is always to be had */
	nr = pci_alloc_irq_vectors(dev->pdev, 1, dev->ctrl.bp_params.polled ? 1 : nr_io_queues + 1,
				   PCI_IRQ_ALL_TYPES);
	if (nr < 0) /* mutant: nor is 0 an answer */
		return -EIO;
	dev->num_vecs = (unsigned)nr;
	dev->max_qid = dev->ctrl.bp_params.polled ? nr_io_queues : bp_max(dev->num_vecs, 2u) - 1;
	nr = queue_request_irq(adminq);
	if (!nr)
		adminq->flags |= NVMEQ_ENABLED; /* mutant: it has no other flag */
	return nr;
}

/* With tags of an earlier life each queue must hold as many as there are (NVH-27). */
static void choose_depth(struct nvme_dev *dev, unsigned nr_io_queues)
{
	int depth;

	if (dev->ctrl.tagset)
		dev->q_depth = dev->tagset.queue_depth + 1;
	if (dev->ctrl.tagset || !dev->cmb_use_sqes)
		return;
	depth = nvme_cmb_qdepth(dev, nr_io_queues, sizeof(struct nvme_command));
	if (depth > 0) /* mutant: it is 2 at least */
		dev->q_depth = (u32)depth;
	else
		dev->cmb_use_sqes = false;
}

int nvme_setup_io_queues(struct nvme_dev *dev)
{
	unsigned nr_io_queues = dev->ctrl.bp_params.nr_io_queues;
	int error = nvme_set_queue_count(&dev->ctrl, &nr_io_queues);

	if (error || !nr_io_queues)
		return error;
	choose_depth(dev, nr_io_queues);
	error = map_doorbells(dev, &nr_io_queues);
	while (!error) {
		error = take_vectors(dev, nr_io_queues);
		if (!error)
			error = nvme_create_io_queues(dev);
		if (error || dev->online_queues < 2 || dev->online_queues > dev->max_qid)
			break;
		/* Fewer queues, fewer vectors: each queue should have its own. */
		nr_io_queues = dev->online_queues - 1;
		nvme_disable_io_queues(dev);
		nvme_suspend_io_queues(dev);
	}
	return error;
}

void nvme_suspend_io_queues(struct nvme_dev *dev)
{
	for (unsigned i = dev->ctrl.queue_count; i-- > 1;)
		nvme_suspend_queue(&dev->queues[i]);
}

/* A queue that an earlier life left behind may be shallower than those of this. */
static unsigned tag_depth(const struct nvme_dev *dev)
{
	u32 depth = BLK_MQ_MAX_DEPTH;

	for (unsigned qid = 1; qid < dev->ctrl.queue_count; qid++)
		depth = bp_min(depth, (u32)dev->queues[qid].q_depth);
	return depth - 1;
}

int nvme_dev_add(struct nvme_dev *dev)
{
	struct blk_mq_tag_set *set = &dev->tagset;

	if (!dev->ctrl.tagset) {
		*set = (struct blk_mq_tag_set){
			.ops = &nvme_mq_ops,
			.nr_hw_queues = dev->online_queues - 1,
			.queue_depth = tag_depth(dev),
			.cmd_size = sizeof(struct nvme_iod),
			.timeout = bp_nvme_ms(dev->ctrl.bp_params.io_timeout_ns),
			.flags = BLK_MQ_F_SHOULD_MERGE,
			.driver_data = dev,
		};
		if (blk_mq_alloc_tag_set(dev->ctrl.bp_env, set))
			return -ENOMEM;
		dev->ctrl.tagset = set;
	}
	nvme_dbbuf_set(dev);
	return 0;
}

void bp_nvme_update_queues(struct nvme_dev *dev)
{
	blk_mq_update_nr_hw_queues(&dev->tagset, dev->online_queues - 1);
	nvme_free_queues(dev, dev->online_queues);
}
