/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BP_SPLIT_INTERNAL_H
#define BP_SPLIT_INTERNAL_H

#include <blkpath/split.h>

void bp_split_data(struct request_queue *q, const struct bio *bio, struct bp_cut *cut);
void bp_split_discard(struct request_queue *q, const struct bio *bio, struct bp_cut *cut);
void bp_split_write_zeroes(struct request_queue *q, const struct bio *bio, struct bp_cut *cut);
void bp_split_write_same(struct request_queue *q, const struct bio *bio, struct bp_cut *cut);

#endif
