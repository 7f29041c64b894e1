/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Between the host's memory and a window.
 */
#include <stdlib.h>
#include <string.h>

#include "nvme/io.h"
#include "nvme/pointer.h"

bool bp_nvme_io_has_meta(const struct bp_nvme_io *io)
{
	return bp_nvme_meta_bytes(io->ns) && !bp_protection_hidden(io->ns, &io->pi);
}

/* Metadata follows the data of its block, for the host. */
static bool is_mixed(const struct bp_nvme_io *io)
{
	return io->ns->layout.extended && bp_nvme_io_has_meta(io);
}

u32 bp_nvme_io_host_bytes(const struct bp_nvme_io *io)
{
	return bp_nvme_block_bytes(io->ns) + (is_mixed(io) ? bp_nvme_meta_bytes(io->ns) : 0);
}

u16 bp_nvme_io_pointers(struct bp_nvme_io *io, enum bp_nvme_purpose data, enum bp_nvme_purpose meta)
{
	const u64 bytes = (u64)io->blocks * bp_nvme_io_host_bytes(io);
	u16 status = bp_nvme_pointer_walk(io->run, bytes, data, &io->data);

	if (!status && bp_nvme_io_has_meta(io) && !is_mixed(io))
		status = bp_nvme_metadata_walk(
			io->run, (u64)io->blocks * bp_nvme_meta_bytes(io->ns), meta, &io->meta);
	return status;
}

u16 bp_nvme_io_window_open(struct bp_nvme_io *io, bool compares)
{
	const size_t data = bp_nvme_block_bytes(io->ns), meta = bp_nvme_meta_bytes(io->ns);
	const size_t copies = 1u + compares + is_mixed(io);
	struct bp_nvme_io_window *w = &io->window;

	w->room = (u32)bp_max(BP_NVME_WINDOW_BYTES / (data + meta), (size_t)1);
	w->room = bp_min(w->room, io->blocks);
	w->memory = malloc(w->room * (copies * (data + meta) + 1));
	if (!w->memory)
		return NVME_SC_INTERNAL;
	w->data = w->memory;
	w->meta = w->data + w->room * data;
	w->states = w->meta + w->room * meta;
	w->host_data = w->states + w->room;
	w->host_meta = w->host_data + (compares ? w->room * data : 0);
	w->mixed = w->host_meta + (compares ? w->room * meta : 0);
	return NVME_SC_SUCCESS;
}

void bp_nvme_io_window_close(struct bp_nvme_io *io)
{
	free(io->window.memory);
}

u32 bp_nvme_io_window_blocks(const struct bp_nvme_io *io, u32 first)
{
	return bp_min(io->blocks - first, io->window.room);
}

static u16 move(struct bp_nvme_io *io, const struct bp_nvme_pieces *pieces, u64 offset, void *bytes,
		u64 n)
{
	u64 moved;

	return bp_nvme_pieces_move(io->run, pieces, offset, bytes, n, &moved);
}

/* dddddMMddddd MM... is ddddd ddddd... and MM MM... */
static void part(const struct bp_nvme_io *io, u32 count, u8 *data, u8 *meta)
{
	const u32 data_bytes = bp_nvme_block_bytes(io->ns), meta_bytes = bp_nvme_meta_bytes(io->ns);
	const u8 *from = io->window.mixed;

	for (; count; count--, from += data_bytes + meta_bytes) {
		memcpy(data, from, data_bytes);
		memcpy(meta, from + data_bytes, meta_bytes);
		data += data_bytes;
		meta += meta_bytes;
	}
}

static void mix(const struct bp_nvme_io *io, u32 count, const u8 *data, const u8 *meta)
{
	const u32 data_bytes = bp_nvme_block_bytes(io->ns), meta_bytes = bp_nvme_meta_bytes(io->ns);
	u8 *to = io->window.mixed;

	for (; count; count--, to += data_bytes + meta_bytes) {
		memcpy(to, data, data_bytes);
		memcpy(to + data_bytes, meta, meta_bytes);
		data += data_bytes;
		meta += meta_bytes;
	}
}

u16 bp_nvme_io_window_get(struct bp_nvme_io *io, u32 first, u32 count, u8 *data, u8 *meta)
{
	const u64 host = bp_nvme_io_host_bytes(io), meta_bytes = bp_nvme_meta_bytes(io->ns);
	u16 status = move(io, &io->data, first * host, is_mixed(io) ? io->window.mixed : data,
			  count * host);

	if (is_mixed(io) && !status)
		part(io, count, data, meta);
	else if (bp_nvme_io_has_meta(io) && !status)
		status = move(io, &io->meta, first * meta_bytes, meta, count * meta_bytes);
	return status;
}

u16 bp_nvme_io_window_put(struct bp_nvme_io *io, u32 first, u32 count, u8 *data, u8 *meta)
{
	const u64 host = bp_nvme_io_host_bytes(io), meta_bytes = bp_nvme_meta_bytes(io->ns);
	u16 status;

	if (is_mixed(io))
		mix(io, count, data, meta);
	status = move(io, &io->data, first * host, is_mixed(io) ? io->window.mixed : data,
		      count * host);
	if (bp_nvme_io_has_meta(io) && !is_mixed(io) && !status)
		status = move(io, &io->meta, first * meta_bytes, meta, count * meta_bytes);
	return status;
}
