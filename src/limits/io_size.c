/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How many sectors one request may have, by its op and its place.
 */
#include <blkpath/request.h>

#include "chunk.h"

/* R-REQ-4 */
unsigned blk_queue_get_max_sectors(const struct request_queue *q, unsigned op)
{
	switch (bp_opf_op(op)) {
	case REQ_OP_DISCARD:
	case REQ_OP_SECURE_ERASE:
		return bp_min(q->limits.max_discard_sectors, UINT_MAX >> SECTOR_SHIFT);
	case REQ_OP_WRITE_SAME:
		return q->limits.max_write_same_sectors;
	case REQ_OP_WRITE_ZEROES:
		return q->limits.max_write_zeroes_sectors;
	default:
		return q->limits.max_sectors;
	}
}

/* R-REQ-5, S1 */
unsigned blk_max_size_offset(const struct request_queue *q, sector_t sector)
{
	if (!q->limits.chunk_sectors)
		return q->limits.max_sectors;
	return bp_min(q->limits.max_sectors, bp_chunk_rest(q, sector));
}

/* R-REQ-6 */
unsigned blk_rq_get_max_sectors(const struct request *rq, sector_t sector)
{
	const struct request_queue *q = rq->q;
	unsigned op = req_op(rq);

	if (blk_rq_is_passthrough(rq))
		return q->limits.max_hw_sectors;
	if (!q->limits.chunk_sectors || op == REQ_OP_DISCARD || op == REQ_OP_SECURE_ERASE)
		return blk_queue_get_max_sectors(q, op);
	return bp_min(blk_max_size_offset(q, sector), blk_queue_get_max_sectors(q, op));
}
