/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nvme/namespaces.h"

#include "nvme/engine.h"
#include "nvme/namespace.h"

int bp_nvme_namespaces_init(struct bp_nvme_controller *ctrl, struct bp_error *err)
{
	const struct bp_nvme_config *config = &ctrl->config;

	for (unsigned i = 0; i < config->nr_namespaces; i++) {
		int ret = bp_nvme_namespace_new(&config->namespaces[i], &ctrl->namespaces[i], err);

		if (ret)
			return ret;
		if (bp_nvme_namespace_active(ctrl->namespaces[i]))
			bp_medium_cache(ctrl->namespaces[i]->medium, config->vwc & 1);
	}
	return 0;
}

void bp_nvme_namespaces_fini(struct bp_nvme_controller *ctrl)
{
	for (unsigned i = 0; i < ctrl->config.nr_namespaces; i++) {
		bp_nvme_namespace_free(ctrl->namespaces[i]);
		ctrl->namespaces[i] = NULL;
	}
}

void bp_nvme_namespaces_flush(struct bp_nvme_controller *ctrl)
{
	for (unsigned i = 0; i < ctrl->config.nr_namespaces; i++)
		if (bp_nvme_namespace_active(ctrl->namespaces[i]))
			bp_medium_flush(ctrl->namespaces[i]->medium);
}

void bp_nvme_namespaces_power_loss(struct bp_nvme_controller *ctrl, u64 seed)
{
	for (unsigned i = 0; i < ctrl->config.nr_namespaces; i++)
		if (bp_nvme_namespace_active(ctrl->namespaces[i]))
			bp_medium_power_loss(ctrl->namespaces[i]->medium, seed ? seed + i : 0);
}

struct bp_nvme_namespace *bp_nvme_namespace(const struct bp_nvme_controller *ctrl, u32 nsid)
{
	return nsid && nsid <= ctrl->config.nr_namespaces ? ctrl->namespaces[nsid - 1] : NULL;
}
