/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of direct I/O share: a device, memory to build up, and the bios that came.
 */
#ifndef DIO_TEST_H
#define DIO_TEST_H

#include "bp_test.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <blkpath/event.h>

#include "world/dio.h"

#define T_IOVECS_MAX 600
#define T_BIOS_MAX 8

/* A bio as it was submitted. */
struct t_seen_bio {
	u64 sector;
	unsigned sectors;
	unsigned opf;
	unsigned vecs;
	unsigned room;
};

struct t_dio {
	struct bp_world *w;
	struct bp_rules rules; /* those of the world; may be changed */
	struct bp_dio_io io;
	struct bp_dio_iovec iov[T_IOVECS_MAX];
	struct bp_range ranges[T_IOVECS_MAX]; /* of iovecs, in order */
	unsigned nr_ranges;
	struct bp_sink sink;
	struct t_seen_bio bios[T_BIOS_MAX];
	unsigned nr_bios;
	unsigned plugs;
};

static inline void t_dio_event(struct bp_sink *sink, const struct bp_event *event)
{
	struct t_dio *t = bp_container_of(sink, struct t_dio, sink);
	const struct bio *bio = event->bio;

	t->plugs += event->id == BP_EV_UNPLUG;
	if (event->id != BP_EV_BIO_QUEUE || bio_flagged(bio, BIO_CHAIN))
		return;
	assert_true(t->nr_bios < T_BIOS_MAX);
	t->bios[t->nr_bios++] = (struct t_seen_bio){ bio->bi_iter.bi_sector, bio_sectors(bio),
						     bio->bi_opf, bio->bi_vcnt, bio->bi_max_vecs };
}

static inline void t_dio_close(struct t_dio *t)
{
	bp_world_close(t->w);
	t->w = NULL;
}

/* A world of its own; the one before is closed.  Limits as they come, no memory yet. */
static inline void t_dio_open(struct t_dio *t, const char *rules)
{
	struct bp_limits_doc limits;
	struct bp_world_config config = { .limits = &limits, .rules = &t->rules, .page_shift = 12 };
	struct bp_error err;

	t_dio_close(t);
	t->rules = *bp_rules_find(rules);
	assert_int_equal(bp_limits_load("default", NULL, &limits, &err), 0);
	assert_int_equal(bp_world_open(&config, &t->w, &err), 0);
	t->sink = (struct bp_sink){ .fn = t_dio_event };
	bp_sink_add(&t->w->env, &t->sink);
	t->io = (struct bp_dio_io){ .iov = t->iov };
	t->nr_ranges = t->nr_bios = t->plugs = 0;
	memset(t->bios, 0, sizeof(t->bios));
}

static inline int t_dio_setup(void **state)
{
	struct t_dio *t = calloc(1, sizeof(*t));

	assert_non_null(t);
	t_dio_open(t, "v5.2");
	*state = t;
	return 0;
}

static inline int t_dio_teardown(void **state)
{
	t_dio_close(*state);
	free(*state);
	return 0;
}

#define t_dio_case(fn) cmocka_unit_test_setup_teardown(fn, t_dio_setup, t_dio_teardown)

/* One more run of memory in the last iovec. */
static inline void t_range(struct t_dio *t, u64 addr, u32 len)
{
	assert_true(t->nr_ranges < T_IOVECS_MAX);
	t->ranges[t->nr_ranges++] = (struct bp_range){ addr, len };
	t->iov[t->io.nr_iov - 1].nr++;
}

/* An iovec without memory. */
static inline void t_empty(struct t_dio *t)
{
	assert_true(t->io.nr_iov < T_IOVECS_MAX);
	t->iov[t->io.nr_iov++] = (struct bp_dio_iovec){ &t->ranges[t->nr_ranges], 0 };
}

/* An iovec of one run. */
static inline void t_iovec(struct t_dio *t, u64 addr, u32 len)
{
	t_empty(t);
	t_range(t, addr, len);
}

/* An iovec of pages, each `stride` pages after the one before. */
static inline void t_pages(struct t_dio *t, unsigned nr, unsigned stride)
{
	u64 base = (t->nr_ranges + 1) * 0x1000000ull;

	t_empty(t);
	for (unsigned i = 0; i < nr; i++)
		t_range(t, base + (u64)i * stride * 4096, 4096);
}

/* Leaves bytes out at both ends of the only iovec. */
static inline void t_skip(struct t_dio *t, u32 front, u32 back)
{
	t->ranges[0].addr += front;
	t->ranges[0].len -= front;
	t->ranges[t->nr_ranges - 1].len -= back;
}

static inline s64 t_transfer(struct t_dio *t, unsigned opf, sector_t sector)
{
	s64 ret = 1;

	t->io.opf = opf;
	t->io.sector = sector;
	assert_int_equal(bp_world_direct_io(t->w, &t->io, &ret), 0);
	assert_int_equal(bp_world_pages_held(t->w), 0);
	assert_int_equal(t->w->env.live[BP_ALLOC_BIO], 0);
	assert_int_equal(t->w->env.live[BP_ALLOC_WORK], 0);
	for (unsigned i = 0; i < t->nr_bios; i++)
		assert_int_equal(t->bios[i].opf, opf);
	return ret;
}

#define assert_bio(t, i, at, length, vectors)                                                      \
	do {                                                                                       \
		assert_int_equal((t)->bios[i].sector, at);                                         \
		assert_int_equal((t)->bios[i].sectors, length);                                    \
		assert_int_equal((t)->bios[i].vecs, vectors);                                      \
	} while (0)

#endif
