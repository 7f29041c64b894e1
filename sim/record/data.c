/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
#include <string.h>
#include <unistd.h>

#include "record/data.h"

void bp_data_make(void *stream, size_t bytes, u64 seed)
{
	struct bp_dice dice = { seed };
	u64 *word = stream;

	for (size_t i = 0; i < (bytes + sizeof(*word) - 1) / sizeof(*word); i++)
		word[i] = bp_dice_roll(&dice) | 1; /* no byte 0 at its front: see spoil */
}

void bp_data_scatter(char *arena, const struct bp_plan *plan, const char *stream)
{
	for (unsigned i = 0; i < plan->nr_slices; i++) {
		memcpy(arena + plan->slices[i].start, stream, plan->slices[i].bytes);
		stream += plan->slices[i].bytes;
	}
}

void bp_data_spoil(char *arena, const struct bp_plan *plan)
{
	for (unsigned i = 0; i < plan->nr_slices; i++)
		memset(arena + plan->slices[i].start, 0, plan->slices[i].bytes);
}

bool bp_data_equal(const char *arena, const struct bp_plan *plan, const char *stream, size_t bytes)
{
	for (unsigned i = 0; i < plan->nr_slices && bytes; i++) {
		size_t n = bp_min((size_t)plan->slices[i].bytes, bytes);

		if (memcmp(arena + plan->slices[i].start, stream, n))
			return false;
		stream += n;
		bytes -= n;
	}
	return true;
}

static int way(const struct bp_target *target)
{
	return target->bytes_fd >= 0 ? target->bytes_fd : target->fd;
}

bool bp_data_store(const struct bp_target *target, u64 sector, const char *stream, size_t bytes)
{
	off_t at = (off_t)(sector << SECTOR_SHIFT);

	return pwrite(way(target), stream, bytes, at) == (ssize_t)bytes;
}

bool bp_data_load(const struct bp_target *target, u64 sector, char *stream, size_t bytes)
{
	off_t at = (off_t)(sector << SECTOR_SHIFT);

	return pread(way(target), stream, bytes, at) == (ssize_t)bytes;
}
