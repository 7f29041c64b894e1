/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An NVMe controller and a bare host, of which nothing is known to be right: registers of any size
 * and value, rings and lists of any bytes (nvme.md part B).
 *
 *   0x100000     0x180000    0x200000     0x240000
 *   | SQ 0 to 7  | CQ 0 to 7 | data, lists |
 */
#ifndef SIM_PROOF_NVME_BARE_H
#define SIM_PROOF_NVME_BARE_H

#include <blkpath/nvme.h>

#include "nvme/controller.h"
#include "nvme/namespace.h"
#include "pci/ram.h"
#include "proof/trial.h"
#include "world/machine.h"

#define BP_BARE_QUEUES 8u
#define BP_BARE_RING 0x10000u /* bytes that each has */
#define BP_BARE_SQS 0x100000ull
#define BP_BARE_CQS 0x180000ull
#define BP_BARE_DATA 0x200000ull
#define BP_BARE_DATA_PAGES 64u
#define BP_BARE_PAGE 4096u
#define BP_BARE_NAMESPACES 2u

/* A submission queue and its completion queue, as the host remembers them. */
struct bp_bare_ring {
	u32 size;
	u32 tail;
	u32 head;
	bool phase;
};

struct bp_bare {
	struct bp_trial *trial;
	struct bp_env env;
	struct bp_world_machine machine;
	struct bp_ram *ram;
	struct bp_machine_ram view;
	struct bp_fabric *fabric;
	struct bp_nvme_namespace_config namespaces[BP_BARE_NAMESPACES];
	struct bp_nvme_config config;
	struct bp_nvme_controller *ctrl;
	struct bp_bare_ring ring[BP_BARE_QUEUES];
	u16 command_id;
};

/* Subject: any registers, any rings. */
void bp_bare_run(struct bp_trial *trial);

/* What kind of controller: total, and all of them can be. */
void bp_bare_configure(struct bp_bare *bare);

/* A place to point to: data mostly, or where it hurts. */
u64 bp_bare_address(struct bp_bare *bare);

/* Fills pages with slots of PRP lists and descriptors of SGLs. */
void bp_bare_lists(struct bp_bare *bare);

/* A command of any kind, with the next command id mostly. */
struct nvme_command bp_bare_command(struct bp_bare *bare, u16 qid);

/* Registers of BAR 0. */
void bp_bare_write(struct bp_bare *bare, u64 offset, u64 value, unsigned bytes);
u64 bp_bare_read(struct bp_bare *bare, u64 offset, unsigned bytes);
void bp_bare_doorbell(struct bp_bare *bare, u16 qid, bool is_cq, u32 value);

/* Into the ring behind the last one; nobody is told. */
void bp_bare_put(struct bp_bare *bare, u16 qid, const struct nvme_command *command);

/* Lets the controller go on until nothing is under way; it hangs when that never comes. */
void bp_bare_settle(struct bp_bare *bare);

/* Ready, with I/O queues: what a host does that means it well. */
void bp_bare_bring_up(struct bp_bare *bare);

#endif
