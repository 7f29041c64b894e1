/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the NVMe driver does about a controller that fails (nvme.md NVH-36).
 */
#ifndef BLKPATH_NVME_FAILURE_H
#define BLKPATH_NVME_FAILURE_H

#include <blkpath/nvme_host.h>

/**
 * nvme_change_ctrl_state - the controller enters another state, if it may
 * @ctrl: controller
 * @new_state: any
 *
 * Context: cannot sleep.
 * Return: whether it did; nothing has changed otherwise.
 *
 * Mirrors: nvme_change_ctrl_state(), drivers/nvme/host/core.c, v5.2-rc5
 * Rule: NVH-36
 */
bool nvme_change_ctrl_state(struct nvme_ctrl *ctrl, enum nvme_ctrl_state new_state);

/**
 * nvme_reset_ctrl - stop a controller and bring it up again
 * @ctrl: live, or without I/O queues
 *
 * Commands that are under way are cancelled, and those that may be tried again are (NVH-35). A
 * controller that does not come up is dead: its disks fail everything, and nvme_remove() is owed.
 *
 * Context: as deferred work.
 * Return: 0; -EBUSY when it is being reset or removed.
 *
 * Mirrors: nvme_reset_ctrl(), drivers/nvme/host/core.c, v5.2-rc5
 * Rule: NVH-36
 */
int nvme_reset_ctrl(struct nvme_ctrl *ctrl);

/**
 * nvme_dev_disable - stop a controller and cancel all that it was given
 * @dev: function
 * @shutdown: for good: requests that wait are failed
 *
 * Context: sleeps: runs deferred work and timers. Called while another call sleeps it leaves all to
 * that one.
 *
 * Mirrors: nvme_dev_disable(), drivers/nvme/host/pci.c, v5.2-rc5
 * Rule: NVH-36, NVH-40
 */
void nvme_dev_disable(struct nvme_dev *dev, bool shutdown);

/**
 * nvme_timeout - the block layer waited too long for a request
 * @rq: in flight
 * @reserved: no tag of the driver is
 *
 * Context: sleeps.
 * Return: BLK_EH_DONE: it has ended, or will when the controller is disabled; BLK_EH_RESET_TIMER:
 * it was aborted, or the controller is being reset.
 *
 * Mirrors: nvme_timeout(), drivers/nvme/host/pci.c, v5.2-rc5
 * Rule: NVH-36
 */
enum blk_eh_timer_return nvme_timeout(struct request *rq, bool reserved);

/**
 * nvme_cancel_request - a request ends without its controller
 * @rq: started; one that is being completed is left alone
 * @data: not used
 * @reserved: not used
 *
 * Context: for blk_mq_tagset_busy_iter().
 * Return: true.
 *
 * Mirrors: nvme_cancel_request(), drivers/nvme/host/core.c, v5.2-rc5
 * Rule: NVH-36
 */
bool nvme_cancel_request(struct request *rq, void *data, bool reserved);

#endif
