/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A simulated NVMe controller and a host that knows nothing but registers and rings: each command
 * is written as bytes, so that it may be wrong in any way.
 *
 * RAM has one address on the bus and for the CPU.
 */
#ifndef BP_TEST_NVCTRL_H
#define BP_TEST_NVCTRL_H

#include <blkpath/nvme.h>
#include <blkpath/nvme_status.h>

#include "fabric.h"
#include "nvme/controller.h"

#define T_NVCTRL_QUEUES 9u
#define T_NVCTRL_DEPTH 32u
#define T_NVCTRL_BESIDE 0x4000000ull /* RAM of t_nvctrl_beside() */

/* A submission queue and its completion queue, both of one size. */
struct t_ring {
	u64 sq;
	u64 cq;
	u32 size;
	u32 tail;
	u32 head;
	bool phase;
};

/* @at is the machine that it stands in: its own @f, or that of another one. */
struct t_nvctrl {
	struct t_fabric f;
	struct t_fabric *at;
	char name;
	struct bp_nvme_config config;
	struct bp_nvme_controller *ctrl;
	struct t_ring ring[T_NVCTRL_QUEUES];
	u64 free_ram;
	u16 cid;
};

/* A controller that is not enabled; NULL: the default.  Of "RP - a ; RP - b" it is a. */
void t_nvctrl_init(struct t_nvctrl *t, const struct bp_nvme_config *config);
/* The same with parts of the test. */
void t_nvctrl_engine(struct t_nvctrl *t, const struct bp_nvme_config *config,
		     const struct bp_nvme_parts *parts);
/* The machine alone, for both of them. */
void t_nvctrl_machine(struct t_nvctrl *t, const struct bp_nvme_config *config);
/* Another controller of that machine, b, with a host of its own; to be ended before the first. */
void t_nvctrl_beside(struct t_nvctrl *t, struct t_nvctrl *first,
		     const struct bp_nvme_config *config);
void t_nvctrl_fini(struct t_nvctrl *t);

/* Admin queues of T_NVCTRL_DEPTH entries, CC.EN, and CSTS.RDY. */
void t_nvctrl_enable(struct t_nvctrl *t);
/* CC.EN off, and CSTS.RDY; the rings are forgotten. */
void t_nvctrl_disable(struct t_nvctrl *t);
/* t_nvctrl_init() and t_nvctrl_enable(). */
void t_nvctrl_start(struct t_nvctrl *t, const struct bp_nvme_config *config);

/* I/O queues 1 to @nr, without interrupts. */
void t_nvctrl_queues(struct t_nvctrl *t, u16 nr);

/* Registers of BAR 0. */
u32 t_nvctrl_read(struct t_nvctrl *t, u64 reg);
void t_nvctrl_write(struct t_nvctrl *t, u64 reg, u32 value);
u64 t_nvctrl_read64(struct t_nvctrl *t, u64 reg);
void t_nvctrl_write64(struct t_nvctrl *t, u64 reg, u64 value);

/* Whole pages of RAM, zeroes. */
u64 t_nvctrl_ram(struct t_nvctrl *t, u64 bytes);
void t_nvctrl_put(struct t_nvctrl *t, u64 address, const void *data, u32 bytes);
void t_nvctrl_get(struct t_nvctrl *t, u64 address, void *data, u32 bytes);

/* Into the ring, with the next command id, and the doorbell; returns the id. */
u16 t_nvctrl_submit(struct t_nvctrl *t, u16 qid, const struct nvme_command *cmd);

/* The next completion of a ring, whatever time it takes; false: none will come. */
bool t_nvctrl_reap(struct t_nvctrl *t, u16 qid, struct nvme_completion *cqe);

/* A completion that is there without any waiting. */
bool t_nvctrl_peek(struct t_nvctrl *t, u16 qid, struct nvme_completion *cqe);

/* Submits, and waits for its completion; the next one there must be that of this command. */
struct nvme_completion t_nvctrl_run(struct t_nvctrl *t, u16 qid, const struct nvme_command *cmd);

/* The same: its status, NVH-33. */
u16 t_nvctrl_status(struct t_nvctrl *t, u16 qid, const struct nvme_command *cmd);

/* A status with DNR, as parameter errors have it (NVC-18). */
#define T_DNR(status) ((u16)((status) | NVME_SC_DNR))

#define assert_nvme_status(status, expected)                                                       \
	do {                                                                                       \
		const u16 t_status = (status), t_expected = (expected);                            \
                                                                                                   \
		if (t_status != t_expected)                                                        \
			fail_msg("%s:%d: status 0x%03x (%s) instead of 0x%03x (%s)", __FILE__,     \
				 __LINE__, t_status, bp_nvme_status_name(t_status), t_expected,    \
				 bp_nvme_status_name(t_expected));                                 \
	} while (0)

#endif
