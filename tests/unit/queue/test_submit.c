/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * R-SUB-1, R-SUB-3 to R-SUB-6, R-CHN-5: recursion becomes a loop.
 */
#include <blkpath/mq.h>

#include "bp_test.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* Queue 0 is the world's; 1 and 2 lie below it. */
struct stack {
	struct t_world w;
	struct request_queue below[2];
	struct gendisk disks[2];
	char order[128];
	unsigned depth;
	unsigned deepest;
};

static struct stack s;

static struct bio *make(unsigned disk, sector_t sector)
{
	struct bio *bio = t_bio_pages(&s.w, REQ_OP_READ, sector, 1, 0x1000, 0, 4096);

	if (disk)
		bio->bi_disk = &s.disks[disk - 1];
	return bio;
}

static void note(const struct bio *bio)
{
	size_t at = strlen(s.order);

	snprintf(s.order + at, sizeof(s.order) - at, "%llu ",
		 (unsigned long long)bio->bi_iter.bi_sector);
}

static void enter(const struct bio *bio)
{
	note(bio);
	s.depth++;
	s.deepest = bp_max(s.deepest, s.depth);
}

/* Hundreds split off one of the same queue and two for the disks below, in mixed order. */
static blk_qc_t top(struct request_queue *q, struct bio *bio)
{
	sector_t sector = bio->bi_iter.bi_sector;

	assert_ptr_equal(q, &s.w.q);
	assert_int_equal(q->bp_usage, 1);
	enter(bio);
	if (sector % 100 == 0) {
		generic_make_request(make(0, sector + 1)); /* remainder */
		generic_make_request(make(1, sector + 2));
		generic_make_request(make(0, sector + 3));
		generic_make_request(make(2, sector + 4));
	}
	s.depth--;
	bio_endio(bio);
	bio_put(bio);
	return (blk_qc_t)sector;
}

static blk_qc_t bottom(struct request_queue *q, struct bio *bio)
{
	sector_t sector = bio->bi_iter.bi_sector;

	(void)q;
	enter(bio);
	if (sector == 102)
		generic_make_request(make(1, 1000));
	s.depth--;
	bio_endio(bio);
	bio_put(bio);
	return (blk_qc_t)sector;
}

static void start(void)
{
	memset(&s, 0, sizeof(s));
	t_world_init(&s.w);
	s.w.q.make_request_fn = top;
	for (unsigned i = 0; i < 2; i++) {
		bp_queue_init(&s.w.env, &s.below[i]);
		s.below[i].make_request_fn = bottom;
		s.disks[i].queue = &s.below[i];
	}
}

static void stop(void)
{
	assert_null(s.w.env.current.bio_list);
	assert_int_equal(s.w.q.bp_usage, 0);
	assert_int_equal(s.w.env.live[BP_ALLOC_BIO], 0);
	t_world_fini(&s.w);
}

/* R-SUB-4: what is submitted inside waits. */
static void generic_make_request__bios_for_all__lower_then_same_then_old(void **state)
{
	(void)state;
	start();
	assert_int_equal(generic_make_request(make(0, 100)), 103);
	/* 102 submits 1000: newer than 104, same queue, so it goes first (R-SUB-5.3). */
	assert_string_equal(s.order, "100 102 1000 104 101 103 ");
	assert_int_equal(s.deepest, 1);
	stop();
}

/* Two remainders each from 0 and from 10. */
static blk_qc_t splitting(struct request_queue *q, struct bio *bio)
{
	(void)q;
	enter(bio);
	if (bio->bi_iter.bi_sector == 0) {
		generic_make_request(make(0, 10));
		generic_make_request(make(0, 20));
	} else if (bio->bi_iter.bi_sector == 10) {
		generic_make_request(make(0, 11));
		generic_make_request(make(0, 12));
	}
	s.depth--;
	bio_endio(bio);
	bio_put(bio);
	return BLK_QC_T_NONE;
}

