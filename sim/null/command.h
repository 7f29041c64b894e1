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
	unsigned mapped; /* entries of the DMA side; 0 while nothing is mapped */
	u64 due_ns;
	u64 number; /* order of issue */
};

/* A run of bytes by the address that the device uses. */
struct bp_null_window {
	dma_addr_t addr;
	unsigned len;
};

/* A run of bytes in memory. */
struct bp_null_run {
	phys_addr_t addr;
	unsigned len;
};

static inline bool bp_null_strikes(const struct bp_null_fault *fault, u64 count)
{
	return fault->every && count % fault->every == 0;
}

blk_status_t bp_null_queue_rq(struct blk_mq_hw_ctx *hctx, const struct blk_mq_queue_data *bd);
void bp_null_complete(struct request *rq);
void bp_null_arm(struct bp_null *null, u64 due_ns);
void bp_null_forget(struct bp_null *null, struct bp_null_command *command);

/* Map a list for the device.  False: it cannot be mapped now, and nothing is. */
bool bp_null_dma_map(struct bp_null *null, struct bp_null_command *command);
void bp_null_dma_unmap(struct bp_null *null, struct bp_null_command *command);

/* Tell the ledger of an access; false when it was not in order. */
bool bp_null_dma_access(struct bp_null *null, const struct bp_null_command *command,
			struct bp_null_window window);

/* Where the device's address leads; @memory is cut to what lies there in one run.  False: a
 * fault. */
bool bp_null_dma_resolve(struct bp_null *null, const struct bp_null_command *command,
			 dma_addr_t addr, struct bp_null_run *memory);

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
