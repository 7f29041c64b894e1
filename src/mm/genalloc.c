/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pools: chunks of memory, first fit in units.
 */
#include <errno.h>

#include "bitmap.h"
#include "genalloc.h"

struct gen_pool *gen_pool_create(struct bp_env *env, unsigned min_alloc_order)
{
	struct gen_pool *pool = bp_alloc(env, BP_ALLOC_POOL, sizeof(*pool));

	if (!pool)
		return NULL;
	pool->bp_env = env;
	pool->bp_defects = &env->defects;
	pool->min_alloc_order = min_alloc_order;
	LIST_INIT(&pool->chunks);
	return pool;
}

int gen_pool_add_owner(struct gen_pool *pool, bp_virt_addr_t virt, phys_addr_t phys, u64 size,
		       void *owner)
{
	u64 words = bp_bitmap_words(size >> pool->min_alloc_order);
	struct gen_pool_chunk *chunk;

	chunk = bp_alloc(pool->bp_env, BP_ALLOC_POOL, sizeof(*chunk) + 2 * words * sizeof(u64));
	if (!chunk)
		return -ENOMEM;
	chunk->avail = size;
	chunk->phys_addr = phys;
	chunk->owner = owner;
	chunk->start_addr = virt;
	chunk->end_addr = bp_virt_addr(bp_virt_u64(virt) + size - 1);
	chunk->bits = (u64 *)(chunk + 1);
	chunk->bp_heads = chunk->bits + words;
	LIST_INSERT_HEAD(&pool->chunks, chunk, next_chunk); /* P2P-B12.1 */
	return 0;
}

static bp_virt_addr_t take(struct gen_pool *pool, struct gen_pool_chunk *chunk, u64 unit, u64 nr)
{
	bp_bitmap_set(chunk->bits, unit, nr);
	bp_bit_set(chunk->bp_heads, unit);
	chunk->avail -= nr << pool->min_alloc_order;
	return bp_virt_addr(bp_virt_u64(chunk->start_addr) + (unit << pool->min_alloc_order));
}

bp_virt_addr_t gen_pool_alloc_owner(struct gen_pool *pool, u64 size, void **owner)
{
	u64 nr = bp_pool_units(pool, size);
	struct gen_pool_chunk *chunk;

	if (owner)
		*owner = NULL;
	if (!size || bp_fails(pool->bp_env, BP_ALLOC_GEN_POOL))
		return bp_virt_addr(0);
	LIST_FOREACH (chunk, &pool->chunks, next_chunk) {
		u64 units = bp_chunk_units(pool, chunk), unit;

		if (size > chunk->avail) /* P2P-B12.3: not rounded */
			continue;
		unit = bp_bitmap_find_clear(chunk->bits, units, nr);
		if (unit == units)
			continue;
		if (owner)
			*owner = chunk->owner;
		return take(pool, chunk, unit, nr);
	}
	return bp_virt_addr(0);
}

struct gen_pool_chunk *bp_pool_chunk(const struct gen_pool *pool, bp_virt_addr_t addr)
{
	struct gen_pool_chunk *chunk;

	LIST_FOREACH (chunk, &pool->chunks, next_chunk)
		if (bp_virt_u64(addr) >= bp_virt_u64(chunk->start_addr) &&
		    bp_virt_u64(addr) <= bp_virt_u64(chunk->end_addr))
			break;
	return chunk;
}

phys_addr_t gen_pool_virt_to_phys(const struct gen_pool *pool, bp_virt_addr_t addr)
{
	const struct gen_pool_chunk *chunk = bp_pool_chunk(pool, addr);

	if (!chunk)
		return bp_phys_addr(~0ull);
	return bp_phys_addr(bp_phys_u64(chunk->phys_addr) + bp_virt_u64(addr) -
			    bp_virt_u64(chunk->start_addr));
}

u64 gen_pool_avail(const struct gen_pool *pool)
{
	const struct gen_pool_chunk *chunk;
	u64 avail = 0;

	LIST_FOREACH (chunk, &pool->chunks, next_chunk)
		avail += chunk->avail;
	return avail;
}

u64 gen_pool_size(const struct gen_pool *pool)
{
	const struct gen_pool_chunk *chunk;
	u64 size = 0;

	LIST_FOREACH (chunk, &pool->chunks, next_chunk)
		size += bp_gen_pool_chunk_size(chunk);
	return size;
}

u64 bp_gen_pool_units(const struct gen_pool *pool)
{
	const struct gen_pool_chunk *chunk;
	u64 units = 0;

	LIST_FOREACH (chunk, &pool->chunks, next_chunk)
		units += bp_bitmap_weight(chunk->bits, bp_chunk_units(pool, chunk));
	return units;
}

void gen_pool_for_each_chunk(struct gen_pool *pool,
			     void (*func)(struct gen_pool *pool, struct gen_pool_chunk *chunk,
					  void *data),
			     void *data)
{
	struct gen_pool_chunk *chunk;

	LIST_FOREACH (chunk, &pool->chunks, next_chunk)
		func(pool, chunk, data);
}

void gen_pool_destroy(struct gen_pool *pool)
{
	u64 units = bp_gen_pool_units(pool);
	struct gen_pool_chunk *chunk;

	bp_bug_on(pool->bp_env, units, BP_SITE_POOL_DESTROY_BUSY, units, 0);
	while ((chunk = LIST_FIRST(&pool->chunks))) {
		LIST_REMOVE(chunk, next_chunk);
		bp_free(pool->bp_env, chunk);
	}
	bp_free(pool->bp_env, pool);
}
