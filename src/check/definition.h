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
