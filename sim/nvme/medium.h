/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks that are kept: a durable image, and before it a write cache that loses what it holds when
 * the power goes (INV-NVME-34).
 *
 * Blocks are whole: after a loss of power each is as it was before or after a write, never both.
 * What is deallocated, zeroed or marked is so in the image at once: earlier than a host may count
 * on, which is allowed.
 */
#ifndef BP_SIM_NVME_MEDIUM_H
#define BP_SIM_NVME_MEDIUM_H

#include <blkpath/error.h>
#include <blkpath/types.h>

struct bp_medium;

/* One byte for each block in the image. */
enum bp_block_state {
	BP_BLOCK_DEALLOCATED, /* never written, or given up */
	BP_BLOCK_WRITTEN,
	BP_BLOCK_UNCORRECTABLE, /* cannot be read until it is written */
};

/**
 * struct bp_medium_shape - what is kept
 * @blocks: how many
 * @data_bytes: data of each
 * @meta_bytes: metadata of each
 */
struct bp_medium_shape {
	u64 blocks;
	u32 data_bytes;
	u32 meta_bytes;
};

/**
 * bp_medium_new - make a medium
 * @shape: what it keeps; the data has less than 2^62 bytes
 * @file: where the image is, or NULL for memory. All data comes first, so that the file of a
 * namespace without metadata begins as an image of a disk does; then all metadata, then all states.
 * A file of exactly the bytes of data is such an image, and taken over; an absent or empty one is
 * made; one of another size is refused
 * @cache_blocks: the cache holds so many, then the oldest goes to the image; 0: without bound
 * @medium: receives it, to be freed with bp_medium_free()
 * @err: receives what is wrong with the file
 *
 * The cache is on.
 *
 * Return: 0; -EINVAL with @err filled; -ENOMEM.
 */
int bp_medium_new(const struct bp_medium_shape *shape, const char *file, u64 cache_blocks,
		  struct bp_medium **medium, struct bp_error *err);

/* What only the cache holds is lost. NULL is allowed. */
void bp_medium_free(struct bp_medium *medium);

/**
 * bp_medium_reshape - begin anew with other blocks, none of them written
 * @medium: medium
 * @shape: as of bp_medium_new()
 *
 * Return: 0; -ENOMEM or -EIO: then the shape is as it was, and what the blocks hold is not known.
 */
int bp_medium_reshape(struct bp_medium *medium, const struct bp_medium_shape *shape);

/**
 * bp_medium_read - read blocks
 * @medium: medium
 * @lba: first block
 * @count: how many; all inside the medium
 * @data: room for their data, one behind the other
 * @meta: room for their metadata; NULL: not wanted
 * @states: receives an enum bp_block_state for each; the bytes of a block that is not written are 0
 *
 * Return: 0; -EIO when the file cannot be read.
 */
int bp_medium_read(struct bp_medium *medium, u64 lba, u32 count, u8 *data, u8 *meta, u8 *states);

/**
 * bp_medium_write - write blocks
 * @medium: medium
 * @lba: first block
 * @count: how many; all inside the medium
 * @data: their data
 * @meta: their metadata; NULL: zeroes
 * @durable: in the image when this returns, cache or not
 *
 * Return: 0; -ENOMEM: then some of the blocks may be written, each as a whole; -EIO: then what they
 * hold is not known.
 */
int bp_medium_write(struct bp_medium *medium, u64 lba, u32 count, const u8 *data, const u8 *meta,
		    bool durable);

/**
 * bp_medium_zero - write zeroes, which take no room
 * @medium: medium
 * @lba: first block
 * @count: how many; all inside the medium
 * @meta: their metadata; NULL: zeroes
 *
 * Return: as bp_medium_write().
 */
int bp_medium_zero(struct bp_medium *medium, u64 lba, u32 count, const u8 *meta);

/**
 * bp_medium_mark - let blocks be deallocated or uncorrectable
 * @medium: medium
 * @lba: first block
 * @count: how many; all inside the medium
 * @state: not BP_BLOCK_WRITTEN
 *
 * To deallocate costs by what is there, not by @count.
 *
 * Return: as bp_medium_write().
 */
int bp_medium_mark(struct bp_medium *medium, u64 lba, u64 count, enum bp_block_state state);

/**
 * bp_medium_flush - bring everything into the image
 * @medium: medium
 *
 * Return: 0; -ENOMEM or -EIO: then what did not go is still in the cache.
 */
int bp_medium_flush(struct bp_medium *medium);

/**
 * bp_medium_cache - switch the write cache on or off
 * @medium: medium
 * @on: off flushes first
 *
 * Return: as bp_medium_flush(): after a failure the cache is as it was.
 */
int bp_medium_cache(struct bp_medium *medium, bool on);

/**
 * bp_medium_power_loss - the power goes and comes back
 * @medium: medium
 * @seed: which blocks of the cache had already gone to the image; 0: none
 */
void bp_medium_power_loss(struct bp_medium *medium, u64 seed);

/* How many of these blocks are deallocated. */
u32 bp_medium_unused(struct bp_medium *medium, u64 lba, u32 count);

/* How many of all are not. */
u64 bp_medium_used(const struct bp_medium *medium);

/* Blocks that only the cache holds. */
u64 bp_medium_cached(const struct bp_medium *medium);

#endif
