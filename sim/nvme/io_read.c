/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands that look at the medium: Read, Verify, Compare.
 */
#include <string.h>

#include "nvme/engine.h"
#include "nvme/io.h"

/* NVC-29, NVC-38.4: a block that nobody wrote. */
static void make_up(const struct bp_nvme_io *io, u32 at)
{
	const struct bp_nvme_namespace *ns = io->ns;
	u8 *data = io->window.data + (size_t)at * bp_nvme_block_bytes(ns);
	u8 *meta = io->window.meta + (size_t)at * bp_nvme_meta_bytes(ns);

	memset(data, ns->config.ones ? 0xff : 0, bp_nvme_block_bytes(ns));
	memset(meta, ns->config.ones ? 0xff : 0, bp_nvme_meta_bytes(ns));
	if (ns->layout.pi_type)
		bp_protection_escape(ns, 1, meta);
}

static u16 look_at_states(const struct bp_nvme_io *io, u32 count)
{
	for (u32 i = 0; i < count; i++) {
		if (io->window.states[i] == BP_BLOCK_UNCORRECTABLE)
			return NVME_SC_READ_ERROR;
		if (io->window.states[i] == BP_BLOCK_WRITTEN)
			continue;
		if (io->ns->unwritten_fails)
			return NVME_SC_UNWRITTEN_BLOCK;
		make_up(io, i);
	}
	return NVME_SC_SUCCESS;
}

static u64 bit_to_flip(const struct bp_nvme_io *io)
{
	const struct bp_nvme_fault *fault =
		bp_nvme_fault(io->run->ctrl, BP_NVME_FAULT_BIT_FLIP, io->run);

	if (!fault)
		return UINT64_MAX;
	return bp_nvme_fault_value(fault) % (8ull * io->blocks * bp_nvme_block_bytes(io->ns));
}

void bp_nvme_io_flip(struct bp_nvme_io *io, u32 first, u32 count)
{
	const u64 bytes = bp_nvme_block_bytes(io->ns);
	u64 byte;

	if (!first)
		io->flip = bit_to_flip(io);
	byte = io->flip / 8 - first * bytes;
	if (io->flip / 8 >= first * bytes && byte < count * bytes)
		io->window.data[byte] ^= (u8)(1u << io->flip % 8);
}

u16 bp_nvme_io_load(struct bp_nvme_io *io, u32 first, u32 count)
{
	const struct bp_nvme_io_window *w = &io->window;
	u32 bad;
	int ret = bp_medium_read(io->ns->medium, io->slba + first, count, w->data, w->meta,
				 w->states);
	u16 status = bp_nvme_io_status(ret, NVME_SC_READ_ERROR);

	if (!status)
		status = look_at_states(io, count);
	if (status)
		return status;
	bp_nvme_io_flip(io, first, count);
	if (!io->ns->layout.pi_type)
		return NVME_SC_SUCCESS;
	return bp_protection_check(io->ns, &io->pi, count, w->data, w->meta, &bad);
}

u16 bp_nvme_io_read(struct bp_nvme_io *io)
{
	u16 status = bp_nvme_io_pointers(io, BP_NVME_DMA_C2H, BP_NVME_DMA_META_C2H);

	if (!status)
		status = bp_nvme_io_media(io, NVME_SC_READ_ERROR);
	if (!status)
		status = bp_nvme_io_window_open(io, false);
	for (u32 first = 0, n; first < io->blocks && !status; first += n) {
		n = bp_nvme_io_window_blocks(io, first);
		status = bp_nvme_io_load(io, first, n);
		if (!status)
			status = bp_nvme_io_window_put(io, first, n, io->window.data,
						       io->window.meta);
	}
	if (status)
		return status;
	io->ns->counters.reads++;
	io->ns->counters.bytes_read += (u64)io->blocks * bp_nvme_block_bytes(io->ns);
	return NVME_SC_SUCCESS;
}

u16 bp_nvme_io_verify(struct bp_nvme_io *io)
{
	u16 status = bp_nvme_io_media(io, NVME_SC_READ_ERROR);

	if (!status)
		status = bp_nvme_io_window_open(io, false);
	for (u32 first = 0, n; first < io->blocks && !status; first += n) {
		n = bp_nvme_io_window_blocks(io, first);
		status = bp_nvme_io_load(io, first, n);
	}
	return status;
}

/* Tuples are checked and not compared: application and reference tags may be the host's own. */
static bool same_meta(const struct bp_nvme_namespace *ns, const u8 *a, const u8 *b)
{
	const u32 bytes = bp_nvme_meta_bytes(ns);
	const u32 from = ns->layout.pi_type && ns->layout.pi_first ? BP_NVME_PI_BYTES : 0;
	const u32 to = bytes - (ns->layout.pi_type && !ns->layout.pi_first ? BP_NVME_PI_BYTES : 0);

	return !memcmp(a + from, b + from, to - from);
}

static bool same(const struct bp_nvme_io *io, u32 count)
{
	const struct bp_nvme_io_window *w = &io->window;
	const size_t data = bp_nvme_block_bytes(io->ns), meta = bp_nvme_meta_bytes(io->ns);

	if (memcmp(w->data, w->host_data, count * data))
		return false;
	for (u32 i = 0; i < count; i++)
		if (!same_meta(io->ns, w->meta + i * meta, w->host_meta + i * meta))
			return false;
	return true;
}

static u16 compare_window(struct bp_nvme_io *io, u32 first, u32 count)
{
	struct bp_nvme_io_window *w = &io->window;
	struct bp_protection host = io->pi;
	u16 status = bp_nvme_io_window_get(io, first, count, w->host_data, w->host_meta);
	u32 bad;

	if (!status && io->ns->layout.pi_type)
		status =
			bp_protection_check(io->ns, &host, count, w->host_data, w->host_meta, &bad);
	if (!status)
		status = bp_nvme_io_load(io, first, count);
	if (status)
		return status;
	return same(io, count) ? NVME_SC_SUCCESS : NVME_SC_COMPARE_FAILED;
}

u16 bp_nvme_io_compare(struct bp_nvme_io *io)
{
	u16 status = bp_nvme_io_pointers(io, BP_NVME_DMA_H2C, BP_NVME_DMA_META_H2C);

	if (!status)
		status = bp_nvme_io_media(io, NVME_SC_READ_ERROR);
	if (!status)
		status = bp_nvme_io_window_open(io, true);
	for (u32 first = 0, n; first < io->blocks && !status; first += n) {
		n = bp_nvme_io_window_blocks(io, first);
		status = compare_window(io, first, n);
	}
	return status;
}
