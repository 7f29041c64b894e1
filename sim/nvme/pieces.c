/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>

#include "nvme/pieces.h"

#define FIRST_ROOM 32u

static bool grow(struct bp_nvme_pieces *pieces)
{
	const u32 room = pieces->room ? pieces->room * 2 : FIRST_ROOM;
	struct bp_nvme_piece *piece = realloc(pieces->piece, room * sizeof(*piece));

	if (!piece)
		return false;
	pieces->piece = piece;
	pieces->room = room;
	return true;
}

bool bp_nvme_pieces_add(struct bp_nvme_pieces *pieces, u64 address, u32 bytes, bool is_bucket)
{
	if (pieces->nr == pieces->room && !grow(pieces))
		return false;
	pieces->piece[pieces->nr++] = (struct bp_nvme_piece){
		.address = address,
		.offset = pieces->bytes,
		.bytes = bytes,
		.is_bucket = is_bucket,
	};
	pieces->bytes += bytes;
	return true;
}

static bool has(const struct bp_nvme_piece *piece, u64 offset)
{
	return offset >= piece->offset && offset - piece->offset < piece->bytes;
}

/* Pages are alike but for the first and the last one. */
static u64 guess(const struct bp_nvme_pieces *pieces, u64 offset)
{
	if (pieces->nr < 2 || offset < pieces->piece[1].offset)
		return 0;
	return 1 + (offset - pieces->piece[1].offset) / pieces->piece[1].bytes;
}

const struct bp_nvme_piece *bp_nvme_pieces_at(const struct bp_nvme_pieces *pieces, u64 offset)
{
	const u64 likely = guess(pieces, offset);
	u32 first = 0, behind = pieces->nr;

	if (likely < pieces->nr && has(&pieces->piece[likely], offset))
		return &pieces->piece[likely];
	while (behind - first > 1) {
		const u32 middle = first + (behind - first) / 2;

		if (pieces->piece[middle].offset <= offset)
			first = middle;
		else
			behind = middle;
	}
	return &pieces->piece[first];
}

void bp_nvme_pieces_clear(struct bp_nvme_pieces *pieces)
{
	pieces->nr = 0;
	pieces->bytes = 0;
}

void bp_nvme_pieces_fini(struct bp_nvme_pieces *pieces)
{
	free(pieces->piece);
	*pieces = (struct bp_nvme_pieces){ 0 };
}
