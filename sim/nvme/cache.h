/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A write cache: blocks by number, and in the order in which they came.
 */
#ifndef BP_SIM_NVME_CACHE_H
#define BP_SIM_NVME_CACHE_H

#include <bsd/sys/queue.h>

#include "mem/sparse.h"

/**
 * struct bp_cached - a block that the image does not have yet
 * @link: in order of coming
 * @lba: its number
 * @alone: the image has nothing there; the user's
 * @bytes: data, then metadata
 */
struct bp_cached {
	TAILQ_ENTRY(bp_cached) link;
	u64 lba;
	bool alone;
	u8 bytes[];
};

TAILQ_HEAD(bp_cached_list, bp_cached);

/**
 * struct bp_cache - the blocks
 * @by_lba: each
 * @in_order: each, the one that came first in front
 * @nr: how many
 * @block_bytes: data and metadata of one
 */
struct bp_cache {
	struct bp_sparse by_lba;
	struct bp_cached_list in_order;
	u64 nr;
	size_t block_bytes;
};

void bp_cache_init(struct bp_cache *cache, size_t block_bytes);
void bp_cache_fini(struct bp_cache *cache);

/* The block to fill: a new one or what was there, now the youngest. NULL: no memory. */
struct bp_cached *bp_cache_put(struct bp_cache *cache, u64 lba);

/* The first block from @lba on that is before @end; NULL when there is none. */
struct bp_cached *bp_cache_next(const struct bp_cache *cache, u64 lba, u64 end);

void bp_cache_drop(struct bp_cache *cache, struct bp_cached *block);

#endif
