/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "world/flow.h"
#include "world/flow_memory.h"

#define PAGE 4096u
#define GUARD_BYTES 512u
#define GUARD 0xa5

static u32 pages_of(const struct bp_world_flow_io *io)
{
	return (io->place + io->bytes + PAGE - 1) / PAGE;
}

/* No more than there are pages. */
static u32 pieces_of(const struct bp_world_flow_io *io)
{
	const u32 pieces = bp_min(io->pieces, pages_of(io));

	return bp_max(1u, pieces);
}

u64 bp_flow_memory_room(const struct bp_world_flow_io *io)
{
	const u32 gap_pages = (io->gap + PAGE - 1) / PAGE;

	return (u64)(pages_of(io) + pieces_of(io) + gap_pages + 1) * PAGE;
}

/* With a free page behind each. */
static u64 cut_pieces(struct bp_flow_memory *memory, const struct bp_world_flow_io *io)
{
	const u32 pieces = pieces_of(io);
	u64 addr = memory->addr + io->place;
	u32 left = io->bytes;

	for (u32 i = 0; i < pieces; i++) {
		const u32 pages = pages_of(io) / pieces;
		const u32 room = pages * PAGE - (u32)(addr % PAGE);
		const u32 bytes = i + 1 < pieces ? room : left;

		memory->segment[memory->nr++] = (struct bp_initiator_segment){ addr, bytes };
		left -= bytes;
		addr += bytes + PAGE;
	}
	return (addr + PAGE - 1) / PAGE * PAGE;
}

/* Of what lies behind a piece so much is looked at. */
static u8 *guard_behind(const struct bp_flow_memory *memory, unsigned i)
{
	const struct bp_initiator_segment *s = &memory->segment[i];

	return bp_initiator_memory(memory->host, s->addr + s->bytes, GUARD_BYTES);
}

static u8 *guard_before(const struct bp_flow_memory *memory)
{
	return bp_initiator_memory(memory->host, memory->addr, 1);
}

static u64 bytes_before(const struct bp_flow_memory *memory)
{
	return memory->segment[memory->first].addr - memory->addr;
}

void bp_flow_memory_cut(struct bp_flow_memory *memory, const struct bp_world_flow_io *io)
{
	u64 behind;

	memory->first = io->gap > 0;
	memory->nr = memory->first;
	behind = cut_pieces(memory, io);
	if (io->gap) {
		memory->segment[0] = (struct bp_initiator_segment){ behind, io->gap };
		memset(bp_initiator_memory(memory->host, behind, io->gap), GUARD, io->gap);
	}
	memset(guard_before(memory), GUARD, bytes_before(memory));
	for (unsigned i = memory->first; i < memory->nr; i++)
		memset(guard_behind(memory, i), GUARD, GUARD_BYTES);
}

/* The bytes of the data at a place, and how many follow them in one piece. */
static u8 *piece_at(const struct bp_flow_memory *memory, u32 at, u32 *n)
{
	unsigned i = memory->first;

	while (at >= memory->segment[i].bytes)
		at -= memory->segment[i++].bytes;
	*n = bp_min(*n, memory->segment[i].bytes - at);
	return bp_initiator_memory(memory->host, memory->segment[i].addr + at, *n);
}

void bp_flow_memory_put(const struct bp_flow_memory *memory, u32 at, const u8 *bytes, u32 n)
{
	u32 part = n;

	for (; n; at += part, bytes += part, n -= part, part = n) {
		u8 *piece = piece_at(memory, at, &part);

		memcpy(piece, bytes, part);
	}
}

void bp_flow_memory_get(const struct bp_flow_memory *memory, u32 at, u8 *bytes, u32 n)
{
	u32 part = n;

	for (; n; at += part, bytes += part, n -= part, part = n) {
		const u8 *piece = piece_at(memory, at, &part);

		memcpy(bytes, piece, part);
	}
}

static bool is_guard(const u8 *bytes, u64 n)
{
	while (n && bytes[n - 1] == GUARD)
		n--;
	return !n;
}

bool bp_flow_memory_is_guarded(const struct bp_flow_memory *memory)
{
	bool good = is_guard(guard_before(memory), bytes_before(memory));

	for (unsigned i = memory->first; i < memory->nr; i++)
		good &= is_guard(guard_behind(memory, i), GUARD_BYTES);
	return good;
}
