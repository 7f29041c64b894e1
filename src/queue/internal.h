/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of src/queue share.
 */
#ifndef BP_QUEUE_INTERNAL_H
#define BP_QUEUE_INTERNAL_H

#include <blkpath/mq.h>

static inline struct request_queue *bp_bio_queue(const struct bio *bio)
{
	return bio->bi_disk ? bio->bi_disk->queue : NULL;
}

bool bp_sleep(struct bp_env *env);

#endif
