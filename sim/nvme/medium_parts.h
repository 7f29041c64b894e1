/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inside of a medium: an image, which has all data, then all metadata, then a state for each
 * block; and a write cache.
 */
#ifndef BP_SIM_NVME_MEDIUM_PARTS_H
#define BP_SIM_NVME_MEDIUM_PARTS_H

#include "nvme/cache.h"
#include "nvme/image.h"
#include "nvme/medium.h"

/**
 * struct bp_medium - the medium
 * @shape: what it keeps
 * @image: what stays
 * @image_used: blocks in it that are not deallocated
 * @cache: what does not yet
 * @cache_used: blocks in the cache that are deallocated in the image
 * @cache_blocks: as many fit; 0: without bound
 * @cache_on: writes go there first
 */
struct bp_medium {
	struct bp_medium_shape shape;
	struct bp_nvme_image image;
	u64 image_used;
	struct bp_cache cache;
	u64 cache_used;
	u64 cache_blocks;
	bool cache_on;
};

/* As the functions of medium.h, without the cache; @data, @meta, @states may be NULL. */
int bp_medium_image_read(struct bp_medium *m, u64 lba, u32 count, u8 *data, u8 *meta, u8 *states);
int bp_medium_image_write(struct bp_medium *m, u64 lba, u32 count, const u8 *data, const u8 *meta);

/* No data, this metadata (NULL: none), and this state. */
int bp_medium_image_zero(struct bp_medium *m, u64 lba, u64 count, const u8 *meta,
			 enum bp_block_state state);

/* Counts what a file already has; in a raw image everything outside of holes is written. */
int bp_medium_image_take_over(struct bp_medium *m, bool raw);

/* Puts blocks into the cache, at least one, and says how many; @meta NULL: zeroes. 0, -ENOMEM or
 * -EIO. */
int bp_medium_cache_put(struct bp_medium *m, u64 lba, u32 count, const u8 *data, const u8 *meta,
			u32 *done);

/* The image gets what the cache had. */
int bp_medium_destage(struct bp_medium *m, struct bp_cached *block);

/* What was written to these blocks and not flushed does not count any more. */
void bp_medium_forget(struct bp_medium *m, u64 lba, u64 count);

#endif
