/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * io_uring as far as one I/O with a registered buffer needs it.
 */
#ifndef SIM_RECORD_RING_H
#define SIM_RECORD_RING_H

#include <linux/io_uring.h>
#include <stdbool.h>
#include <sys/types.h>

#include <blkpath/types.h>

/**
 * struct bp_ring - a ring with one entry
 * @fd: of the ring, -1 when the kernel gives none
 * @sq: submission and completion rings
 * @sq_bytes: their size
 * @sqes: the entries
 * @sqes_bytes: their size
 * @offsets: where things stand in @sq
 */
struct bp_ring {
	int fd;
	char *sq;
	size_t sq_bytes;
	struct io_uring_sqe *sqes;
	size_t sqes_bytes;
	struct io_uring_params offsets;
};

/* Return: true, or false where the kernel has no io_uring or does not let us use it. */
bool bp_ring_open(struct bp_ring *ring);

void bp_ring_close(struct bp_ring *ring);

/**
 * struct bp_ring_io - an I/O within a registered buffer
 * @fd: the device
 * @write: the direction
 * @offset: in bytes of the device
 * @region: memory to register
 * @region_bytes: its size
 * @start: first byte of the I/O in it
 * @bytes: of the I/O
 */
struct bp_ring_io {
	int fd;
	bool write;
	u64 offset;
	char *region;
	size_t region_bytes;
	unsigned start;
	unsigned bytes;
};

/* Registers, does the I/O, unregisters.  Return: bytes, or negative errno. */
int64_t bp_ring_do(struct bp_ring *ring, const struct bp_ring_io *io);

#endif
