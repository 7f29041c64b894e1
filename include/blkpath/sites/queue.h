/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sites of src/queue: X(symbol, severity, function, rule, text with at most two %llu or %llx)
 */
#ifndef BLKPATH_SITES_QUEUE_H
#define BLKPATH_SITES_QUEUE_H

/* clang-format off */

#define BP_SITES_QUEUE(X) \
	X(RQ_BOTCHED, BP_WARN, "blk_update_request", "R-END-2", "request botched: %llu bytes left, the first bio has %llu")

/* clang-format on */

#endif
