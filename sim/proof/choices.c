/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "proof/choices.h"

#include <blkpath/random.h>

u64 bp_choose_below(struct bp_choices *c, u64 n)
{
	u64 value = 0;

	for (u64 top = n - 1; top && bp_choices_left(c); top >>= 8)
		value = value << 8 | c->bytes[c->at++];
	return n ? value % n : value;
}

size_t bp_choices_write(u64 number, u64 n, u8 *bytes)
{
	size_t size = 0;

	for (u64 top = n - 1; top; top >>= 8)
		size++;
	for (size_t i = size; i; number >>= 8)
		bytes[--i] = (u8)number;
	return size;
}

static u64 draw_below(u64 *state, u64 n)
{
	return bp_random_next(state) % n;
}

static u64 state_of(u64 seed, u64 number)
{
	u64 state = seed ^ number * 0x9e3779b97f4a7c15ull;

	bp_random_next(&state);
	return state;
}

u64 bp_choices_pick(u64 seed, u64 number, u64 n)
{
	u64 state = state_of(seed, number);

	return draw_below(&state, n);
}

size_t bp_choices_draw(u64 seed, u64 number, u8 *bytes, size_t room)
{
	u64 state = state_of(seed, number);
	size_t most = room;
	size_t size;

	while (most > 16 && draw_below(&state, 3))
		most /= 2;
	size = 1 + (size_t)draw_below(&state, most);
	for (size_t i = 0; i < size; i++)
		bytes[i] = (u8)bp_random_next(&state);
	return size;
}
