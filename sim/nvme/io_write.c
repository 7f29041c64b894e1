/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands that change the medium: Write, Write Zeroes, Write Uncorrectable.
 */
#include <string.h>

#include "nvme/engine.h"
#include "nvme/io.h"

#define DEAC (1u << 9) /* CDW12 bit 25 */

/* NVC-38.2, NVC-38.5 */
static u16 protect(struct bp_nvme_io *io, u32 count)
{
	const struct bp_nvme_io_window *w = &io->window;
	u32 bad;

	if (!io->ns->layout.pi_type)
		return NVME_SC_SUCCESS;
	if (io->pi.prinfo & NVME_RW_PRINFO_PRACT) {
		bp_protection_make(io->ns, &io->pi, count, w->data, w->meta);
		return NVME_SC_SUCCESS;
	}
	return bp_protection_check(io->ns, &io->pi, count, w->data, w->meta, &bad);
}

static u16 write_window(struct bp_nvme_io *io, u32 first, u32 count)
{
	const struct bp_nvme_io_window *w = &io->window;
	const bool fua = le16_to_cpu(io->run->cmd.rw.control) & NVME_RW_FUA;
	u16 status = bp_nvme_io_window_get(io, first, count, w->data, w->meta);
	int ret;

	if (!status)
		status = protect(io, count);
	if (status)
		return status;
	bp_nvme_io_flip(io, first, count);
	ret = bp_medium_write(io->ns->medium, io->slba + first, count, w->data, w->meta, fua);
	return bp_nvme_io_status(ret, NVME_SC_WRITE_FAULT);
}

u16 bp_nvme_io_write(struct bp_nvme_io *io)
{
	u16 status = bp_nvme_io_pointers(io, BP_NVME_DMA_H2C, BP_NVME_DMA_META_H2C);

	if (!status)
		status = bp_nvme_io_media(io, NVME_SC_WRITE_FAULT);
	if (!status)
		status = bp_nvme_io_window_open(io, false);
	for (u32 first = 0, n; first < io->blocks && !status; first += n) {
		n = bp_nvme_io_window_blocks(io, first);
		status = write_window(io, first, n);
	}
	if (status)
		return status;
	io->ns->counters.writes++;
	io->ns->counters.bytes_written += (u64)io->blocks * bp_nvme_block_bytes(io->ns);
	return NVME_SC_SUCCESS;
}

/* Zeroes take no room; the tuples of blocks do. */
static u16 zero_window(struct bp_nvme_io *io, u32 first, u32 count)
{
	const struct bp_nvme_io_window *w = &io->window;
	int ret;

	memset(w->data, 0, (size_t)count * bp_nvme_block_bytes(io->ns));
	memset(w->meta, 0, (size_t)count * bp_nvme_meta_bytes(io->ns));
	if (io->pi.prinfo & NVME_RW_PRINFO_PRACT)
		bp_protection_make(io->ns, &io->pi, count, w->data, w->meta);
	else
		bp_protection_escape(io->ns, count, w->meta);
	ret = bp_medium_zero(io->ns->medium, io->slba + first, count, w->meta);
	return bp_nvme_io_status(ret, NVME_SC_WRITE_FAULT);
}

static u16 zero_with_tuples(struct bp_nvme_io *io)
{
	u16 status = bp_nvme_io_window_open(io, false);

	for (u32 first = 0, n; first < io->blocks && !status; first += n) {
		n = bp_nvme_io_window_blocks(io, first);
		status = zero_window(io, first, n);
	}
	return status;
}

u16 bp_nvme_io_write_zeroes(struct bp_nvme_io *io)
{
	struct bp_medium *medium = io->ns->medium;
	u16 status = bp_nvme_io_media(io, NVME_SC_WRITE_FAULT);
	int ret;

	if (status)
		return status;
	if (le16_to_cpu(io->run->cmd.rw.control) & DEAC)
		ret = bp_medium_mark(medium, io->slba, io->blocks, BP_BLOCK_DEALLOCATED);
	else if (io->ns->layout.pi_type)
		return zero_with_tuples(io);
	else
		ret = bp_medium_zero(medium, io->slba, io->blocks, NULL);
	return bp_nvme_io_status(ret, NVME_SC_WRITE_FAULT);
}

u16 bp_nvme_io_uncorrectable(struct bp_nvme_io *io)
{
	int ret = bp_medium_mark(io->ns->medium, io->slba, io->blocks, BP_BLOCK_UNCORRECTABLE);

	return bp_nvme_io_status(ret, NVME_SC_WRITE_FAULT);
}
