/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Elements for times without memory: fresh ones first, kept ones last.
 */
#include <blkpath/mempool.h>

struct mempool_s {
	struct bp_env *env;
	size_t size;
	unsigned min_nr;
	unsigned curr_nr;
	unsigned in_use;
	void *elements[];
};

mempool_t *mempool_create_kmalloc_pool(struct bp_env *env, unsigned min_nr, size_t size)
{
	mempool_t *pool =
		bp_alloc(env, BP_ALLOC_MEMPOOL, sizeof(*pool) + min_nr * sizeof(pool->elements[0]));

	if (!pool)
		return NULL;
	pool->env = env;
	pool->size = size;
	pool->min_nr = min_nr;
	while (pool->curr_nr < min_nr) {
		void *element = bp_alloc(env, BP_ALLOC_MEMPOOL, size);

		if (!element) {
			mempool_destroy(pool);
			return NULL;
		}
		pool->elements[pool->curr_nr++] = element;
	}
	return pool;
}

void mempool_destroy(mempool_t *pool)
{
	if (!pool)
		return;
	bp_warn_on(pool->env, pool->in_use, BP_SITE_MEMPOOL_BUSY, pool->in_use, 0);
	while (pool->curr_nr)
		bp_free(pool->env, pool->elements[--pool->curr_nr]);
	bp_free(pool->env, pool);
}

void *mempool_alloc(mempool_t *pool, gfp_t gfp)
{
	void *element = bp_alloc(pool->env, BP_ALLOC_MEMPOOL, pool->size);

	(void)gfp;
	if (!element && pool->curr_nr)
		element = pool->elements[--pool->curr_nr];
	pool->in_use += element != NULL;
	return element;
}

void mempool_free(void *element, mempool_t *pool)
{
	if (!element)
		return;
	pool->in_use--;
	if (pool->curr_nr < pool->min_nr)
		pool->elements[pool->curr_nr++] = element;
	else
		bp_free(pool->env, element);
}

unsigned bp_mempool_in_use(const mempool_t *pool)
{
	return pool->in_use;
}
