/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A driver meets a function (NVH-39).
 */
#include <errno.h>

#include <blkpath/io.h>
#include <blkpath/nvme_failure.h>
#include <blkpath/nvme_limits.h>
#include <blkpath/nvme_map.h>

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
	ctrl->bp_params.io_queue_depth = (u16)bp_max(params->io_queue_depth, 2);
	ctrl->bp_params.nr_io_queues = (u16)bp_max(params->nr_io_queues, 1);
	ctrl->bp_defects = env->defects;
	ctrl->async_event_work.fn = nvme_async_event_work;
	ctrl->scan_work.fn = nvme_scan_work;
	ctrl->reset_work.fn = nvme_reset_work;
	TAILQ_INIT(&ctrl->namespaces);
	bp_nvme_init_mdts(ctrl, 0, 0); /* mutant: no limit, so any unit */
}

static int take_memory(struct nvme_dev *dev)
{
	struct bp_env *env = dev->ctrl.bp_env;
	const size_t queues = dev->ctrl.bp_params.nr_io_queues + 1u; /* mutant: more do no harm */

	dev->queues = bp_alloc(env, BP_ALLOC_NVME, queues * sizeof(*dev->queues));
	dev->ctrl.bp_discard_page = bp_alloc_pages(env, 1, env->max_pfn);
	if (!dev->queues || !dev->ctrl.bp_discard_page)
		return -ENOMEM;
	return bp_nvme_pools_init(dev);
}

static int nvme_dev_map(struct nvme_dev *dev)
{
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
	new->bp_remove_timer.fn = bp_nvme_remove_due;
	init_ctrl(&new->ctrl, env, params);
	error = take_memory(new);
	if (!error)
		error = nvme_dev_map(new);
	if (error) {
		bp_nvme_give_memory_back(new);
		return error;
	}
	nvme_reset_ctrl(&new->ctrl);
	bp_work_run(env);
	error = new->bp_error;
	if (error) {
		nvme_remove(new);
		return error;
	}
	*dev = new;
	return 0;
}
