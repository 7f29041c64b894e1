/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Features of power and health, and which events they cause.
 */
#include "nvme/admin.h"
#include "nvme/features.h"
#include "nvme/identify.h"

#define POWER_STATE(value) ((value)&0x1f)
#define TMPSEL(cdw11) ((cdw11) >> 16 & 0xf)
#define TMPSEL_COMPOSITE 0u
#define TMPSEL_ALL 0xfu
#define THSEL(cdw11) ((cdw11) >> 20 & 3)

/* There is one power state: 0. */
static u16 check_power(struct bp_nvme_run *run, u32 *value)
{
	(void)run;
	return POWER_STATE(*value) ? bp_nvme_dnr(NVME_SC_INVALID_FIELD) : NVME_SC_SUCCESS;
}

const struct bp_nvme_feature bp_nvme_power = {
	.fid = NVME_FEAT_POWER_MGMT,
	.caps = NVME_FEAT_CAP_CHANGEABLE | NVME_FEAT_CAP_SAVEABLE,
	.mask = 0xff,
	.check = check_power,
};

static unsigned count_thresholds(const struct bp_nvme_controller *ctrl)
{
	(void)ctrl;
	return BP_NVME_TEMP_SLOTS;
}

static u32 initial_threshold(const struct bp_nvme_controller *ctrl, unsigned slot)
{
	(void)ctrl;
	return slot == BP_NVME_TEMP_OVER ? BP_NVME_WCTEMP : 0;
}

/* Of the composite temperature: there are no other sensors.  "All" can only be set. */
static u16 slots_threshold(const struct bp_nvme_run *run, struct bp_nvme_slots *slots)
{
	const u32 cdw11 = le32_to_cpu(run->cmd.common.cdw11);
	const bool all =
		TMPSEL(cdw11) == TMPSEL_ALL && run->cmd.common.opcode == nvme_admin_set_features;

	if ((TMPSEL(cdw11) != TMPSEL_COMPOSITE && !all) || THSEL(cdw11) >= BP_NVME_TEMP_SLOTS)
		return bp_nvme_dnr(NVME_SC_INVALID_FIELD);
	slots->first = THSEL(cdw11);
	return NVME_SC_SUCCESS;
}

static u16 apply_health(struct bp_nvme_controller *ctrl, unsigned slot, u32 value)
{
	(void)slot;
	(void)value;
	bp_nvme_health_check(ctrl);
	return NVME_SC_SUCCESS;
}

const struct bp_nvme_feature bp_nvme_temperature_threshold = {
	.fid = NVME_FEAT_TEMP_THRESH,
	.caps = NVME_FEAT_CAP_CHANGEABLE | NVME_FEAT_CAP_SAVEABLE,
	.mask = 0xffff,
	.count = count_thresholds,
	.initial = initial_threshold,
	.slots = slots_threshold,
	.apply = apply_health,
};

const struct bp_nvme_feature bp_nvme_event_config = {
	.fid = NVME_FEAT_ASYNC_EVENT,
	.caps = NVME_FEAT_CAP_CHANGEABLE,
	.mask = NVME_AEN_CFG_SMART_MASK | NVME_AEN_CFG_NS_ATTR,
	.apply = apply_health,
};
