/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Shadow doorbells: the host leaves values in its memory and rings only when the controller sleeps
 * (nvme.md NVH-29).
 */
#ifndef BP_SIM_NVME_SHADOW_H
#define BP_SIM_NVME_SHADOW_H

#include "nvme/engine.h"

/* From now on, until a reset: two buffers by bus address. */
void bp_nvme_shadow_start(struct bp_nvme_controller *ctrl, u64 shadow, u64 eventidx);

/* Looks for a new tail: true when there is one. */
bool bp_nvme_shadow_tail(struct bp_nvme_controller *ctrl, struct bp_nvme_sq *sq);

/* The queue is empty: asks for the next ring, and looks once more.  True: there is a new tail. */
bool bp_nvme_shadow_sleep(struct bp_nvme_controller *ctrl, struct bp_nvme_sq *sq);

/* There is no room: looks for a new head, and asks to be told of the next one. */
void bp_nvme_shadow_head(struct bp_nvme_controller *ctrl, struct bp_nvme_cq *cq);

#endif
