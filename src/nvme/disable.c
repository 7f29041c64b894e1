/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A controller is stopped, and all that it was given comes back (NVH-36, NVH-40).
 */
#include <blkpath/nvme_failure.h>

#include "life.h"

bool nvme_cancel_request(struct request *rq, void *data, bool reserved)
{
	(void)data;
	(void)reserved;
	if (rq->state != MQ_RQ_IN_FLIGHT) /* it is being completed just now */
		return true;
	nvme_req(rq)->status = NVME_SC_ABORT_REQ;
	blk_mq_complete_request(rq);
	return true;
}

/* A controller that is gone reads as ones, which is a fatal status, too. */
static bool is_dead(u32 csts)
{
	return csts & NVME_CSTS_CFS || !(csts & NVME_CSTS_RDY);
}

static bool is_frozen_by(const struct nvme_ctrl *ctrl)
{
	return ctrl->state == NVME_CTRL_LIVE || ctrl->state == NVME_CTRL_RESETTING;
}

static void nvme_disable_admin_queue(struct nvme_dev *dev, bool shutdown)
{
	if (shutdown)
		nvme_shutdown_ctrl(&dev->ctrl);
	else
		nvme_disable_ctrl(&dev->ctrl, dev->ctrl.cap);
	bp_nvme_poll(&dev->queues[0]);
}

static void disable_queues(struct nvme_dev *dev, bool shutdown)
{
	if (!dev->online_queues)
		return;
	nvme_disable_io_queues(dev);
	nvme_disable_admin_queue(dev, shutdown);
}

static void cancel_all(struct nvme_dev *dev)
{
	if (dev->tagset.tags)
		blk_mq_tagset_busy_iter(&dev->tagset, nvme_cancel_request, NULL);
	if (dev->admin_tagset.tags)
		blk_mq_tagset_busy_iter(&dev->admin_tagset, nvme_cancel_request, NULL);
}

static void disable(struct nvme_dev *dev, bool shutdown)
{
	struct nvme_ctrl *ctrl = &dev->ctrl;
	bool dead = true, freeze = false; /* mutant: what is not enabled has no queues */

	if (dev->bp_is_enabled) {
		dead = is_dead(bp_nvme_read32(dev, NVME_REG_CSTS));
		freeze = is_frozen_by(ctrl);
	}
	if (freeze)
		nvme_start_freeze(ctrl);
	if (!dead && shutdown && freeze)
		nvme_wait_freeze_timeout(ctrl, bp_nvme_ms(ctrl->bp_params.io_timeout_ns));
	nvme_stop_queues(ctrl);
	if (!dead)
		disable_queues(dev, shutdown);
	nvme_suspend_io_queues(dev);
	nvme_suspend_queue(&dev->queues[0]);
	nvme_pci_disable(dev);
	cancel_all(dev);
}

/* Nothing will be started again: what waits goes to the driver, which refuses it. */
static void flush_waiting(struct nvme_ctrl *ctrl)
{
	nvme_start_queues(ctrl);
	if (ctrl->admin_q)
		blk_mq_unquiesce_queue(ctrl->admin_q);
}

/*
 * MODEL: who comes while another one sleeps in here, further out on the same stack, cannot wait for
 * it, and need not: all that is under way will be cancelled.
 */
void nvme_dev_disable(struct nvme_dev *dev, bool shutdown)
{
	dev->bp_shutdown |= shutdown;
	if (dev->shutdown_lock)
		return;
	bp_nvme_lock(dev);
	disable(dev, shutdown);
	if (dev->bp_shutdown)
		flush_waiting(&dev->ctrl);
	dev->bp_shutdown = false;
	bp_nvme_unlock(dev);
}

void bp_nvme_lock(struct nvme_dev *dev)
{
	dev->shutdown_lock = true;
	dev->bp_users++;
}

void bp_nvme_unlock(struct nvme_dev *dev)
{
	dev->bp_users--;
	dev->shutdown_lock = false;
	if (!dev->bp_reset_waits)
		return;
	dev->bp_reset_waits = false;
	bp_work_queue(dev->ctrl.bp_env, &dev->ctrl.reset_work);
}
