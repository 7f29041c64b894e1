/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A bio that the splitter refuses (S7, G-6, G-18): nothing more of it is done, parts before are.
 */
#include "driver.h"

#include <errno.h>

#include <blkpath/split.h>

#include "record.h"

static struct t_driver *v6_18_driver(void)
{
	struct t_driver *d = t_driver_new();

	d->env.rules = bp_rules_find("v6.18");
	t_driver_start(d);
	d->q->limits.logical_block_size = 4096;
	d->q->limits.physical_block_size = 4096;
	return d;
}

/* Two pages first, then a half: with one segment each of them, |aa|.  and nothing of the halves. */
static struct bio *halves(struct t_driver *d, bool pages_first)
{
	struct bio *bio = t_driver_bio(d, REQ_OP_WRITE, 0, 24);

	if (pages_first) {
		bio->bi_io_vec[1].bv_len = bio->bi_io_vec[2].bv_len = 2048;
		bio->bi_iter.bi_size = 8192;
	} else {
		bio->bi_io_vec[0].bv_len = bio->bi_io_vec[1].bv_len = 2048;
		bio->bi_vcnt = 2;
		bio->bi_iter.bi_size = 4096;
	}
	return bio;
}

static void blk_mq_make_request__empty_front__ends_with_inval(void **state)
{
	struct t_driver *d = v6_18_driver();
	struct t_record r = { 0 };

	(void)state;
	d->q->limits.max_segments = 1;
	t_record(&d->env, &r);
	assert_int_equal(submit_bio(halves(d, false)), BLK_QC_T_NONE);
	assert_int_equal(d->ended, 1);
	assert_int_equal(d->status, BLK_STS_INVAL);
	assert_int_equal(d->nr_held, 0);
	assert_int_equal(r.count[BP_EV_SPLIT], 0);
	assert_int_equal(r.count[BP_EV_GETRQ], 0);
	assert_int_equal(r.count[BP_EV_SPLIT_END], 1);
	assert_null(r.last[BP_EV_SPLIT_END].other);
	assert_string_equal(r.last[BP_EV_SPLIT_END].rule, "S7");
	bp_sink_remove(&d->env, &r.sink);
	t_driver_stop(d);
}

/* aaaa|bb|cc: the front is written, the rest is refused, and the whole bio tells of it. */
static void blk_mq_make_request__empty_front_later__parts_before_are_done(void **state)
{
	struct t_driver *d = v6_18_driver();

	(void)state;
	d->q->limits.max_segments = 1;
	submit_bio(halves(d, true));
	assert_int_equal(d->nr_held, 1);
	assert_int_equal(d->ended, 0);
	assert_int_equal(blk_rq_sectors(d->held[0]), 8);
	t_driver_end_all(d);
	assert_int_equal(d->ended, 1);
	assert_int_equal(d->status, BLK_STS_INVAL);
	t_driver_stop(d);
}

/* R-CHN-3: what the front ended with does not hide the refusal. */
static void blk_mq_make_request__front_fails_too__refused_first(void **state)
{
	struct t_driver *d = v6_18_driver();

	(void)state;
	d->q->limits.max_segments = 1;
	submit_bio(halves(d, true));
	t_driver_end_first(d, BLK_STS_IOERR);
	assert_int_equal(d->status, BLK_STS_INVAL);
	t_driver_stop(d);
}

/* G-18: the third vector is off the alignment, max_sectors lets the first page go alone. */
static void blk_mq_make_request__misaligned_vector__ends_with_inval(void **state)
{
	struct t_driver *d = v6_18_driver();
	struct bio *bio = t_driver_bio(d, REQ_OP_READ, 0, 24);

	(void)state;
	d->q->limits.max_sectors = 8;
	d->q->dma_alignment = 511;
	bio->bi_io_vec[2].bv_offset = 4;
	submit_bio(bio);
	assert_int_equal(d->nr_held, 1);
	t_driver_end_all(d);
	assert_int_equal(d->ended, 1);
	assert_int_equal(d->status, BLK_STS_INVAL);
	t_driver_stop(d);
}

static void blk_queue_split__refused__the_caller_has_no_bio_left(void **state)
{
	struct t_driver *d = v6_18_driver();
	struct bio *bio = halves(d, false);

	(void)state;
	d->q->limits.max_segments = 1;
	blk_queue_split(d->q, &bio);
	assert_null(bio);
	assert_int_equal(d->ended, 1);
	t_driver_stop(d);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blk_mq_make_request__empty_front__ends_with_inval),
		cmocka_unit_test(blk_mq_make_request__empty_front_later__parts_before_are_done),
		cmocka_unit_test(blk_mq_make_request__front_fails_too__refused_first),
		cmocka_unit_test(blk_mq_make_request__misaligned_vector__ends_with_inval),
		cmocka_unit_test(blk_queue_split__refused__the_caller_has_no_bio_left),
	};

	return cmocka_run_group_tests_name("queue/split", tests, NULL, NULL);
}
