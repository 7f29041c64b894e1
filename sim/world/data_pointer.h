/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the data pointer of an NVMe command says, entry by entry: to show it or to compare it.
 *
 * It reads what a host driver has built.  A controller, which trusts nobody, is in sim/nvme.
 */
#ifndef SIM_WORLD_DATA_POINTER_H
#define SIM_WORLD_DATA_POINTER_H

#include <blkpath/nvme.h>

#include "mem/ram.h"
#include "world/list.h"

/* A run of memory: with PRPs inside a page, with SGLs a data block. */
struct bp_pointer_entry {
	u64 addr;
	u32 bytes;
};

struct bp_pointer_entries {
	struct bp_pointer_entry *at;
	unsigned n;
	unsigned room;
};

/**
 * bp_data_pointer_read - append the entries of a command
 * @ram: where its lists lie, at their bus addresses
 * @cmd: command with data
 * @bytes: of its data, at least 1
 * @entries: they are appended here
 *
 * The last page of PRPs ends with the data. Of SGLs the data blocks are taken as they are, up to
 * the one in which the data ends or the last of them.
 *
 * Return: 0; -EFAULT for a list that is not in memory; -EINVAL for an empty segment or data block,
 * or a descriptor of another kind; -ENOMEM. Entries before it are there then.
 */
int bp_data_pointer_read(struct bp_ram *ram, const struct nvme_command *cmd, u64 bytes,
			 struct bp_pointer_entries *entries);

#endif
