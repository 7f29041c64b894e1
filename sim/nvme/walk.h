/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Data pointers as a controller reads them: PRPs and SGLs become pieces (nvme.md 9).
 *
 * A walk trusts nothing that the host wrote and moves no data.  It shares no code with the builder
 * in src/nvme.
 */
#ifndef BP_SIM_NVME_WALK_H
#define BP_SIM_NVME_WALK_H

#include "nvme/command.h"
#include "nvme/pieces.h"

/* SGLS of Identify Controller (NVC-26). */
#define BP_NVME_SGLS_MASK 3u
#define BP_NVME_SGLS_BYTES 1u
#define BP_NVME_SGLS_DWORDS 2u
#define BP_NVME_SGLS_BIT_BUCKET (1u << 16)
#define BP_NVME_SGLS_EXCESS (1u << 18)
#define BP_NVME_SGLS_MPTR_SGL (1u << 19)

/**
 * struct bp_nvme_walk_ops - the memory that is walked
 * @admit: whether a range may be used for a purpose: 0, or the status of the command; asked once
 * for each piece of data, page of a list and segment
 * @fetch: reads slots or descriptors of a range that was admitted
 */
struct bp_nvme_walk_ops {
	u16 (*admit)(void *arg, enum bp_nvme_purpose purpose, u64 address, u64 bytes);
	u16 (*fetch)(void *arg, enum bp_nvme_purpose purpose, u64 address, void *data, u32 bytes);
};

/**
 * struct bp_nvme_walk - a walk
 * @ops: the memory
 * @arg: of @ops
 * @page_bytes: P, from CC.MPS
 * @sgls: what the controller says of SGLs
 * @max_descriptors: that may be fetched for one command
 * @descriptors: how many were fetched for it so far
 * @ignores_offset: fault: PRP1 is taken for the start of its page (NVC-37)
 * @overreads: fault: lists are read to the end of their page (NVC-37)
 * @bytes: of the transfer
 * @pieces: empty; its purpose is set
 */
struct bp_nvme_walk {
	const struct bp_nvme_walk_ops *ops;
	void *arg;
	u32 page_bytes;
	u32 sgls;
	u32 max_descriptors;
	u32 *descriptors;
	bool ignores_offset;
	bool overreads;
	u64 bytes;
	struct bp_nvme_pieces *pieces;
};

/**
 * bp_nvme_prp_walk - follow PRPs
 * @walk: walk
 * @prp1: first entry
 * @prp2: second entry
 *
 * Return: 0: the pieces have all bytes; else the status of the command.
 * Rule: NVC-20, INV-NVME-20
 */
u16 bp_nvme_prp_walk(const struct bp_nvme_walk *walk, u64 prp1, u64 prp2);

/**
 * bp_nvme_sgl_walk - follow an SGL
 * @walk: walk
 * @first: descriptor in the command
 *
 * Return: 0: the pieces have all bytes; else the status of the command.
 * Rule: NVC-21, INV-NVME-20
 */
u16 bp_nvme_sgl_walk(const struct bp_nvme_walk *walk, const struct nvme_sgl_desc *first);

/* Adds a piece that may be used: 0, or the status of the command. */
u16 bp_nvme_walk_take(const struct bp_nvme_walk *walk, u64 address, u32 bytes);

#endif
