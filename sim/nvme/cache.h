/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A write cache: blocks by number, and in the order in which they came.
 *
 * Neighbours lie together, in groups of some KiB, so that a command of many blocks is looked up and
 * copied as a few runs.
 */
#ifndef BP_SIM_NVME_CACHE_H
#define BP_SIM_NVME_CACHE_H

#include <bsd/sys/queue.h>

#include "mem/sparse.h"

#define BP_CACHE_GROUP_MAX 64u /* blocks */

/**
 * struct bp_cached - a block that the image does not have yet
 * @link: in order of coming
 * @lba: its number
 * @alone: the image has nothing there; false at first, the user's
 */
struct bp_cached {
	TAILQ_ENTRY(bp_cached) link;
	u64 lba;
	bool alone;
};

TAILQ_HEAD(bp_cached_list, bp_cached);

/**
 * struct bp_cached_run - blocks of one group that follow each other
 * @lba: number of the first one
 * @first: the first one; the others are behind it
 * @count: how many
 * @data: theirs
 * @meta: their metadata
 */
struct bp_cached_run {
	u64 lba;
	struct bp_cached *first;
	u32 count;
	u8 *data;
	u8 *meta;
};

/**
 * struct bp_cache - the blocks
 * @groups: those with a block
 * @in_order: each block, the one that came first in front
 * @nr: how many blocks
 * @group_blocks: room of a group; a power of two
 * @data_bytes: of a block
 * @meta_bytes: of a block
 */
struct bp_cache {
	struct bp_sparse groups;
	struct bp_cached_list in_order;
	u64 nr;
	u32 group_blocks;
	u32 data_bytes;
	u32 meta_bytes;
};

void bp_cache_init(struct bp_cache *cache, u32 data_bytes, u32 meta_bytes);
void bp_cache_fini(struct bp_cache *cache);

/* Blocks to fill, new ones or what was there, now the youngest: @count, or those of the first
 * group.  False: no memory. */
bool bp_cache_put(struct bp_cache *cache, u64 lba, u32 count, struct bp_cached_run *run);

/* The first blocks from @lba on that are before @end; false when there is none. */
bool bp_cache_next(const struct bp_cache *cache, u64 lba, u64 end, struct bp_cached_run *run);

/* A block and where its bytes are. */
struct bp_cached_run bp_cache_one(const struct bp_cache *cache, struct bp_cached *block);

void bp_cache_drop(struct bp_cache *cache, struct bp_cached *block);

#endif
