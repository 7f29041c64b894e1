/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A controller comes up, for the first time or again, in the order of NVH-39.
 */
#include <errno.h>

#include <blkpath/nvme_failure.h>
#include <blkpath/nvme_limits.h>

#include "life.h"

int nvme_reset_ctrl(struct nvme_ctrl *ctrl)
{
	if (!nvme_change_ctrl_state(ctrl, NVME_CTRL_RESETTING))
		return -EBUSY;
	bp_work_queue(ctrl->bp_env, &ctrl->reset_work);
	return 0;
}

/* Registers, and the admin queue.  No command is under way. */
static int enable(struct nvme_dev *dev)
{
	int error;

	bp_nvme_lock(dev);
	error = nvme_pci_enable(dev);
	if (!error)
		error = nvme_pci_configure_admin_queue(dev);
	if (!error)
		error = nvme_alloc_admin_tags(dev);
	bp_nvme_unlock(dev);
	return error;
}

static int connect(struct nvme_dev *dev)
{
	struct nvme_ctrl *ctrl = &dev->ctrl;
	int error;

	bp_nvme_set_dma_limits(dev);
	if (!nvme_change_ctrl_state(ctrl, NVME_CTRL_CONNECTING))
		return -EBUSY; /* mutant: a later change of state fails alike */
	error = nvme_init_identify(ctrl);
	if (error)
		return error;
	if (ctrl->oacs & NVME_CTRL_OACS_DBBUF_SUPP)
		nvme_dbbuf_dma_alloc(dev);
	return nvme_setup_io_queues(dev);
}

/*
 * MODEL: only with another number of queues must everybody be out of them first.  The kernel always
 * waits; here somebody who sleeps for a tag further out on the same stack would never leave.  Then
 * the old number stays: more queues are not used, missing ones fail what they are given.
 */
static void adapt_to_queues(struct nvme_dev *dev)
{
	struct nvme_ctrl *ctrl = &dev->ctrl;

	if (ctrl->tagset && ctrl->tagset->nr_hw_queues != dev->online_queues - 1 &&
	    nvme_wait_freeze_timeout(ctrl, bp_nvme_ms(ctrl->bp_params.io_timeout_ns)))
		bp_nvme_update_queues(dev);
}

static enum nvme_ctrl_state open_queues(struct nvme_dev *dev)
{
	struct nvme_ctrl *ctrl = &dev->ctrl;
	enum nvme_ctrl_state state = NVME_CTRL_LIVE;

	if (dev->online_queues < 2) { /* the disks have ended; nvme_remove() takes them away */
		nvme_kill_queues(ctrl);
		return NVME_CTRL_ADMIN_ONLY;
	}
	nvme_start_queues(ctrl);
	adapt_to_queues(dev);
	if (nvme_dev_add(dev))
		state = NVME_CTRL_ADMIN_ONLY;
	nvme_unfreeze(ctrl);
	return state;
}

/* MODEL: the kernel unbinds the driver, too; here who probed calls nvme_remove(). */
static void nvme_remove_dead_ctrl(struct nvme_dev *dev, unsigned error)
{
	struct nvme_ctrl *ctrl = &dev->ctrl;

	bp_info(ctrl->bp_env, BP_SITE_NVME_DEAD, error, ctrl->state);
	nvme_dev_disable(dev, false);
	nvme_change_ctrl_state(ctrl, NVME_CTRL_DELETING);
	nvme_change_ctrl_state(ctrl, NVME_CTRL_DEAD);
	nvme_kill_queues(ctrl);
}

static int reset(struct nvme_dev *dev)
{
	struct nvme_ctrl *ctrl = &dev->ctrl;
	int error;

	if (ctrl->ctrl_config & NVME_CC_ENABLE) /* mutant: what is off has nothing to disable */
		nvme_dev_disable(dev, false);
	error = enable(dev);
	if (!error)
		error = connect(dev);
	if (error)
		return error;
	return nvme_change_ctrl_state(ctrl, open_queues(dev)) ? 0 : -EBUSY;
}

void nvme_reset_work(struct bp_work *work)
{
	struct nvme_ctrl *ctrl = bp_container_of(work, struct nvme_ctrl, reset_work);
	struct nvme_dev *dev = to_nvme_dev(ctrl);

	if (dev->shutdown_lock) {
		dev->bp_reset_waits = true;
		return;
	}
	if (ctrl->state != NVME_CTRL_RESETTING) /* it is being removed */
		return;
	dev->bp_users++;
	dev->bp_error = reset(dev);
	if (dev->bp_error)
		nvme_remove_dead_ctrl(dev, (unsigned)-dev->bp_error);
	else
		nvme_start_ctrl(ctrl);
	dev->bp_users--;
}
