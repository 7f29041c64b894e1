/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sites of src/check: X(symbol, severity, function, rule, text with at most two %llu or %llx)
 */
#ifndef BLKPATH_SITES_CHECK_H
#define BLKPATH_SITES_CHECK_H

/* clang-format off */

#define BP_SITES_CHECK(X) \
	X(CHECK_VIOLATION, BP_FINDING, "check", "14", "an invariant is broken")

/* clang-format on */

#endif
