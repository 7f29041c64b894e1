/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sites of src/split, src/count and src/map: X(symbol, severity, function, rule, text with at most
 * two %llu or %llx)
 */
#ifndef BLKPATH_SITES_SPLIT_H
#define BLKPATH_SITES_SPLIT_H

/* clang-format off */

#define BP_SITES_SPLIT(X) \
	X(SPLIT_EMPTY, BP_BUG, "bio_split", "QUIRK-4", "nothing is left for the front of the bio at sector %llu")

/* clang-format on */

#endif
