/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a driver tells its device's limits (block.md 5.2).  Mirrors block/blk-settings.c, v5.2.
 *
 * Each setter of a queue sends the event LIMIT_SET; none allocates.
 */
#ifndef BLKPATH_LIMIT_SETTERS_H
#define BLKPATH_LIMIT_SETTERS_H

#include <blkpath/types.h>

struct queue_limits;
struct request;
struct request_queue;

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

/**
 * bp_setter_name - the function behind a number in the event LIMIT_SET
 * @setter: which
 *
 * Return: its name; never NULL for a valid number.
 */
const char *bp_setter_name(enum bp_setter setter);

typedef int dma_drain_needed_fn(struct request *rq);

/**
 * blk_queue_max_hw_sectors - largest transfer the device can do
 * @q: queue
 * @sectors: in 512-byte sectors; fewer than a page becomes a page, with the log line
 * LIM_MAX_HW_SECTORS
 *
 * Also sets max_sectors to the smallest of it, max_dev_sectors unless 0, and BLK_DEF_MAX_SECTORS.
 * The test for a page counts bytes in 32 bits (QUIRK-3), unless the queue has that quirk's fix.
 *
 * Mirrors: blk_queue_max_hw_sectors(), block/blk-settings.c, v5.2.
 * Rule: 5.2, QUIRK-3, INV-LIM-2.
 */
void blk_queue_max_hw_sectors(struct request_queue *q, unsigned sectors);

/**
 * queue_max_sectors_store - what a write to max_sectors_kb does
 * @q: queue
 * @kib: largest transfer in KiB
 *
 * Return: 0, or -EINVAL for less than a page or more than max_hw_sectors or max_dev_sectors
 * (unless 0) allow; then nothing is changed.
 * Mirrors: queue_max_sectors_store(), block/blk-sysfs.c, v5.2.
 * Rule: 5.2.
 */
int queue_max_sectors_store(struct request_queue *q, unsigned long kib);

/**
 * blk_queue_max_segments - most entries of a scatterlist
 * @q: queue
 * @segments: count; 0 becomes 1, with the log line LIM_MAX_SEGMENTS
 *
 * Takes back the entry that blk_queue_dma_drain() reserved.
 *
 * Mirrors: blk_queue_max_segments(), block/blk-settings.c, v5.2.
 * Rule: 5.2.
 */
void blk_queue_max_segments(struct request_queue *q, u16 segments);

/**
 * blk_queue_max_discard_segments - most ranges of one discard
 * @q: queue
 * @segments: count
 *
 * Mirrors: blk_queue_max_discard_segments(), block/blk-settings.c, v5.2.
 * Rule: 5.2.
 */
void blk_queue_max_discard_segments(struct request_queue *q, u16 segments);

/**
 * blk_queue_max_segment_size - longest entry of a scatterlist
 * @q: queue
 * @bytes: less than a page becomes a page, with the log line LIM_MAX_SEGMENT_SIZE
 *
 * Is the warning LIM_SEGMENT_SIZE_VIRT under a virtual boundary, and stored all the same.
 *
 * Mirrors: blk_queue_max_segment_size(), block/blk-settings.c, v5.2.
 * Rule: 5.2.
 */
void blk_queue_max_segment_size(struct request_queue *q, unsigned bytes);

/**
 * blk_queue_segment_boundary - boundary that no entry may cross
 * @q: queue
 * @mask: power of two in bytes less 1; less than a page becomes a page, with the log line
 * LIM_SEG_BOUNDARY
 *
 * Mirrors: blk_queue_segment_boundary(), block/blk-settings.c, v5.2.
 * Rule: 5.2.
 */
void blk_queue_segment_boundary(struct request_queue *q, unsigned long mask);

/**
 * blk_queue_virt_boundary - boundary at which entries must meet
 * @q: queue
 * @mask: power of two in bytes less 1, 0 for none
 *
 * Also sets max_segment_size to UINT_MAX, for mask 0 too.
 *
 * Mirrors: blk_queue_virt_boundary(), block/blk-settings.c, v5.2.
 * Rule: 5.2.
 */
void blk_queue_virt_boundary(struct request_queue *q, unsigned long mask);

/**
 * blk_queue_logical_block_size - smallest unit the device can address
 * @q: queue
 * @bytes: power of two; 65536 does not fit and becomes 0
 *
 * Raises the physical block size and io_min to at least this.
 *
 * Mirrors: blk_queue_logical_block_size(), block/blk-settings.c, v5.2.
 * Rule: 5.2, INV-LIM-1.
 */
void blk_queue_logical_block_size(struct request_queue *q, u16 bytes);

/**
 * blk_queue_physical_block_size - smallest unit the device writes without reading
 * @q: queue
 * @bytes: power of two; raised to the logical block size
 *
 * Raises io_min to at least this.
 *
 * Mirrors: blk_queue_physical_block_size(), block/blk-settings.c, v5.2.
 * Rule: 5.2, INV-LIM-1.
 */
void blk_queue_physical_block_size(struct request_queue *q, unsigned bytes);

/**
 * blk_queue_alignment_offset - where the first physical block begins
 * @q: queue
 * @bytes: taken modulo the physical block size
 *
 * The queue counts as aligned from now on.
 *
 * Mirrors: blk_queue_alignment_offset(), block/blk-settings.c, v5.2.
 * Rule: 5.2.
 */
void blk_queue_alignment_offset(struct request_queue *q, unsigned bytes);

/**
 * blk_limits_io_min - preferred smallest transfer, in limits without queue
 * @lim: limits
 * @bytes: raised to the logical and the physical block size
 *
 * Mirrors: blk_limits_io_min(), block/blk-settings.c, v5.2.
 * Rule: 5.2.
 */
