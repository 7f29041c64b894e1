/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BP_SPLIT_INTERNAL_H
#define BP_SPLIT_INTERNAL_H

#include <blkpath/request.h>
#include <blkpath/split.h>

/* What a walk over the vectors ended with: a limit, the rule, and the bytes taken of the vector. */
struct bp_stop {
	enum bp_cut_cause cause;
	const char *rule;
	unsigned bytes;
};

/* The value of the limit behind a cut of data. */
u64 bp_cut_limit(const struct request_queue *q, enum bp_cut_cause cause);

/* S2: the end of a piece is that of a physical block if it holds one, else of a logical one. */
unsigned bp_end_on_block(const struct request_queue *q, sector_t sector, unsigned max_sectors);

/* R-QSP-10 */
static inline unsigned bp_whole_blocks(const struct request_queue *q, unsigned sectors)
{
	return sectors & ~((queue_logical_block_size(q) - 1) >> SECTOR_SHIFT);
}

/* get_max_io_size(), for the walks. */
static inline unsigned bp_max_io_sectors(const struct request_queue *q, const struct bio *bio)
{
	sector_t sector = bio->bi_iter.bi_sector;
	unsigned max_sectors = blk_max_size_offset(q, sector); /* S1 */

	if (BP_LIKELY(!q->bp_rules->physical_block_ends))
		return bp_whole_blocks(q, max_sectors);
	return bp_end_on_block(q, sector, max_sectors);
}

/* G-7: did S2 move the end of a piece of full size to a physical block? */
bool bp_ends_on_physical_block(const struct request_queue *q, const struct bio *bio);

void bp_split_data(struct request_queue *q, const struct bio *bio, struct bp_cut *cut);
void bp_split_bytes(struct request_queue *q, const struct bio *bio, struct bp_cut *cut);
void bp_split_newer(struct request_queue *q, const struct bio *bio, struct bp_cut *cut);
void bp_split_discard(struct request_queue *q, const struct bio *bio, struct bp_cut *cut);
void bp_split_write_zeroes(struct request_queue *q, const struct bio *bio, struct bp_cut *cut);
void bp_split_write_same(struct request_queue *q, const struct bio *bio, struct bp_cut *cut);

#endif
