/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the bytes of a command lie: what its data pointer said, understood once (NVC-20, NVC-21,
 * SV-15).
 */
#ifndef BP_SIM_NVME_PIECES_H
#define BP_SIM_NVME_PIECES_H

#include <blkpath/nvme_dma.h>

/**
 * struct bp_nvme_piece - bytes that follow each other
 * @address: as the host wrote it; nothing of a bit bucket
 * @offset: of its first byte in the transfer
 * @bytes: how many, never 0
 * @is_bucket: bytes that the host does not want (NVC-21.3)
 */
struct bp_nvme_piece {
	u64 address;
	u64 offset;
	u32 bytes;
	bool is_bucket;
};

/**
 * struct bp_nvme_pieces - all of them, in the order of the transfer; all zero is empty
 * @purpose: what is moved
 * @piece: the pieces
 * @nr: how many
 * @room: for how many there is memory
 * @bytes: sum of theirs
 * @fails_at: fault: the transfer ends here, in front of this byte (NVC-37)
 */
struct bp_nvme_pieces {
	enum bp_nvme_purpose purpose;
	struct bp_nvme_piece *piece;
	u32 nr;
	u32 room;
	u64 bytes;
	u64 fails_at;
};

/* Puts one behind the others, which keep as they are: a page is a piece, whatever its neighbours
 * (SV-14).  False without memory. */
bool bp_nvme_pieces_add(struct bp_nvme_pieces *pieces, u64 address, u32 bytes, bool is_bucket);

/* The piece that has a byte of the transfer; @offset is less than @bytes. */
const struct bp_nvme_piece *bp_nvme_pieces_at(const struct bp_nvme_pieces *pieces, u64 offset);

/* Forgets them and keeps the memory for others. */
void bp_nvme_pieces_clear(struct bp_nvme_pieces *pieces);

/* Empty, as at first. */
void bp_nvme_pieces_fini(struct bp_nvme_pieces *pieces);

#endif
