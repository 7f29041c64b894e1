/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Identify: which data structure is asked for, of which namespace.
 */
#include <string.h>

#include "nvme/admin.h"
#include "nvme/identify.h"

#define NSID_LAST 0xfffffffdu /* after which another one could come in a list */

/* What is asked for is written to the admin page. */
static u16 of_controller(struct bp_nvme_run *run, u32 nsid)
{
	(void)nsid;
	bp_nvme_identify_controller(run->ctrl, (struct nvme_id_ctrl *)run->ctrl->admin->page);
	return NVME_SC_SUCCESS;
}

static u16 judge_nsid(const struct bp_nvme_controller *ctrl, u32 nsid)
{
	return nsid && nsid <= ctrl->config.nr_namespaces ? NVME_SC_SUCCESS
							  : bp_nvme_dnr(NVME_SC_INVALID_NS);
}

/* Zeroes of one that is not active. */
static u16 of_namespace(struct bp_nvme_run *run, u32 nsid)
{
	const u16 status = judge_nsid(run->ctrl, nsid);
	u8 *page = run->ctrl->admin->page;

	if (status)
		return status;
	memset(page, 0, NVME_IDENTIFY_DATA_SIZE);
	if (bp_nvme_namespace_active(run->ctrl->namespaces[nsid - 1]))
		bp_nvme_identify_namespace(run->ctrl->namespaces[nsid - 1], nsid,
					   (struct nvme_id_ns *)page);
	return NVME_SC_SUCCESS;
}

static u16 of_descriptors(struct bp_nvme_run *run, u32 nsid)
{
	const u16 status = judge_nsid(run->ctrl, nsid);

	if (status)
		return status;
	if (!bp_nvme_namespace_active(run->ctrl->namespaces[nsid - 1]))
		return bp_nvme_dnr(NVME_SC_INVALID_NS);
	bp_nvme_identify_descriptors(run->ctrl->namespaces[nsid - 1], nsid, run->ctrl->admin->page);
	return NVME_SC_SUCCESS;
}

static u16 of_list(struct bp_nvme_run *run, u32 nsid)
{
	if (nsid > NSID_LAST)
		return bp_nvme_dnr(NVME_SC_INVALID_NS);
	bp_nvme_identify_list(run->ctrl, nsid, (__le32 *)run->ctrl->admin->page);
	return NVME_SC_SUCCESS;
}

/* A namespace is allocated when it is active: there is no management of namespaces. */
static const struct {
	u8 cns;
	u16 (*write)(struct bp_nvme_run *run, u32 nsid);
} structures[] = {
	{ NVME_ID_CNS_NS, of_namespace },	  { NVME_ID_CNS_CTRL, of_controller },
	{ NVME_ID_CNS_NS_ACTIVE_LIST, of_list },  { NVME_ID_CNS_NS_DESC_LIST, of_descriptors },
	{ NVME_ID_CNS_NS_PRESENT_LIST, of_list }, { NVME_ID_CNS_NS_PRESENT, of_namespace },
};

u16 bp_nvme_admin_identify(struct bp_nvme_run *run)
{
	const u8 cns = (u8)le32_to_cpu(run->cmd.common.cdw10);
	u16 status = bp_nvme_dnr(NVME_SC_INVALID_FIELD);

	for (size_t i = 0; i < bp_array_size(structures); i++)
		if (structures[i].cns == cns)
			status = structures[i].write(run, le32_to_cpu(run->cmd.common.nsid));
	if (!status)
		status = bp_nvme_admin_send(run, run->ctrl->admin->page, NVME_IDENTIFY_DATA_SIZE);
	return status;
}
