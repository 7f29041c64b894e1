/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BP_SIM_NULL_COMMAND_H
#define BP_SIM_NULL_COMMAND_H

#include <blkpath/scatterlist.h>

#include "null.h"

/* A request in the device. */
struct bp_null_command {
	TAILQ_ENTRY(bp_null_command) link;
	struct request *rq;
	struct sg_table table;
	unsigned entries;
	u64 due_ns;
	u64 number; /* order of issue */
};

/**
 * bp_null_transfer - move the data of a command
 * @null: device
 * @command: mapped command
 * @bytes: the first so many
 *
 * Return: OK, or IOERR when memory or medium fail.
 */
blk_status_t bp_null_transfer(struct bp_null *null, const struct bp_null_command *command,
			      unsigned bytes);

#endif
