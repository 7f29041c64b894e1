/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sites of src/base: X(symbol, severity, function, rule, text with at most two %llu or %llx)
 */
#ifndef BLKPATH_SITES_BASE_H
#define BLKPATH_SITES_BASE_H

/* clang-format off */

#define BP_SITES_BASE(X) \
	X(ITER_OVERRUN, BP_WARN, "bvec_iter_advance", "R-ITER-3", "advance by %llu bytes, only %llu are left") \
	X(ITER_STUCK, BP_BUG, "*_for_each_*", "R-ITER-6", "no progress: an empty vector stands before the end of the range") \
	X(STATUS_RANGE, BP_WARN, "blk_status_to_errno", "R-STS-1", "status %llu is not in the table") \
	X(PAGE_PUT_FREE, BP_FINDING, "put_page", "R-MEM-3", "page frame 0x%llx has no reference to put") \
	X(PAGE_UNKNOWN, BP_FINDING, "get_page", "R-MEM-3", "there is no page frame 0x%llx") \
	X(FREE_TWICE, BP_FINDING, "bp_free", "INV-BIO-3", "an allocation of kind %llu is freed a second time")

/* clang-format on */

#endif
