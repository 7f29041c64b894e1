/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One Asynchronous Event Request waits at the controller, outside the block layer's tags (NVH-32).
 */
#include <blkpath/nvme_log.h>

#include "life.h"

/* Which events the driver understands. */
#define SUPPORTED (NVME_AEN_CFG_NS_ATTR | NVME_AEN_CFG_FW_ACT)

void nvme_enable_aen(struct nvme_ctrl *ctrl)
{
	if (ctrl->oaes & SUPPORTED)
		nvme_set_features(ctrl, NVME_FEAT_ASYNC_EVENT, ctrl->oaes & SUPPORTED, NULL);
}

void nvme_async_event_work(struct bp_work *work)
{
	struct nvme_ctrl *ctrl = bp_container_of(work, struct nvme_ctrl, async_event_work);
	const struct nvme_command c = {
		.common = { .opcode = nvme_admin_async_event,
			    .command_id = cpu_to_le16(NVME_AQ_BLK_MQ_DEPTH) },
	};

	if (ctrl->state == NVME_CTRL_LIVE || ctrl->state == NVME_CTRL_ADMIN_ONLY)
		nvme_submit_cmd(&to_nvme_dev(ctrl)->queues[0], &c, true);
}

static void handle(struct nvme_ctrl *ctrl, u32 result)
{
	const unsigned type = result & 7, info = result >> 8 & 0xff;

	bp_info(ctrl->bp_env, BP_SITE_NVME_AEN, result, 0);
	if (type == NVME_AER_NOTICE && info == NVME_AER_NOTICE_NS_CHANGED) {
		ctrl->bp_ns_changed = true;
		nvme_queue_scan(ctrl);
	} else {
		ctrl->aen_result = result;
	}
}

/* One that was aborted, or refused, is not sent again. */
void nvme_complete_async_event(struct nvme_ctrl *ctrl, __le16 status, __le64 result)
{
	if (le16_to_cpu(status) >> 1 != NVME_SC_SUCCESS)
		return;
	handle(ctrl, (u32)le64_to_cpu(result));
	bp_work_queue(ctrl->bp_env, &ctrl->async_event_work);
}
