/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine with 2 GiB of RAM, a device, and allocations of one kind that fail.
 */
#ifndef MM_TEST_H
#define MM_TEST_H

#include <string.h>

#include <blkpath/address.h>
#include <blkpath/devres.h>
#include <blkpath/genalloc.h>
#include <blkpath/memremap.h>

#include "bp_test.h"

#define T_RAM_END 0x80000000ull
#define T_LINEAR PAGE_OFFSET
#define T_VMALLOC VMALLOC_START

struct t_mm {
	struct bp_env env;
	struct device dev;
	enum bp_alloc_kind fails; /* BP_ALLOC_NR for none */
	unsigned after;		  /* so many succeed before */
};

static inline bool t_mm_fails(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	struct t_mm *t = arg;

	(void)bytes;
	return kind == t->fails && t->after-- == 0;
}

static inline void t_mm_start(struct t_mm *t)
{
	static const struct bp_alloc_ops ops = { .should_fail = t_mm_fails };

	memset(t, 0, sizeof(*t));
	t->fails = BP_ALLOC_NR;
	bp_env_init(&t->env);
	t->env.alloc_ops = &ops;
	t->env.alloc_arg = t;
	t->dev.bp_env = &t->env;
}

static inline int t_mm_set_up(void **state)
{
	struct bp_phys_range ram = { bp_phys_addr(0), T_RAM_END };
	static struct t_mm t;

	t_mm_start(&t);
	assert_int_equal(bp_mm_new(&t.env, &ram, 1), 0);
	*state = &t;
	return 0;
}

static inline int t_mm_tear_down(void **state)
{
	struct t_mm *t = *state;

	bp_mm_free(&t->env);
	for (unsigned kind = 0; kind < BP_ALLOC_NR; kind++)
		assert_int_equal(t->env.live[kind], 0);
	bp_env_fini(&t->env);
	return 0;
}

#define t_in_mm(test) cmocka_unit_test_setup_teardown(test, t_mm_set_up, t_mm_tear_down)

#endif
