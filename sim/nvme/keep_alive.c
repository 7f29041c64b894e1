/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The host must be heard from time to time (feature Keep Alive Timer); else it is gone and the
 * controller stops.
 */
#include <blkpath/env.h>

#include "nvme/admin.h"
#include "nvme/controller.h"

static void expired(struct bp_timer *timer)
{
	struct bp_nvme_admin *admin = bp_container_of(timer, struct bp_nvme_admin, keep_alive);

	bp_nvme_error_add(admin->ctrl, &(struct bp_nvme_error){
					       .sqid = BP_NVME_ERROR_NONE,
					       .cid = BP_NVME_ERROR_NONE,
					       .status = NVME_SC_KA_TIMEOUT_EXPIRED,
				       });
	bp_nvme_controller_fail(admin->ctrl);
}

void bp_nvme_keep_alive_start(struct bp_nvme_controller *ctrl, u64 ns)
{
	struct bp_nvme_admin *admin = ctrl->admin;

	admin->keep_alive_ns = ns;
	admin->keep_alive.fn = expired;
	bp_timer_cancel(ctrl->env, &admin->keep_alive);
	if (ns)
		bp_timer_arm(ctrl->env, &admin->keep_alive, ctrl->env->now_ns + ns);
}

u16 bp_nvme_admin_keep_alive(struct bp_nvme_run *run)
{
	bp_nvme_keep_alive_start(run->ctrl, run->ctrl->admin->keep_alive_ns);
	return NVME_SC_SUCCESS;
}
