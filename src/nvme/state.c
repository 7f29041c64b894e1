/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which state of a controller may follow which (NVH-36).
 */
#include <blkpath/event.h>
#include <blkpath/nvme_failure.h>

#include "life.h"

#define FROM(state) (1u << NVME_CTRL_##state)

static const unsigned before[] = {
	[NVME_CTRL_LIVE] = FROM(NEW) | FROM(RESETTING) | FROM(CONNECTING),
	[NVME_CTRL_ADMIN_ONLY] = FROM(CONNECTING),
	[NVME_CTRL_RESETTING] = FROM(NEW) | FROM(LIVE) | FROM(ADMIN_ONLY),
	[NVME_CTRL_CONNECTING] = FROM(NEW) | FROM(RESETTING),
	[NVME_CTRL_DELETING] = FROM(LIVE) | FROM(ADMIN_ONLY) | FROM(RESETTING) | FROM(CONNECTING),
	[NVME_CTRL_DEAD] = FROM(DELETING),
};

bool nvme_change_ctrl_state(struct nvme_ctrl *ctrl, enum nvme_ctrl_state new_state)
{
	const enum nvme_ctrl_state old = ctrl->state;

	if (!(before[new_state] >> old & 1))
		return false;
	ctrl->state = new_state;
	bp_nvme_event_of(to_nvme_dev(ctrl), NVME_STATE,
			 .state = ((struct bp_nvme_state_change){ old, new_state }),
			 .rule = "NVH-36", .a = old, .b = new_state);
	return true;
}
