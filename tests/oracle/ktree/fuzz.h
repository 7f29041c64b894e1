/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KTREE_FUZZ_H
#define KTREE_FUZZ_H

#include "differ.h"

struct kt_fuzzed {
	unsigned long long cases;
	unsigned kept;	   /* inputs that led somewhere new */
	unsigned branches; /* of block/blk-merge.c that were seen */
};

/*
 * Lets the branches of the tree's block/blk-merge.c lead through the cases, for a while or until
 * enough differ.
 * Return: false when the tree is unusable.
 */
bool kt_fuzz(struct kt_differ *d, unsigned char *map, unsigned long long seed, unsigned seconds,
	     struct kt_fuzzed *fuzzed);

#endif
