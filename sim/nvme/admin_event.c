/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asynchronous Event Requests and what ends them (NVC-10, INV-NVME-33).
 */
#include <string.h>

#include "nvme/admin.h"
#include "nvme/log.h"

/* Requests and events meet, oldest first. */
static void tell(struct bp_nvme_admin *admin)
{
	struct bp_nvme_aen aen;

	while (admin->nr_aers && bp_nvme_aens_take(&admin->aens, &aen)) {
		struct bp_nvme_run *run = admin->aer[0];

		bp_nvme_aer_forget(run);
		run->result = bp_nvme_aen_result(aen);
		bp_nvme_complete(run);
	}
}

void bp_nvme_aer_forget(struct bp_nvme_run *run)
{
	struct bp_nvme_admin *admin = run->ctrl->admin;

	for (unsigned i = 0; i < admin->nr_aers; i++)
		if (admin->aer[i] == run) {
			memmove(&admin->aer[i], &admin->aer[i + 1],
				(--admin->nr_aers - i) * sizeof(*admin->aer));
			return;
		}
}

u16 bp_nvme_admin_async_event(struct bp_nvme_run *run)
{
	struct bp_nvme_admin *admin = run->ctrl->admin;
	struct bp_nvme_aen aen;

	if (admin->nr_aers > run->ctrl->config.aerl)
		return bp_nvme_dnr(NVME_SC_ASYNC_LIMIT);
	if (bp_nvme_aens_take(&admin->aens, &aen)) {
		run->result = bp_nvme_aen_result(aen);
		return NVME_SC_SUCCESS;
	}
	run->hold = true;
	admin->aer[admin->nr_aers++] = run;
	return NVME_SC_SUCCESS;
}

void bp_nvme_event(struct bp_nvme_controller *ctrl, u8 type, u8 info)
{
	const struct bp_nvme_aen aen = { type, info, bp_nvme_log_of_event(type, info) };

	if (type == NVME_AER_ERROR)
		bp_nvme_error_add(ctrl, &(struct bp_nvme_error){ .sqid = BP_NVME_ERROR_NONE,
								 .cid = BP_NVME_ERROR_NONE });
	bp_nvme_aens_add(&ctrl->admin->aens, aen);
	tell(ctrl->admin);
}

void bp_nvme_event_read(struct bp_nvme_controller *ctrl, u8 type)
{
	bp_nvme_aens_unmask(&ctrl->admin->aens, type);
	tell(ctrl->admin);
}
