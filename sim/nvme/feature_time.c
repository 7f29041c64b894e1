/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Features of time: what the host calls it, and how long it may be silent.
 */
#include <string.h>

#include <blkpath/nvme_identify.h>

#include "nvme/admin.h"
#include "nvme/features.h"

#define NS_PER_MS 1000000ull
#define KAS_MS 100ull
#define TIMESTAMP_MS_BYTES 6u
#define TIMESTAMP_MS_MASK ((1ull << 48) - 1)
#define ORIGIN_BYTE 6u
#define ORIGIN_SET (1u << 1) /* by the host, since the last reset */

static bool has_timestamp(const struct bp_nvme_controller *ctrl)
{
	return ctrl->config.oncs & NVME_CTRL_ONCS_TIMESTAMP;
}

static u16 receive_timestamp(struct bp_nvme_run *run, u32 *value)
{
	struct bp_nvme_clock *clock = &run->ctrl->admin->clock;
	__le64 data;
	const u16 status = bp_nvme_admin_receive(run, &data, NVME_TIMESTAMP_BYTES);

	*value = 0;
	if (status)
		return status;
	clock->is_set = true;
	clock->set_ms = le64_to_cpu(data) & TIMESTAMP_MS_MASK;
	clock->set_at_ns = run->ctrl->env->now_ns;
	return NVME_SC_SUCCESS;
}

/* Since a reset it counts from 0 until the host sets it. */
static u16 send_timestamp(struct bp_nvme_run *run, u32 value, bool is_current)
{
	const struct bp_nvme_clock *clock = &run->ctrl->admin->clock;
	const u64 passed_ms = (run->ctrl->env->now_ns - clock->set_at_ns) / NS_PER_MS;
	__le64 data = cpu_to_le64((clock->set_ms + passed_ms) & TIMESTAMP_MS_MASK);

	(void)value;
	if (clock->is_set)
		data.byte[ORIGIN_BYTE] = ORIGIN_SET;
	if (!is_current)
		data = cpu_to_le64(0);
	return bp_nvme_admin_send(run, &data, NVME_TIMESTAMP_BYTES);
}

const struct bp_nvme_feature bp_nvme_timestamp = {
	.fid = NVME_FEAT_TIMESTAMP,
	.caps = NVME_FEAT_CAP_CHANGEABLE,
	.is_there = has_timestamp,
	.receive = receive_timestamp,
	.send = send_timestamp,
};

static bool has_keep_alive(const struct bp_nvme_controller *ctrl)
{
	return ctrl->config.kas;
}

/* Rounded up to what the controller can tell apart (KAS); 0 is no limit. */
static u16 check_keep_alive(struct bp_nvme_run *run, u32 *value)
{
	const u64 unit_ms = run->ctrl->config.kas * KAS_MS;
	const u64 rounded = (*value + unit_ms - 1) / unit_ms * unit_ms;

	if (rounded > UINT32_MAX)
		return bp_nvme_dnr(NVME_SC_KA_TIMEOUT_INVALID);
	*value = (u32)rounded;
	return NVME_SC_SUCCESS;
}

static u16 apply_keep_alive(struct bp_nvme_controller *ctrl, unsigned slot, u32 value)
{
	(void)slot;
	bp_nvme_keep_alive_start(ctrl, value * NS_PER_MS);
	return NVME_SC_SUCCESS;
}

const struct bp_nvme_feature bp_nvme_keep_alive = {
	.fid = NVME_FEAT_KATO,
	.caps = NVME_FEAT_CAP_CHANGEABLE,
	.mask = ~0u,
	.is_there = has_keep_alive,
	.check = check_keep_alive,
	.apply = apply_keep_alive,
};
