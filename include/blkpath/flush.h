/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flush sequencing (block.md 9.5).  Mirrors block/blk-flush.c, v5.2.
 */
#ifndef BLKPATH_FLUSH_H
#define BLKPATH_FLUSH_H

#include <blkpath/mq.h>

/* Steps, in their order. */
enum {
	REQ_FSEQ_PREFLUSH = 1u << 0,
	REQ_FSEQ_DATA = 1u << 1,
	REQ_FSEQ_POSTFLUSH = 1u << 2,
	REQ_FSEQ_DONE = 1u << 3,
};

/**
 * struct blk_flush_queue - the flush commands of one hardware context
 * @pending: requests that wait for the next command
 * @running: requests that the command in flight answers; empty when none is
 * @flush_rq: the command
 */
struct blk_flush_queue {
	struct bp_request_list pending;
	struct bp_request_list running;
	struct request *flush_rq;
};

/**
 * blk_flush_policy - which steps does a request need?
 * @rq: request with or without REQ_PREFLUSH, REQ_FUA
 *
 * Context: allocates nothing, cannot fail.
 * Return: REQ_FSEQ_ bits; 0 when there is nothing to do.
 * Mirrors: blk_flush_policy(), block/blk-flush.c, v5.2.
 * Rule: R-FLS-1.
 */
unsigned blk_flush_policy(const struct request *rq);

/**
 * blk_insert_flush - send a request through its steps
 * @rq: at most one bio (BUG otherwise); loses REQ_PREFLUSH, and REQ_FUA where the device has none
 *
 * The caller runs the hardware queue afterwards.
 *
 * Context: may end the request at once, when it needs no step.
 * Mirrors: blk_insert_flush(), block/blk-flush.c, v5.2.
 * Rule: R-FLS-1.
 */
void blk_insert_flush(struct request *rq);

/**
 * blk_alloc_flush_queue - make the flush queue of a hardware context
 * @env: environment
 * @cmd_size: bytes that the driver keeps behind the flush command
 *
 * Context: allocates; may fail.
 * Return: the flush queue; NULL when an allocation failed, nothing is left behind then.
 * Mirrors: blk_alloc_flush_queue(), block/blk-flush.c, v5.2.
 * Rule: R-FLS-1.
 */
struct blk_flush_queue *blk_alloc_flush_queue(struct bp_env *env, unsigned cmd_size);

/**
 * blk_free_flush_queue - free it
 * @env: environment
 * @fq: with nothing pending or running
 *
 * Context: cannot fail.
 * Mirrors: blk_free_flush_queue(), block/blk-flush.c, v5.2.
 * Rule: R-FLS-1.
 */
void blk_free_flush_queue(struct bp_env *env, struct blk_flush_queue *fq);

#endif
