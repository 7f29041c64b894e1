/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What listeners hear of a controller: events of include/blkpath/nvme_event.h.
 */
#ifndef BP_SIM_NVME_TELL_H
#define BP_SIM_NVME_TELL_H

#include "nvme/engine.h"

/* A queue was made, or is going. */
void bp_nvme_tell_sq(const struct bp_nvme_controller *ctrl, const struct bp_nvme_sq *sq,
		     bool is_going);
void bp_nvme_tell_cq(const struct bp_nvme_controller *ctrl, const struct bp_nvme_cq *cq,
		     bool is_going);

/* CC or CSTS changed. */
void bp_nvme_tell_registers(const struct bp_nvme_controller *ctrl);

/* A command was fetched from a slot. */
void bp_nvme_tell_fetch(const struct bp_nvme_run *run, u32 slot);

/* A completion was written to a slot. */
void bp_nvme_tell_posted(const struct bp_nvme_run *run, u32 slot, const struct nvme_completion *cqe,
			 bool interrupts);

#endif
