/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A simulated NVMe controller behind BAR 0 of a PCI function (nvme.md part B).
 *
 * Registers act when they are touched; everything else happens as deferred work and timers of the
 * environment, so bp_wait() drives it.
 */
#ifndef BP_SIM_NVME_CONTROLLER_H
#define BP_SIM_NVME_CONTROLLER_H

#include <blkpath/error.h>

#include "nvme/config.h"
#include "nvme/counters.h"
#include "nvme/fault.h"
#include "nvme/parts.h"
#include "pci/fabric.h"

/* Controllers that NSSR resets together (NVC-8); starts as zeros. */
struct bp_nvme_subsystem {
	LIST_HEAD(, bp_nvme_controller) controllers;
};

/**
 * bp_nvme_controller_new - put a controller behind a function
 * @fabric: fabric of the machine
 * @dev: function; its BAR 0 holds registers and doorbells
 * @config: what kind; copied
 * @ctrl: receives it, to be freed with bp_nvme_controller_free() before the fabric
 * @err: receives the message
 *
 * Return: 0; -EINVAL with @err filled for a number out of range or a BAR that is too small;
 * -ENOMEM. Nothing was made then.
 */
int bp_nvme_controller_new(struct bp_fabric *fabric, struct pci_dev *dev,
			   const struct bp_nvme_config *config, struct bp_nvme_controller **ctrl,
			   struct bp_error *err);

/* The same with other parts; they must outlive it. */
int bp_nvme_engine_new(struct bp_fabric *fabric, struct pci_dev *dev,
		       const struct bp_nvme_config *config, const struct bp_nvme_parts *parts,
		       struct bp_nvme_controller **ctrl, struct bp_error *err);

/* Takes it away; its registers read as ones afterwards.  NULL is allowed. */
void bp_nvme_controller_free(struct bp_nvme_controller *ctrl);

/* What it counted. */
const struct bp_nvme_counters *bp_nvme_controller_counters(const struct bp_nvme_controller *ctrl);

/* Pulls it out: registers read as ones, nothing is heard, nothing is moved any more. */
void bp_nvme_controller_remove(struct bp_nvme_controller *ctrl);

/* It gives up: CSTS.CFS (NVC-7). */
void bp_nvme_controller_fail(struct bp_nvme_controller *ctrl);

#endif
