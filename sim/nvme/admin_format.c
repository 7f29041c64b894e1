/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Format NVM.
 */
#include <blkpath/nvme_identify.h>

#include "nvme/admin.h"
#include "nvme/namespace.h"

#define SES_USER_DATA 1u /* erase; there is no cryptographic erase */

static u16 judge(const struct bp_nvme_namespace *ns)
{
	static const u16 status[] = {
		[BP_NVME_WRITABLE] = NVME_SC_SUCCESS,
		[BP_NVME_WRITE_PROTECTED] = NVME_SC_NS_WRITE_PROTECTED | NVME_SC_DNR,
		[BP_NVME_READ_ONLY] = NVME_SC_READ_ONLY | NVME_SC_DNR,
	};

	return status[ns->protect];
}

static u16 format(struct bp_nvme_namespace *ns, u32 cdw10)
{
	const struct bp_nvme_layout layout = {
		.format = NVME_FORMAT_LBAF(cdw10),
		.extended = cdw10 & NVME_FORMAT_MSET,
		.pi_type = NVME_FORMAT_PI(cdw10),
		.pi_first = cdw10 & NVME_FORMAT_PIL,
	};
	const u16 status = judge(ns);

	return status ? status : bp_nvme_namespace_format(ns, &layout);
}

/* All of them: the first that cannot be formatted ends it, those before it are. */
static u16 format_all(struct bp_nvme_controller *ctrl, u32 cdw10)
{
	u16 status = NVME_SC_SUCCESS;

	for (unsigned i = 0; !status && i < ctrl->config.nr_namespaces; i++)
		if (bp_nvme_namespace_active(ctrl->namespaces[i]))
			status = format(ctrl->namespaces[i], cdw10);
	return status;
}

u16 bp_nvme_admin_format(struct bp_nvme_run *run)
{
	const u32 cdw10 = le32_to_cpu(run->cmd.common.cdw10);
	struct bp_nvme_namespace *ns;
	u16 status;

	if (NVME_FORMAT_SES(cdw10) > SES_USER_DATA)
		return bp_nvme_dnr(NVME_SC_INVALID_FIELD);
	if (le32_to_cpu(run->cmd.common.nsid) == NVME_NSID_ALL)
		return format_all(run->ctrl, cdw10);
	status = bp_nvme_admin_namespace(run, &ns);
	return status ? status : format(ns, cdw10);
}
