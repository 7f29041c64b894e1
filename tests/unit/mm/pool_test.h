/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A pool of pages, and its calls in bus addresses.
 */
#ifndef POOL_TEST_H
#define POOL_TEST_H

#include "mm_test.h"

#define T_PAGE 4096ull
#define T_BUS_A 0x90000000ull
#define T_BUS_B 0xa0000000ull
#define T_VIRT(bus) (T_VMALLOC + (bus))

/* A chunk whose virtual addresses are as far apart from its bus addresses as every other's. */
static inline void t_pool_add(struct gen_pool *pool, u64 bus, u64 size, void *owner)
{
	assert_int_equal(gen_pool_add_owner(pool, bp_virt_addr(T_VIRT(bus)), bp_phys_addr(bus),
					    size, owner),
			 0);
}

static inline struct gen_pool *t_pool(struct t_mm *t, u64 size)
{
	struct gen_pool *pool = gen_pool_create(&t->env, 12);

	assert_non_null(pool);
	if (size)
		t_pool_add(pool, T_BUS_A, size, NULL);
	return pool;
}

/* Its bus address; 0 when there is none. */
static inline u64 t_take(struct gen_pool *pool, u64 size)
{
	bp_virt_addr_t addr = gen_pool_alloc(pool, size);

	return bp_virt_u64(addr) ? bp_phys_u64(gen_pool_virt_to_phys(pool, addr)) : 0;
}

static inline bool t_give(struct gen_pool *pool, u64 bus, u64 size)
{
	return bp_gen_pool_free_owner(pool, bp_virt_addr(T_VIRT(bus)), size, NULL);
}

#endif
