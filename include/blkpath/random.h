/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers that look random, for worlds and tests: splitmix64.  The same seed gives the same numbers
 * on every machine.
 */
#ifndef BLKPATH_RANDOM_H
#define BLKPATH_RANDOM_H

#include <blkpath/types.h>

/* The next number; the state is the caller's, any value is a seed. */
static inline u64 bp_random_next(u64 *state)
{
	u64 z = *state += 0x9e3779b97f4a7c15ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

#endif
