/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How large a piece may be that starts at a sector (R-QSP-10, S1, S2).
 */
#include <blkpath/request.h>

#include "split.h"

static unsigned whole_blocks(const struct request_queue *q, unsigned sectors)
{
	unsigned mask = (queue_logical_block_size(q) - 1) >> SECTOR_SHIFT;

	return sectors & ~mask;
}

/* S2: the piece ends with a physical block if it holds the end of one, else with a logical one. */
static unsigned end_on_block(const struct request_queue *q, sector_t sector, unsigned max_sectors)
{
	unsigned block = bp_max(q->limits.physical_block_size >> SECTOR_SHIFT, 1u);
	unsigned start = (unsigned)(sector & (block - 1));
	u64 end = ((u64)start + max_sectors) & ~((u64)block - 1);

	return end > start ? (unsigned)(end - start) : whole_blocks(q, max_sectors);
}

unsigned get_max_io_size(const struct request_queue *q, const struct bio *bio)
{
	sector_t sector = bio->bi_iter.bi_sector;
	unsigned max_sectors = blk_max_size_offset(q, sector); /* S1 */

	if (BP_UNLIKELY(q->bp_rules->physical_block_ends))
		return end_on_block(q, sector, max_sectors);
	return whole_blocks(q, max_sectors); /* R-QSP-10 */
}

bool bp_ends_on_physical_block(const struct request_queue *q, const struct bio *bio)
{
	unsigned max_sectors = blk_max_size_offset(q, bio->bi_iter.bi_sector);

	return get_max_io_size(q, bio) != whole_blocks(q, max_sectors);
}
