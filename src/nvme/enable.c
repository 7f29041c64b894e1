/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * CC asks, CSTS answers in its own time (NVH-39).
 */
#include <errno.h>

#include "life.h"

#define POLL_MS 100u
#define HALF_SECOND_NS (500 * BP_NVME_MS)
#define GONE 0xffffffffu

static int nvme_wait_ready(struct nvme_ctrl *ctrl, u64 cap, bool enabled)
{
	const u64 until = ctrl->bp_env->now_ns + (NVME_CAP_TIMEOUT(cap) + 1) * HALF_SECOND_NS;
	const u32 wanted = enabled ? NVME_CSTS_RDY : 0;

	for (;;) {
		const u32 csts = bp_nvme_read32(to_nvme_dev(ctrl), NVME_REG_CSTS);

		if (csts == GONE)
			return -ENODEV;
		if ((csts & NVME_CSTS_RDY) == wanted)
			return 0;
		msleep(ctrl->bp_env, POLL_MS);
		if (ctrl->bp_env->now_ns <= until)
			continue;
		bp_info(ctrl->bp_env, BP_SITE_NVME_NOT_READY, csts, wanted);
		return -ENODEV;
	}
}

static void set_config(struct nvme_ctrl *ctrl, u32 config)
{
	ctrl->ctrl_config = config;
	bp_nvme_write32(to_nvme_dev(ctrl), NVME_REG_CC, config);
}

int nvme_enable_ctrl(struct nvme_ctrl *ctrl, u64 cap)
{
	const unsigned smallest = BP_NVME_PAGE_SHIFT + NVME_CAP_MPSMIN(cap);

	if (smallest > BP_NVME_PAGE_SHIFT) {
		bp_info(ctrl->bp_env, BP_SITE_NVME_MIN_PAGE, smallest, BP_NVME_PAGE_SHIFT);
		return -ENODEV;
	}
	set_config(ctrl, NVME_CC_IOSQES | NVME_CC_IOCQES | NVME_CC_ENABLE);
	return nvme_wait_ready(ctrl, cap, true);
}

int nvme_disable_ctrl(struct nvme_ctrl *ctrl, u64 cap)
{
	set_config(ctrl, ctrl->ctrl_config & ~(NVME_CC_SHN_MASK | NVME_CC_ENABLE));
	return nvme_wait_ready(ctrl, cap, false);
}

void nvme_shutdown_ctrl(struct nvme_ctrl *ctrl)
{
	const u64 until = ctrl->bp_env->now_ns + ctrl->shutdown_timeout_ms * BP_NVME_MS;

	set_config(ctrl, ctrl->ctrl_config | NVME_CC_SHN_NORMAL);
	for (;;) {
		const u32 csts = bp_nvme_read32(to_nvme_dev(ctrl), NVME_REG_CSTS);

		if ((csts & NVME_CSTS_SHST_MASK) == NVME_CSTS_SHST_CMPLT)
			return;
		msleep(ctrl->bp_env, POLL_MS);
		if (csts != GONE && ctrl->bp_env->now_ns <= until)
			continue;
		bp_info(ctrl->bp_env, BP_SITE_NVME_SHUTDOWN, csts, 0);
		return;
	}
}
