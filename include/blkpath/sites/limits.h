/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sites of src/limits: X(symbol, severity, function, rule, text with at most two %llu or %llx)
 */
#ifndef BLKPATH_SITES_LIMITS_H
#define BLKPATH_SITES_LIMITS_H

/* clang-format off */

#define BP_SITES_LIMITS(X) \
	X(LIM_MAX_HW_SECTORS, BP_INFO, "blk_queue_max_hw_sectors", "5.2", "set to minimum %llu") \
	X(LIM_MAX_SEGMENTS, BP_INFO, "blk_queue_max_segments", "5.2", "set to minimum %llu") \
	X(LIM_MAX_SEGMENT_SIZE, BP_INFO, "blk_queue_max_segment_size", "5.2", "set to minimum %llu") \
	X(LIM_SEGMENT_SIZE_VIRT, BP_WARN, "blk_queue_max_segment_size", "5.2", "%llu bytes asked for while the virtual boundary is 0x%llx") \
	X(LIM_SEG_BOUNDARY, BP_INFO, "blk_queue_segment_boundary", "5.2", "set to minimum %llx") \
	X(LIM_CHUNK, BP_BUG, "blk_queue_chunk_sectors", "5.2", "%llu is not a power of two") \
	X(LIM_DMA_ALIGNMENT, BP_BUG, "blk_queue_update_dma_alignment", "5.2", "mask %llu is above a page") \
	X(LIM_STACK_MISALIGNED, BP_INFO, "disk_stack_limits", "5.3", "the disk below is misaligned at offset %llu")

/* clang-format on */

#endif
