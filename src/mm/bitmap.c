/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs of bits, a word at a time.
 */
#include "bitmap.h"

/* `flip` is all ones when clear bits are looked for. */
static u64 next(const u64 *map, u64 from, u64 end, u64 flip)
{
	while (from < end) {
		u64 word = (map[from / 64] ^ flip) >> (from % 64);

		if (word)
			return bp_min(from + (unsigned)__builtin_ctzll(word), end);
		from += 64 - from % 64;
	}
	return end;
}

u64 bp_bitmap_next_set(const u64 *map, u64 from, u64 end)
{
	return next(map, from, end, 0);
}

u64 bp_bitmap_next_clear(const u64 *map, u64 from, u64 end)
{
	return next(map, from, end, ~0ull);
}

u64 bp_bitmap_find_clear(const u64 *map, u64 bits, u64 nr)
{
	u64 from = bp_bitmap_next_clear(map, 0, bits);

	while (nr <= bits - from) {
		u64 stop = bp_bitmap_next_set(map, from, from + nr);

		if (stop == from + nr)
			return from;
		from = bp_bitmap_next_clear(map, stop, bits);
	}
	return bits;
}

/* The bits of one word that lie in a run, from its first to its last. */
static u64 mask(u64 first, u64 nr)
{
	u64 width = bp_min(64 - first % 64, nr);

	return (width == 64 ? ~0ull : (1ull << width) - 1) << (first % 64);
}

void bp_bitmap_set(u64 *map, u64 from, u64 nr)
{
	for (u64 bits; nr; from += bits, nr -= bits) {
		bits = bp_min(64 - from % 64, nr);
		map[from / 64] |= mask(from, nr);
	}
}

void bp_bitmap_clear(u64 *map, u64 from, u64 nr)
{
	for (u64 bits; nr; from += bits, nr -= bits) {
		bits = bp_min(64 - from % 64, nr);
		map[from / 64] &= ~mask(from, nr);
	}
}

u64 bp_bitmap_weight(const u64 *map, u64 bits)
{
	u64 weight = 0;

	for (u64 i = 0; i < bp_bitmap_words(bits); i++)
		for (u64 word = map[i]; word; word &= word - 1)
			weight++;
	return weight;
}
