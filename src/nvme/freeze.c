/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The queues of all namespaces at once: kept still, kept empty, or closed for good (NVH-36).
 */
#include <blkpath/nvme_failure.h>

#include "life.h"

void nvme_stop_queues(struct nvme_ctrl *ctrl)
{
	struct nvme_ns *ns;

	TAILQ_FOREACH (ns, &ctrl->namespaces, list)
		blk_mq_quiesce_queue(ns->queue);
}

void nvme_start_queues(struct nvme_ctrl *ctrl)
{
	struct nvme_ns *ns;

	TAILQ_FOREACH (ns, &ctrl->namespaces, list)
		blk_mq_unquiesce_queue(ns->queue);
}

void nvme_start_freeze(struct nvme_ctrl *ctrl)
{
	struct nvme_ns *ns;

	TAILQ_FOREACH (ns, &ctrl->namespaces, list)
		blk_freeze_queue_start(ns->queue);
}

bool nvme_wait_freeze_timeout(struct nvme_ctrl *ctrl, unsigned timeout_ms)
{
	struct nvme_ns *ns;

	TAILQ_FOREACH (ns, &ctrl->namespaces, list) {
		timeout_ms = blk_mq_freeze_queue_wait_timeout(ns->queue, timeout_ms);
		if (!timeout_ms)
			return false;
	}
	return true;
}

void nvme_unfreeze(struct nvme_ctrl *ctrl)
{
	struct nvme_ns *ns;

	TAILQ_FOREACH (ns, &ctrl->namespaces, list)
		blk_mq_unfreeze_queue(ns->queue);
}

/* What waits inside is offered to the driver, and refused: no queue is enabled. */
void nvme_kill_queues(struct nvme_ctrl *ctrl)
{
	struct nvme_ns *ns;

	if (ctrl->admin_q)
		blk_mq_unquiesce_queue(ctrl->admin_q);
	TAILQ_FOREACH (ns, &ctrl->namespaces, list) {
		ns->disk->capacity = 0;
		blk_set_queue_dying(ns->queue);
		blk_mq_unquiesce_queue(ns->queue);
	}
}
