/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nvme/outside.h"

#include "nvme/admin.h"
#include "nvme/namespaces.h"

void bp_nvme_power_loss(struct bp_nvme_controller *ctrl, u64 seed)
{
	bp_nvme_namespaces_power_loss(ctrl, seed);
	bp_nvme_admin_power_loss(ctrl);
}

void bp_nvme_protect(struct bp_nvme_controller *ctrl, u32 nsid, enum bp_nvme_protect protect)
{
	bp_nvme_namespace(ctrl, nsid)->protect = protect;
	bp_nvme_namespace_changed(ctrl, nsid);
}
