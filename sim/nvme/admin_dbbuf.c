/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Doorbell Buffer Config: two pages of the host take the place of doorbells (NVH-29).  They are not
 * the controller's own registers (NVC-33, SV-2); what else they are is found at each access.
 */
#include "nvme/admin.h"
#include "nvme/memory.h"
#include "nvme/shadow.h"

u16 bp_nvme_admin_dbbuf(struct bp_nvme_run *run)
{
	const u64 shadow = le64_to_cpu(run->cmd.common.dptr.prp1);
	const u64 eventidx = le64_to_cpu(run->cmd.common.dptr.prp2);
	u16 status;

	if ((shadow | eventidx) % run->ctrl->page_bytes)
		return bp_nvme_dnr(NVME_SC_INVALID_FIELD);
	status = bp_nvme_run_admit(run, BP_NVME_DMA_SHADOW, shadow, run->ctrl->page_bytes);
	if (!status)
		status = bp_nvme_run_admit(run, BP_NVME_DMA_EVENTIDX, eventidx,
					   run->ctrl->page_bytes);
	if (!status)
		bp_nvme_shadow_start(run->ctrl, shadow, eventidx);
	return status;
}
