/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How large a piece may be that starts at a sector (R-QSP-10, S1, S2).
 */
#include "split.h"

unsigned bp_end_on_block(const struct request_queue *q, sector_t sector, unsigned max_sectors)
{
	unsigned block = q->limits.physical_block_size >> SECTOR_SHIFT; /* 0: no end fits */
	sector_t end = (sector + max_sectors) & ~((sector_t)block - 1);

	return end > sector ? (unsigned)(end - sector) : bp_whole_blocks(q, max_sectors);
}

unsigned get_max_io_size(const struct request_queue *q, const struct bio *bio)
{
	return bp_max_io_sectors(q, bio);
}

bool bp_ends_on_physical_block(const struct request_queue *q, const struct bio *bio)
{
	unsigned max_sectors = blk_max_size_offset(q, bio->bi_iter.bi_sector);

	return bp_max_io_sectors(q, bio) != bp_whole_blocks(q, max_sectors);
}
