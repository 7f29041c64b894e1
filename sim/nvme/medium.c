/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading goes to the cache before the image; writing to the cache, or past it.
 */
#include "nvme/medium.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nvme/medium_parts.h"

static u64 bytes_of(const struct bp_medium_shape *shape)
{
	return shape->blocks * (shape->data_bytes + shape->meta_bytes + 1ull);
}

static int open_image(struct bp_medium *m, const char *file, struct bp_error *err)
{
	const u64 bytes = bytes_of(&m->shape), raw = m->shape.blocks * m->shape.data_bytes;
	int ret = bp_nvme_image_open(&m->image, file, err);
	u64 found;

	if (ret)
		return ret;
	found = m->image.found_bytes;
	if (found && found != raw && found != bytes)
		return bp_error_set(err, file, 0, NULL,
				    "has %llu bytes: a disk of this size has %llu, "
				    "one with metadata and states %llu, a new one 0",
				    (unsigned long long)found, (unsigned long long)raw,
				    (unsigned long long)bytes);
	ret = bp_nvme_image_resize(&m->image, bytes);
	if (!ret)
		ret = bp_medium_image_take_over(m, found == raw);
	if (ret == -EIO)
		return bp_error_set(err, file, 0, NULL, "cannot be made so long or read");
	return ret;
}

int bp_medium_new(const struct bp_medium_shape *shape, const char *file, u64 cache_blocks,
		  struct bp_medium **medium, struct bp_error *err)
{
	struct bp_medium *m = calloc(1, sizeof(*m));
	int ret;

	if (!m)
		return -ENOMEM;
	m->shape = *shape;
	m->cache_blocks = cache_blocks;
	m->cache_on = true;
	bp_cache_init(&m->cache, shape->data_bytes + shape->meta_bytes);
	ret = open_image(m, file, err);
	if (ret) {
		bp_medium_free(m);
		return ret;
	}
	*medium = m;
	return 0;
}

void bp_medium_free(struct bp_medium *m)
{
	if (!m)
		return;
	bp_cache_fini(&m->cache);
	bp_nvme_image_close(&m->image);
	free(m);
}

int bp_medium_reshape(struct bp_medium *m, const struct bp_medium_shape *shape)
{
	int ret = bp_nvme_image_clear(&m->image, bytes_of(shape));

	bp_cache_fini(&m->cache);
	m->cache_used = 0;
	m->image_used = 0;
	if (ret)
		shape = &m->shape;
	m->shape = *shape;
	bp_cache_init(&m->cache, shape->data_bytes + shape->meta_bytes);
	return ret;
}

static void put(u8 *to, u64 block, const u8 *from, u32 bytes)
{
	if (to)
		memcpy(to + block * bytes, from, bytes);
}

int bp_medium_read(struct bp_medium *m, u64 lba, u32 count, u8 *data, u8 *meta, u8 *states)
{
	const u32 data_bytes = m->shape.data_bytes, meta_bytes = m->shape.meta_bytes;
	struct bp_cached *block;
	int ret = bp_medium_image_read(m, lba, count, data, meta, states);

	if (ret)
		return ret;
	for (u64 next = lba; (block = bp_cache_next(&m->cache, next, lba + count));
	     next = block->lba + 1) {
		const u64 at = block->lba - lba;

		put(data, at, block->bytes, data_bytes);
		put(meta, at, block->bytes + data_bytes, meta_bytes);
		states[at] = BP_BLOCK_WRITTEN;
	}
	return 0;
}

int bp_medium_write(struct bp_medium *m, u64 lba, u32 count, const u8 *data, const u8 *meta,
		    bool durable)
{
	int ret = 0;

	if (durable || !m->cache_on) {
		ret = bp_medium_image_write(m, lba, count, data, meta);
		if (!ret)
			bp_medium_forget(m, lba, count);
		return ret;
	}
	for (u32 i = 0; i < count && !ret; i++) {
		ret = bp_medium_cache_block(m, lba + i, data, meta);
		data += m->shape.data_bytes;
		meta = meta ? meta + m->shape.meta_bytes : NULL;
		if (!ret && m->cache_blocks && m->cache.nr > m->cache_blocks)
			ret = bp_medium_destage(m, TAILQ_FIRST(&m->cache.in_order));
	}
	return ret;
}

int bp_medium_zero(struct bp_medium *m, u64 lba, u32 count, const u8 *meta)
{
	int ret = bp_medium_image_zero(m, lba, count, meta, BP_BLOCK_WRITTEN);

	if (!ret)
		bp_medium_forget(m, lba, count);
	return ret;
}

int bp_medium_mark(struct bp_medium *m, u64 lba, u64 count, enum bp_block_state state)
{
	int ret = bp_medium_image_zero(m, lba, count, NULL, state);

	if (!ret)
		bp_medium_forget(m, lba, count);
	return ret;
}

u32 bp_medium_unused(struct bp_medium *m, u64 lba, u32 count)
{
	u32 unused = 0;

	for (u32 i = 0; i < count; i++) {
		u8 state = BP_BLOCK_WRITTEN;

		if (!bp_cache_next(&m->cache, lba + i, lba + i + 1))
			bp_medium_image_read(m, lba + i, 1, NULL, NULL, &state);
		unused += state == BP_BLOCK_DEALLOCATED;
	}
	return unused;
}

u64 bp_medium_used(const struct bp_medium *m)
{
	return m->image_used + m->cache_used;
}
