/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A whole controller: the engine and all who know commands.
 */
#include <blkpath/interrupt.h>

#include "nvme/admin.h"
#include "nvme/engine.h"
#include "nvme/namespaces.h"

static int init(struct bp_nvme_controller *ctrl, struct bp_error *err)
{
	int error = bp_nvme_namespaces_init(ctrl, err);

	return error ? error : bp_nvme_admin_init(ctrl);
}

static void fini(struct bp_nvme_controller *ctrl)
{
	bp_nvme_admin_fini(ctrl);
	bp_nvme_namespaces_fini(ctrl);
}

static const struct bp_nvme_parts parts = {
	.init = init,
	.fini = fini,
	.admin = bp_nvme_admin_execute,
	.io = bp_nvme_io_execute,
	.completed = bp_nvme_admin_completed,
	.event = bp_nvme_event,
	.reset = bp_nvme_admin_reset,
	.flush = bp_nvme_namespaces_flush,
	.interrupt = bp_pci_interrupt,
};

int bp_nvme_controller_new(struct bp_fabric *fabric, struct pci_dev *dev,
			   const struct bp_nvme_config *config, struct bp_nvme_controller **ctrl,
			   struct bp_error *err)
{
	return bp_nvme_engine_new(fabric, dev, config, &parts, ctrl, err);
}
