/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Queue limits (block.md 5).  Mirrors include/linux/blkdev.h and block/blk-settings.c, v5.2.
 */
#ifndef BLKPATH_LIMITS_H
#define BLKPATH_LIMITS_H

#include <blkpath/types.h>

struct bp_env;
struct block_device;
struct gendisk;
struct request;
struct request_queue;

#define BLK_SEG_BOUNDARY_MASK 0xFFFFFFFFul
#define BLK_MAX_SEGMENTS 128
#define BLK_SAFE_MAX_SECTORS 255
#define BLK_MAX_SEGMENT_SIZE 65536
#define BLK_DEF_MAX_SECTORS 2560
#define BLK_BOUNCE_ANY (~0ull)
#define BLKDEV_MAX_RQ 128

enum blk_zoned_model { BLK_ZONED_NONE, BLK_ZONED_HA, BLK_ZONED_HM };

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
	u16 logical_block_size;
	u16 max_segments;
	u16 max_integrity_segments;
	u16 max_discard_segments;
	u8 misaligned;
	u8 discard_misaligned;
	u8 raid_partial_stripes_expensive;
	enum blk_zoned_model zoned;
};

/* The setters, as the event LIMIT_SET names them. */
#define BP_SETTER_LIST(X)                                                                          \
	X(MAX_HW_SECTORS, "blk_queue_max_hw_sectors")                                              \
	X(MAX_SECTORS_STORE, "queue_max_sectors_store")                                            \
	X(MAX_SEGMENTS, "blk_queue_max_segments")                                                  \
	X(MAX_DISCARD_SEGMENTS, "blk_queue_max_discard_segments")                                  \
	X(MAX_SEGMENT_SIZE, "blk_queue_max_segment_size")                                          \
	X(SEGMENT_BOUNDARY, "blk_queue_segment_boundary")                                          \
	X(VIRT_BOUNDARY, "blk_queue_virt_boundary")                                                \
	X(LOGICAL_BLOCK_SIZE, "blk_queue_logical_block_size")                                      \
	X(PHYSICAL_BLOCK_SIZE, "blk_queue_physical_block_size")                                    \
	X(ALIGNMENT_OFFSET, "blk_queue_alignment_offset")                                          \
	X(IO_MIN, "blk_queue_io_min")                                                              \
	X(IO_OPT, "blk_queue_io_opt")                                                              \
	X(CHUNK_SECTORS, "blk_queue_chunk_sectors")                                                \
	X(MAX_DISCARD_SECTORS, "blk_queue_max_discard_sectors")                                    \
	X(MAX_WRITE_SAME_SECTORS, "blk_queue_max_write_same_sectors")                              \
	X(MAX_WRITE_ZEROES_SECTORS, "blk_queue_max_write_zeroes_sectors")                          \
	X(DMA_ALIGNMENT, "blk_queue_dma_alignment")                                                \
	X(DMA_PAD, "blk_queue_update_dma_pad")                                                     \
	X(DMA_DRAIN, "blk_queue_dma_drain")                                                        \
	X(BOUNCE_LIMIT, "blk_queue_bounce_limit")                                                  \
	X(WRITE_CACHE, "blk_queue_write_cache")                                                    \
	X(DISK_STACK, "disk_stack_limits")                                                         \
	X(QUEUE_STACK, "blk_queue_stack_limits")

#define BP_SETTER_ENUM(symbol, name) BP_SETTER_##symbol,
enum bp_setter { BP_SETTER_LIST(BP_SETTER_ENUM) BP_SETTER_NR };
#undef BP_SETTER_ENUM

typedef int dma_drain_needed_fn(struct request *rq);

void blk_set_default_limits(struct bp_env *env, struct queue_limits *lim);
void blk_set_stacking_limits(struct bp_env *env, struct queue_limits *lim);
int blk_stack_limits(struct queue_limits *top, const struct queue_limits *bottom, sector_t start);
int bdev_stack_limits(struct queue_limits *top, struct block_device *bdev, sector_t start);
void disk_stack_limits(struct gendisk *disk, struct block_device *bdev, sector_t offset_bytes);
void blk_queue_stack_limits(struct request_queue *top, struct request_queue *bottom);

void blk_queue_max_hw_sectors(struct request_queue *q, unsigned sectors);
void blk_queue_max_segments(struct request_queue *q, u16 segments);
void blk_queue_max_discard_segments(struct request_queue *q, u16 segments);
void blk_queue_max_segment_size(struct request_queue *q, unsigned bytes);
void blk_queue_segment_boundary(struct request_queue *q, unsigned long mask);
void blk_queue_virt_boundary(struct request_queue *q, unsigned long mask);
void blk_queue_logical_block_size(struct request_queue *q, u16 bytes);
void blk_queue_physical_block_size(struct request_queue *q, unsigned bytes);
void blk_queue_alignment_offset(struct request_queue *q, unsigned bytes);
void blk_limits_io_min(struct queue_limits *lim, unsigned bytes);
void blk_queue_io_min(struct request_queue *q, unsigned bytes);
void blk_limits_io_opt(struct queue_limits *lim, unsigned bytes);
void blk_queue_io_opt(struct request_queue *q, unsigned bytes);
void blk_queue_chunk_sectors(struct request_queue *q, unsigned sectors);
void blk_queue_max_discard_sectors(struct request_queue *q, unsigned sectors);
void blk_queue_max_write_same_sectors(struct request_queue *q, unsigned sectors);
void blk_queue_max_write_zeroes_sectors(struct request_queue *q, unsigned sectors);
void blk_queue_dma_alignment(struct request_queue *q, int mask);
void blk_queue_update_dma_alignment(struct request_queue *q, int mask);
void blk_queue_update_dma_pad(struct request_queue *q, unsigned mask);
int blk_queue_dma_drain(struct request_queue *q, dma_drain_needed_fn *needed, void *buf,
			unsigned bytes);
void blk_queue_bounce_limit(struct request_queue *q, u64 max_addr);
void blk_queue_write_cache(struct request_queue *q, bool wc, bool fua);
int queue_max_sectors_store(struct request_queue *q, unsigned long kib);

unsigned queue_logical_block_size(const struct request_queue *q);
int queue_dma_alignment(const struct request_queue *q);
int queue_alignment_offset(const struct request_queue *q);
int queue_discard_alignment(const struct request_queue *q);
bool blk_rq_aligned(const struct request_queue *q, unsigned long addr, unsigned len);
unsigned bio_allowed_max_sectors(const struct request_queue *q);

const char *bp_setter_name(enum bp_setter setter);

#endif
