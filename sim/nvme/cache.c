/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nvme/cache.h"

#include <stdlib.h>

void bp_cache_init(struct bp_cache *cache, size_t block_bytes)
{
	*cache = (struct bp_cache){ .block_bytes = block_bytes };
	TAILQ_INIT(&cache->in_order);
}

void bp_cache_fini(struct bp_cache *cache)
{
	struct bp_cached *block;

	while ((block = TAILQ_FIRST(&cache->in_order)))
		bp_cache_drop(cache, block);
	bp_sparse_fini(&cache->by_lba);
}

struct bp_cached *bp_cache_put(struct bp_cache *cache, u64 lba)
{
	struct bp_cached *block = bp_sparse_get(&cache->by_lba, lba);

	if (block) {
		TAILQ_REMOVE(&cache->in_order, block, link);
		TAILQ_INSERT_TAIL(&cache->in_order, block, link);
		return block;
	}
	block = malloc(sizeof(*block) + cache->block_bytes);
	if (!block || !bp_sparse_put(&cache->by_lba, lba, block)) {
		free(block);
		return NULL;
	}
	block->lba = lba;
	TAILQ_INSERT_TAIL(&cache->in_order, block, link);
	cache->nr++;
	return block;
}

struct bp_cached *bp_cache_next(const struct bp_cache *cache, u64 lba, u64 end)
{
	struct bp_cached *block = cache->nr ? bp_sparse_next(&cache->by_lba, &lba) : NULL;

	return block && lba < end ? block : NULL;
}

void bp_cache_drop(struct bp_cache *cache, struct bp_cached *block)
{
	bp_sparse_take(&cache->by_lba, block->lba);
	TAILQ_REMOVE(&cache->in_order, block, link);
	cache->nr--;
	free(block);
}
