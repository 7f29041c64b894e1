/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A pool gives objects of one size from the store of the case, without end. */
#ifndef KTREE_LINUX_MEMPOOL_H
#define KTREE_LINUX_MEMPOOL_H

#include <linux/slab.h>
#include <linux/types.h>

struct kmem_cache;

typedef struct mempool_s {
	size_t kt_bytes;
} mempool_t;

static inline bool mempool_initialized(mempool_t *pool)
{
	return pool->kt_bytes != 0;
}

static inline void *mempool_alloc(mempool_t *pool, gfp_t gfp)
{
	return kt_alloc(pool->kt_bytes);
}

static inline void mempool_free(void *element, mempool_t *pool)
{
}

static inline bool mempool_is_saturated(mempool_t *pool)
{
	return true;
}

int mempool_init_slab_pool(mempool_t *pool, int min_nr, struct kmem_cache *cache);
void mempool_exit(mempool_t *pool);

#endif
