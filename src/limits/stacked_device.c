/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Stacking on a disk, a partition or another queue (block.md 5.3).
 */
#include "setter.h"

static sector_t partition_start(const struct block_device *bdev)
{
	const struct gendisk *disk = bdev->bd_disk;

	if (!bdev->bd_partno || bdev->bd_partno > disk->nr_parts)
		return 0;
	return disk->part[bdev->bd_partno - 1].start_sect;
}

int bdev_stack_limits(struct queue_limits *top, struct block_device *bdev, sector_t start)
{
	return blk_stack_limits(top, &bdev->bd_disk->queue->limits, start + partition_start(bdev));
}

void disk_stack_limits(struct gendisk *disk, struct block_device *bdev, sector_t offset_bytes)
{
	struct request_queue *q = disk->queue;

	if (bdev_stack_limits(&q->limits, bdev, offset_bytes >> SECTOR_SHIFT) < 0)
		bp_info(q->bp_env, BP_SITE_LIM_STACK_MISALIGNED, offset_bytes, 0);
	limit_set(q, BP_SETTER_DISK_STACK, offset_bytes);
}

void blk_queue_stack_limits(struct request_queue *top, struct request_queue *bottom)
{
	blk_stack_limits(&top->limits, &bottom->limits, 0);
	limit_set(top, BP_SETTER_QUEUE_STACK, 0);
}
