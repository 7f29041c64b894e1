/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The segments of a bio one by one.  The block core only counts them; a person wants to see them.
 */
#ifndef SIM_WORLD_SEGMENTS_H
#define SIM_WORLD_SEGMENTS_H

#include <blkpath/split.h>

#include "input/layout.h"

/**
 * struct bp_segment_walk - a position in the segments of a bio
 * @q: whose limits cut
 * @bio: the bio
 * @iter: the vector in hand and everything behind it
 * @done: bytes of the vector in hand that were given out
 */
struct bp_segment_walk {
	struct request_queue *q;
	const struct bio *bio;
	struct bvec_iter iter;
	unsigned done;
};

void bp_segments_start(struct bp_segment_walk *walk, struct request_queue *q,
		       const struct bio *bio);

/**
 * bp_segments_next - the next segment
 * @walk: the position
 * @segment: receives its address and length
 *
 * A bio without data has none.  Ends early where counting would never end (R-ITER-6, QUIRK-2).
 *
 * Return: true, or false when there is none left.
 */
bool bp_segments_next(struct bp_segment_walk *walk, struct bp_range *segment);

#endif
