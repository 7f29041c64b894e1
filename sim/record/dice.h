/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Dice of recordings.
 */
#ifndef SIM_RECORD_DICE_H
#define SIM_RECORD_DICE_H

#include <blkpath/random.h>

struct bp_dice {
	u64 state;
};

static inline u64 bp_dice_roll(struct bp_dice *dice)
{
	return bp_random_next(&dice->state);
}

/* Dice of their own for the n-th thing of a seed. */
static inline struct bp_dice bp_dice_for(u64 seed, u64 n)
{
	struct bp_dice dice = { seed };

	dice.state = bp_dice_roll(&dice) + n;
	dice.state = bp_dice_roll(&dice);
	return dice;
}

/* 0 to n - 1 */
static inline unsigned bp_dice_below(struct bp_dice *dice, u64 n)
{
	return (unsigned)(bp_dice_roll(dice) % n);
}

/* first to last, both included */
static inline unsigned bp_dice_between(struct bp_dice *dice, unsigned first, unsigned last)
{
	return first + bp_dice_below(dice, (u64)last - first + 1);
}

/* True once in n. */
static inline bool bp_dice_once_in(struct bp_dice *dice, unsigned n)
{
	return !bp_dice_below(dice, n);
}

#endif