/* 0 -> 10, 20; 10 -> 11, 12: these go before 20, which waited since before (R-SUB-5). */
static void generic_make_request__remainders__before_older_waiting_bios(void **state)
{
	(void)state;
	start();
	s.w.q.make_request_fn = splitting;
	generic_make_request(make(0, 0));
	assert_string_equal(s.order, "0 10 11 12 20 ");
	assert_int_equal(s.deepest, 1);
	stop();
}

static unsigned ended;
static blk_status_t ended_with;

static void note_end(struct bio *bio)
{
	ended++;
	ended_with = bio->bi_status;
	bio_put(bio);
}

static void generic_make_request__check_fails__nothing_is_called(void **state)
{
	struct bio *bio;

	(void)state;
	start();
	ended = 0;
	s.w.disk.capacity = 8;
	bio = make(0, 1);
	bio->bi_end_io = note_end;
	assert_int_equal(generic_make_request(bio), BLK_QC_T_NONE);
	assert_int_equal(ended, 1);
	assert_string_equal(s.order, "");
	stop();
}

static void generic_make_request__on_a_list__bug(void **state)
{
	struct bio *bio, *other;

	(void)state;
	start();
	bio = make(0, 1);
	other = make(0, 2);
	bio->bi_next = other;
	assert_bug(&s.w.env, BP_SITE_SUBMIT_LINKED, generic_make_request(bio));
	bio->bi_next = NULL;
	bio_put(bio);
	bio_put(other);
	stop();
}

static void generic_make_request__freed_bio__finding(void **state)
{
	struct bio *bio;

	(void)state;
	start();
	bio = make(0, 1);
	bio_put(bio);
	assert_int_equal(generic_make_request(bio), BLK_QC_T_NONE);
	assert_hits(&s.w.env, BP_SITE_BIO_FREED_USED, 1);
	assert_string_equal(s.order, "");
	stop();
}

/* A BUG in the middle must not leave the next submission on a list that is gone. */
static blk_qc_t bugs(struct request_queue *q, struct bio *bio)
{
	bio_put(bio);
	bp_bug(q->bp_env, BP_SITE_ITER_STUCK, 0, 0);
}

static void generic_make_request__after_a_bug__works_again(void **state)
{
	(void)state;
	start();
	s.w.q.make_request_fn = bugs;
	assert_bug(&s.w.env, BP_SITE_ITER_STUCK, generic_make_request(make(0, 1)));
	s.w.q.make_request_fn = top;
	s.w.q.bp_usage = 0; /* the task that died never left */
	generic_make_request(make(0, 7));
	assert_string_equal(s.order, "7 ");
	stop();
}

static const struct {
	unsigned opf;
	bool dying;
	blk_status_t status;
} refusals[] = {
	{ REQ_OP_READ, true, BLK_STS_IOERR },
	{ REQ_OP_READ | REQ_NOWAIT, true, BLK_STS_IOERR },
	{ REQ_OP_READ | REQ_NOWAIT, false, BLK_STS_AGAIN },
	{ REQ_OP_READ, false, BLK_STS_IOERR }, /* would wait for ever: a finding */
};

static void generic_make_request__cannot_enter__ended(void **state)
{
	static const struct blk_mq_ops ops;

	(void)state;
	for (unsigned i = 0; i < bp_array_size(refusals); i++) {
		struct bio *bio;

		start();
		ended = 0;
		s.w.q.mq_ops = &ops;
		if (refusals[i].dying)
			blk_queue_flag_set(QUEUE_FLAG_DYING, &s.w.q);
		else
			assert_int_equal(blk_mq_freeze_queue(&s.w.q), 0);
		bio = make(0, 1);
		bio->bi_opf = refusals[i].opf;
		bio->bi_end_io = note_end;
		assert_int_equal(i % 2 ? direct_make_request(bio) : generic_make_request(bio),
				 BLK_QC_T_NONE);
		assert_int_equal(ended, 1);
		assert_int_equal(ended_with, refusals[i].status);
		assert_hits(&s.w.env, BP_SITE_QUEUE_FROZEN, i == 3);
		stop();
	}
}

