/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Accesses to BAR 0 (nvme.md 4).
 */
#ifndef BP_SIM_NVME_MMIO_H
#define BP_SIM_NVME_MMIO_H

#include "nvme/engine.h"

/* For bp_fabric_registers(); the context is the controller. */
extern const struct bp_register_ops bp_nvme_mmio_ops;

/* A write of any size, now or when the controller is not in the middle of something. */
void bp_nvme_mmio_write(struct bp_nvme_controller *ctrl, u64 offset, unsigned bytes, u64 value);

/* A value for a doorbell; those that cannot be are counted and told (NVC-10, NVC-11). */
void bp_nvme_doorbell_write(struct bp_nvme_controller *ctrl, u64 offset, u32 value);

/* A tail or a head from a doorbell, or from its shadow; false: it was not taken. */
bool bp_nvme_ring_sq(struct bp_nvme_controller *ctrl, struct bp_nvme_sq *sq, u32 tail);
bool bp_nvme_ring_cq(struct bp_nvme_controller *ctrl, struct bp_nvme_cq *cq, u32 head);

/* Capabilities, and what CMBLOC and CMBSZ show. */
u64 bp_nvme_cap(const struct bp_nvme_controller *ctrl);
u32 bp_nvme_cmbloc(const struct bp_nvme_controller *ctrl);
u32 bp_nvme_cmbsz(const struct bp_nvme_controller *ctrl);

/* A write of another device (NVC-34): false when there are too many already. */
bool bp_nvme_peer_write(struct bp_nvme_controller *ctrl, u64 offset, unsigned bytes, u64 value);

/* Leaves a write for later; a controller without memory for it gives up. */
void bp_nvme_peer_defer(struct bp_nvme_controller *ctrl, u64 offset, unsigned bytes, u64 value);

/* Does those that wait; what comes meanwhile waits on. */
void bp_nvme_peer_run(struct bp_nvme_controller *ctrl);

void bp_nvme_peer_clear(struct bp_nvme_controller *ctrl);

#endif
