/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes move, piece by piece, after everything was validated (NVC-23).
 */
#include "nvme/memory.h"
#include "nvme/pointer.h"

static bool is_lost(struct bp_nvme_run *run)
{
	return bp_nvme_fault_at(run->ctrl, BP_NVME_FAULT_DATA_PAGE, run, run->data_pages++);
}

/* @skip bytes of the piece stay where they are. */
static u16 move_some(struct bp_nvme_run *run, const struct bp_nvme_pieces *pieces,
		     const struct bp_nvme_piece *piece, u64 skip, void *data, u32 bytes)
{
	if (piece->is_bucket)
		return 0;
	if (is_lost(run))
		return NVME_SC_DATA_XFER_ERROR;
	return bp_nvme_run_dma(run, pieces->purpose, piece->address + skip, data, bytes);
}

u16 bp_nvme_pieces_move(struct bp_nvme_run *run, const struct bp_nvme_pieces *pieces, u64 offset,
			void *data, u64 bytes, u64 *moved)
{
	const u64 end = bp_min(offset + bytes, pieces->fails_at);
	u64 at = offset;
	u16 status = 0;

	while (at < end) {
		const struct bp_nvme_piece *piece = bp_nvme_pieces_at(pieces, at);
		const u64 skip = at - piece->offset;
		const u32 some = (u32)bp_min(piece->bytes - skip, end - at);

		status = move_some(run, pieces, piece, skip, (u8 *)data + (at - offset), some);
		if (status)
			break;
		at += some;
	}
	*moved = at - offset;
	run->moved += *moved;
	if (!status && offset + bytes >= pieces->fails_at)
		status = NVME_SC_DATA_XFER_ERROR;
	return status;
}
