/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Queue limits (block.md 5).  Mirrors include/linux/blkdev.h and block/blk-settings.c, v5.2.
 */
#ifndef BLKPATH_LIMITS_H
#define BLKPATH_LIMITS_H

#include <blkpath/limit_setters.h>
#include <blkpath/types.h>

struct bp_env;
struct bp_error;
struct bp_rules;
struct block_device;
struct gendisk;
struct request_queue;

#define BLK_SEG_BOUNDARY_MASK 0xFFFFFFFFul
#define BLK_MAX_SEGMENTS 128
#define BLK_SAFE_MAX_SECTORS 255
#define BLK_MAX_SEGMENT_SIZE 65536
#define BLK_DEF_MAX_SECTORS 2560
#define BLK_BOUNCE_ANY (~0ull)
#define BLKDEV_MAX_RQ 128

enum blk_zoned_model { BLK_ZONED_NONE, BLK_ZONED_HA, BLK_ZONED_HM };

/**
 * struct queue_limits - what a device asks of its requests (5.1)
 * @bounce_pfn: pages above this frame are bounced
 * @seg_boundary_mask: no scatterlist entry crosses it; power of two less 1
 * @virt_boundary_mask: entries meet only at multiples of it; power of two less 1, 0 for none
 * @max_hw_sectors: longest transfer of the hardware, in 512-byte sectors as all below
 * @max_dev_sectors: longest transfer of the disk behind it, 0 for unknown
 * @chunk_sectors: no request crosses a multiple of it; 0 for none
 * @max_sectors: longest transfer in use
 * @max_segment_size: longest scatterlist entry, in bytes
 * @physical_block_size: smallest write without reading first, in bytes
 * @alignment_offset: where the first physical block begins, in bytes
 * @io_min: preferred smallest transfer, in bytes
 * @io_opt: preferred transfer, in bytes, 0 for none
 * @max_discard_sectors: longest discard in use
 * @max_hw_discard_sectors: longest discard of the hardware
 * @max_write_same_sectors: longest WRITE_SAME
 * @max_write_zeroes_sectors: longest WRITE_ZEROES
 * @discard_granularity: unit of discards, in bytes
 * @discard_alignment: where the first unit begins, in bytes
 * @logical_block_size: smallest transfer, in bytes; 16 bits wide in v5.2, 32 in newer kernels
 * @max_segments: most scatterlist entries
 * @max_integrity_segments: most entries of the protection's scatterlist
 * @max_discard_segments: most ranges of a discard
 * @misaligned: devices were stacked that do not fit together
 * @discard_misaligned: the same for discards
 * @raid_partial_stripes_expensive: writing part of a stripe costs much
 * @zoned: kind of zones
 */
struct queue_limits {
	unsigned long bounce_pfn;
	unsigned long seg_boundary_mask;
	unsigned long virt_boundary_mask;
	unsigned max_hw_sectors;
	unsigned max_dev_sectors;
	unsigned chunk_sectors;
	unsigned max_sectors;
	unsigned max_segment_size;
	unsigned physical_block_size;
	unsigned alignment_offset;
	unsigned io_min;
	unsigned io_opt;
	unsigned max_discard_sectors;
	unsigned max_hw_discard_sectors;
	unsigned max_write_same_sectors;
	unsigned max_write_zeroes_sectors;
	unsigned discard_granularity;
	unsigned discard_alignment;
	unsigned logical_block_size;
	u16 max_segments;
	u16 max_integrity_segments;
	u16 max_discard_segments;
	u8 misaligned;
	u8 discard_misaligned;
	u8 raid_partial_stripes_expensive;
	enum blk_zoned_model zoned;
};

/**
 * blk_set_default_limits - limits of a queue whose driver says nothing
 * @env: environment; its page size counts
 * @lim: overwritten, but for raid_partial_stripes_expensive, which is kept
 *
 * Mirrors: blk_set_default_limits(), block/blk-settings.c, v5.2.
 * Rule: 5.1.
 */
void blk_set_default_limits(struct bp_env *env, struct queue_limits *lim);

/**
 * blk_set_stacking_limits - limits to stack others on: as wide as they can be
 * @env: environment; its page size counts
 * @lim: overwritten, but for raid_partial_stripes_expensive, which is kept
 *
 * Mirrors: blk_set_stacking_limits(), block/blk-settings.c, v5.2.
 * Rule: 5.1.
 */
void blk_set_stacking_limits(struct bp_env *env, struct queue_limits *lim);

/**
 * blk_stack_limits - make limits hold for one more device below
 * @top: limits of the stacked device, narrowed
 * @bottom: limits of the device below
 * @start: where the data begins there, in 512-byte sectors
 *
 * Return: 0, or -1 when the block sizes or alignments do not fit together. Then @top is marked
 * misaligned, and narrowed all the same.
 * Mirrors: blk_stack_limits(), block/blk-settings.c, v5.2.
 * Rule: 5.3, INV-LIM-3, INV-LIM-4.
 */
int blk_stack_limits(struct queue_limits *top, const struct queue_limits *bottom, sector_t start);

