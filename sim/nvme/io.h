/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An I/O command while it executes (nvme.md 11).
 *
 * Data passes a window of some blocks on its way between the host and the medium, so a command of
 * any size needs little memory.
 */
#ifndef BP_SIM_NVME_IO_H
#define BP_SIM_NVME_IO_H

#include "nvme/command.h"
#include "nvme/namespace.h"
#include "nvme/pieces.h"
#include "nvme/protection.h"

#define BP_NVME_WINDOW_BYTES (64u << 10)

/**
 * struct bp_nvme_io_window - blocks under way
 * @memory: holds what follows
 * @room: in blocks
 * @data: data of each
 * @meta: metadata of each
 * @states: enum bp_block_state of each
 * @host_data: what the host has, for Compare
 * @host_meta: the same of metadata
 * @mixed: data and metadata of each as the host has them, extended
 */
struct bp_nvme_io_window {
	u8 *memory;
	u32 room;
	u8 *data;
	u8 *meta;
	u8 *states;
	u8 *host_data;
	u8 *host_meta;
	u8 *mixed;
};

/**
 * struct bp_nvme_io - the command
 * @run: from its queue
 * @ns: namespace; NULL of a broadcast
 * @slba: first block, of a command that has some
 * @blocks: how many
 * @flip: fault bit-flip: this bit of the data; UINT64_MAX: none
 * @pi: what it says about protection
 * @data: where the host has the data
 * @meta: where it has the metadata, if that has a place of its own
 * @window: see there
 */
struct bp_nvme_io {
	struct bp_nvme_run *run;
	struct bp_nvme_namespace *ns;
	u64 slba;
	u32 blocks;
	u64 flip;
	struct bp_protection pi;
	struct bp_nvme_pieces data;
	struct bp_nvme_pieces meta;
	struct bp_nvme_io_window window;
};

/* The commands: after all checks that need no data.  Each returns a status. */
u16 bp_nvme_io_flush(struct bp_nvme_io *io);
u16 bp_nvme_io_write(struct bp_nvme_io *io);
u16 bp_nvme_io_read(struct bp_nvme_io *io);
u16 bp_nvme_io_uncorrectable(struct bp_nvme_io *io);
u16 bp_nvme_io_compare(struct bp_nvme_io *io);
u16 bp_nvme_io_write_zeroes(struct bp_nvme_io *io);
u16 bp_nvme_io_dsm(struct bp_nvme_io *io);
u16 bp_nvme_io_verify(struct bp_nvme_io *io);

/* Bytes that the host has of each block: metadata counts where it follows the data. */
u32 bp_nvme_io_host_bytes(const struct bp_nvme_io *io);

/* Whether metadata goes to the host or comes from it. */
bool bp_nvme_io_has_meta(const struct bp_nvme_io *io);

/* Understands the pointers of the command, for all of its blocks; moves nothing (NVC-23). */
u16 bp_nvme_io_pointers(struct bp_nvme_io *io, enum bp_nvme_purpose data,
			enum bp_nvme_purpose meta);

/* Room for as many blocks as there are, or fit; of a host that compares, too.
 * bp_nvme_io_execute() gives it back. */
u16 bp_nvme_io_window_open(struct bp_nvme_io *io, bool compares);
void bp_nvme_io_window_close(struct bp_nvme_io *io);

/* How many blocks the window takes when it begins with this one of the command. */
u32 bp_nvme_io_window_blocks(const struct bp_nvme_io *io, u32 first);

/* Blocks of the command, from @first on, between the host and these buffers. */
u16 bp_nvme_io_window_get(struct bp_nvme_io *io, u32 first, u32 count, u8 *data, u8 *meta);
u16 bp_nvme_io_window_put(struct bp_nvme_io *io, u32 first, u32 count, u8 *data, u8 *meta);

/* Blocks of the command from the medium into the window, looked at and checked. */
u16 bp_nvme_io_load(struct bp_nvme_io *io, u32 first, u32 count);

/* What a medium's return value is to the host; @failed stands for -EIO. */
u16 bp_nvme_io_status(int ret, u16 failed);

/* Fault media: a status, @usual if none was named. */
u16 bp_nvme_io_media(const struct bp_nvme_io *io, u16 usual);

/* Fault bit-flip, asked at the first window: inverts the bit in the window that has it. */
void bp_nvme_io_flip(struct bp_nvme_io *io, u32 first, u32 count);

#endif