void blk_limits_io_min(struct queue_limits *lim, unsigned bytes);

/**
 * blk_queue_io_min - preferred smallest transfer
 * @q: queue
 * @bytes: raised to the logical and the physical block size
 *
 * Mirrors: blk_queue_io_min(), block/blk-settings.c, v5.2.
 * Rule: 5.2, INV-LIM-1.
 */
void blk_queue_io_min(struct request_queue *q, unsigned bytes);

/**
 * blk_limits_io_opt - preferred transfer, in limits without queue
 * @lim: limits
 * @bytes: stored as it is; 0 for none
 *
 * Mirrors: blk_limits_io_opt(), block/blk-settings.c, v5.2.
 * Rule: 5.2.
 */
void blk_limits_io_opt(struct queue_limits *lim, unsigned bytes);

/**
 * blk_queue_io_opt - preferred transfer
 * @q: queue
 * @bytes: stored as it is; 0 for none
 *
 * Mirrors: blk_queue_io_opt(), block/blk-settings.c, v5.2.
 * Rule: 5.2.
 */
void blk_queue_io_opt(struct request_queue *q, unsigned bytes);

/**
 * blk_queue_chunk_sectors - boundary on the device that no request may cross
 * @q: queue
 * @sectors: in 512-byte sectors; under v5.2 anything but a power of two, 0 too, is the BUG
 * LIM_CHUNK
 *
 * Mirrors: blk_queue_chunk_sectors(), block/blk-settings.c, v5.2.
 * Rule: 5.2, G-8.
 */
void blk_queue_chunk_sectors(struct request_queue *q, unsigned sectors);

/**
 * blk_queue_max_discard_sectors - longest discard
 * @q: queue
 * @sectors: in 512-byte sectors, 0 for no discard
 *
 * Sets the limit of the hardware and the one in use.
 *
 * Mirrors: blk_queue_max_discard_sectors(), block/blk-settings.c, v5.2.
 * Rule: 5.2.
 */
void blk_queue_max_discard_sectors(struct request_queue *q, unsigned sectors);

/**
 * blk_queue_max_write_same_sectors - longest WRITE_SAME
 * @q: queue
 * @sectors: in 512-byte sectors, 0 for none
 *
 * Mirrors: blk_queue_max_write_same_sectors(), block/blk-settings.c, v5.2.
 * Rule: 5.2.
 */
void blk_queue_max_write_same_sectors(struct request_queue *q, unsigned sectors);

/**
 * blk_queue_max_write_zeroes_sectors - longest WRITE_ZEROES
 * @q: queue
 * @sectors: in 512-byte sectors, 0 for none
 *
 * Mirrors: blk_queue_max_write_zeroes_sectors(), block/blk-settings.c, v5.2.
 * Rule: 5.2.
 */
void blk_queue_max_write_zeroes_sectors(struct request_queue *q, unsigned sectors);

/**
 * blk_queue_dma_alignment - alignment of memory addresses and lengths
 * @q: queue
 * @mask: power of two in bytes less 1
 *
 * Mirrors: blk_queue_dma_alignment(), block/blk-settings.c, v5.2.
 * Rule: 5.2.
 */
void blk_queue_dma_alignment(struct request_queue *q, int mask);

/**
 * blk_queue_update_dma_alignment - raise the alignment of memory
 * @q: queue
 * @mask: power of two in bytes less 1; more than a page is the BUG LIM_DMA_ALIGNMENT
 *
 * A mask below the present one changes nothing.
 *
 * Mirrors: blk_queue_update_dma_alignment(), block/blk-settings.c, v5.2.
 * Rule: 5.2.
 */
void blk_queue_update_dma_alignment(struct request_queue *q, int mask);

/**
 * blk_queue_update_dma_pad - raise the padding of a scatterlist's end
 * @q: queue
 * @mask: power of two in bytes less 1
 *
 * A mask below the present one changes nothing.
 *
 * Mirrors: blk_queue_update_dma_pad(), block/blk-settings.c, v5.2.
 * Rule: 5.2.
 */
void blk_queue_update_dma_pad(struct request_queue *q, unsigned mask);

/**
 * blk_queue_dma_drain - append a buffer for what the device sends too much
 * @q: queue
 * @needed: asked for each request whether it gets the buffer
 * @buf: the buffer
 * @bytes: its size
 *
 * Reserves one entry of max_segments.
 *
 * Return: 0, or -EINVAL if there are fewer than two entries; then nothing is changed.
 * Mirrors: blk_queue_dma_drain(), block/blk-settings.c, v5.2.
 * Rule: 5.2.
 */
int blk_queue_dma_drain(struct request_queue *q, dma_drain_needed_fn *needed, void *buf,
			unsigned bytes);

/**
 * blk_queue_bounce_limit - highest memory the device reaches
 * @q: queue
 * @max_addr: physical address in bytes
 *
 * Below 4 GiB pages come from the DMA pool; else all low memory counts as reachable.
 *
 * Mirrors: blk_queue_bounce_limit(), block/blk-settings.c, v5.2.
 * Rule: 5.2.
 */
void blk_queue_bounce_limit(struct request_queue *q, u64 max_addr);

/**
 * blk_queue_write_cache - tell about the write cache
 * @q: queue
 * @wc: the device has a volatile cache
 * @fua: it can write through
 *
 * Mirrors: blk_queue_write_cache(), block/blk-settings.c, v5.2.
 * Rule: 5.2.
 */
void blk_queue_write_cache(struct request_queue *q, bool wc, bool fua);

#endif
