/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "world/flow_world.h"

#define BYTES_MAX ((16u << 20) - SECTOR_SIZE) /* a keyed descriptor has 24 bits of length */
#define COMMANDS_MAX (1u << 20)

static int check_io(const struct bp_world_flow_setup *setup, unsigned index, struct bp_error *err)
{
	const struct bp_world_flow_io *io = &setup->io[index];
	const u64 count = io->count ?: 1;

	if (io->op == BP_FLOW_FLUSH)
		return 0;
	if (!io->bytes || io->bytes % SECTOR_SIZE || io->bytes > BYTES_MAX)
		return bp_error_set(err, NULL, io->line, "bytes",
				    "%u bytes in a command; allowed: a multiple of 512 up to %u",
				    io->bytes, BYTES_MAX);
	if (io->slba > setup->bytes >> SECTOR_SHIFT ||
	    count * io->bytes > setup->bytes - (io->slba << SECTOR_SHIFT))
		return bp_error_set(err, NULL, io->line, "slba",
				    "block %llu and %llu bytes from there on: the namespace has "
				    "%llu bytes",
				    (unsigned long long)io->slba,
				    (unsigned long long)(count * io->bytes),
				    (unsigned long long)setup->bytes);
	return 0;
}

static int check_names(const struct bp_world_flow_setup *setup, struct bp_error *err)
{
	if (!setup->hca)
		return bp_error_set(err, NULL, 0, "hca",
				    "which function is the adapter is not said");
	if (!setup->drive)
		return bp_error_set(err, NULL, 0, "drive",
				    "which function is the drive is not said");
	return 0;
}

static int check_numbers(const struct bp_world_flow_setup *setup, struct bp_error *err)
{
	if (setup->depth < 2 || setup->depth > 1024)
		return bp_error_set(err, NULL, 0, "depth", "%u; allowed: 2 to 1024", setup->depth);
	if (setup->inline_bytes > NVMET_RDMA_MAX_INLINE_DATA_SIZE)
		return bp_error_set(err, NULL, 0, "inline", "%u; allowed: up to %u",
				    setup->inline_bytes, NVMET_RDMA_MAX_INLINE_DATA_SIZE);
	if (!setup->bytes || setup->bytes % SECTOR_SIZE)
		return bp_error_set(err, NULL, 0, "bytes",
				    "a namespace of %llu bytes; allowed: a multiple of 512",
				    (unsigned long long)setup->bytes);
	return 0;
}

int bp_flow_check(const struct bp_world_flow_setup *setup, struct bp_error *err)
{
	int error = check_names(setup, err) ?: check_numbers(setup, err);
	u64 commands = 0;

	for (unsigned i = 0; i < setup->nr_ios && !error; i++) {
		error = check_io(setup, i, err);
		commands += setup->io[i].count ?: 1;
	}
	if (!error && commands > COMMANDS_MAX)
		return bp_error_set(err, NULL, 0, "count", "%llu commands; allowed: up to %u",
				    (unsigned long long)commands, COMMANDS_MAX);
	return error;
}
