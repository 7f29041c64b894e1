/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Get Log Page: the host names a page, an offset in it and a length, none of which may be believed
 * (SV-6).
 */
#include <string.h>

#include <blkpath/nvme_identify.h>

#include "nvme/admin.h"
#include "nvme/identify.h"
#include "nvme/log.h"
#include "nvme/namespace.h"

#define NO_EVENT 0xffu
#define FIRMWARE_SLOT 1u

_Static_assert(sizeof(struct nvme_effects_log) <= BP_NVME_ADMIN_PAGE, "a log fits the page");

static u16 error_log(struct bp_nvme_run *run, u32 *bytes)
{
	const unsigned nr = run->ctrl->config.elpe + 1u;
	struct bp_nvme_admin *admin = run->ctrl->admin;

	bp_nvme_error_log_page(&admin->errors, (struct nvme_error_slot *)admin->page, nr);
	*bytes = (u32)(nr * sizeof(struct nvme_error_slot));
	return NVME_SC_SUCCESS;
}

/* Of the controller, or of one namespace (LPA bit 0; SV-7: of one that there is). */
static u16 health_log(struct bp_nvme_run *run, u32 *bytes)
{
	const u32 nsid = le32_to_cpu(run->cmd.common.nsid);
	struct bp_nvme_extent of = { 0, run->ctrl->config.nr_namespaces };
	struct bp_nvme_namespace *ns;

	if (nsid && nsid != NVME_NSID_ALL) {
		const u16 status = bp_nvme_admin_namespace(run, &ns);

		if (status)
			return status;
		of = (struct bp_nvme_extent){ nsid - 1, 1 };
	}
	bp_nvme_health_log(run->ctrl, of, (struct nvme_smart_log *)run->ctrl->admin->page);
	*bytes = sizeof(struct nvme_smart_log);
	return NVME_SC_SUCCESS;
}

static u16 firmware_log(struct bp_nvme_run *run, u32 *bytes)
{
	struct nvme_fw_slot_info_log *log = (struct nvme_fw_slot_info_log *)run->ctrl->admin->page;

	*log = (struct nvme_fw_slot_info_log){ .afi = FIRMWARE_SLOT };
	bp_nvme_identify_text(log->frs[FIRMWARE_SLOT - 1], sizeof(log->frs[0]), BP_NVME_FIRMWARE);
	*bytes = sizeof(*log);
	return NVME_SC_SUCCESS;
}

/* In order; more than fit are one entry of ones. */
static u16 changed_log(struct bp_nvme_run *run, u32 *bytes)
{
	const struct bp_nvme_changed *changed = &run->ctrl->admin->changed;
	__le32 *list = (__le32 *)run->ctrl->admin->page;

	*bytes = BP_NVME_CHANGED_MAX * sizeof(*list);
	memset(list, 0, *bytes);
	for (unsigned i = 0; i < changed->nr; i++)
		list[i] = cpu_to_le32(changed->nsid[i]);
	if (changed->is_all)
		list[0] = cpu_to_le32(NVME_NSID_ALL);
	return NVME_SC_SUCCESS;
}

static u16 effects_log(struct bp_nvme_run *run, u32 *bytes)
{
	bp_nvme_effects_log(run->ctrl, (struct nvme_effects_log *)run->ctrl->admin->page);
	*bytes = sizeof(struct nvme_effects_log);
	return NVME_SC_SUCCESS;
}

/* A log, how it is written into the admin page, and the type of events that reading it unmasks. */
static const struct log {
	u8 lid;
	u8 event;
	u16 (*write)(struct bp_nvme_run *run, u32 *bytes);
} logs[] = {
	{ NVME_LOG_ERROR, NVME_AER_ERROR, error_log },
	{ NVME_LOG_SMART, NVME_AER_SMART, health_log },
	{ NVME_LOG_FW_SLOT, NVME_AER_NOTICE, firmware_log },
	{ NVME_LOG_CHANGED_NS, NVME_AER_NOTICE, changed_log },
	{ NVME_LOG_CMD_EFFECTS, NO_EVENT, effects_log },
};

static const struct log *find(u8 lid)
{
	for (size_t i = 0; i < bp_array_size(logs); i++)
		if (logs[i].lid == lid)
			return &logs[i];
	return NULL;
}

u8 bp_nvme_log_of_event(u8 type, u8 info)
{
	if (type == NVME_AER_NOTICE && info == NVME_AER_NOTICE_NS_CHANGED)
		return NVME_LOG_CHANGED_NS;
	for (size_t i = 0; i < bp_array_size(logs); i++)
		if (logs[i].event == type)
			return logs[i].lid;
	return 0;
}

static void was_read(struct bp_nvme_controller *ctrl, const struct log *log)
{
	if (log->lid == NVME_LOG_CHANGED_NS)
		memset(&ctrl->admin->changed, 0, sizeof(ctrl->admin->changed));
	if (log->event != NO_EVENT)
		bp_nvme_event_read(ctrl, log->event);
}

u16 bp_nvme_admin_log_page(struct bp_nvme_run *run)
{
	const struct nvme_common_command *cmd = &run->cmd.common;
	const u32 cdw10 = le32_to_cpu(cmd->cdw10);
	const u32 dwords = cdw10 >> 16 | (le32_to_cpu(cmd->cdw11) & 0xffff) << 16;
	const u64 asked = (dwords + 1ull) * 4;
	const u64 offset = le32_to_cpu(cmd->cdw12) | (u64)le32_to_cpu(cmd->cdw13) << 32;
	const struct log *log = find(NVME_LOG_LID(cdw10));
	u32 bytes;
	u16 status;

	if (!log)
		return bp_nvme_dnr(NVME_SC_INVALID_LOG_PAGE);
	if (offset % 4)
		return bp_nvme_dnr(NVME_SC_INVALID_FIELD);
	status = log->write(run, &bytes);
	if (status)
		return status;
	if (offset >= bytes)
		return bp_nvme_dnr(NVME_SC_INVALID_FIELD);
	status = bp_nvme_admin_send(run, run->ctrl->admin->page + offset,
				    (u32)bp_min(asked, bytes - offset));
	if (!status && !(cdw10 & NVME_LOG_RAE))
		was_read(run->ctrl, log);
	return status;
}
