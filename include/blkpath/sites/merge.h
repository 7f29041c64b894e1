/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sites of src/merge: X(symbol, severity, function, rule, text with at most two %llu or %llx)
 */
#ifndef BLKPATH_SITES_MERGE_H
#define BLKPATH_SITES_MERGE_H

/* clang-format off */

#define BP_SITES_MERGE(X) \
	X(MIXED_FAILFAST, BP_WARN, "blk_rq_set_mixed_merge", "R-MGE-11", "bio carries failfast bits 0x%llx, request 0x%llx")

/* clang-format on */

#endif
