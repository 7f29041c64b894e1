/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counting segments (block.md 7.4).  Mirrors block/blk-merge.c, v5.2-rc5 + RFC patch 15.
 */
#ifndef BLKPATH_COUNT_H
#define BLKPATH_COUNT_H

#include <blkpath/request.h>

unsigned __blk_recalc_rq_segments(struct request_queue *q, struct bio *bio);
void blk_recalc_rq_segments(struct request *rq);
void blk_recount_segments(struct request_queue *q, struct bio *bio);
unsigned bio_phys_segments(struct request_queue *q, struct bio *bio);

#endif
