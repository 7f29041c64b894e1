/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Limits that are more than their field (R-LIM-1, R-LIM-2, R-LIM-3).
 */
#include <limits.h>

#include <blkpath/queue.h>

unsigned queue_logical_block_size(const struct request_queue *q)
{
	return q && q->limits.logical_block_size ? q->limits.logical_block_size : 512;
}

int queue_dma_alignment(const struct request_queue *q)
{
	return q ? q->dma_alignment : 511;
}

int queue_alignment_offset(const struct request_queue *q)
{
	return q->limits.misaligned ? -1 : (int)q->limits.alignment_offset;
}

int queue_discard_alignment(const struct request_queue *q)
{
	return q->limits.discard_misaligned ? -1 : (int)q->limits.discard_alignment;
}

/* R-LIM-2 */
bool blk_rq_aligned(const struct request_queue *q, unsigned long addr, unsigned len)
{
	unsigned mask = (unsigned)queue_dma_alignment(q) | q->dma_pad_mask;

	return !((addr | len) & mask);
}

/* R-LIM-3 */
unsigned bio_allowed_max_sectors(const struct request_queue *q)
{
	return (UINT_MAX & ~(queue_logical_block_size(q) - 1)) >> SECTOR_SHIFT;
}
