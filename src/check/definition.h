/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The quantities that the formulas of block.md 14 name, from their definitions.
 */
#ifndef BP_CHECK_DEFINITION_H
#define BP_CHECK_DEFINITION_H

#include <blkpath/check.h>

#include "range.h"

bool bp_ck_is_mask(u64 mask);
unsigned bp_ck_logical_block(const struct request_queue *q);

enum bp_pre bp_ck_pre_of(const struct request_queue *q, const struct bp_ck_range *range);
u64 bp_ck_seg(const struct request_queue *q, const struct bp_ck_range *range);

/* Bytes of the segment that starts after @taken bytes of a vector; 0 is QUIRK-2. */
u64 bp_ck_segment_at(const struct request_queue *q, const struct bp_vec *vec, u64 taken);

/**
 * struct bp_ck_front - how much of a bio one request takes under the byte walk (S3 to S5)
 * @bytes: from its start, before rounding (S6)
 * @nsegs: segments charged for them
 * @whole: that is all of it: nothing is cut
 * @unseen: accepted without a look (G-9)
 * @misaligned: a vector that was looked at, the one where the walk stopped included, starts where
 * the device cannot (G-18): the bio fails
 * @endless: QUIRK-2: there is no answer
 */
struct bp_ck_front {
	u64 bytes;
	u64 nsegs;
	bool whole;
	bool unseen;
	bool misaligned;
	bool endless;
};

/* @built: vectors that the bio's own table was built with, 0 for a clone */
struct bp_ck_front bp_ck_front_of(const struct request_queue *q, const struct bp_ck_range *range,
				  unsigned built);

/* S6 or R-SPL-3: what is left of a front when it is cut, in bytes */
u64 bp_ck_rounded(const struct request_queue *q, u64 bytes);

bool bp_ck_boundary_from_address(const struct request_queue *q);
bool bp_ck_boundary_cuts(const struct request_queue *q);

u64 bp_ck_max_sectors_at(const struct request_queue *q, sector_t sector);
u64 bp_ck_max_io_sectors(const struct request_queue *q, sector_t sector);
u64 bp_ck_max_request_sectors(const struct request_queue *q, unsigned opf, sector_t sector);

/* g and al of R-QSP-6, and the limit rounded down to g; all in sectors. */
struct bp_discard_rule {
	unsigned granularity;
	unsigned alignment;
	unsigned max;
};

struct bp_discard_rule bp_ck_discard_rule_of(const struct request_queue *q);

#endif
