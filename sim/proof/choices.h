/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A string of bytes as a row of choices: what a scenario is made of.
 *
 * Each choice takes as many bytes as it needs.  When none are left it takes the first of its
 * values, which is the simplest.  So every string is a scenario, a shorter one is a smaller one,
 * and whoever makes strings makes scenarios: a seed, a fuzzer, a person with a hex editor.
 */
#ifndef SIM_PROOF_CHOICES_H
#define SIM_PROOF_CHOICES_H

#include <stdbool.h>
#include <stddef.h>

#include <blkpath/types.h>

struct bp_choices {
	const u8 *bytes;
	size_t size;
	size_t at; /* next byte; never behind @size */
};

/* True while a byte is left: a scenario goes on as long. */
static inline bool bp_choices_left(const struct bp_choices *c)
{
	return c->at < c->size;
}

/* 0 to n - 1; n of 0 stands for 2^64. */
u64 bp_choose_below(struct bp_choices *c, u64 n);

/* first to last, both included. */
static inline u64 bp_choose_between(struct bp_choices *c, u64 first, u64 last)
{
	return first + bp_choose_below(c, last - first + 1);
}

/* True once in n; false when no bytes are left, unless n is 1. */
static inline bool bp_choose_once_in(struct bp_choices *c, u64 n)
{
	return bp_choose_below(c, n) == n - 1;
}

/* One of the constants, as u64.  The first should be the simplest. */
#define bp_choose(c, ...)                                                                          \
	bp_choose_from((c), (const u64[]){ __VA_ARGS__ },                                          \
		       sizeof((const u64[]){ __VA_ARGS__ }) / sizeof(u64))

/* One of the constants, which are the edges of a rule, or, as often as each, any of first to last.
 */
#define bp_choose_edge(c, first, last, ...)                                                        \
	bp_choose_edge_from((c), (first), (last), (const u64[]){ __VA_ARGS__ },                    \
			    sizeof((const u64[]){ __VA_ARGS__ }) / sizeof(u64))

static inline u64 bp_choose_from(struct bp_choices *c, const u64 *values, size_t n)
{
	return values[bp_choose_below(c, n)];
}

static inline u64 bp_choose_edge_from(struct bp_choices *c, u64 first, u64 last, const u64 *values,
				      size_t n)
{
	u64 i = bp_choose_below(c, n + 1);

	return i < n ? values[i] : bp_choose_between(c, first, last);
}

/* The string whose first choice below @n is @number; @bytes has room for 8.  Return: its length. */
size_t bp_choices_write(u64 number, u64 n, u8 *bytes);

/* A number of a seed, 0 to @n - 1, each as often: one of a world's cases. */
u64 bp_choices_pick(u64 seed, u64 number, u64 n);

/**
 * bp_choices_draw - the string of a seed
 * @seed: any
 * @number: which of its strings
 * @bytes: receives the string
 * @room: bytes there, at least one
 *
 * Strings are of all lengths, short ones more often.  The same on every machine.
 *
 * Return: its length, 1 to @room.
 */
size_t bp_choices_draw(u64 seed, u64 number, u8 *bytes, size_t room);

#endif
