/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include <blkpath/random.h>

#include "world/stamp.h"

#define WORDS (SECTOR_SIZE / sizeof(u64))

enum { WORD_SEED, WORD_IO, WORD_SECTOR, WORD_REST };

static u64 mark_of(u64 seed)
{
	return bp_random_next(&seed);
}

void bp_stamp_write(u64 seed, struct bp_stamp stamp, u8 bytes[SECTOR_SIZE])
{
	u64 words[WORDS] = {
		[WORD_SEED] = mark_of(seed),
		[WORD_IO] = stamp.io,
		[WORD_SECTOR] = stamp.sector,
	};
	u64 state = seed ^ stamp.io << 40 ^ stamp.sector;

	for (unsigned i = WORD_REST; i < WORDS; i++)
		words[i] = bp_random_next(&state);
	memcpy(bytes, words, SECTOR_SIZE);
}

bool bp_stamp_read(u64 seed, const u8 bytes[SECTOR_SIZE], struct bp_stamp *stamp)
{
	u64 words[WORD_REST];

	memcpy(words, bytes, sizeof(words));
	stamp->io = words[WORD_IO];
	stamp->sector = words[WORD_SECTOR];
	return words[WORD_SEED] == mark_of(seed);
}
