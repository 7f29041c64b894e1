/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The controller memory buffer: where it is and whether it can be reached (nvme.md NVM-1, NVM-2).
 */
#ifndef BP_SIM_NVME_CMB_H
#define BP_SIM_NVME_CMB_H

#include "nvme/engine.h"

/* Reads CMBLOC and CMBSZ of the configuration; -EINVAL with @err when it does not fit its BAR. */
int bp_nvme_cmb_init(struct bp_nvme_controller *ctrl, struct bp_error *err);

/* A write to CMBMSC. */
void bp_nvme_cmb_control(struct bp_nvme_controller *ctrl, u64 cmbmsc);

/* It is not decoded any more (fault cmb-off). */
void bp_nvme_cmb_off(struct bp_nvme_controller *ctrl);

/* Whether CMBLOC and CMBSZ can be read. */
bool bp_nvme_cmb_is_visible(const struct bp_nvme_controller *ctrl);

/* Whether a range has a byte in it, by the address that the controller knows it by. */
bool bp_nvme_cmb_touches(const struct bp_nvme_controller *ctrl, u64 address, u64 bytes);

#endif
