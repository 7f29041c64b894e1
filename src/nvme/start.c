/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What goes on beside the I/O of a controller that is up: namespaces are looked for, events waited
 * for.
 */
#include "life.h"

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
