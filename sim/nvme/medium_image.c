/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "nvme/medium_parts.h"

#include <string.h>

#define STATES_CHUNK 4096u

static u64 data_at(const struct bp_medium *m, u64 lba)
{
	return lba * m->shape.data_bytes;
}

static u64 meta_at(const struct bp_medium *m, u64 lba)
{
	return data_at(m, m->shape.blocks) + lba * m->shape.meta_bytes;
}

static u64 state_at(const struct bp_medium *m, u64 lba)
{
	return meta_at(m, m->shape.blocks) + lba;
}

static u64 used_among(const u8 *states, u64 n)
{
	u64 used = 0;

	for (u64 i = 0; i < n; i++)
		used += states[i] != BP_BLOCK_DEALLOCATED;
	return used;
}

/* How many blocks before @end are not deallocated, found where the image holds something. */
static int count_used(const struct bp_medium *m, u64 lba, u64 end, u64 *used)
{
	u8 states[STATES_CHUNK];
	int ret = 0;

	*used = 0;
	while (!ret && lba < end) {
		const u64 at = bp_nvme_image_next(&m->image, state_at(m, lba));
		const u64 first = at == UINT64_MAX ? end : lba + (at - state_at(m, lba));
		const u64 n = first < end ? bp_min(end - first, (u64)STATES_CHUNK) : 0;

		ret = n ? bp_nvme_image_read(&m->image, state_at(m, first), states, n) : 0;
		*used += ret ? 0 : used_among(states, n);
		lba = first + n;
	}
	return ret;
}

static int set_states(struct bp_medium *m, u64 lba, u64 count, enum bp_block_state state)
{
	u8 states[STATES_CHUNK];
	u64 used, left;
	int ret = count_used(m, lba, lba + count, &used);

	if (ret)
		return ret;
	if (state == BP_BLOCK_DEALLOCATED)
		ret = bp_nvme_image_zero(&m->image, state_at(m, lba), count);
	memset(states, (int)state, sizeof(states));
	for (left = state == BP_BLOCK_DEALLOCATED ? 0 : count; left && !ret;) {
		const u64 n = bp_min(left, (u64)STATES_CHUNK);

		ret = bp_nvme_image_write(&m->image, state_at(m, lba + count - left), states, n);
		left -= n;
	}
	if (!ret)
		m->image_used += (state == BP_BLOCK_DEALLOCATED ? 0 : count) - used;
	return ret;
}

int bp_medium_image_read(struct bp_medium *m, u64 lba, u32 count, u8 *data, u8 *meta, u8 *states)
{
	const struct bp_medium_shape *s = &m->shape;
	int ret = 0;

	if (data)
		ret = bp_nvme_image_read(&m->image, data_at(m, lba), data,
					 (u64)count * s->data_bytes);
	if (!ret && meta)
		ret = bp_nvme_image_read(&m->image, meta_at(m, lba), meta,
					 (u64)count * s->meta_bytes);
	if (!ret && states)
		ret = bp_nvme_image_read(&m->image, state_at(m, lba), states, count);
	return ret;
}

static int set_meta(struct bp_medium *m, u64 lba, u64 count, const u8 *meta)
{
	const u64 bytes = count * m->shape.meta_bytes;

	return meta ? bp_nvme_image_write(&m->image, meta_at(m, lba), meta, bytes)
		    : bp_nvme_image_zero(&m->image, meta_at(m, lba), bytes);
}

int bp_medium_image_write(struct bp_medium *m, u64 lba, u32 count, const u8 *data, const u8 *meta)
{
	int ret = bp_nvme_image_write(&m->image, data_at(m, lba), data,
				      (u64)count * m->shape.data_bytes);

	if (!ret)
		ret = set_meta(m, lba, count, meta);
	return ret ? ret : set_states(m, lba, count, BP_BLOCK_WRITTEN);
}

int bp_medium_image_zero(struct bp_medium *m, u64 lba, u64 count, const u8 *meta,
			 enum bp_block_state state)
{
	int ret = bp_nvme_image_zero(&m->image, data_at(m, lba), count * m->shape.data_bytes);

	if (!ret)
		ret = set_meta(m, lba, count, meta);
	return ret ? ret : set_states(m, lba, count, state);
}

/* Goes from block to block that holds something. */
static int take_over_raw(struct bp_medium *m)
{
	const u64 end = data_at(m, m->shape.blocks);
	int ret = 0;

	for (u64 pos = 0; !ret && (pos = bp_nvme_image_next(&m->image, pos)) < end;) {
		const u64 lba = pos / m->shape.data_bytes;

		ret = set_states(m, lba, 1, BP_BLOCK_WRITTEN);
		pos = data_at(m, lba + 1);
	}
	return ret;
}

int bp_medium_image_take_over(struct bp_medium *m, bool raw)
{
	return raw ? take_over_raw(m) : count_used(m, 0, m->shape.blocks, &m->image_used);
}
