/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nvme/cache.h"

#include <stdlib.h>

#define GROUP_BYTES (16u << 10)

/* Behind the blocks: data of each, then metadata of each. */
struct group {
	u64 taken; /* a bit for each block that is there */
	struct bp_cached block[];
};

void bp_cache_init(struct bp_cache *cache, u32 data_bytes, u32 meta_bytes)
{
	*cache = (struct bp_cache){
		.group_blocks = 1,
		.data_bytes = data_bytes,
		.meta_bytes = meta_bytes,
	};
	while (cache->group_blocks < BP_CACHE_GROUP_MAX &&
	       cache->group_blocks * 2 * data_bytes <= GROUP_BYTES)
		cache->group_blocks *= 2;
	TAILQ_INIT(&cache->in_order);
}

void bp_cache_fini(struct bp_cache *cache)
{
	struct bp_cached *block;

	while ((block = TAILQ_FIRST(&cache->in_order)))
		bp_cache_drop(cache, block);
	bp_sparse_fini(&cache->groups);
}

static u32 place_of(const struct bp_cache *cache, u64 lba)
{
	return (u32)(lba & (cache->group_blocks - 1));
}

static size_t head_bytes(const struct bp_cache *cache)
{
	return sizeof(struct group) + cache->group_blocks * sizeof(struct bp_cached);
}

static struct bp_cached_run run_of(const struct bp_cache *cache, struct group *group, u64 lba,
				   u32 count)
{
	const u32 place = place_of(cache, lba);
	u8 *data = (u8 *)group + head_bytes(cache);
	u8 *meta = data + (size_t)cache->group_blocks * cache->data_bytes;

	return (struct bp_cached_run){
		.lba = lba,
		.first = &group->block[place],
		.count = count,
		.data = data + (size_t)place * cache->data_bytes,
		.meta = meta + (size_t)place * cache->meta_bytes,
	};
}

static struct group *new_group(struct bp_cache *cache, u64 number)
{
	const size_t bytes = (size_t)cache->group_blocks * (cache->data_bytes + cache->meta_bytes);
	struct group *group = malloc(head_bytes(cache) + bytes);

	if (!group || !bp_sparse_put(&cache->groups, number, group)) {
		free(group);
		return NULL;
	}
	group->taken = 0;
	return group;
}

/* Neighbours from a block on that came one after the other, as those of a command do. */
static u32 count_in_order(const struct bp_cached *block, u32 most)
{
	u32 count = 1;

	while (count < most && TAILQ_NEXT(&block[count - 1], link) == &block[count])
		count++;
	return count;
}

/* They stay one after the other: only the ends of their chain change. */
static void make_youngest(struct bp_cached_list *in_order, struct bp_cached *first, u32 count)
{
	struct bp_cached *last = &first[count - 1], *next = TAILQ_NEXT(last, link);

	if (!next)
		return;
	next->link.tqe_prev = first->link.tqe_prev;
	*first->link.tqe_prev = next;
	first->link.tqe_prev = in_order->tqh_last;
	*in_order->tqh_last = first;
	last->link.tqe_next = NULL;
	in_order->tqh_last = &last->link.tqe_next;
}

static void add(struct bp_cache *cache, struct group *group, u32 place, u64 lba)
{
	struct bp_cached *block = &group->block[place];

	*block = (struct bp_cached){ .lba = lba };
	TAILQ_INSERT_TAIL(&cache->in_order, block, link);
	group->taken |= 1ull << place;
	cache->nr++;
}

/* One block, or some that can be moved together; how many. */
static u32 put_some(struct bp_cache *cache, struct group *group, u32 place, u64 lba, u32 most)
{
	struct bp_cached *block = &group->block[place];
	u32 count;

	if (!(group->taken >> place & 1)) {
		add(cache, group, place, lba);
		return 1;
	}
	count = count_in_order(block, most);
	make_youngest(&cache->in_order, block, count);
	return count;
}

bool bp_cache_put(struct bp_cache *cache, u64 lba, u32 count, struct bp_cached_run *run)
{
	const u64 number = lba / cache->group_blocks;
	const u32 place = place_of(cache, lba);
	struct group *group = bp_sparse_get(&cache->groups, number);

	if (!group)
		group = new_group(cache, number);
	if (!group)
		return false;
	*run = run_of(cache, group, lba, bp_min(count, cache->group_blocks - place));
	for (u32 i = 0; i < run->count;)
		i += put_some(cache, group, place + i, lba + i, run->count - i);
	return true;
}

/* The blocks of a group from a place on, up to the first one that is not there. */
static u32 count_from(u64 taken, u32 place)
{
	const u64 missing = ~(taken >> place);

	return missing ? (u32)__builtin_ctzll(missing) : 64;
}

/* @from is in the group. */
static bool next_in(const struct bp_cache *cache, struct group *group, u64 from, u64 end,
		    struct bp_cached_run *run)
{
	const u64 left = group->taken >> place_of(cache, from);
	const u64 first = left ? from + (u32)__builtin_ctzll(left) : end;
	const u32 place = place_of(cache, first);

	if (first >= end)
		return false;
	*run = run_of(cache, group, first,
		      (u32)bp_min(end - first, (u64)count_from(group->taken, place)));
	return true;
}

bool bp_cache_next(const struct bp_cache *cache, u64 lba, u64 end, struct bp_cached_run *run)
{
	const u64 room = cache->group_blocks;
	u64 number = lba / room;
	struct group *group = cache->nr ? bp_sparse_next(&cache->groups, &number) : NULL;

	while (group && number * room < end) {
		if (next_in(cache, group, bp_max(lba, number * room), end, run))
			return true;
		number++;
		group = bp_sparse_next(&cache->groups, &number);
	}
	return false;
}

static struct group *group_of(const struct bp_cache *cache, struct bp_cached *block)
{
	return bp_container_of(block - place_of(cache, block->lba), struct group, block[0]);
}

struct bp_cached_run bp_cache_one(const struct bp_cache *cache, struct bp_cached *block)
{
	return run_of(cache, group_of(cache, block), block->lba, 1);
}

void bp_cache_drop(struct bp_cache *cache, struct bp_cached *block)
{
	struct group *group = group_of(cache, block);

	TAILQ_REMOVE(&cache->in_order, block, link);
	cache->nr--;
	group->taken &= ~(1ull << place_of(cache, block->lba));
	if (!group->taken)
		free(bp_sparse_take(&cache->groups, block->lba / cache->group_blocks));
}