/**
 * bdev_stack_limits - the same for a disk or partition below
 * @top: limits of the stacked device, narrowed
 * @bdev: disk or partition below; a missing partition counts as the whole disk
 * @start: where the data begins on it, in 512-byte sectors
 *
 * Return: as blk_stack_limits().
 * Mirrors: bdev_stack_limits(), block/blk-settings.c, v5.2.
 * Rule: 5.3.
 */
int bdev_stack_limits(struct queue_limits *top, struct block_device *bdev, sector_t start);

/**
 * disk_stack_limits - the same for the queue of a stacked disk
 * @disk: stacked disk, with a queue
 * @bdev: disk or partition below
 * @offset_bytes: where the data begins on it, in bytes
 *
 * A misfit is the log line LIM_STACK_MISALIGNED. Queue flags are not stacked.
 *
 * Mirrors: disk_stack_limits(), block/blk-settings.c, v5.2.
 * Rule: 5.3.
 */
void disk_stack_limits(struct gendisk *disk, struct block_device *bdev, sector_t offset_bytes);

/**
 * blk_queue_stack_limits - the same for two queues, from sector 0
 * @top: stacked queue
 * @bottom: queue below
 *
 * A misfit goes unreported. Queue flags are not stacked.
 *
 * Mirrors: blk_queue_stack_limits(), block/blk-settings.c, v5.2.
 * Rule: 5.3.
 */
void blk_queue_stack_limits(struct request_queue *top, struct request_queue *bottom);

/**
 * queue_logical_block_size - smallest unit of a transfer
 * @q: queue, or NULL
 *
 * Return: bytes; 512 without a queue or when the field is 0.
 * Mirrors: queue_logical_block_size(), include/linux/blkdev.h, v5.2.
 * Rule: R-LIM-1.
 */
unsigned queue_logical_block_size(const struct request_queue *q);

/**
 * queue_dma_alignment - alignment of memory
 * @q: queue, or NULL
 *
 * Return: mask; 511 without a queue.
 * Mirrors: queue_dma_alignment(), include/linux/blkdev.h, v5.2.
 * Rule: R-LIM-1.
 */
int queue_dma_alignment(const struct request_queue *q);

/**
 * queue_alignment_offset - where the first physical block begins
 * @q: queue
 *
 * Return: bytes, or -1 when the queue is misaligned.
 * Mirrors: queue_alignment_offset(), include/linux/blkdev.h, v5.2.
 * Rule: R-LIM-1.
 */
int queue_alignment_offset(const struct request_queue *q);

/**
 * queue_discard_alignment - where the first discard unit begins
 * @q: queue
 *
 * Return: bytes, or -1 when discards are misaligned.
 * Mirrors: queue_discard_alignment(), include/linux/blkdev.h, v5.2.
 * Rule: R-LIM-1.
 */
int queue_discard_alignment(const struct request_queue *q);

/**
 * blk_rq_aligned - can the device use this memory as it is?
 * @q: queue
 * @addr: address in bytes
 * @len: length in bytes
 *
 * Return: true if neither has a bit of the DMA alignment or the padding mask.
 * Mirrors: blk_rq_aligned(), include/linux/blkdev.h, v5.2.
 * Rule: R-LIM-2.
 */
bool blk_rq_aligned(const struct request_queue *q, unsigned long addr, unsigned len);

/**
 * bio_allowed_max_sectors - longest bio of whole logical blocks
 * @q: queue
 *
 * Return: 512-byte sectors.
 * Mirrors: bio_allowed_max_sectors(), block/blk.h, v5.2.
 * Rule: R-LIM-3.
 */
unsigned bio_allowed_max_sectors(const struct request_queue *q);

/**
 * bp_limits_validate - can limits that a person gave be used at all?
 * @lim: limits
 * @rules: rule set they are for; under v5.2 chunk_sectors is 0 or a power of two,
 * under v6.18 max_sectors may be 0
 * @err: told the field, its value and what is allowed; may be NULL
 *
 * Refused is only what no run could give an answer for: a limit of 0 that lets nothing pass, or a
 * block size, mask or chunk that is not built on a power of two. Limits may still be odd; see
 * bp_limits_sane().
 *
 * Return: 0, or -EINVAL for the first field at fault.
 */
int bp_limits_validate(const struct queue_limits *lim, const struct bp_rules *rules,
		       struct bp_error *err);

/* The two preconditions of the invariants (block.md 14), as far as they speak of limits. */
enum bp_sanity {
	BP_PRE_B, /* no segment shorter than a page, boundaries that fit each other */
	BP_PRE_A, /* and everything in whole logical blocks; what the kernel's own setters give */
};

/**
 * bp_limits_sane - do the invariants hold under these limits?
 * @lim: limits that bp_limits_validate() accepted
 * @page_bytes: page size
 * @sanity: which precondition
 * @err: told the field, its value and what the precondition asks; may be NULL
 *
 * Return: 0, or -EINVAL for the first field at fault; the limits can be used all the same.
 * Rule: PRE-A, PRE-B.
 */
int bp_limits_sane(const struct queue_limits *lim, u32 page_bytes, enum bp_sanity sanity,
		   struct bp_error *err);

#endif
