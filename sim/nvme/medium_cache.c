/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The write cache of a medium: what goes in, and how it leaves.
 */
#include <errno.h>
#include <string.h>

#include <blkpath/random.h>

#include "nvme/medium_parts.h"

/* A block of the cache is in the image, or lost. */
static void drop(struct bp_medium *m, struct bp_cached *block)
{
	m->cache_used -= block->alone;
	bp_cache_drop(&m->cache, block);
}

int bp_medium_destage(struct bp_medium *m, struct bp_cached *block)
{
	const struct bp_cached_run run = bp_cache_one(&m->cache, block);
	int ret = bp_medium_image_write(m, block->lba, 1, run.data, run.meta);

	if (!ret)
		drop(m, block);
	return ret;
}

void bp_medium_forget(struct bp_medium *m, u64 lba, u64 count)
{
	struct bp_cached_run run;

	while (bp_cache_next(&m->cache, lba, lba + count, &run))
		drop(m, run.first);
}

/* A block that was there before stays what it is. */
static void count_alone(struct bp_medium *m, const struct bp_cached_run *run, const u8 *states)
{
	for (u32 i = 0; i < run->count; i++) {
		const bool alone = states[i] == BP_BLOCK_DEALLOCATED;

		m->cache_used += alone - run->first[i].alone;
		run->first[i].alone = alone;
	}
}

static void fill(const struct bp_medium *m, const struct bp_cached_run *run, const u8 *data,
		 const u8 *meta)
{
	const size_t meta_bytes = (size_t)run->count * m->shape.meta_bytes;

	memcpy(run->data, data, (size_t)run->count * m->shape.data_bytes);
	if (meta)
		memcpy(run->meta, meta, meta_bytes);
	else
		memset(run->meta, 0, meta_bytes);
}

int bp_medium_cache_put(struct bp_medium *m, u64 lba, u32 count, const u8 *data, const u8 *meta,
			u32 *done)
{
	u8 states[BP_CACHE_GROUP_MAX];
	struct bp_cached_run run;
	int ret =
		bp_medium_image_read(m, lba, bp_min(count, BP_CACHE_GROUP_MAX), NULL, NULL, states);

	*done = 0;
	if (ret)
		return ret;
	if (!bp_cache_put(&m->cache, lba, count, &run))
		return -ENOMEM;
	count_alone(m, &run, states);
	fill(m, &run, data, meta);
	*done = run.count;
	return 0;
}

int bp_medium_flush(struct bp_medium *m)
{
	struct bp_cached *block;
	int ret = 0;

	while (!ret && (block = TAILQ_FIRST(&m->cache.in_order)))
		ret = bp_medium_destage(m, block);
	return ret;
}

int bp_medium_cache(struct bp_medium *m, bool on)
{
	int ret = on ? 0 : bp_medium_flush(m);

	if (!ret)
		m->cache_on = on;
	return ret;
}

void bp_medium_power_loss(struct bp_medium *m, u64 seed)
{
	struct bp_cached *block;
	u64 random = seed;

	while ((block = TAILQ_FIRST(&m->cache.in_order))) {
		const bool gone = !seed || bp_random_next(&random) & 1;

		if (gone || bp_medium_destage(m, block))
			drop(m, block);
	}
}

u64 bp_medium_cached(const struct bp_medium *m)
{
	return m->cache.nr;
}
