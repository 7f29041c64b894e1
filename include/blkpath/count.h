/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counting segments (block.md 7.4).
 */
#ifndef BLKPATH_COUNT_H
#define BLKPATH_COUNT_H

#include <blkpath/request.h>

/**
 * __blk_recalc_rq_segments - count the segments of a list of bios
 * @q: queue whose limits, rules and defects hold
 * @bio: first bio of the list, or NULL
 *
 * Changes nothing. A count that cannot end is a BUG (R-ITER-6, QUIRK-2).
 *
 * Return: number of segments; 0 for DISCARD, SECURE_ERASE and WRITE_ZEROES and for no bio, 1 for
 * WRITE_SAME, by the operation of the first bio.
 *
 * Mirrors: __blk_recalc_rq_segments(), block/blk-merge.c, v5.2-rc5 + RFC patch 15
 * Rule: R-CNT-1 to R-CNT-3, DEF-2
 */
unsigned __blk_recalc_rq_segments(struct request_queue *q, struct bio *bio);

/**
 * blk_recalc_rq_segments - count the segments of a request anew
 * @rq: request; its nr_phys_segments is set, its bios' counts stay
 *
 * Mirrors: blk_recalc_rq_segments(), block/blk-merge.c, v5.2-rc5
 * Rule: R-CNT-4
 */
void blk_recalc_rq_segments(struct request *rq);

/**
 * blk_recount_segments - count the segments of one bio anew
 * @q: queue
 * @bio: bio; its bi_phys_segments and BIO_SEG_VALID are set, what follows it is not counted
 *
 * Mirrors: blk_recount_segments(), block/blk-merge.c, v5.2-rc5
 * Rule: R-CNT-4
 */
void blk_recount_segments(struct request_queue *q, struct bio *bio);

/**
 * bio_phys_segments - the segments of a bio, counted when not known
 * @q: queue
 * @bio: bio
 *
 * Return: number of segments.
 *
 * Mirrors: bio_phys_segments(), block/blk-merge.c, v5.2-rc5
 * Rule: R-CNT-4, R-CNT-5
 */
unsigned bio_phys_segments(struct request_queue *q, struct bio *bio);

#endif
