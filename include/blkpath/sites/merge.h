/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sites of src/merge and src/integrity: X(symbol, severity, function, rule, text with at most two
 * %llu or %llx)
 */
#ifndef BLKPATH_SITES_MERGE_H
#define BLKPATH_SITES_MERGE_H

/* clang-format off */

#define BP_SITES_MERGE(X) \
	X(MIXED_FAILFAST, BP_WARN, "blk_rq_set_mixed_merge", "R-MGE-11", "bio carries failfast bits 0x%llx, request 0x%llx") \
	X(INTEGRITY_RUN, BP_FINDING, "bio_integrity_process", "R-INT-1", "a segment of %llu bytes is no multiple of the interval of %llu") \
	X(INTEGRITY_GIVEN_UP, BP_FINDING, "bio_integrity_prep", "R-INT-1", "bio %llu is dropped without an end: its tuples do not fit the virtual boundary")

/* clang-format on */

#endif