/* R-SUB-6: no list, so it recurses. */
static void direct_make_request__inside__is_handled_at_once(void **state)
{
	struct bio *bio;

	(void)state;
	start();
	assert_int_equal(direct_make_request(make(1, 5)), 5);
	bio = make(0, 9);
	s.w.disk.capacity = 8;
	bio->bi_end_io = note_end;
	assert_int_equal(direct_make_request(bio), BLK_QC_T_NONE);
	assert_string_equal(s.order, "5 ");
	stop();
}

static void submit_bio__data__sectors_are_accounted(void **state)
{
	struct bio *bio;

	(void)state;
	start();
	s.w.q.limits.logical_block_size = 4096;
	s.w.q.limits.max_write_same_sectors = 100;
	s.w.q.queue_flags = 1ul << QUEUE_FLAG_DISCARD;
	submit_bio(make(0, 1));
	bio = make(0, 1);
	bio->bi_opf = REQ_OP_WRITE;
	submit_bio(bio);
	bio = make(0, 1);
	bio->bi_opf = REQ_OP_WRITE_SAME;
	bio->bi_iter.bi_size = 16 * 4096;
	submit_bio(bio);
	bio = make(0, 1);
	bio->bi_opf = REQ_OP_DISCARD;
	submit_bio(bio);
	assert_int_equal(s.w.q.bp_sectors[READ], 8);
	assert_int_equal(s.w.q.bp_sectors[WRITE], 8 + 8);
	stop();
}

static struct bp_work later;
static struct bio *kept;

static void end_kept(struct bp_work *work)
{
	(void)work;
	kept->bi_status = BLK_STS_MEDIUM;
	bio_endio(kept);
}

static blk_qc_t keeps(struct request_queue *q, struct bio *bio)
{
	kept = bio;
	assert_true(bio->bi_opf & REQ_SYNC);
	if (later.fn)
		bp_work_queue(q->bp_env, &later);
	return BLK_QC_T_NONE;
}

static void submit_bio_wait__ends_later__errno_and_reference(void **state)
{
	struct bio *bio;

	(void)state;
	start();
	s.w.q.make_request_fn = keeps;
	later.fn = end_kept;
	bio = make(0, 1);
	assert_int_equal(submit_bio_wait(bio), -ENODATA);
	bio_put(bio);
	stop();
}

static void submit_bio_wait__never_ends__finding(void **state)
{
	struct bio *bio;

	(void)state;
	start();
	s.w.q.make_request_fn = keeps;
	later.fn = NULL;
	bio = make(0, 1);
	assert_int_equal(submit_bio_wait(bio), -EIO);
	assert_hits(&s.w.env, BP_SITE_WAIT_FOREVER, 1);
	bio_endio(bio); /* harmless */
	bio_put(bio);
	stop();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(generic_make_request__bios_for_all__lower_then_same_then_old),
		cmocka_unit_test(generic_make_request__remainders__before_older_waiting_bios),
		cmocka_unit_test(generic_make_request__check_fails__nothing_is_called),
		cmocka_unit_test(generic_make_request__on_a_list__bug),
		cmocka_unit_test(generic_make_request__freed_bio__finding),
		cmocka_unit_test(generic_make_request__after_a_bug__works_again),
		cmocka_unit_test(generic_make_request__cannot_enter__ended),
		cmocka_unit_test(direct_make_request__inside__is_handled_at_once),
		cmocka_unit_test(submit_bio__data__sectors_are_accounted),
		cmocka_unit_test(submit_bio_wait__ends_later__errno_and_reference),
		cmocka_unit_test(submit_bio_wait__never_ends__finding),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
