/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Log pages (nvme.md 10, NVC-26).
 */
#ifndef BP_SIM_NVME_LOG_H
#define BP_SIM_NVME_LOG_H

#include <blkpath/nvme_log.h>

#include "nvme/command.h"

/* Namespaces whose numbers a health log adds up: all, or one. */
struct bp_nvme_extent {
	u32 first;
	u32 nr;
};

/* Health of namespaces by NSID - 1; all 512 bytes are written. */
void bp_nvme_health_log(const struct bp_nvme_controller *ctrl, struct bp_nvme_extent of,
			struct nvme_smart_log *log);

/* Which commands there are, and what they do to what. */
void bp_nvme_effects_log(const struct bp_nvme_controller *ctrl, struct nvme_effects_log *log);

/* The log that tells more about an event; reading it lets the next of its type through. */
u8 bp_nvme_log_of_event(u8 type, u8 info);

/* A log of this type of events was read: the next one is told. */
void bp_nvme_event_read(struct bp_nvme_controller *ctrl, u8 type);

#endif
