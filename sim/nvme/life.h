/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The states of a controller (nvme.md NVC-2 to NVC-8).
 */
#ifndef BP_SIM_NVME_LIFE_H
#define BP_SIM_NVME_LIFE_H

#include "nvme/engine.h"

/* A write to CC. */
void bp_nvme_configure(struct bp_nvme_controller *ctrl, u32 cc);

/* A write to NSSR. */
void bp_nvme_subsystem_reset(struct bp_nvme_controller *ctrl, u32 value);

/* The function of ctrl->transition. */
void bp_nvme_on_transition(struct bp_timer *timer);

/* The last command in service has ended. */
void bp_nvme_idle(struct bp_nvme_controller *ctrl);

/* Whether commands are fetched: ready, and nobody shuts it down (NVC-6). */
static inline bool bp_nvme_may_fetch(const struct bp_nvme_controller *ctrl)
{
	return ctrl->state == BP_NVME_READY && !(ctrl->registers.cc & NVME_CC_SHN_MASK);
}

#endif
