/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A driver meets a function, and leaves it (NVH-39, NVH-40).
 */
#include <errno.h>

#include <blkpath/io.h>
#include <blkpath/nvme_limits.h>
#include <blkpath/nvme_map.h>
#include <blkpath/p2p_use.h>

#include "life.h"

#define S_NS 1000000000ull

struct bp_nvme_params bp_nvme_params_default(void)
{
	return (struct bp_nvme_params){
		.patches = BP_NVME_FINAL,
		.sgl_threshold = 32768,
		.io_queue_depth = 1024,
		.nr_io_queues = 1,
		.use_cmb_sqes = true,
		.max_retries = 5,
		.io_timeout_ns = 30 * S_NS,
		.admin_timeout_ns = 60 * S_NS,
		.dma_alignment = 511,
		.max_segments = NVME_MAX_SEGS,
	};
}

static void init_ctrl(struct nvme_ctrl *ctrl, struct bp_env *env,
		      const struct bp_nvme_params *params)
{
	ctrl->bp_env = env;
	ctrl->bp_params = *params;
	if (params->io_queue_depth < 2)
		ctrl->bp_params.io_queue_depth = 2;
	if (!params->nr_io_queues)
		ctrl->bp_params.nr_io_queues = 1;
	ctrl->bp_defects = env->defects;
	ctrl->async_event_work.fn = nvme_async_event_work;
	ctrl->scan_work.fn = nvme_scan_work;
	ctrl->shutdown_timeout_ms = 5000;
	TAILQ_INIT(&ctrl->namespaces);
	bp_nvme_init_mdts(ctrl, 0, 0);
}

static int take_memory(struct nvme_dev *dev)
{
	struct bp_env *env = dev->ctrl.bp_env;
	const size_t queues = dev->ctrl.bp_params.nr_io_queues + 1u;

	dev->queues = bp_alloc(env, BP_ALLOC_NVME, queues * sizeof(*dev->queues));
	dev->ctrl.bp_discard_page = bp_alloc_pages(env, 1, env->max_pfn);
	if (!dev->queues || !dev->ctrl.bp_discard_page)
		return -ENOMEM;
	return bp_nvme_pools_init(dev);
}

/* What was never made is not there to be freed. */
static void give_memory_back(struct nvme_dev *dev)
{
	struct bp_env *env = dev->ctrl.bp_env;

	bp_nvme_pools_fini(dev);
	if (dev->ctrl.bp_discard_page)
		put_page(env, dev->ctrl.bp_discard_page);
	bp_free(env, dev->queues);
	iounmap(env, dev->bar);
	bp_free(env, dev);
}

static void disable(struct nvme_dev *dev)
{
	struct nvme_queue *adminq = &dev->queues[0];

	if (dev->online_queues > 1)
		nvme_disable_io_queues(dev);
	nvme_suspend_io_queues(dev);
	if (dev->online_queues) {
		nvme_shutdown_ctrl(&dev->ctrl);
		bp_nvme_poll(adminq);
		nvme_suspend_queue(adminq);
	}
	nvme_pci_disable(dev);
}

static void release(struct nvme_dev *dev)
{
	disable(dev);
	nvme_dev_remove_admin(dev);
	if (dev->ctrl.tagset)
		blk_mq_free_tag_set(dev->ctrl.tagset);
	nvme_dbbuf_dma_free(dev);
	nvme_free_queues(dev, 0);
	bp_p2p_unbind(dev->pdev);
	give_memory_back(dev);
}

static int nvme_dev_map(struct nvme_dev *dev)
{
	dev->db_stride = 1;
	return nvme_remap_bar(dev, NVME_REG_DBS + 4096) ? -ENODEV : 0;
}

int nvme_probe(struct pci_dev *pdev, const struct bp_nvme_params *params, struct nvme_dev **dev)
{
	struct bp_env *env = pdev->dev.bp_env;
	struct nvme_dev *new = bp_alloc(env, BP_ALLOC_NVME, sizeof(*new));
	int error;

	if (!new)
		return -ENOMEM;
	new->pdev = pdev;
	new->dev = &pdev->dev;
	init_ctrl(&new->ctrl, env, params);
	error = take_memory(new);
	if (!error)
		error = nvme_dev_map(new);
	if (error) {
		give_memory_back(new);
		return error;
	}
	bp_nvme_set_state(&new->ctrl, NVME_CTRL_RESETTING);
	error = bp_nvme_start(new);
	if (error) {
		nvme_remove(new);
		return error > 0 ? -EIO : error;
	}
	bp_work_run(env);
	*dev = new;
	return 0;
}

void nvme_remove(struct nvme_dev *dev)
{
	bp_nvme_set_state(&dev->ctrl, NVME_CTRL_DELETING);
	nvme_stop_ctrl(&dev->ctrl);
	nvme_remove_namespaces(&dev->ctrl);
	release(dev);
}
