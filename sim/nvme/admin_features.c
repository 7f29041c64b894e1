/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Set Features and Get Features (NVC-25, NVC-40).
 */
#include <blkpath/nvme_identify.h>

#include "nvme/admin.h"

static u8 fid(const struct bp_nvme_run *run)
{
	return (u8)le32_to_cpu(run->cmd.common.cdw10);
}

static u8 capabilities(const struct bp_nvme_controller *ctrl, const struct bp_nvme_feature *feature)
{
	const bool saves = ctrl->config.oncs & NVME_CTRL_ONCS_SAVE_SELECT;

	return (u8)(saves ? feature->caps : feature->caps & ~NVME_FEAT_CAP_SAVEABLE);
}

static u16 which(const struct bp_nvme_run *run, const struct bp_nvme_feature *feature,
		 struct bp_nvme_slots *slots)
{
	*slots = (struct bp_nvme_slots){ 0, 1 };
	return feature->slots ? feature->slots(run, slots) : NVME_SC_SUCCESS;
}

/* A namespace, given where the whole controller is meant. */
static u16 judge_nsid(const struct bp_nvme_run *run, u8 caps)
{
	const u32 nsid = le32_to_cpu(run->cmd.common.nsid);

	if (caps & NVME_FEAT_CAP_PER_NS || !nsid || nsid == NVME_NSID_ALL)
		return NVME_SC_SUCCESS;
	return bp_nvme_dnr(nsid > run->ctrl->config.nr_namespaces ? NVME_SC_INVALID_NS
								  : NVME_SC_FEATURE_NOT_PER_NS);
}

/* The errors of NVC-40, in order. */
static u16 judge_set(const struct bp_nvme_run *run, const struct bp_nvme_feature *feature)
{
	const u8 caps = capabilities(run->ctrl, feature);
	const bool save = le32_to_cpu(run->cmd.common.cdw10) & NVME_FEAT_SAVE;
	u16 status;

	if (save && !(caps & NVME_FEAT_CAP_SAVEABLE))
		return bp_nvme_dnr(NVME_SC_FEATURE_NOT_SAVEABLE);
	status = judge_nsid(run, caps);
	if (!status && !(caps & NVME_FEAT_CAP_CHANGEABLE))
		status = bp_nvme_dnr(NVME_SC_FEATURE_NOT_CHANGEABLE);
	return status;
}

static u16 set(struct bp_nvme_controller *ctrl, const struct bp_nvme_feature *feature,
	       unsigned slot, u32 value, bool save)
{
	struct bp_nvme_value *kept = bp_nvme_feature_value(ctrl, feature, slot);
	const u32 before = kept->now;
	u16 status = NVME_SC_SUCCESS;

	kept->now = value;
	if (feature->apply)
		status = feature->apply(ctrl, slot, value);
	if (status)
		kept->now = before;
	else if (save)
		kept->saved = value;
	return status;
}

u16 bp_nvme_admin_set_features(struct bp_nvme_run *run)
{
	const struct bp_nvme_feature *feature = bp_nvme_feature_find(run->ctrl, fid(run));
	const bool save = le32_to_cpu(run->cmd.common.cdw10) & NVME_FEAT_SAVE;
	struct bp_nvme_slots slots;
	u32 value;
	u16 status;

	if (!feature)
		return bp_nvme_dnr(NVME_SC_INVALID_FIELD);
	status = judge_set(run, feature);
	if (!status)
		status = which(run, feature, &slots);
	if (status)
		return status;
	value = le32_to_cpu(run->cmd.common.cdw11) & feature->mask;
	if (feature->receive)
		status = feature->receive(run, &value);
	if (!status && feature->check)
		status = feature->check(run, &value);
	for (unsigned i = 0; !status && i < slots.nr; i++)
		status = set(run->ctrl, feature, slots.first + i, value, save);
	return status;
}

u16 bp_nvme_admin_get_features(struct bp_nvme_run *run)
{
	const struct bp_nvme_feature *feature = bp_nvme_feature_find(run->ctrl, fid(run));
	const u32 select = NVME_FEAT_SEL(le32_to_cpu(run->cmd.common.cdw10));
	const bool selects = run->ctrl->config.oncs & NVME_CTRL_ONCS_SAVE_SELECT;
	const struct bp_nvme_value *kept;
	struct bp_nvme_slots slots;
	u32 value;
	u16 status;

	if (!feature || select > NVME_FEAT_SEL_CAPABILITIES || (select && !selects))
		return bp_nvme_dnr(NVME_SC_INVALID_FIELD);
	if (select == NVME_FEAT_SEL_CAPABILITIES) {
		run->result = capabilities(run->ctrl, feature);
		return NVME_SC_SUCCESS;
	}
	status = which(run, feature, &slots);
	if (status)
		return status;
	kept = bp_nvme_feature_value(run->ctrl, feature, slots.first);
	value = select == NVME_FEAT_SEL_CURRENT	  ? kept->now
		: select == NVME_FEAT_SEL_DEFAULT ? kept->initial
						  : kept->saved;
	if (feature->send)
		return feature->send(run, value, select == NVME_FEAT_SEL_CURRENT);
	run->result = value;
	return NVME_SC_SUCCESS;
}
