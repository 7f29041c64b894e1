/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From end to end: a far host, a wire, an HCA, the target, its disk, and peer-to-peer memory, in
 * the machine of target.h (a drive, b provider, c HCA).
 */
#ifndef BP_TEST_NVMF_H
#define BP_TEST_NVMF_H

#include <blkpath/nvmet_rdma.h>

#include "initiator/initiator.h"
#include "rdma/adapter.h"
#include "target.h"

#define T_NVMF_SERVICE 4420

/**
 * struct t_nvmf_setup - what one differs in
 * @target: the target
 * @profile: of both adapters; NULL: "ib"; "virt" is a software adapter at the target
 * @force_mr: the target's adapter uses MRs
 * @inline_bytes: of data in a capsule, on both sides; 0: 4096
 * @max_sge: entries of READs and WRITEs of the target's adapter; 0: the profile's
 * @wr_ns: so long it works on a work request; 0: the profile's
 * @max_recv_sge: entries of its RECVs; 0: the profile's
 * @depth: of the I/O queue; 0: 16
 */
struct t_nvmf_setup {
	struct t_target_setup target;
	const char *profile;
	bool force_mr;
	u32 inline_bytes;
	int max_sge;
	int max_recv_sge;
	u64 wr_ns;
	u16 depth;
};

/**
 * struct t_nvmf - host and target
 * @config: of the host, to be changed between t_nvmf_init_bare() and t_nvmf_host()
 */
struct t_nvmf {
	struct t_target t;
	struct bp_rdma_adapter *near;
	struct bp_rdma_wire wire;
	struct nvmet_port port;
	struct bp_nvmet_rdma_addr addr;
	struct bp_initiator_config config;
	struct bp_initiator *host;
};

/* Without a host; with one; with one that is connected. */
void t_nvmf_init_bare(struct t_nvmf *n, const struct t_nvmf_setup *setup);
void t_nvmf_host(struct t_nvmf *n);
void t_nvmf_init(struct t_nvmf *n, const struct t_nvmf_setup *setup);

/* Disconnects; everything must come back. */
void t_nvmf_fini(struct t_nvmf *n);

/* A read or write of blocks of 512 bytes; the data lies in the host's area from @offset on. */
struct t_nvmf_rw {
	u8 opcode;
	u64 slba;
	u64 offset;
	u32 bytes;
	u32 blocks; /* of the command; 0: as @bytes tell */
	enum bp_initiator_way way;
	struct bp_initiator_twist twist;
};

#define T_NVMF_LOST 0xffffu

/* Status without More; T_NVMF_LOST. */
u16 t_nvmf_do(struct t_nvmf *n, const struct t_nvmf_rw *rw);

/* A command without data, or with data at the beginning of the area. */
u16 t_nvmf_raw(struct t_nvmf *n, union nvmf_command cmd, u32 bytes, enum bp_initiator_way way);

/* Memory of the host's area. */
u8 *t_nvmf_memory(struct t_nvmf *n, u64 offset);
void t_nvmf_fill(struct t_nvmf *n, u64 offset, u32 bytes, u8 seed);

/* Writes a pattern, reads it back, compares. */
void t_nvmf_write_and_read(struct t_nvmf *n, u64 slba, u32 bytes, u8 seed);

/* INV-NVMET-2, -6: all credits and all peer-to-peer memory are back; the queue is there and live.
 */
void t_nvmf_assert_idle(struct t_nvmf *n);

/* Whether a request made this step since the last command that t_nvmf_do() sent. */
bool t_nvmf_stepped(const struct t_nvmf *n, enum bp_nvmet_step step);

void t_nvmf_settle(struct t_nvmf *n);

#endif
