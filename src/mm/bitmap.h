/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bits in words of 64, and runs of them.  Nothing behind the last bit is ever set.
 */
#ifndef BP_MM_BITMAP_H
#define BP_MM_BITMAP_H

#include <blkpath/types.h>

static inline u64 bp_bitmap_words(u64 bits)
{
	return bits / 64 + (bits % 64 != 0);
}

static inline bool bp_bit_test(const u64 *map, u64 bit)
{
	return map[bit / 64] >> (bit % 64) & 1;
}

static inline void bp_bit_set(u64 *map, u64 bit)
{
	map[bit / 64] |= 1ull << (bit % 64);
}

/* The first set (or clear) bit from `from` on and before `end`; `end` when there is none. */
u64 bp_bitmap_next_set(const u64 *map, u64 from, u64 end);
u64 bp_bitmap_next_clear(const u64 *map, u64 from, u64 end);

/* The lowest of `nr` clear bits in a row, nr > 0; `bits` when there is no such run. */
u64 bp_bitmap_find_clear(const u64 *map, u64 bits, u64 nr);

void bp_bitmap_set(u64 *map, u64 from, u64 nr);
void bp_bitmap_clear(u64 *map, u64 from, u64 nr);
u64 bp_bitmap_weight(const u64 *map, u64 bits);

#endif
