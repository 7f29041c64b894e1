/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bios of discards and zeroes: what is refused before there is one (R-C3.5, R-C3.6).
 */
#include <errno.h>

#include <blkpath/blkdev_issue.h>

#include "bp_test.h"

typedef int issue_fn(struct block_device *bdev, sector_t sector, sector_t nr_sects,
		     struct bio_set *bs, struct bio **biop);

static void blkdev_issue__parts_of_blocks__refused(void **state)
{
	static const struct {
		issue_fn *fn;
		sector_t sector, nr_sects;
		bool unable; /* the queue does no such thing */
		int error;
	} cases[] = {
		{ __blkdev_issue_discard, 0, 8, true, -EOPNOTSUPP },
		{ __blkdev_issue_discard, 0, 0, false, -EINVAL },
		{ __blkdev_issue_discard, 1, 8, false, -EINVAL },
		{ __blkdev_issue_discard, 8, 7, false, -EINVAL },
		{ __blkdev_issue_discard, 8, 8, false, 0 },
		{ __blkdev_issue_zeroout, 0, 8, true, -EOPNOTSUPP },
		{ __blkdev_issue_zeroout, 1, 8, false, -EINVAL },
		{ __blkdev_issue_zeroout, 1, 8, true, -EINVAL },
		{ __blkdev_issue_zeroout, 8, 7, false, -EINVAL },
		{ __blkdev_issue_zeroout, 8, 8, false, 0 },
	};
	struct t_world *w = *state;
	struct block_device bdev = { .bd_disk = &w->disk };

	blk_queue_logical_block_size(&w->q, 4096);
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bio *bio = NULL;

		w->q.limits.max_discard_sectors = 64;
		w->q.limits.max_write_zeroes_sectors = cases[i].unable ? 0 : 64;
		if (cases[i].unable)
			blk_queue_flag_clear(QUEUE_FLAG_DISCARD, &w->q);
		else
			blk_queue_flag_set(QUEUE_FLAG_DISCARD, &w->q);
		assert_int_equal(cases[i].fn(&bdev, cases[i].sector, cases[i].nr_sects, &w->bs,
					     &bio),
				 cases[i].error);
		assert_int_equal(!!bio, !cases[i].error);
		if (bio)
			bio_put(bio);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_world(blkdev_issue__parts_of_blocks__refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
