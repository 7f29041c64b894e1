/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inside of a controller; only sim/nvme and its tests look.
 */
#ifndef BP_SIM_NVME_ENGINE_H
#define BP_SIM_NVME_ENGINE_H

#include "nvme/controller.h"
#include "nvme/queue.h"

struct bp_nvme_admin;
struct bp_nvme_namespace;

enum bp_nvme_ctrl_state {
	BP_NVME_DISABLED,
	BP_NVME_ENABLING,
	BP_NVME_READY,
	BP_NVME_DISABLING,
	BP_NVME_FATAL,
	BP_NVME_GONE, /* pulled out */
};

/**
 * struct bp_nvme_regs - what the host wrote
 * @intms: masked vectors
 * @cc: CC
 * @csts: CSTS
 * @aqa: AQA
 * @asq: ASQ
 * @acq: ACQ
 * @cmbmsc: CMBMSC
 * @cmbsts: CMBSTS
 */
struct bp_nvme_regs {
	u32 intms;
	u32 cc;
	u32 csts;
	u32 aqa;
	u64 asq;
	u64 acq;
	u64 cmbmsc;
	u32 cmbsts;
};

/**
 * struct bp_nvme_own_memory - controller memory buffer
 * @bytes: its size; 0: there is none
 * @bar: where it is
 * @offset: and from where on
 * @is_on: the controller decodes it at @base (NVC-32)
 * @base: bus address by which the controller knows it: in its BAR, or CBA
 */
struct bp_nvme_own_memory {
	u64 bytes;
	unsigned bar;
	u64 offset;
	bool is_on;
	u64 base;
};

/* Shadow doorbells (Doorbell Buffer Config); is_on is false after a reset (SV-13). */
struct bp_nvme_shadow {
	bool is_on;
	u64 shadow;
	u64 eventidx;
};

/* A write of another device that waits (NVC-34). */
struct bp_nvme_peer_write {
	STAILQ_ENTRY(bp_nvme_peer_write) link;
	u64 offset;
	unsigned bytes;
	u64 value;
};

/**
 * struct bp_nvme_controller - a controller
 * @env: environment: clock and work
 * @fabric: through which it reaches memory
 * @dev: its function
 * @config: as it was given
 * @parts: who knows commands
 * @admin: what admin commands keep; parts.init makes it
 * @namespaces: config.nr_namespaces of them by NSID - 1; parts.init makes them, NULL: not there
 * @state: see NVC-2
 * @registers: what the host wrote
 * @page_bytes: page size of CC.MPS
 * @cmb: controller memory buffer
 * @shadow: shadow doorbells
 * @faults: what is to go wrong
 * @counters: what happened
 * @random: state of the seeded order
 * @sq: submission queues by id, nr_io_queues + 1 of them
 * @cq: completion queues by id
 * @allocated_sqs: how many I/O submission queues the host may create (NVC-24)
 * @allocated_cqs: and completion queues
 */
struct bp_nvme_controller {
	struct bp_env *env;
	struct bp_fabric *fabric;
	struct pci_dev *dev;
	struct bp_nvme_config config;
	const struct bp_nvme_parts *parts;
	struct bp_nvme_admin *admin;
	struct bp_nvme_namespace **namespaces;
	enum bp_nvme_ctrl_state state;
	struct bp_nvme_regs registers;
	u32 page_bytes;
	struct bp_nvme_own_memory cmb;
	struct bp_nvme_shadow shadow;
	struct bp_nvme_fault_set faults;
	struct bp_nvme_counters counters;
	u64 random;
	struct bp_nvme_sq **sq;
	struct bp_nvme_cq **cq;
	unsigned allocated_sqs;
	unsigned allocated_cqs;
	/* The engine's. */
	LIST_ENTRY(bp_nvme_controller) in_subsystem;
	struct bp_work work;
	struct bp_timer timer;
	struct bp_timer transition;
	struct bp_nvme_runs served; /* by time */
	struct bp_nvme_runs held;
	struct bp_nvme_runs idle;
	STAILQ_HEAD(, bp_nvme_peer_write) peer_writes;
	unsigned nr_peer_writes;
	struct bp_nvme_runs late; /* by time */
	struct bp_nvme_run *current;
	bool is_busy;
	bool has_pin_message; /* masked */
	bool must_shut_down;
	bool must_flush;
};

/* Whether it may move bytes (INV-NVME-22). */
static inline bool bp_nvme_may_dma(const struct bp_nvme_controller *ctrl)
{
	return ctrl->state == BP_NVME_READY;
}

#endif
