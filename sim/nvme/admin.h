/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Admin commands of a controller, and what they keep (nvme.md 10).
 */
#ifndef BP_SIM_NVME_ADMIN_H
#define BP_SIM_NVME_ADMIN_H

#include "nvme/aen.h"
#include "nvme/command.h"
#include "nvme/error_log.h"
#include "nvme/features.h"

#define BP_NVME_AERS_MAX 256u
#define BP_NVME_ADMIN_PAGE (BP_NVME_ERROR_SLOTS * sizeof(struct nvme_error_slot))
#define BP_NVME_CHANGED_MAX NVME_MAX_CHANGED_NAMESPACES

/* The host's clock (feature Timestamp). */
struct bp_nvme_clock {
	bool is_set;
	u64 set_ms;
	u64 set_at_ns;
};

/* Namespaces that changed since the host asked; more than fit: all. */
struct bp_nvme_changed {
	u32 nsid[BP_NVME_CHANGED_MAX];
	unsigned nr;
	bool is_all;
};

/**
 * struct bp_nvme_admin - what admin commands keep
 * @ctrl: controller
 * @cntlid: its number in the subsystem
 * @features: values of features
 * @aens: events that wait to be told
 * @aer: Asynchronous Event Requests that wait for one, oldest first
 * @nr_aers: how many
 * @errors: commands that failed
 * @changed: namespaces that changed
 * @clock: what the host calls the time
 * @keep_alive: until when the host must have been heard; due at keep_alive_ns after that
 * @keep_alive_ns: how long it may be silent; 0: for ever
 * @burst: as the configuration had it
 * @temperature: kelvin
 * @warnings: critical warnings that were told as events and persist
 * @power_cycles: how often power came
 * @unsafe_shutdowns: how often it went without a shutdown
 * @page: room for a log page or Identify data
 */
struct bp_nvme_admin {
	struct bp_nvme_controller *ctrl;
	u16 cntlid;
	struct bp_nvme_features features;
	struct bp_nvme_aens aens;
	struct bp_nvme_run *aer[BP_NVME_AERS_MAX];
	unsigned nr_aers;
	struct bp_nvme_error_log errors;
	struct bp_nvme_changed changed;
	struct bp_nvme_clock clock;
	struct bp_timer keep_alive;
	u64 keep_alive_ns;
	unsigned burst;
	u16 temperature;
	u8 warnings;
	u64 power_cycles;
	u64 unsafe_shutdowns;
	u8 page[BP_NVME_ADMIN_PAGE];
};

/* Parts of a controller, see parts.h. */
int bp_nvme_admin_init(struct bp_nvme_controller *ctrl);
void bp_nvme_admin_fini(struct bp_nvme_controller *ctrl);
void bp_nvme_admin_reset(struct bp_nvme_controller *ctrl);
void bp_nvme_admin_completed(struct bp_nvme_run *run);

/**
 * bp_nvme_event - something happened that the host may want to know
 * @ctrl: controller
 * @type: NVME_AER_ERROR, _SMART or _NOTICE
 * @info: what of that type
 *
 * Told at once when a request waits for it, else queued (NVC-10).
 */
void bp_nvme_event(struct bp_nvme_controller *ctrl, u8 type, u8 info);

/* An entry of the error log. */
void bp_nvme_error_add(struct bp_nvme_controller *ctrl, const struct bp_nvme_error *error);

/* Identify data of a namespace is no longer what it was. */
void bp_nvme_namespace_changed(struct bp_nvme_controller *ctrl, u32 nsid);

/* The composite temperature changes; an event if that is too much or too little. */
void bp_nvme_temperature(struct bp_nvme_controller *ctrl, u16 kelvin);

/* Critical warnings of the health log that hold now. */
u8 bp_nvme_critical_warnings(const struct bp_nvme_controller *ctrl);

/* Raises an event for each critical warning that is new and wanted. */
void bp_nvme_health_check(struct bp_nvme_controller *ctrl);

/* The host was heard; it must be heard again within @ns, 0 is never. */
void bp_nvme_keep_alive_start(struct bp_nvme_controller *ctrl, u64 ns);

/* The power went and came back: counted.  The reset that follows loses the host's clock. */
void bp_nvme_admin_power_loss(struct bp_nvme_controller *ctrl);

/* The active namespace that a command names, or why there is none (NVC-28): a status. */
u16 bp_nvme_admin_namespace(const struct bp_nvme_run *run, struct bp_nvme_namespace **ns);

/* Move all data of an admin command at once; a status. */
u16 bp_nvme_admin_send(struct bp_nvme_run *run, const void *data, u32 bytes);
u16 bp_nvme_admin_receive(struct bp_nvme_run *run, void *data, u32 bytes);

/*
 * The commands, after the checks of NVC-27.  They return a status, or set hold.
 */
u16 bp_nvme_admin_create_cq(struct bp_nvme_run *run);
u16 bp_nvme_admin_create_sq(struct bp_nvme_run *run);
u16 bp_nvme_admin_delete_cq(struct bp_nvme_run *run);
u16 bp_nvme_admin_delete_sq(struct bp_nvme_run *run);
u16 bp_nvme_admin_log_page(struct bp_nvme_run *run);
u16 bp_nvme_admin_identify(struct bp_nvme_run *run);
u16 bp_nvme_admin_abort(struct bp_nvme_run *run);
u16 bp_nvme_admin_set_features(struct bp_nvme_run *run);
u16 bp_nvme_admin_get_features(struct bp_nvme_run *run);
u16 bp_nvme_admin_async_event(struct bp_nvme_run *run);
u16 bp_nvme_admin_keep_alive(struct bp_nvme_run *run);
u16 bp_nvme_admin_dbbuf(struct bp_nvme_run *run);
u16 bp_nvme_admin_format(struct bp_nvme_run *run);

/**
 * struct bp_nvme_admin_command - a command
 * @opcode: opcode
 * @oacs: bits of OACS without which it is not there
 * @execute: does it; a status
 * @effects: NVME_CMD_EFFECTS_* besides being there
 */
struct bp_nvme_admin_command {
	u8 opcode;
	u16 oacs;
	u16 (*execute)(struct bp_nvme_run *run);
	u32 effects;
};

/* By opcode; NULL for one that this controller has not. */
const struct bp_nvme_admin_command *bp_nvme_admin_command(const struct bp_nvme_controller *ctrl,
							  u8 opcode);

/* A request that waits for an event waits no longer. */
void bp_nvme_aer_forget(struct bp_nvme_run *run);

#endif
