/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Discards and zeroes as bios (R-C3.5, R-C3.6).
 */
#include <errno.h>

#include <blkpath/blkdev_issue.h>

/* What one chain is made of. */
struct issue {
	struct block_device *bdev;
	unsigned op;
	sector_t most; /* sectors of a bio */
	struct bio_set *bs;
};

static bool is_whole_blocks(const struct block_device *bdev, sector_t sector, sector_t nr_sects)
{
	const sector_t block = bdev->bd_disk->queue->limits.logical_block_size >> SECTOR_SHIFT;

	return !((sector | nr_sects) & (block - 1));
}

/* As many whole blocks as bi_size can tell of. */
static sector_t most_sectors(const struct block_device *bdev)
{
	const unsigned block = bdev->bd_disk->queue->limits.logical_block_size;

	return (UINT32_MAX / block * (u64)block) >> SECTOR_SHIFT;
}

static int issue(const struct issue *what, sector_t sector, sector_t nr_sects, struct bio **biop)
{
	while (nr_sects) {
		const sector_t part = bp_min(nr_sects, what->most);
		struct bio *bio = bio_alloc_bioset(what->bs->bp_env, GFP_KERNEL, 0, what->bs);

		if (!bio)
			return -ENOMEM;
		bio_set_dev(bio, what->bdev);
		bio->bi_opf = what->op;
		bio->bi_iter.bi_sector = sector;
		bio->bi_iter.bi_size = (unsigned)(part << SECTOR_SHIFT);
		if (*biop) {
			bio_chain(*biop, bio);
			submit_bio(*biop);
		}
		*biop = bio;
		sector += part;
		nr_sects -= part;
	}
	return 0;
}

int __blkdev_issue_discard(struct block_device *bdev, sector_t sector, sector_t nr_sects,
			   struct bio_set *bs, struct bio **biop)
{
	const struct issue what = { bdev, REQ_OP_DISCARD, most_sectors(bdev), bs };

	if (!bp_queue_flag(bdev->bd_disk->queue, QUEUE_FLAG_DISCARD))
		return -EOPNOTSUPP;
	if (!nr_sects || !is_whole_blocks(bdev, sector, nr_sects))
		return -EINVAL;
	return issue(&what, sector, nr_sects, biop);
}

int __blkdev_issue_zeroout(struct block_device *bdev, sector_t sector, sector_t nr_sects,
			   struct bio_set *bs, struct bio **biop)
{
	const sector_t most = bdev->bd_disk->queue->limits.max_write_zeroes_sectors;
	const struct issue what = { bdev, REQ_OP_WRITE_ZEROES, most, bs };

	if (!is_whole_blocks(bdev, sector, nr_sects))
		return -EINVAL;
	if (!most)
		return -EOPNOTSUPP;
	return issue(&what, sector, nr_sects, biop);
}
