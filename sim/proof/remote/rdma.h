/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rdma_rw by itself: lists and bus addresses become READs and WRITEs of memory of a far host
 * (rdma-nvmet.md B).
 */
#ifndef SIM_PROOF_REMOTE_RDMA_H
#define SIM_PROOF_REMOTE_RDMA_H

#include "proof/mishap.h"
#include "proof/trial.h"
#include "world/gallery_adapters.h"

#define BP_RDMA_PROOF_JOBS 4u
#define BP_RDMA_PROOF_PAGES 8u
#define BP_RDMA_PROOF_PAGE 4096u
#define BP_RDMA_PROOF_ROOM (BP_RDMA_PROOF_PAGES * BP_RDMA_PROOF_PAGE)
#define BP_RDMA_PROOF_FAR (BP_SHOW_HOST_BYTES / BP_RDMA_PROOF_JOBS) /* of each job */

_Static_assert(BP_RDMA_PROOF_FAR >= BP_RDMA_PROOF_ROOM + BP_RDMA_PROOF_PAGE, "and where it begins");

/* Whose memory, and how it is told. */
enum bp_rdma_proof_kind {
	BP_RDMA_PROOF_RAM,  /* a list of pages of RAM */
	BP_RDMA_PROOF_PEER, /* a list of peer memory with pages */
	BP_RDMA_PROOF_BUS,  /* peer memory by bus address */
	BP_RDMA_PROOF_BAD,  /* a bus address that is none of such memory */
};

enum bp_rdma_proof_state {
	BP_RDMA_PROOF_UNUSED,
	BP_RDMA_PROOF_READY,  /* prepared */
	BP_RDMA_PROOF_POSTED, /* and posted */
	BP_RDMA_PROOF_OVER,
};

/**
 * struct bp_rdma_proof_job - memory here, memory there, and what moves bytes between
 * @number: of the jobs, its place
 * @serial: what its bytes are made of
 * @dir: DMA_TO_DEVICE for WRITEs
 * @table: entries of RAM
 * @sg: the list: @table, or that of the peer
 * @nents: of @sg
 * @is_odd: inner entries begin or end inside pages
 * @bytes: of the list, or of the range
 * @offset: of them that are left out
 * @bus: of a range
 * @virt: of peer memory that was taken for it
 * @taken: bytes there
 * @remote: where it begins in the far host's memory of this job
 * @nr_wrs: work requests that it takes
 * @chain: work behind it, when @is_chained
 */
struct bp_rdma_proof_job {
	enum bp_rdma_proof_state state;
	enum bp_rdma_proof_kind kind;
	unsigned number;
	u8 serial;
	enum dma_data_direction dir;
	struct scatterlist table[BP_RDMA_PROOF_PAGES];
	struct scatterlist *sg;
	u32 nents;
	bool is_odd;
	u32 bytes;
	u32 offset;
	u64 bus;
	bp_virt_addr_t virt;
	u32 taken;
	u32 remote;
	struct rdma_rw_ctx ctx;
	u32 nr_wrs;
	bool is_chained;
	struct ib_rdma_wr chain;
	struct ib_cqe cqe;
	enum ib_wc_status status;
};

/**
 * struct bp_rdma_proof - two adapters, and jobs of the near one
 * @nr_taken: of @findings, those that are the trial's already
 * @is_ruined: something is set up to fail, after which there is no connection
 */
struct bp_rdma_proof {
	struct bp_trial *trial;
	struct bp_world *world;
	struct bp_findings findings;
	unsigned nr_taken;
	struct bp_show_adapters_setup setup;
	struct bp_show_adapters s;
	struct bp_rdma_proof_job job[BP_RDMA_PROOF_JOBS];
	struct bp_mishap mishap;
	bool is_ruined;
	u8 serial;
};

/* Subject: jobs until the choices are out. */
void bp_rdma_proof_run(struct bp_trial *trial);

/* Memory for a job, on both sides; false: there is none. */
bool bp_rdma_proof_draw(struct bp_rdma_proof *p, struct bp_rdma_proof_job *job);
void bp_rdma_proof_give_back(struct bp_rdma_proof *p, struct bp_rdma_proof_job *job);

/* The bytes of its memory here. */
void bp_rdma_proof_read(struct bp_rdma_proof *p, const struct bp_rdma_proof_job *job, u8 *bytes);
void bp_rdma_proof_write(struct bp_rdma_proof *p, const struct bp_rdma_proof_job *job,
			 const u8 *bytes);

/* A job has memory and is prepared, unless something is refused; it is posted; and it goes, over or
 * unwanted. */
void bp_rdma_proof_begin(struct bp_rdma_proof *p, struct bp_rdma_proof_job *job);
void bp_rdma_proof_post(struct bp_rdma_proof *p, struct bp_rdma_proof_job *job);
void bp_rdma_proof_end(struct bp_rdma_proof *p, struct bp_rdma_proof_job *job);

/* Waits until nothing is under way any more. */
void bp_rdma_proof_settle(struct bp_rdma_proof *p);

/* What was found until now is the trial's, before what it finds by itself. */
void bp_rdma_proof_take(struct bp_rdma_proof *p);

/* What is to move, before; what moved, after. */
void bp_rdma_proof_fill(struct bp_rdma_proof *p, struct bp_rdma_proof_job *job);
void bp_rdma_proof_compare(struct bp_rdma_proof *p, const struct bp_rdma_proof_job *job);

/* Whether preparing a job, or posting it, may end so. */
void bp_rdma_proof_judge_prepared(struct bp_rdma_proof *p, const struct bp_rdma_proof_job *job,
				  int result, bool struck);
void bp_rdma_proof_judge_posted(struct bp_rdma_proof *p, const struct bp_rdma_proof_job *job,
				int error, bool struck);

#endif
