/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two RDMA adapters on a wire: the near one in the fabric T1, the far one a host of its own.  Tests
 * speak to them as the verbs do, by the tables of their devices.
 */
#ifndef BP_TEST_RDMA_H
#define BP_TEST_RDMA_H

#include <blkpath/rdma_event.h>

#include "fabric.h"
#include "rdma/engine.h"

#define T_RDMA_FAR 0x40000000ull /* first byte of the far host's memory */
#define T_RDMA_FAR_BYTES 0x40000u
#define T_RDMA_RAM 0x100000ull /* RAM of the machine that tests use */
#define T_RDMA_DEPTH 16u

/**
 * struct t_rdma_end - one side
 * @adapter: adapter
 * @ib: its device
 * @pd: domain
 * @send_cq: where sends complete
 * @recv_cq: where receives complete
 * @qp: queue pair
 * @cap: its sizes, to be changed before t_rdma_connect()
 * @attr: what modify_qp is given, the same
 * @signals_all: the same
 * @cqe: entries of its completion queues, the same
 * @cqes: names of its work, to be compared
 * @mrs: fast MRs that it made
 * @nr_mrs: how many
 * @event: last trouble that its queue pair told
 * @events: how many
 */
struct t_rdma_end {
	struct bp_rdma_adapter *adapter;
	struct ib_device *ib;
	struct ib_pd *pd;
	struct ib_cq *send_cq;
	struct ib_cq *recv_cq;
	struct ib_qp *qp;
	struct ib_qp_cap cap;
	struct ib_qp_attr attr;
	bool signals_all;
	unsigned cqe;
	struct ib_cqe cqes[64];
	struct ib_mr *mrs[8];
	u32 nr_mrs;
	enum ib_event_type event;
	unsigned events;
};

struct t_rdma {
	struct t_fabric f;
	struct bp_env *env;
	struct bp_rdma_config config;
	struct bp_rdma_config far_config;
	u8 *memory;
	struct bp_rdma_wire wire;
	struct t_rdma_end near;
	struct t_rdma_end far;
};

/* Adapters and wire; the profile is that of both. */
void t_rdma_init(struct t_rdma *t, const char *profile);
/* With other numbers: they are @t->config and @t->far_config, and the profile is theirs. */
void t_rdma_machine(struct t_rdma *t, const char *profile);
void t_rdma_adapters(struct t_rdma *t);
/* Queue pairs in RTS, connected; all of @near and @far may be changed before. */
void t_rdma_connect(struct t_rdma *t);
/* t_rdma_init() and t_rdma_connect(). */
void t_rdma_start(struct t_rdma *t, const char *profile);
/* Asserts that nothing is left but what it made itself. */
void t_rdma_fini(struct t_rdma *t);

/* Domain, completion queues and a queue pair of one side, in RESET. */
void t_rdma_make_pair(struct t_rdma_end *end);
/* Walks it to a state, INIT to RTS, on its way to @qpn. */
void t_rdma_walk(struct t_rdma_end *end, u32 qpn, enum ib_qp_state state);
int t_rdma_modify(struct t_rdma_end *end, enum ib_qp_state state);

/* Until nothing is under way. */
void t_rdma_settle(struct t_rdma *t);

/* A fast MR over memory of a side from @addr on, registered by the work of its queue pair. */
struct ib_mr *t_rdma_mr(struct t_rdma *t, struct t_rdma_end *end, u64 addr, u32 bytes, int access);
/* Chosen pages, and no work. */
struct ib_mr *t_rdma_mr_mapped(struct t_rdma_end *end, u64 addr, u32 bytes);

/* One entry; key 0 stands for the DMA key. */
struct ib_sge t_rdma_sge(const struct t_rdma_end *end, u64 addr, u32 bytes, u32 lkey);

/* Posts; 0 or what the adapter says.  @name is a number below 64. */
int t_rdma_recv(struct t_rdma_end *end, unsigned name, u64 addr, u32 bytes);
int t_rdma_send(struct t_rdma_end *end, unsigned name, u64 addr, u32 bytes, int flags);
int t_rdma_rdma(struct t_rdma_end *end, unsigned name, enum ib_wr_opcode opcode, u64 addr,
		u32 bytes, u64 remote_addr, u32 rkey);
int t_rdma_post(struct t_rdma_end *end, const struct ib_send_wr *wr);
int t_rdma_reg(struct t_rdma_end *end, unsigned name, struct ib_mr *mr, u32 key, int access);
int t_rdma_inv(struct t_rdma_end *end, unsigned name, u32 key);

/* Takes what completed: "3:SUCCESS 4:FLUSH"; "" for nothing.  One text at a time. */
const char *t_rdma_sends(struct t_rdma_end *end);
const char *t_rdma_recvs(struct t_rdma_end *end);
/* Takes one completion of a queue; fails the test when there is none. */
struct ib_wc t_rdma_wc(struct ib_cq *cq);

/* RAM of the machine. */
void t_rdma_put(struct t_rdma *t, u64 addr, const void *data, u32 bytes);
void t_rdma_get(struct t_rdma *t, u64 addr, void *data, u32 bytes);
/* Memory of the far host. */
u8 *t_rdma_far(struct t_rdma *t, u64 addr);

#endif
