/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Chunks of sectors by number; where nobody wrote there is none.
 */
#include <stdlib.h>

#include "world/image.h"

#define CHUNK 64u
#define IO_MASK (((u64)1 << 62) - 1)

struct chunk {
	struct bp_image_sector sector[CHUNK];
};

static struct chunk *chunk_of(const struct bp_image *image, u64 sector)
{
	return bp_sparse_get(&image->chunks, sector / CHUNK);
}

static struct chunk *chunk_made(struct bp_image *image, u64 sector)
{
	struct chunk *chunk = chunk_of(image, sector);

	if (chunk)
		return chunk;
	chunk = calloc(1, sizeof(*chunk));
	if (!chunk || !bp_sparse_put(&image->chunks, sector / CHUNK, chunk)) {
		free(chunk);
		return NULL;
	}
	return chunk;
}

struct bp_image_sector bp_image_at(const struct bp_image *image, u64 sector)
{
	const struct chunk *chunk = chunk_of(image, sector);

	return chunk ? chunk->sector[sector % CHUNK] : (struct bp_image_sector){ 0 };
}

static u64 end_of(struct bp_extent where)
{
	return where.sector + where.sectors;
}

/* The part of a run that lies in the chunk of its first sector. */
static struct bp_extent in_chunk(struct bp_extent where)
{
	return (struct bp_extent){ where.sector,
				   bp_min(where.sectors, CHUNK - where.sector % CHUNK) };
}

static void try_chunk(struct chunk *chunk, struct bp_extent part, u64 io, enum bp_left left)
{
	for (u64 s = part.sector; s < end_of(part); s++) {
		struct bp_image_sector *sector = &chunk->sector[s % CHUNK];

		sector->tried = io & IO_MASK;
		sector->maybe_zeros |= left == BP_LEFT_ZEROS;
		sector->maybe_anywhere |= left == BP_LEFT_ANYWHERE;
	}
}

/* Discards may cover terabytes of nothing: they go from chunk to chunk that exists. */
static void try_zeros(struct bp_image *image, struct bp_extent where, u64 io)
{
	u64 number = where.sector / CHUNK;
	struct chunk *chunk;

	for (; (chunk = bp_sparse_next(&image->chunks, &number)); number++) {
		const u64 from = bp_max(where.sector, number * CHUNK);
		const u64 to = bp_min(end_of(where), (number + 1) * CHUNK);

		if (from >= end_of(where))
			return;
		try_chunk(chunk, (struct bp_extent){ from, to - from }, io, BP_LEFT_ZEROS);
	}
}

bool bp_image_try(struct bp_image *image, struct bp_extent where, u64 io, enum bp_left left)
{
	if (left == BP_LEFT_ZEROS) {
		try_zeros(image, where, io);
		return true;
	}
	while (where.sectors) {
		const struct bp_extent part = in_chunk(where);
		struct chunk *chunk = chunk_made(image, where.sector);

		if (!chunk)
			return false;
		try_chunk(chunk, part, io, left);
		where.sector += part.sectors;
		where.sectors -= part.sectors;
	}
	return true;
}

static void settle_sector(struct bp_image_sector *sector, u64 io, enum bp_left left)
{
	*sector = (struct bp_image_sector){
		.settled = io & IO_MASK,
		.left = left & 3,
		.tried = io & IO_MASK,
	};
}

void bp_image_settle(struct bp_image *image, struct bp_extent where, u64 io, enum bp_left left)
{
	u64 number = where.sector / CHUNK;
	struct chunk *chunk;

	for (; (chunk = bp_sparse_next(&image->chunks, &number)); number++) {
		const u64 from = bp_max(where.sector, number * CHUNK);
		const u64 to = bp_min(end_of(where), (number + 1) * CHUNK);

		for (u64 s = from; s < to; s++)
			settle_sector(&chunk->sector[s % CHUNK], io, left);
		if (to == end_of(where))
			return;
	}
}

static bool first_written(const struct bp_image *image, u64 *sector)
{
	u64 number = *sector / CHUNK;
	const struct chunk *chunk;

	for (; (chunk = bp_sparse_next(&image->chunks, &number)); number++)
		for (u64 s = bp_max(*sector, number * CHUNK); s < (number + 1) * CHUNK; s++)
			if (chunk->sector[s % CHUNK].tried) {
				*sector = s;
				return true;
			}
	return false;
}

bool bp_image_next(const struct bp_image *image, struct bp_extent *where, u64 most)
{
	if (!first_written(image, &where->sector))
		return false;
	where->sectors = 1;
	while (where->sectors < most && bp_image_at(image, end_of(*where)).tried)
		where->sectors++;
	return true;
}

void bp_image_fini(struct bp_image *image)
{
	void *chunk;

	for (u64 number = 0; (chunk = bp_sparse_next(&image->chunks, &number)); number++)
		free(chunk);
	bp_sparse_fini(&image->chunks);
}
