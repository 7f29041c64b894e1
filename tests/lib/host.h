/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A host of NVMe over RDMA at the other end of a wire, as little of one as a test of the target
 * needs (rdma-nvmet.md R-D7): its memory is flat bytes, and no part of the target's machine.
 */
#ifndef BP_TEST_HOST_H
#define BP_TEST_HOST_H

#include <blkpath/nvmet_rdma.h>

#include "rdma/adapter.h"
#include "target.h"

#define T_HOST_BASE 0x100000ull
#define T_HOST_BYTES (40u << 20)
#define T_HOST_COMMANDS 160u
#define T_HOST_SERVICE 4420u

/* Where the data of a command is, as its descriptor tells. */
enum t_host_sgl {
	T_HOST_KEYED_INVALIDATE,
	T_HOST_KEYED,
	T_HOST_IN_CAPSULE,
	T_HOST_RAW, /* as the test has filled it */
};

struct t_host_queue;

/**
 * struct t_host_command - a command of the host
 * @cmd: fill in before t_host_send(); identifier and descriptor are filled there
 * @sgl: kind of the descriptor
 * @data: is sent, or receives
 * @bytes: of it
 * @offset: T_HOST_IN_CAPSULE: where in the capsule's data
 * @bad_key: the descriptor has a key that is none
 * @cqe: the response
 * @done: it is there
 * @invalidated: the response has invalidated @key
 */
struct t_host_command {
	struct nvme_command cmd;
	enum t_host_sgl sgl;
	u8 *data;
	u32 bytes;
	u64 offset;
	bool bad_key;
	struct nvme_completion cqe;
	bool done;
	bool invalidated;
	u32 key;
	u16 id;
	struct ib_mr *mr;
	struct ib_reg_wr reg;
	struct ib_send_wr send;
	struct ib_sge sge;
	struct ib_cqe sent;
	struct t_host_queue *queue;
};

/* A connection. */
struct t_host_queue {
	struct t_host *host;
	struct rdma_cm_id *id;
	struct ib_cq *cq;
	bool up;
	bool over;
	u16 crqsize;
	u8 responder_resources; /* READs that the target has outstanding */
	u8 rnr_retry_count;
	u16 refused;	/* sts of the refusal */
	unsigned first; /* of its commands */
	struct ib_cqe received;
	struct ib_recv_wr recv[T_HOST_COMMANDS];
	struct ib_sge recv_sge[T_HOST_COMMANDS];
	unsigned depth;
	unsigned next_recv;
	unsigned failures; /* completions that were neither well nor flushed */
};

struct t_host {
	struct t_target *t;
	struct bp_rdma_config config;
	struct bp_rdma_adapter *near;
	struct bp_rdma_adapter *far;
	struct bp_rdma_wire wire;
	struct bp_rdma_flat flat;
	struct nvmet_port port;
	struct bp_nvmet_rdma_addr addr;
	struct ib_pd *pd;
	struct t_host_command *command[T_HOST_COMMANDS];
	bool waits; /* the machine runs, not the test */
	struct t_host_queue admin;
	struct t_host_queue io;
};

/**
 * struct t_host_setup - what host and target differ in
 * @target: the target
 * @profile: of both adapters; NULL: "ib"
 * @force_mr: the target's adapter uses MRs
 * @inline_data_size: of the port; 0: the default; negative: none
 * @depth: of the I/O queue; 0: 128
 * @few_recv_sges: the target's adapter has 2 entries for a receive, and for a READ
 * @max_sge: entries of READs and WRITEs of the target's adapter; 0: the profile's
 * @rtu_ns: the end of a connection's set-up is so late; 0: the profile's
 * @ns_per_kib: of the wire; 0: the profile's
 * @max_mr_pages: pages of an MR of the target's adapter; 0: the profile's
 */
struct t_host_setup {
	struct t_target_setup target;
	const char *profile;
	bool force_mr;
	int inline_data_size;
	u16 depth;
	int max_sge;
	u64 rtu_ns;
	u64 ns_per_kib;
	unsigned max_mr_pages;
	bool few_recv_sges;
};

/* A target and a host with nothing between them but the wire. */
void t_host_init_bare(struct t_host *h, struct t_target *t, const struct t_host_setup *setup);

/* With a controller, enabled, and both queues connected. */
void t_host_init(struct t_host *h, struct t_target *t, const struct t_host_setup *setup);

/* What t_host_init() does after t_host_init_bare(): @depth is that of the I/O queue. */
void t_host_init_queues(struct t_host *h, u16 depth);

/* Disconnects, and the target gives up what it holds of its adapter. */
void t_host_down(struct t_host *h);

/* The same, and nothing stays; everything must come back. */
void t_host_fini(struct t_host *h);

/* Asks for a connection with these bytes; true: it was made. */
bool t_host_connect(struct t_host *h, struct t_host_queue *queue, const void *private_data,
		    u8 bytes, u16 depth);

/* As hosts do. */
bool t_host_connect_queue(struct t_host *h, struct t_host_queue *queue, u16 qid, u16 depth);
void t_host_disconnect(struct t_host *h, struct t_host_queue *queue);

void t_host_send(struct t_host *h, struct t_host_queue *queue, struct t_host_command *command);

/* Any bytes instead of a capsule; @sge is not kept.  t_host_wait() ends it as usual. */
void t_host_send_raw(struct t_host *h, struct t_host_queue *queue, struct t_host_command *command,
		     const struct ib_sge *sge);

/* Status of the response without More; 0xffff: none came. */
u16 t_host_wait(struct t_host *h, struct t_host_command *command);
u16 t_host_do(struct t_host *h, struct t_host_queue *queue, struct t_host_command *command);

/* Reads or writes with keyed data. */
u16 t_host_rw(struct t_host *h, u8 opcode, u64 slba, u8 *data, u32 bytes);

/* The target's side of the I/O queue. */
struct bp_nvmet_rdma_queue_view t_host_view(const struct t_host *h);

/* Until nothing is under way. */
void t_host_settle(struct t_host *h);

#endif
