/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory of a direct I/O as the kernel finds it: pages of a process, or a registered buffer.
 */
#ifndef SIM_WORLD_DIO_MEMORY_H
#define SIM_WORLD_DIO_MEMORY_H

#include <blkpath/iov_iter.h>

#include "world/dio.h"

/**
 * struct bp_dio_memory - the memory
 * @page_shift: log2 of the page size
 * @bytes: of all of it
 * @iov: user memory: an address is the index of a page in @frames, shifted, plus the place in it;
 *	NULL for a registered buffer
 * @nr_iov: how many
 * @frames: the frame of each page; a page that two iovecs meet in is there twice
 * @nr_frames: how many
 * @vecs: the vectors of a registered buffer (G-19); NULL for user memory
 * @nr_vecs: how many
 */
struct bp_dio_memory {
	unsigned page_shift;
	u64 bytes;
	struct bp_iovec *iov;
	unsigned nr_iov;
	u64 *frames;
	u64 nr_frames;
	struct bio_vec *vecs;
	unsigned nr_vecs;
};

/**
 * bp_dio_memory_make - lay it out
 * @env: where the memory for this is from
 * @rules: rule set
 * @io: the transfer
 * @memory: filled in, to be freed with bp_dio_memory_free() in any case
 *
 * Return: as bp_world_direct_io().
 */
int bp_dio_memory_make(struct bp_env *env, const struct bp_rules *rules, const struct bp_dio_io *io,
		       struct bp_dio_memory *memory);

void bp_dio_memory_free(struct bp_env *env, struct bp_dio_memory *memory);

/* Whether the device file takes it (G-18, B6), for a transfer that begins at a sector. */
bool bp_dio_memory_aligned(const struct bp_dio_memory *memory, const struct request_queue *q,
			   sector_t sector);

/* Start at its first byte.  The pages stay without references: they are there as long as this. */
void bp_dio_memory_iter(struct bp_dio_memory *memory, struct iov_iter *iter);

#endif
