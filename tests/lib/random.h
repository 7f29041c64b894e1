/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Random numbers of tests.
 */
#ifndef T_RANDOM_H
#define T_RANDOM_H

#include <blkpath/random.h>

struct t_random {
	u64 state;
};

static inline u64 t_random(struct t_random *r)
{
	return bp_random_next(&r->state);
}

/* 0 to n - 1 */
static inline u64 t_below(struct t_random *r, u64 n)
{
	return t_random(r) % n;
}

/* first to last, both included */
static inline u64 t_between(struct t_random *r, u64 first, u64 last)
{
	return first + t_below(r, last - first + 1);
}

/* True once in n. */
static inline bool t_once_in(struct t_random *r, u64 n)
{
	return !t_below(r, n);
}

/* One of the arguments, as u64. */
#define t_pick(r, ...)                                                                             \
	((const u64[]){                                                                            \
		__VA_ARGS__ }[t_below(r, sizeof((const u64[]){ __VA_ARGS__ }) / sizeof(u64))])

#endif
