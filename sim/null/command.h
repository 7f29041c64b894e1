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

static inline bool bp_null_strikes(const struct bp_null_fault *fault, u64 count)
{
	return fault->every && count % fault->every == 0;
}

blk_status_t bp_null_queue_rq(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd);
void bp_null_complete(struct request *rq);
void bp_null_arm(struct bp_null *null, u64 due_ns);
void bp_null_forget(struct bp_null *null, struct bp_null_command *command);

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
