/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BP_SPLIT_INTERNAL_H
#define BP_SPLIT_INTERNAL_H

#include <blkpath/split.h>

/* What a walk over the vectors ended with: a limit, the rule, and the bytes taken of the vector. */
struct bp_stop {
	enum bp_cut_cause cause;
	const char *rule;
	unsigned bytes;
};

/* The value of the limit behind a cut of data. */
u64 bp_cut_limit(const struct request_queue *q, enum bp_cut_cause cause);

/* G-7: did S2 move the end of a piece of full size to a physical block? */
bool bp_ends_on_physical_block(const struct request_queue *q, const struct bio *bio);

void bp_split_data(struct request_queue *q, const struct bio *bio, struct bp_cut *cut);
void bp_split_bytes(struct request_queue *q, const struct bio *bio, struct bp_cut *cut);
void bp_split_newer(struct request_queue *q, const struct bio *bio, struct bp_cut *cut);
void bp_split_discard(struct request_queue *q, const struct bio *bio, struct bp_cut *cut);
void bp_split_write_zeroes(struct request_queue *q, const struct bio *bio, struct bp_cut *cut);
void bp_split_write_same(struct request_queue *q, const struct bio *bio, struct bp_cut *cut);

#endif
