/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BP_SIM_NVME_VALID_H
#define BP_SIM_NVME_VALID_H

#include "nvme/engine.h"

/* NVC-3: why the controller cannot be enabled, the first reason in order; NULL when it can. */
const char *bp_nvme_enable_error(const struct bp_nvme_controller *ctrl);

/* -EINVAL with @err for a configuration that cannot be, or does not fit the function. */
int bp_nvme_config_check(const struct bp_nvme_config *config, const struct pci_dev *dev,
			 struct bp_error *err);

#endif
