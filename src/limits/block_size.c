/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Block sizes and preferred I/O sizes; each is raised to the one below it (block.md 5.2).
 */
#include "setter.h"

static void raise_to_logical(struct queue_limits *lim)
{
	lim->physical_block_size = bp_max(lim->physical_block_size, lim->logical_block_size);
	lim->io_min = bp_max(lim->io_min, lim->physical_block_size);
}

void blk_queue_logical_block_size(struct request_queue *q, u16 bytes)
{
	q->limits.logical_block_size = bytes;
	raise_to_logical(&q->limits);
	limit_set(q, BP_SETTER_LOGICAL_BLOCK_SIZE, bytes);
}

void blk_queue_physical_block_size(struct request_queue *q, unsigned bytes)
{
	q->limits.physical_block_size = bytes;
	raise_to_logical(&q->limits);
	limit_set(q, BP_SETTER_PHYSICAL_BLOCK_SIZE, q->limits.physical_block_size);
}

void blk_queue_alignment_offset(struct request_queue *q, unsigned bytes)
{
	q->limits.alignment_offset = bytes & (q->limits.physical_block_size - 1);
	q->limits.misaligned = 0;
	limit_set(q, BP_SETTER_ALIGNMENT_OFFSET, q->limits.alignment_offset);
}

void blk_limits_io_min(struct queue_limits *lim, unsigned bytes)
{
	unsigned least = bp_max(lim->logical_block_size, lim->physical_block_size);

	lim->io_min = bp_max(bytes, least);
}

void blk_queue_io_min(struct request_queue *q, unsigned bytes)
{
	blk_limits_io_min(&q->limits, bytes);
	limit_set(q, BP_SETTER_IO_MIN, q->limits.io_min);
}

void blk_limits_io_opt(struct queue_limits *lim, unsigned bytes)
{
	lim->io_opt = bytes;
}

void blk_queue_io_opt(struct request_queue *q, unsigned bytes)
{
	blk_limits_io_opt(&q->limits, bytes);
	limit_set(q, BP_SETTER_IO_OPT, bytes);
}
