/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the host says it understands.
 */
#include "nvme/admin.h"
#include "nvme/features.h"

#define ACRE 0u /* byte: delays of retries, CRDT */

/* Since 1.4. */
static bool has_behavior(const struct bp_nvme_controller *ctrl)
{
	return ctrl->config.vs >= BP_NVME_VS_1_4;
}

static u16 receive_behavior(struct bp_nvme_run *run, u32 *value)
{
	u8 data[NVME_HOST_BEHAVIOR_BYTES];
	const u16 status = bp_nvme_admin_receive(run, data, sizeof(data));

	if (status)
		return status;
	*value = data[ACRE];
	return data[ACRE] > 1 ? bp_nvme_dnr(NVME_SC_INVALID_FIELD) : NVME_SC_SUCCESS;
}

static u16 send_behavior(struct bp_nvme_run *run, u32 value, bool is_current)
{
	const u8 data[NVME_HOST_BEHAVIOR_BYTES] = { [ACRE] = (u8)value };

	(void)is_current;
	return bp_nvme_admin_send(run, data, sizeof(data));
}

const struct bp_nvme_feature bp_nvme_host_behavior = {
	.fid = NVME_FEAT_HOST_BEHAVIOR,
	.caps = NVME_FEAT_CAP_CHANGEABLE,
	.is_there = has_behavior,
	.receive = receive_behavior,
	.send = send_behavior,
};
