/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parts of a request end (block.md 10).
 */
#include <blkpath/merge.h>

#include "bp_test.h"
#include "record.h"

static struct t_world w;
static struct request rq;
static struct bio *a, *b; /* 8 sectors each: aaaaaaaa|bbbbbbbb at 1000 */
static struct t_record record;
static unsigned ended;

static void on_end(struct bio *bio)
{
	(void)bio;
	ended++;
}

static struct bio *eight(unsigned opf, sector_t sector)
{
	struct bio *bio = t_bio_pages(&w, opf, sector, 2, sector << 13, 0x2000, 2048);

	bio->bi_end_io = on_end;
	bio_set_flag(bio, BIO_TRACE_COMPLETION);
	return bio;
}

static void start(unsigned opf)
{
	ended = 0;
	a = eight(opf, 1000);
	b = eight(opf, 1008);
	t_request(&w, &rq, a);
	assert_true(bio_attempt_back_merge(&w.q, &rq, b));
	t_record(&w.env, &record);
}

static int set_up(void **state)
{
	(void)state;
	t_world_init(&w);
	start(REQ_OP_READ);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	t_world_fini(&w);
	return 0;
}

/* EX-18, INV-REQ-1, INV-REQ-2 */
static void blk_update_request__a_and_half_of_b__the_rest_is_left(void **state)
{
	(void)state;
	assert_true(blk_update_request(&rq, BLK_STS_OK, 6144));
	assert_int_equal(ended, 1);
	assert_int_equal(b->bi_iter.bi_sector, 1012);
	assert_int_equal(blk_rq_bytes(&rq), 2048);
	assert_int_equal(blk_rq_pos(&rq), 1012);
	assert_int_equal(rq.nr_phys_segments, 1);
	assert_null(a->bi_next);
	assert_int_equal(record.count[BP_EV_RQ_COMPLETE], 1);
	assert_int_equal(record.last[BP_EV_UPDATE_END].a, true);
	assert_int_equal(record.last[BP_EV_UPDATE_END].b, 6144);
	assert_false(blk_update_request(&rq, BLK_STS_OK, blk_rq_bytes(&rq)));
	assert_int_equal(ended, 2);
	assert_int_equal(blk_rq_bytes(&rq), 0);
	assert_null(rq.bio);
}

