/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Features of namespaces and their blocks.
 */
#include <blkpath/nvme_identify.h>

#include "nvme/admin.h"
#include "nvme/features.h"
#include "nvme/namespace.h"

#define DULBE (1u << 16)

static unsigned count_namespaces(const struct bp_nvme_controller *ctrl)
{
	return ctrl->config.nr_namespaces;
}

static u32 initial_recovery(const struct bp_nvme_controller *ctrl, unsigned slot)
{
	return ctrl->namespaces[slot] && ctrl->namespaces[slot]->config.unwritten_fails ? DULBE : 0;
}

/* One namespace; to set, also all of them. */
static u16 slots_namespace(const struct bp_nvme_run *run, struct bp_nvme_slots *slots)
{
	const u32 nsid = le32_to_cpu(run->cmd.common.nsid);
	struct bp_nvme_namespace *ns;

	if (nsid == NVME_NSID_ALL && run->cmd.common.opcode == nvme_admin_set_features) {
		*slots = (struct bp_nvme_slots){ 0, run->ctrl->config.nr_namespaces };
		return NVME_SC_SUCCESS;
	}
	slots->first = nsid - 1;
	return bp_nvme_admin_namespace(run, &ns);
}

/* DULBE: whether reading a deallocated block fails.  The time limit is kept and told. */
static u16 apply_recovery(struct bp_nvme_controller *ctrl, unsigned slot, u32 value)
{
	if (ctrl->namespaces[slot])
		ctrl->namespaces[slot]->unwritten_fails = value & DULBE;
	return NVME_SC_SUCCESS;
}

const struct bp_nvme_feature bp_nvme_error_recovery = {
	.fid = NVME_FEAT_ERR_RECOVERY,
	.caps = NVME_FEAT_CAP_CHANGEABLE | NVME_FEAT_CAP_SAVEABLE | NVME_FEAT_CAP_PER_NS,
	.mask = DULBE | 0xffff,
	.count = count_namespaces,
	.initial = initial_recovery,
	.slots = slots_namespace,
	.apply = apply_recovery,
};

static bool has_cache(const struct bp_nvme_controller *ctrl)
{
	return ctrl->config.vwc & NVME_CTRL_VWC_PRESENT;
}

static u32 initial_cache(const struct bp_nvme_controller *ctrl, unsigned slot)
{
	(void)slot;
	return has_cache(ctrl);
}

static u16 apply_cache(struct bp_nvme_controller *ctrl, unsigned slot, u32 value)
{
	bool failed = false;

	(void)slot;
	for (unsigned i = 0; i < ctrl->config.nr_namespaces; i++)
		if (bp_nvme_namespace_active(ctrl->namespaces[i]))
			failed |= bp_medium_cache(ctrl->namespaces[i]->medium, value) != 0;
	return failed ? NVME_SC_INTERNAL : NVME_SC_SUCCESS;
}

const struct bp_nvme_feature bp_nvme_write_cache = {
	.fid = NVME_FEAT_VOLATILE_WC,
	.caps = NVME_FEAT_CAP_CHANGEABLE | NVME_FEAT_CAP_SAVEABLE,
	.mask = 1,
	.is_there = has_cache,
	.initial = initial_cache,
	.apply = apply_cache,
};

/* A block is atomic and nothing larger promises to be, so there is nothing to choose. */
const struct bp_nvme_feature bp_nvme_write_atomicity = {
	.fid = NVME_FEAT_WRITE_ATOMIC,
	.mask = 1,
};
