/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which commands get into the error log: all that fail, but for those that were aborted
 * (NVC-41).
 */
#include <blkpath/nvme_log.h>

#include "nvme/admin.h"

void bp_nvme_error_add(struct bp_nvme_controller *ctrl, const struct bp_nvme_error *error)
{
	bp_nvme_error_log_add(&ctrl->admin->errors, error);
}

static bool was_aborted(u16 status)
{
	return (status & BP_NVME_SC_MASK) == NVME_SC_ABORT_REQ ||
	       (status & BP_NVME_SC_MASK) == NVME_SC_ABORT_QUEUE;
}

void bp_nvme_admin_completed(struct bp_nvme_run *run)
{
	if (!run->status || was_aborted(run->status))
		return;
	bp_nvme_error_add(run->ctrl, &(struct bp_nvme_error){
					     .sqid = run->sqid,
					     .cid = bp_nvme_run_cid(run),
					     .status = run->status,
					     .lba = run->sqid ? le64_to_cpu(run->cmd.rw.slba) : 0,
					     .nsid = le32_to_cpu(run->cmd.common.nsid),
				     });
}
