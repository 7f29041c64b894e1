/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of blk_rq_map_sg() share: a request, and the entries it must become.
 */
#ifndef MAP_TEST_H
#define MAP_TEST_H

#include <string.h>

#include <blkpath/map.h>

#include "pieces.h"

#define PAGE_ADDR(n) ((u64)(n) << 12)

static struct t_world w;
static struct request rq;
static struct t_vec got[T_ENTRIES_MAX];

static inline int setup(void **state)
{
	(void)state;
	t_world_init(&w);
	memset(got, 0, sizeof(got));
	return 0;
}

static inline int teardown(void **state)
{
	(void)state;
	t_world_fini(&w);
	return 0;
}

#define BIO(opf, sector, ...)                                                                      \
	t_bio(&w, opf, sector, (unsigned)T_NVECS(__VA_ARGS__), T_VECS(__VA_ARGS__))

static inline void assert_entries(unsigned n, const struct t_vec *expected)
{
	assert_int_equal(t_map(&w, &rq, got, T_ENTRIES_MAX), n);
	for (unsigned i = 0; i < n; i++) {
		assert_int_equal(got[i].addr, expected[i].addr);
		assert_int_equal(got[i].len, expected[i].len);
	}
}

#define ENTRIES(...) assert_entries((unsigned)T_NVECS(__VA_ARGS__), T_VECS(__VA_ARGS__))

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

#endif
