/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From a function that does nothing to disks, in the order of NVH-39.
 */
#include <blkpath/event.h>
#include <blkpath/nvme_limits.h>

#include "life.h"

void bp_nvme_set_state(struct nvme_ctrl *ctrl, enum nvme_ctrl_state state)
{
	bp_nvme_event_of(to_nvme_dev(ctrl), NVME_STATE,
			 .state = ((struct bp_nvme_state_change){ ctrl->state, state }),
			 .rule = "NVH-36", .a = ctrl->state, .b = state);
	ctrl->state = state;
}

/* Without I/O queues there are no disks. */
static int add_tags(struct nvme_dev *dev, enum nvme_ctrl_state *state)
{
	if (dev->online_queues < 2) {
		nvme_remove_namespaces(&dev->ctrl);
		*state = NVME_CTRL_ADMIN_ONLY;
		return 0;
	}
	*state = NVME_CTRL_LIVE;
	return nvme_dev_add(dev);
}

int bp_nvme_start(struct nvme_dev *dev)
{
	struct nvme_ctrl *ctrl = &dev->ctrl;
	enum nvme_ctrl_state state;
	int error = nvme_pci_enable(dev);

	if (!error)
		error = nvme_pci_configure_admin_queue(dev);
	if (!error)
		error = nvme_alloc_admin_tags(dev);
	if (error)
		return error;
	bp_nvme_set_dma_limits(dev);
	bp_nvme_set_state(ctrl, NVME_CTRL_CONNECTING);
	error = nvme_init_identify(ctrl);
	if (!error && ctrl->oacs & NVME_CTRL_OACS_DBBUF_SUPP)
		nvme_dbbuf_dma_alloc(dev); /* without memory there are none */
	if (!error)
		error = nvme_setup_io_queues(dev);
	if (!error)
		error = add_tags(dev, &state);
	if (error)
		return error;
	bp_nvme_set_state(ctrl, state);
	nvme_start_ctrl(ctrl);
	return 0;
}

void nvme_start_ctrl(struct nvme_ctrl *ctrl)
{
	if (ctrl->queue_count > 1) {
		nvme_queue_scan(ctrl);
		nvme_enable_aen(ctrl);
	}
	bp_work_queue(ctrl->bp_env, &ctrl->async_event_work);
}

void nvme_stop_ctrl(struct nvme_ctrl *ctrl)
{
	bp_work_cancel(ctrl->bp_env, &ctrl->async_event_work);
	bp_work_cancel(ctrl->bp_env, &ctrl->scan_work);
}
