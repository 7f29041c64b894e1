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
	int ret = bp_medium_image_write(m, block->lba, 1, block->bytes,
					block->bytes + m->shape.data_bytes);

	if (!ret)
		drop(m, block);
	return ret;
}

void bp_medium_forget(struct bp_medium *m, u64 lba, u64 count)
{
	struct bp_cached *block;

	while ((block = bp_cache_next(&m->cache, lba, lba + count)))
		drop(m, block);
}

int bp_medium_cache_block(struct bp_medium *m, u64 lba, const u8 *data, const u8 *meta)
{
	const u32 data_bytes = m->shape.data_bytes, meta_bytes = m->shape.meta_bytes;
	const u64 before = m->cache.nr;
	struct bp_cached *block;
	u8 state;
	int ret = bp_medium_image_read(m, lba, 1, NULL, NULL, &state);

	if (ret)
		return ret;
	block = bp_cache_put(&m->cache, lba);
	if (!block)
		return -ENOMEM;
	block->alone = state == BP_BLOCK_DEALLOCATED;
	m->cache_used += m->cache.nr != before && block->alone;
	memcpy(block->bytes, data, data_bytes);
	if (meta)
		memcpy(block->bytes + data_bytes, meta, meta_bytes);
	else
		memset(block->bytes + data_bytes, 0, meta_bytes);
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
