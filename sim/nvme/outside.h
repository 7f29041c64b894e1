/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What befalls a disk from outside, without a command.
 */
#ifndef BP_SIM_NVME_OUTSIDE_H
#define BP_SIM_NVME_OUTSIDE_H

#include "nvme/namespace.h"

struct bp_nvme_controller;

/**
 * bp_nvme_power_loss - the power goes and comes back (NVC-39, INV-NVME-34)
 * @ctrl: a controller with admin commands and namespaces; nobody resets it here: that the host must
 * do as after every loss of power
 * @seed: which blocks of the write caches had already become durable; 0: none
 *
 * A loss without a shutdown before it counts as unsafe in the health log.
 */
void bp_nvme_power_loss(struct bp_nvme_controller *ctrl, u64 seed);

/**
 * bp_nvme_protect - a namespace becomes read-only, or writable again (NVC-30)
 * @ctrl: a controller with admin commands and namespaces
 * @nsid: an active namespace
 * @protect: from now on
 *
 * A host that wants to know is told: the namespace has changed.
 */
void bp_nvme_protect(struct bp_nvme_controller *ctrl, u32 nsid, enum bp_nvme_protect protect);

#endif
