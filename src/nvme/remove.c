/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A driver leaves its function (NVH-40), which may be gone already.
 */
#include <blkpath/io.h>
#include <blkpath/nvme_failure.h>
#include <blkpath/nvme_map.h>
#include <blkpath/p2p_use.h>

#include "life.h"

#define GONE 0xffffffffu
#define RETRY_NS (10 * BP_NVME_MS)
#define RETRIES 60000u /* ten minutes: longer than every timeout of the driver in a row */

/* What was never made is not there to be freed. */
void bp_nvme_give_memory_back(struct nvme_dev *dev)
{
	struct bp_env *env = dev->ctrl.bp_env;

	bp_nvme_pools_fini(dev);
	if (dev->ctrl.bp_discard_page)
		put_page(env, dev->ctrl.bp_discard_page);
	bp_free(env, dev->queues);
	iounmap(env, dev->bar);
	bp_free(env, dev);
}

static void finish(struct nvme_dev *dev)
{
	struct nvme_ctrl *ctrl = &dev->ctrl;

	nvme_remove_namespaces(ctrl);
	nvme_dev_disable(dev, true);
	nvme_stop_ctrl(ctrl); /* it may have told of events until then */
	nvme_dev_remove_admin(dev);
	if (ctrl->tagset)
		blk_mq_free_tag_set(ctrl->tagset);
	nvme_dbbuf_dma_free(dev);
	nvme_free_queues(dev, 0);
	bp_p2p_unbind(dev->pdev);
	bp_nvme_give_memory_back(dev);
}

static bool is_in_use(const struct nvme_dev *dev)
{
	const struct nvme_ns *ns;

	if (dev->bp_users || (dev->ctrl.admin_q && dev->ctrl.admin_q->bp_usage))
		return true;
	TAILQ_FOREACH (ns, &dev->ctrl.namespaces, list)
		if (ns->queue->bp_usage)
			return true;
	return false;
}

static void retry_later(struct nvme_dev *dev)
{
	struct bp_env *env = dev->ctrl.bp_env;

	if (dev->bp_remove_tries++ < RETRIES)
		bp_timer_arm(env, &dev->bp_remove_timer, env->now_ns + RETRY_NS);
	else
		bp_finding(env, BP_SITE_NVME_IN_USE, dev->bp_users, 0);
}

void bp_nvme_remove_due(struct bp_timer *timer)
{
	struct nvme_dev *dev = bp_container_of(timer, struct nvme_dev, bp_remove_timer);

	if (is_in_use(dev))
		retry_later(dev);
	else
		finish(dev);
}

static void set_dying(struct nvme_ctrl *ctrl)
{
	struct nvme_ns *ns;

	TAILQ_FOREACH (ns, &ctrl->namespaces, list)
		blk_set_queue_dying(ns->queue);
}

/* Gone, or disabled: the reset that would have started what waits does not come any more. */
static bool is_lost(const struct nvme_dev *dev)
{
	return !dev->bp_is_enabled || bp_nvme_read32(dev, NVME_REG_CSTS) == GONE;
}

/* Nothing comes back from it: all that waits for it ends now. */
static void bury(struct nvme_dev *dev)
{
	nvme_change_ctrl_state(&dev->ctrl, NVME_CTRL_DEAD);
	nvme_dev_disable(dev, true);
}

void nvme_remove(struct nvme_dev *dev)
{
	struct nvme_ctrl *ctrl = &dev->ctrl;

	nvme_change_ctrl_state(ctrl, NVME_CTRL_DELETING);
	bp_work_cancel(ctrl->bp_env, &ctrl->reset_work);
	if (is_lost(dev))
		bury(dev);
	set_dying(ctrl);
	if (ctrl->bp_env->running && is_in_use(dev)) /* by whom this task cannot wait for */
		retry_later(dev);
	else
		finish(dev);
}
