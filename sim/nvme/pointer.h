/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The data pointer of a command: first all of it is understood, then bytes move (NVC-19 to NVC-23).
 */
#ifndef BP_SIM_NVME_POINTER_H
#define BP_SIM_NVME_POINTER_H

#include "nvme/command.h"
#include "nvme/pieces.h"

/**
 * bp_nvme_mdts_check - is a transfer too long?
 * @run: command
 * @bytes: that it moves, metadata in the data included
 *
 * Return: 0, or NVME_SC_INVALID_FIELD with DNR.
 * Rule: NVC-19
 */
u16 bp_nvme_mdts_check(struct bp_nvme_run *run, u64 bytes);

/**
 * bp_nvme_pointer_walk - understand the data pointer of a command
 * @run: command
 * @bytes: that it moves
 * @purpose: what they are; says which way they go
 * @pieces: all zero, or to be used again; to be freed with bp_nvme_pieces_fini() in any case
 *
 * Lists and segments are read; no byte of data moves.
 *
 * Return: 0: the pieces have all bytes; else the status of the command, and there are no pieces.
 * Rule: NVC-20, NVC-21, NVC-23
 */
u16 bp_nvme_pointer_walk(struct bp_nvme_run *run, u64 bytes, enum bp_nvme_purpose purpose,
			 struct bp_nvme_pieces *pieces);

/**
 * bp_nvme_metadata_walk - understand the metadata pointer of a command
 * @run: command
 * @bytes: of its separate metadata
 * @purpose: BP_NVME_DMA_META_H2C or BP_NVME_DMA_META_C2H
 * @pieces: as for bp_nvme_pointer_walk()
 *
 * Return: as bp_nvme_pointer_walk().
 * Rule: NVC-22, NVC-23
 */
u16 bp_nvme_metadata_walk(struct bp_nvme_run *run, u64 bytes, enum bp_nvme_purpose purpose,
			  struct bp_nvme_pieces *pieces);

/**
 * bp_nvme_pieces_move - move bytes of a transfer
 * @run: command; its moved bytes are counted
 * @pieces: as a walk made them
 * @offset: of the first byte in the transfer
 * @data: bytes for the host, or room for its bytes; of a bit bucket nothing is taken
 * @bytes: how many; they are in the transfer
 * @moved: receives how many moved, all of them without an error
 *
 * Return: 0, or a status: what @moved says moved nevertheless (NVC-23).
 * Rule: NVC-23, NVC-31
 */
u16 bp_nvme_pieces_move(struct bp_nvme_run *run, const struct bp_nvme_pieces *pieces, u64 offset,
			void *data, u64 bytes, u64 *moved);

#endif
