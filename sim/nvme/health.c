/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the host is warned of: temperature, namespaces that became read-only or changed, and its own
 * silence (NVC-41).
 */
#include <string.h>

#include <blkpath/env.h>
#include <blkpath/nvme_log.h>

#include "nvme/admin.h"
#include "nvme/controller.h"
#include "nvme/namespace.h"

#define WARN_TEMPERATURE (1u << 1)
#define WARN_READ_ONLY (1u << 3)

static bool is_read_only(const struct bp_nvme_controller *ctrl)
{
	for (unsigned i = 0; i < ctrl->config.nr_namespaces; i++)
		if (ctrl->namespaces[i] && ctrl->namespaces[i]->protect == BP_NVME_READ_ONLY)
			return true;
	return false;
}

u8 bp_nvme_critical_warnings(const struct bp_nvme_controller *ctrl)
{
	const struct bp_nvme_feature *threshold = &bp_nvme_temperature_threshold;
	const u16 kelvin = ctrl->admin->temperature;
	u8 warnings = is_read_only(ctrl) ? WARN_READ_ONLY : 0;

	if (kelvin >= bp_nvme_feature(ctrl, threshold, BP_NVME_TEMP_OVER) ||
	    kelvin <= bp_nvme_feature(ctrl, threshold, BP_NVME_TEMP_UNDER))
		warnings |= WARN_TEMPERATURE;
	return warnings;
}

/* Once when a warning begins (NVC-41): as long as it lasts the host need not hear it again. */
void bp_nvme_health_check(struct bp_nvme_controller *ctrl)
{
	const u32 wanted = bp_nvme_feature(ctrl, &bp_nvme_event_config, 0);
	const u8 told = ctrl->admin->warnings;

	ctrl->admin->warnings = (u8)(bp_nvme_critical_warnings(ctrl) & wanted);
	if (ctrl->admin->warnings & ~told & WARN_TEMPERATURE)
		bp_nvme_event(ctrl, NVME_AER_SMART, NVME_AER_SMART_TEMP_THRESH);
	if (ctrl->admin->warnings & ~told & WARN_READ_ONLY)
		bp_nvme_event(ctrl, NVME_AER_SMART, NVME_AER_SMART_RELIABILITY);
}

void bp_nvme_temperature(struct bp_nvme_controller *ctrl, u16 kelvin)
{
	ctrl->admin->temperature = kelvin;
	bp_nvme_health_check(ctrl);
}

/* Into its place in the list, once. */
static void note_change(struct bp_nvme_changed *changed, u32 nsid)
{
	unsigned at = 0;

	while (at < changed->nr && changed->nsid[at] < nsid)
		at++;
	if (changed->is_all || (at < changed->nr && changed->nsid[at] == nsid))
		return;
	if (changed->nr == BP_NVME_CHANGED_MAX) {
		*changed = (struct bp_nvme_changed){ .is_all = true };
		return;
	}
	memmove(&changed->nsid[at + 1], &changed->nsid[at],
		(changed->nr++ - at) * sizeof(changed->nsid[0]));
	changed->nsid[at] = nsid;
}

void bp_nvme_namespace_changed(struct bp_nvme_controller *ctrl, u32 nsid)
{
	note_change(&ctrl->admin->changed, nsid);
	if (bp_nvme_feature(ctrl, &bp_nvme_event_config, 0) & NVME_AEN_CFG_NS_ATTR)
		bp_nvme_event(ctrl, NVME_AER_NOTICE, NVME_AER_NOTICE_NS_CHANGED);
	bp_nvme_health_check(ctrl);
}