/* R-END-2: bytes, and what they leave */
static void blk_update_request__byte_counts__ended_and_left(void **state)
{
	static const struct {
		unsigned bytes, ended, left;
	} cases[] = {
		{ 0, 0, 8192 },	   { 512, 0, 7680 }, { 4095, 0, 4097 }, { 4096, 1, 4096 },
		{ 4608, 1, 3584 }, { 8192, 2, 0 },   { 100000, 2, 0 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		start(REQ_OP_READ);
		assert_int_equal(blk_update_request(&rq, BLK_STS_OK, cases[i].bytes),
				 cases[i].left != 0);
		assert_int_equal(ended, cases[i].ended);
		assert_int_equal(blk_rq_bytes(&rq), cases[i].left);
	}
}

static void blk_update_request__no_bio__nothing_touched(void **state)
{
	(void)state;
	rq.bio = NULL;
	assert_false(blk_update_request(&rq, BLK_STS_IOERR, 4096));
	assert_int_equal(blk_rq_bytes(&rq), 8192);
	assert_hits(&w.env, BP_SITE_RQ_ERROR, 0);
	assert_int_equal(record.count[BP_EV_RQ_COMPLETE], 1);
	assert_int_equal(record.count[BP_EV_UPDATE_BEGIN], 0);
}

/* An empty bio in front is ended by 0 bytes. */
static void blk_update_request__zero_bytes_and_empty_bio__ended(void **state)
{
	(void)state;
	a->bi_iter.bi_size = 0;
	assert_true(blk_update_request(&rq, BLK_STS_OK, 0));
	assert_int_equal(ended, 1);
	assert_ptr_equal(rq.bio, b);
}

/* R-END-3: the bio that is only advanced keeps the error. */
static void blk_update_request__error_in_the_middle__stays_with_the_rest(void **state)
{
	(void)state;
	assert_true(blk_update_request(&rq, BLK_STS_MEDIUM, 6144));
	assert_int_equal(a->bi_status, BLK_STS_MEDIUM);
	assert_int_equal(b->bi_status, BLK_STS_MEDIUM);
	assert_hits(&w.env, BP_SITE_RQ_ERROR, 1);
	assert_false(blk_update_request(&rq, BLK_STS_OK, 2048));
	assert_int_equal(b->bi_status, BLK_STS_MEDIUM);
	assert_int_equal(ended, 2);
}

static void blk_update_request__quiet_or_passthrough__not_logged(void **state)
{
	(void)state;
	rq.rq_flags |= RQF_QUIET;
	blk_update_request(&rq, BLK_STS_IOERR, 8192);
	assert_hits(&w.env, BP_SITE_RQ_ERROR, 0);
	assert_true(bio_flagged(a, BIO_QUIET));
	a = eight(REQ_OP_DRV_IN, 0);
	t_request(&w, &rq, a);
	blk_update_request(&rq, BLK_STS_IOERR, 2048);
	assert_hits(&w.env, BP_SITE_RQ_ERROR, 0);
	assert_false(bio_flagged(a, BIO_QUIET));
}

/* Step 5: a passthrough request has no place that could move. */
static void blk_update_request__passthrough__sector_stays(void **state)
{
	(void)state;
	rq.cmd_flags = REQ_OP_DRV_IN;
	assert_true(blk_update_request(&rq, BLK_STS_OK, 4096));
	assert_int_equal(blk_rq_pos(&rq), 1000);
}

/* The request was traced as a whole. */
static void blk_update_request__each_bio__no_completion_of_its_own_is_traced(void **state)
{
	(void)state;
	blk_update_request(&rq, BLK_STS_OK, 8192);
	assert_int_equal(record.count[BP_EV_BIO_COMPLETE], 0);
	assert_false(bio_flagged(a, BIO_TRACE_COMPLETION));
}

/* Step 5, R-END-5 */
static void blk_update_request__mixed_merge__failfast_of_the_new_first_bio(void **state)
{
	(void)state;
	a->bi_opf |= REQ_FAILFAST_DEV | REQ_FAILFAST_DRIVER;
	b->bi_opf |= REQ_FAILFAST_DEV;
	rq.cmd_flags |= REQ_FAILFAST_DEV | REQ_FAILFAST_DRIVER;
	assert_int_equal(blk_rq_err_bytes(&rq), 8192);
	rq.rq_flags |= RQF_MIXED_MERGE;
	assert_int_equal(blk_rq_err_bytes(&rq), 4096);
	assert_true(blk_update_request(&rq, BLK_STS_OK, 4096));
	assert_int_equal(rq.cmd_flags & REQ_FAILFAST_MASK, REQ_FAILFAST_DEV);
	assert_int_equal(blk_rq_err_bytes(&rq), 4096);
}

/* R-SUB-7: a read-ahead request has bits that its bios do not have; nothing is mixed there. */
static void blk_update_request__not_mixed__failfast_stays(void **state)
{
	(void)state;
	rq.cmd_flags |= REQ_FAILFAST_MASK;
	assert_true(blk_update_request(&rq, BLK_STS_OK, 4096));
	assert_int_equal(rq.cmd_flags & REQ_FAILFAST_MASK, REQ_FAILFAST_MASK);
}

/* R-END-5: the leading bios; what follows the first that lacks a bit is not looked at. */
static void blk_rq_err_bytes__bits_again_behind_others__not_counted(void **state)
{
	struct bio *c = eight(REQ_OP_READ | REQ_FAILFAST_DEV, 1016);

	(void)state;
	a->bi_opf |= REQ_FAILFAST_DEV;
	b->bi_next = c;
	rq.biotail = c;
	rq.cmd_flags |= REQ_FAILFAST_DEV;
	rq.rq_flags |= RQF_MIXED_MERGE;
	assert_int_equal(blk_rq_err_bytes(&rq), 4096);
	b->bi_opf |= REQ_FAILFAST_DEV;
	assert_int_equal(blk_rq_err_bytes(&rq), 3 * 4096);
}

/* Step 6: shorter than its first vector */
static void blk_update_request__botched__mended_with_a_warning(void **state)
{
	(void)state;
	rq.__data_len = 4096 + 1024;
	assert_true(blk_update_request(&rq, BLK_STS_OK, 4096));
	assert_hits(&w.env, BP_SITE_RQ_BOTCHED, 1);
	assert_int_equal(blk_rq_bytes(&rq), 2048);
}

static void blk_update_request__special_payload__neither_checked_nor_counted(void **state)
{
	(void)state;
	rq.rq_flags |= RQF_SPECIAL_PAYLOAD;
	rq.__data_len = 4096 + 1024;
	rq.nr_phys_segments = 77;
	assert_true(blk_update_request(&rq, BLK_STS_OK, 4096));
	assert_hits(&w.env, BP_SITE_RQ_BOTCHED, 0);
	assert_int_equal(blk_rq_bytes(&rq), 1024);
	assert_int_equal(rq.nr_phys_segments, 77);
}

/* R-END-1: the data step of a flush sequence does not end the bio. */
static void blk_update_request__flush_sequence__bio_is_not_ended(void **state)
{
	(void)state;
	a = eight(REQ_OP_WRITE, 1000);
	t_request(&w, &rq, a);
	rq.rq_flags |= RQF_FLUSH_SEQ;
	assert_false(blk_update_request(&rq, BLK_STS_OK, 4096));
	assert_int_equal(ended, 0);
	assert_int_equal(a->bi_iter.bi_size, 0);
}

/* R-CNT-6: a recount of the rest counts DMA vectors as such; DEF-2 does not. */
static void blk_update_request__dma_direct__rest_counted_anew(void **state)
{
	struct bio *bio = t_bio(&w, REQ_OP_READ | REQ_DMA_DIRECT, 0, 2,
				T_VECS({ 0x10000, 4096 }, { 0x28000, 0x10000 }));

	(void)state;
	w.q.limits.seg_boundary_mask = 0xffff;
	t_request(&w, &rq, bio);
	assert_int_equal(rq.nr_phys_segments, 3);
	assert_true(blk_update_request(&rq, BLK_STS_OK, 4096));
	assert_int_equal(rq.nr_phys_segments, 2);
	assert_int_equal(blk_rq_cur_bytes(&rq), 0x10000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			blk_update_request__a_and_half_of_b__the_rest_is_left, set_up, tear_down),
		cmocka_unit_test_setup_teardown(blk_update_request__byte_counts__ended_and_left,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(blk_update_request__no_bio__nothing_touched, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(blk_update_request__zero_bytes_and_empty_bio__ended,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			blk_update_request__error_in_the_middle__stays_with_the_rest, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			blk_update_request__quiet_or_passthrough__not_logged, set_up, tear_down),
		cmocka_unit_test_setup_teardown(blk_update_request__passthrough__sector_stays,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			blk_update_request__each_bio__no_completion_of_its_own_is_traced, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			blk_update_request__mixed_merge__failfast_of_the_new_first_bio, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(blk_update_request__not_mixed__failfast_stays,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			blk_rq_err_bytes__bits_again_behind_others__not_counted, set_up, tear_down),
		cmocka_unit_test_setup_teardown(blk_update_request__botched__mended_with_a_warning,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			blk_update_request__special_payload__neither_checked_nor_counted, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			blk_update_request__flush_sequence__bio_is_not_ended, set_up, tear_down),
		cmocka_unit_test_setup_teardown(blk_update_request__dma_direct__rest_counted_anew,
						set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
