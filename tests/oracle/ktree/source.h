/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers out of a string of bytes.
 */
#ifndef KTREE_SOURCE_H
#define KTREE_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

struct kt_source {
	const uint8_t *at;
	const uint8_t *end;
};

/* 0 to n - 1, out of as many bytes as n needs; 0 when the bytes are used up. */
static inline uint64_t kt_draw(struct kt_source *s, uint64_t n)
{
	uint64_t number = 0;

	for (uint64_t range = n - 1; n && range; range >>= 8)
		number = number << 8 | (s->at < s->end ? *s->at++ : 0);
	return n ? number % n : 0;
}

/* True once in n, and never when the bytes are used up. */
static inline bool kt_once(struct kt_source *s, uint64_t n)
{
	return kt_draw(s, n) == n - 1;
}

/* One of the numbers. */
#define KT_PICK(s, ...)                                                                            \
	((const uint64_t[]){ __VA_ARGS__ }[kt_draw(s, sizeof((const uint64_t[]){ __VA_ARGS__ }) /  \
							      sizeof(uint64_t))])

#endif
