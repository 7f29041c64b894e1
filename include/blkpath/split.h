/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where a bio is cut, and which limit did it (block.md 7).  Mirrors block/blk-merge.c, v5.2-rc5 +
 * RFC patches 9-14.
 */
#ifndef BLKPATH_SPLIT_H
#define BLKPATH_SPLIT_H

#include <blkpath/queue.h>

/* The limit that ended a piece. */
enum bp_cut_cause {
	BP_CUT_NONE,
	BP_CUT_MAX_SECTORS,
	BP_CUT_CHUNK_SECTORS,
	BP_CUT_MAX_SEGMENTS,
	BP_CUT_VIRT_BOUNDARY,
	BP_CUT_MAX_DISCARD_SECTORS,
	BP_CUT_MAX_WRITE_ZEROES_SECTORS,
	BP_CUT_MAX_WRITE_SAME_SECTORS,
	BP_CUT_BOUNCE,
	BP_CUT_NR,
};

/**
 * struct bp_cut - where the splitter stopped
 * @cause: which limit, BP_CUT_NONE when the bio fits
 * @rule: rule number, for instance "R-QSP-13.3"; NULL when the bio fits
 * @sectors: length of the front in sectors; may be 0 (QUIRK-4)
 * @nsegs: segments counted for the front
 * @vector: index in the vector table at which the walk stopped
 * @vector_byte: bytes of that vector that belong to the front
 * @limit: the value of the limit, in its own unit (sectors, segments, mask)
 */
struct bp_cut {
	enum bp_cut_cause cause;
	const char *rule;
	unsigned sectors;
	unsigned nsegs;
	unsigned vector;
	unsigned vector_byte;
	u64 limit;
};

const char *bp_cut_limit_name(enum bp_cut_cause cause);

void bp_split_find(struct request_queue *q, const struct bio *bio, struct bp_cut *cut);
void blk_queue_split(struct request_queue *q, struct bio **bio);

/* The parts, for tests and for counting and mapping. */
unsigned get_max_segment_size(const struct request_queue *q, u64 off);
unsigned get_max_io_size(const struct request_queue *q, const struct bio *bio);
bool vec_split_segs(const struct request_queue *q, u64 off, unsigned len, unsigned *nsegs,
		    unsigned *sectors, unsigned max_segs);
bool vec_gap_to_prev(const struct request_queue *q, u64 prev_off, unsigned prev_len, u64 next_off);
bool bvec_gap_to_prev(const struct request_queue *q, const struct bio_vec *prev, unsigned off);
bool __bvec_gap_to_prev(const struct request_queue *q, const struct bio_vec *prev, unsigned off);

#endif
