/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Requests for an NVMe drive: the driver builds a data pointer, a controller walks it (nvme.md 2,
 * 9).
 */
#ifndef SIM_PROOF_NVME_POINTERS_H
#define SIM_PROOF_NVME_POINTERS_H

#include <blkpath/dma_ledger.h>
#include <blkpath/nvme_command.h>
#include <blkpath/nvme_map.h>
#include <blkpath/queue.h>

#include "mem/ram.h"
#include "nvme/walk.h"
#include "proof/mishap.h"
#include "proof/trial.h"

#define BP_POINTERS_VECTORS 600u

struct bp_pointers_vector {
	u64 addr;
	u64 len;
};

/**
 * struct bp_pointers - a driver without a controller, and a walker that looks at its commands
 * @page_bytes: of the machine and of the drive
 * @mishap: what fails of its allocations
 * @r: the request, and what the driver keeps for it
 * @direct: its data has bus addresses, else pages
 * @read: from the drive
 * @vector: its data
 * @total: bytes of it
 * @pieces: what the walker found
 * @descriptors: it fetched
 * @lists: it began
 * @slots: of lists and segments that it read
 */
struct bp_pointers {
	struct bp_trial *trial;
	struct bp_env env;
	struct bp_ram *ram;
	struct bp_dma_ledger *ledger;
	struct request_queue q;
	struct gendisk disk;
	struct device dev;
	struct nvme_dev nvme;
	struct nvme_queue queue;
	struct nvme_ns ns;
	struct bp_check *check;
	u32 page_bytes;
	struct bp_mishap mishap;
	struct {
		struct request rq;
		struct nvme_iod iod;
	} r;
	struct nvme_command cmd;
	bool direct;
	bool read;
	struct bp_pointers_vector vector[BP_POINTERS_VECTORS];
	unsigned nr;
	u64 total;
	struct bp_nvme_pieces pieces;
	u32 descriptors;
	u64 lists;
	u64 slots;
};

/* Subjects: a controller that takes PRPs only; one that takes SGLs too. */
void bp_pointers_prp(struct bp_trial *trial);
void bp_pointers_sgl(struct bp_trial *trial);

/**
 * struct bp_pointers_setup - the driver of a trial
 * @page_shift: of the machine and of the drive, 9 or more
 * @sgls: of Identify Controller; 0: it takes PRPs only
 * @sgl_threshold: bytes of a segment, on average, for which SGLs are used
 * @max_segments: of a request, at most BP_POINTERS_VECTORS
 */
struct bp_pointers_setup {
	unsigned page_shift;
	u32 sgls;
	u32 sgl_threshold;
	u16 max_segments;
};

/* Aborts without memory. */
struct bp_pointers *bp_pointers_begin(struct bp_trial *trial,
				      const struct bp_pointers_setup *setup);
void bp_pointers_end(struct bp_pointers *p);

/* A request of the data that @p has: built, judged, ended; @mishap meets the driver. */
void bp_pointers_try(struct bp_pointers *p);

/* Another vector of it; the first one after bp_pointers_clear(). */
void bp_pointers_add(struct bp_pointers *p, u64 addr, u64 len);
void bp_pointers_clear(struct bp_pointers *p);

/* The next request's data. */
void bp_pointers_draw(struct bp_pointers *p);

/* Whether PRPs can describe it (NVH-19, NVH-20). */
bool bp_pointers_fits_pages(const struct bp_pointers *p);

/* The command was built: a controller walks and finds the same bytes, in lists as long as needed.
 */
void bp_pointers_judge(struct bp_pointers *p);

#endif
