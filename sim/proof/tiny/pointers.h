/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Worlds of data pointers: pages of 512 bytes, so that a list page has 64 PRPs or 32 descriptors.
 */
#ifndef SIM_PROOF_TINY_POINTERS_H
#define SIM_PROOF_TINY_POINTERS_H

#include "proof/nvme/pointers.h"
#include "proof/tiny/tiny.h"

/* PRPs: pages of a transfer, three list pages and two more; four places where it begins and four
 * where it ends; by pages and by bus address. */
#define BP_TINY_PRPS_PAGES 193
#define BP_TINY_PRPS_ENDS 4

/* One run, runs of one, two and three pages, and each page that begins a run or is one alone. */
#define BP_TINY_PRPS_RUNS 4
#define BP_TINY_PRPS_LAYOUTS                                                                       \
	(BP_TINY_PRPS_PAGES * BP_TINY_PRPS_RUNS + BP_TINY_PRPS_PAGES * (BP_TINY_PRPS_PAGES - 1))
#define BP_TINY_PRPS_CASES ((u64)2 * BP_TINY_PRPS_ENDS * BP_TINY_PRPS_ENDS * BP_TINY_PRPS_LAYOUTS)
void bp_tiny_prps(struct bp_trial *trial);

/* SGLs: vectors, three segments and two more; lengths and places of them; thresholds; kinds of
 * controllers; pages and bus addresses. */
#define BP_TINY_SGLS_VECTORS 96
#define BP_TINY_SGLS_LENGTHS 4
#define BP_TINY_SGLS_PLACES 3
#define BP_TINY_SGLS_THRESHOLDS 4

/* None touches the one before, or all do, or one alone. */
#define BP_TINY_SGLS_LAYOUTS                                                                       \
	(BP_TINY_SGLS_VECTORS * 2 + BP_TINY_SGLS_VECTORS * (BP_TINY_SGLS_VECTORS - 1) / 2)
#define BP_TINY_SGLS_CASES                                                                         \
	((u64)2 * 2 * BP_TINY_SGLS_THRESHOLDS * BP_TINY_SGLS_LENGTHS * BP_TINY_SGLS_PLACES *       \
	 BP_TINY_SGLS_LAYOUTS)
void bp_tiny_sgls(struct bp_trial *trial);

#endif
