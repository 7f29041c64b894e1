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
	bp_cache_init(&m->cache, shape->data_bytes, shape->meta_bytes);
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
	bp_cache_init(&m->cache, shape->data_bytes, shape->meta_bytes);
	return ret;
}

/* Where the bytes of the blocks from @lba on are to go; room that is not there stays that way. */
struct room {
	u64 lba;
	u8 *data;
	u8 *meta;
	u8 *states;
};

static void pass(const struct bp_medium *m, struct room *room, u64 blocks)
{
	room->lba += blocks;
	room->states += blocks;
	if (room->data)
		room->data += blocks * m->shape.data_bytes;
	if (room->meta)
		room->meta += blocks * m->shape.meta_bytes;
}

static int read_image(struct bp_medium *m, struct room *room, u64 end)
{
	const u32 blocks = (u32)(end - room->lba);
	int ret = 0;

	if (blocks)
		ret = bp_medium_image_read(m, room->lba, blocks, room->data, room->meta,
					   room->states);
	pass(m, room, blocks);
	return ret;
}

static void read_run(const struct bp_medium *m, struct room *room, const struct bp_cached_run *run)
{
	if (room->data)
		memcpy(room->data, run->data, (size_t)run->count * m->shape.data_bytes);
	if (room->meta)
		memcpy(room->meta, run->meta, (size_t)run->count * m->shape.meta_bytes);
	memset(room->states, BP_BLOCK_WRITTEN, run->count);
	pass(m, room, run->count);
}

int bp_medium_read(struct bp_medium *m, u64 lba, u32 count, u8 *data, u8 *meta, u8 *states)
{
	struct room room = { lba, data, meta, states };
	struct bp_cached_run run;
	int ret = 0;

	while (!ret && bp_cache_next(&m->cache, room.lba, lba + count, &run)) {
		ret = read_image(m, &room, run.lba);
		read_run(m, &room, &run);
	}
	return ret ? ret : read_image(m, &room, lba + count);
}

/* With room for so many and no more, each block may push out another one. */
static u32 at_once(const struct bp_medium *m, u32 count)
{
	return m->cache_blocks ? 1 : count;
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
	for (u32 done = 0, some; done < count && !ret; done += some) {
		ret = bp_medium_cache_put(m, lba + done, at_once(m, count - done), data, meta,
					  &some);
		data += (size_t)some * m->shape.data_bytes;
		meta = meta ? meta + (size_t)some * m->shape.meta_bytes : NULL;
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
	struct bp_cached_run run;
	u32 unused = 0;

	for (u32 i = 0; i < count; i++) {
		u8 state = BP_BLOCK_WRITTEN;

		if (!bp_cache_next(&m->cache, lba + i, lba + i + 1, &run))
			bp_medium_image_read(m, lba + i, 1, NULL, NULL, &state);
		unused += state == BP_BLOCK_DEALLOCATED;
	}
	return unused;
}

u64 bp_medium_used(const struct bp_medium *m)
{
	return m->image_used + m->cache_used;
}
