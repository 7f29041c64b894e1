/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Handing a bio to its queue; recursion turned into a loop (block.md 9.1, 9.2).
 */
#include <errno.h>

#include <blkpath/event.h>

#include "internal.h"

/* R-SUB-5.1 */
static bool enter_queue(struct request_queue *q, struct bio *bio)
{
	bool nowait = bio->bi_opf & REQ_NOWAIT;

	if (!blk_queue_enter(q, nowait))
		return true;
	if (nowait && !bp_queue_flag(q, QUEUE_FLAG_DYING))
		bio_wouldblock_error(bio);
	else
		bio_io_error(bio);
	return false;
}

/* Bios for lower devices first, then those for the same queue, then the old ones (R-SUB-5.3). */
static void sort_new_bios(struct bio_list lists[2], const struct request_queue *q)
{
	struct bio_list lower, same;
	struct bio *bio;

	bio_list_init(&lower);
	bio_list_init(&same);
	while ((bio = bio_list_pop(&lists[0])))
		bio_list_add(bp_bio_queue(bio) == q ? &same : &lower, bio);
	bio_list_merge(&lists[0], &lower);
	bio_list_merge(&lists[0], &same);
	bio_list_merge(&lists[0], &lists[1]);
}

/* lists[0]: submitted by the make_request_fn that runs; lists[1]: waiting since before. */
static blk_qc_t run_submission(struct bio *bio)
{
	struct bp_task *task = &bio->bp_env->current;
	blk_qc_t cookie = BLK_QC_T_NONE;
	struct bio_list lists[2];

	bio_list_init(&lists[0]);
	bio_list_init(&lists[1]);
	task->bio_list = lists;
	do {
		struct request_queue *q = bp_bio_queue(bio);

		if (enter_queue(q, bio)) {
			lists[1] = lists[0];
			bio_list_init(&lists[0]);
			cookie = q->make_request_fn(q, bio);
			blk_queue_exit(q);
			sort_new_bios(lists, q);
		}
		bio = bio_list_pop(&lists[0]);
	} while (bio);
	task->bio_list = NULL;
	return cookie;
}

static bool may_submit(struct bio *bio)
{
	if (!bp_bio_alive(bio, BP_SITE_BIO_FREED_USED))
		return false;
	bio->bp_ended = NULL; /* it may be sent again without bio_reset() */
	bp_event(bio->bp_env, BIO_SUBMIT, .q = bp_bio_queue(bio), .bio = bio);
	return generic_make_request_checks(bio); /* R-SUB-3 */
}

blk_qc_t generic_make_request(struct bio *bio)
{
	struct bp_task *task = &bio->bp_env->current;

	if (!may_submit(bio))
		return BLK_QC_T_NONE;
	if (task->bio_list) { /* R-SUB-4 */
		bio_list_add(&task->bio_list[0], bio);
		return BLK_QC_T_NONE;
	}
	bp_bug_on(bio->bp_env, bio->bi_next, BP_SITE_SUBMIT_LINKED, bio->bp_serial, 0);
	return run_submission(bio);
}

/* R-SUB-6 */
blk_qc_t direct_make_request(struct bio *bio)
{
	struct request_queue *q = bp_bio_queue(bio);
	blk_qc_t cookie;

	if (!may_submit(bio) || !enter_queue(q, bio))
		return BLK_QC_T_NONE;
	cookie = q->make_request_fn(q, bio);
	blk_queue_exit(q);
	return cookie;
}

blk_qc_t submit_bio(struct bio *bio)
{
	struct request_queue *q = bp_bio_queue(bio);

	if (q && bio_has_data(bio)) /* R-SUB-1 */
		q->bp_sectors[bio_data_dir(bio)] +=
			bio_op(bio) == REQ_OP_WRITE_SAME
				? queue_logical_block_size(q) >> SECTOR_SHIFT
				: bio_sectors(bio);
	return generic_make_request(bio);
}

static void note_done(struct bio *bio)
{
	*(bool *)bio->bi_private = true;
}

/* R-CHN-5 */
int submit_bio_wait(struct bio *bio)
{
	struct bp_env *env = bio->bp_env;
	bool done = false;

	bio->bi_private = &done;
	bio->bi_end_io = note_done;
	bio->bi_opf |= REQ_SYNC;
	submit_bio(bio);
	while (!done)
		if (!bp_sleep(env)) {
			bp_finding(env, BP_SITE_WAIT_FOREVER, bio->bp_serial, 0);
			bio->bi_end_io = NULL; /* `done` goes away */
			return -EIO;
		}
	return blk_status_to_errno(env, bio->bi_status);
}
