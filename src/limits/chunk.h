/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BP_LIMITS_CHUNK_H
#define BP_LIMITS_CHUNK_H

#include <blkpath/queue.h>

/* Sectors from a place to the end of its chunk; the queue has chunks (R-REQ-5, G-8). */
static inline unsigned bp_chunk_rest(const struct request_queue *q, sector_t sector)
{
	unsigned chunk = q->limits.chunk_sectors;

	if (q->bp_rules->any_chunk)
		return chunk - (unsigned)(sector % chunk);
	return chunk - (unsigned)(sector & (chunk - 1));
}

#endif
