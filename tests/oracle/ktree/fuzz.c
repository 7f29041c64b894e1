/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small fuzzer: an input that makes the tree take a branch it never took is kept and changed
 * again.
 */
#include <random.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "cases.h"
#include "fuzz.h"

#define KEPT_MAX 4096
#define READ_BYTES 256 /* what most cases read; changes further on would not be seen */
#define CHANGES 6

struct fuzzer {
	struct t_random random;
	unsigned char seen[KT_MAP_BYTES];
	struct kt_fuzzed *fuzzed;
	uint8_t kept[KEPT_MAX][KT_CASE_BYTES];
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* A new one, or a kept one with some bytes changed, or the ends of two. */
static void propose(struct fuzzer *f, uint8_t bytes[KT_CASE_BYTES])
{
	struct t_random *r = &f->random;
	unsigned changes = 1 + (unsigned)t_below(r, CHANGES);

	if (!f->fuzzed->kept || t_once_in(r, 16)) {
		kt_case_bytes(bytes, t_random(r), 0);
		return;
	}
	memcpy(bytes, f->kept[t_below(r, f->fuzzed->kept)], KT_CASE_BYTES);
	if (t_once_in(r, 8)) {
		size_t at = t_below(r, READ_BYTES);

		memcpy(bytes + at, f->kept[t_below(r, f->fuzzed->kept)] + at, KT_CASE_BYTES - at);
	}
	for (unsigned i = 0; i < changes; i++)
		bytes[t_below(r, t_once_in(r, 2) ? 32 : READ_BYTES)] =
			(uint8_t)t_pick(r, t_below(r, 256), t_below(r, 256), 0, 1, 255);
}

/* A branch counts by how often it was taken, in powers of two. */
static unsigned char bucket(unsigned char hits)
{
	return (unsigned char)(hits ? 1u << (31 - __builtin_clz(hits)) : 0);
}

static bool led_on(struct fuzzer *f, const unsigned char *map)
{
	bool new = false;

	for (size_t i = 0; i < KT_MAP_BYTES; i++) {
		unsigned char hits = bucket(map[i]);

		if (!(hits & ~f->seen[i]))
			continue;
		f->fuzzed->branches += !f->seen[i];
		f->seen[i] |= hits;
		new = true;
	}
	return new;
}

bool kt_fuzz(struct kt_differ *d, unsigned char *map, unsigned long long seed, unsigned seconds,
	     struct kt_fuzzed *fuzzed)
{
	static struct kt_case c;
	struct fuzzer *f = calloc(1, sizeof(*f));
	double end = now() + seconds;
	bool usable = f != NULL;
	uint8_t bytes[KT_CASE_BYTES];
	char origin[64];

	memset(fuzzed, 0, sizeof(*fuzzed));
	if (!f)
		return false;
	f->fuzzed = fuzzed;
	f->random.state = seed;
	while (usable && now() < end && !kt_differ_enough(d)) {
		snprintf(origin, sizeof(origin), "fuzzed case %llu of seed %llu", fuzzed->cases,
			 seed);
		propose(f, bytes);
		kt_case_make(&c, bytes, sizeof(bytes));
		memset(map, 0, KT_MAP_BYTES);
		usable = kt_differ_case(d, &c, origin);
		fuzzed->cases++;
		if (led_on(f, map) && fuzzed->kept < KEPT_MAX)
			memcpy(f->kept[fuzzed->kept++], bytes, sizeof(bytes));
	}
	free(f);
	return usable;
}
