/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Discards and zeroes as bios (block/blk-lib.c), for whoever chains them to what it does.
 */
#ifndef BLKPATH_BLKDEV_ISSUE_H
#define BLKPATH_BLKDEV_ISSUE_H

#include <blkpath/queue.h>

/**
 * __blkdev_issue_discard - add the bios of a discard to a chain
 * @bdev: disk
 * @sector: first
 * @nr_sects: how many
 * @bs: where bios come from
 * @biop: in: last bio of the chain, not submitted, or NULL; out: the same
 *
 * All bios but the last are submitted.
 *
 * Context: allocates bios.
 * Return: 0; -EOPNOTSUPP when the disk discards nothing; -EINVAL for no sectors, and for what is no
 * whole logical blocks; -ENOMEM, and then bios of a part may be in the chain.
 * Mirrors: __blkdev_issue_discard(), block/blk-lib.c, v5.2
 * Rule: R-C3.5
 */
int __blkdev_issue_discard(struct block_device *bdev, sector_t sector, sector_t nr_sects,
			   struct bio_set *bs, struct bio **biop);

/**
 * __blkdev_issue_zeroout - add the bios of WRITE ZEROES to a chain
 * @bdev: disk
 * @sector: first
 * @nr_sects: how many
 * @bs: where bios come from
 * @biop: as for __blkdev_issue_discard()
 *
 * There is no page of zeros in the model: a disk that cannot write zeroes does not get them as
 * data.
 *
 * Context: allocates bios.
 * Return: 0; -EOPNOTSUPP when the disk writes no zeroes; -EINVAL for what is no whole logical
 * blocks; -ENOMEM, and then bios of a part may be in the chain.
 * Mirrors: __blkdev_issue_zeroout(), block/blk-lib.c, v5.2
 * Rule: R-C3.6
 */
int __blkdev_issue_zeroout(struct block_device *bdev, sector_t sector, sector_t nr_sects,
			   struct bio_set *bs, struct bio **biop);

#endif
