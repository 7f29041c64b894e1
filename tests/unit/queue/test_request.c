/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A request takes over a bio, and what can be read from it.
 */
#include <mem/ram.h>

#include "bp_test.h"

static struct t_world w;
static struct request rq;

static int set_up(void **state)
{
	(void)state;
	t_world_init(&w);
	rq = (struct request){ .q = &w.q };
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	t_world_fini(&w);
	return 0;
}

static struct bio *one(unsigned opf)
{
	return t_bio(&w, opf, 1000, 1, T_VECS({ 0x10000, 8192 }));
}

/* R-SUB-8 */
static void blk_rq_bio_prep__each_op__segments(void **state)
{
	static const struct {
		unsigned op, segments;
	} cases[] = {
		{ REQ_OP_READ, 2 },    { REQ_OP_WRITE, 2 },	   { REQ_OP_WRITE_SAME, 1 },
		{ REQ_OP_DISCARD, 1 }, { REQ_OP_SECURE_ERASE, 0 }, { REQ_OP_WRITE_ZEROES, 0 },
		{ REQ_OP_DRV_IN, 2 },
	};

	(void)state;
	w.q.limits.max_segment_size = 4096;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bio *bio = one(cases[i].op);

		rq = (struct request){ .q = &w.q };
		blk_rq_bio_prep(&w.q, &rq, bio);
		assert_int_equal(rq.nr_phys_segments, cases[i].segments);
		assert_int_equal(blk_rq_bytes(&rq), 8192);
		assert_ptr_equal(rq.bio, bio);
		assert_ptr_equal(rq.biotail, bio);
		assert_ptr_equal(rq.rq_disk, &w.disk);
		assert_int_equal(blk_rq_pos(&rq), 0);
	}
}

static void blk_rq_bio_prep__no_data_or_no_disk__left_as_it_is(void **state)
{
	struct bio *bio = t_bio(&w, REQ_OP_WRITE | REQ_PREFLUSH, 0, 0, NULL);

	(void)state;
	rq.nr_phys_segments = 7;
	bio->bi_disk = NULL;
	blk_rq_bio_prep(&w.q, &rq, bio);
	assert_int_equal(rq.nr_phys_segments, 7);
	assert_null(rq.rq_disk);
	rq.rq_disk = &w.disk; /* of a passthrough request, whose bios have none */
	blk_rq_bio_prep(&w.q, &rq, bio);
	assert_ptr_equal(rq.rq_disk, &w.disk);
}

static void blk_rq_bio_prep__already_counted__believed(void **state)
{
	struct bio *bio = one(REQ_OP_READ);

	(void)state;
	bio->bi_phys_segments = 5;
	bio_set_flag(bio, BIO_SEG_VALID);
	blk_rq_bio_prep(&w.q, &rq, bio);
	assert_int_equal(rq.nr_phys_segments, 5);
}

/* R-SUB-7 */
static void blk_init_request_from_bio__bio__sector_hint_priority_failfast(void **state)
{
	struct bio *bio = one(REQ_OP_READ | REQ_RAHEAD);

	(void)state;
	bio->bi_ioprio = 3;
	bio->bi_write_hint = 2;
	rq.cmd_flags = bio->bi_opf;
	blk_init_request_from_bio(&rq, bio);
	assert_int_equal(blk_rq_pos(&rq), 1000);
	assert_int_equal(rq.ioprio, 3);
	assert_int_equal(rq.write_hint, 2);
	assert_int_equal(rq.cmd_flags, REQ_OP_READ | REQ_RAHEAD | REQ_FAILFAST_MASK);
	rq = (struct request){ .q = &w.q, .cmd_flags = REQ_OP_READ };
	blk_init_request_from_bio(&rq, one(REQ_OP_READ));
	assert_int_equal(rq.cmd_flags, REQ_OP_READ);
}

/* R-REQ-1 */
static void blk_rq_nr_segments__special_payload_and_discard__as_ruled(void **state)
{
	(void)state;
	rq.nr_phys_segments = 9;
	rq.__data_len = 4096;
	assert_int_equal(blk_rq_nr_phys_segments(&rq), 9);
	assert_int_equal(blk_rq_nr_discard_segments(&rq), 9);
	assert_int_equal(blk_rq_payload_bytes(&rq), 4096);
	rq.rq_flags = RQF_SPECIAL_PAYLOAD;
	rq.special_vec.bv_len = 16;
	assert_int_equal(blk_rq_nr_phys_segments(&rq), 1);
	assert_int_equal(blk_rq_payload_bytes(&rq), 16);
	rq.nr_phys_segments = 0;
	assert_int_equal(blk_rq_nr_discard_segments(&rq), 1);
}

/* R-REQ-2, patch 7 */
static void blk_rq_cur_bytes__page_dma_and_no_bio__first_vector(void **state)
{
	(void)state;
	assert_int_equal(blk_rq_cur_bytes(&rq), 0);
	rq.bio = one(REQ_OP_READ);
	assert_int_equal(blk_rq_cur_bytes(&rq), 4096);
	rq.bio = t_bio(&w, REQ_OP_READ | REQ_DMA_DIRECT, 0, 1, T_VECS({ 0x10000, 65536 }));
	assert_int_equal(blk_rq_cur_bytes(&rq), 65536);
}

static void req_bvec__bio_or_special_payload__multi_page_view(void **state)
{
	(void)state;
	rq.bio = one(REQ_OP_READ);
	assert_int_equal(req_bvec(&rq).bv_len, 8192);
	assert_ptr_equal(req_bvec(&rq).bv_page, pfn_to_page(0x10));
	rq.rq_flags = RQF_SPECIAL_PAYLOAD;
	rq.special_vec.bv_len = 16;
	assert_int_equal(req_bvec(&rq).bv_len, 16);
}

/* 4.6 */
static void req_bvec__dma_direct__a_finding(void **state)
{
	(void)state;
	rq.bio = one(REQ_OP_READ | REQ_DMA_DIRECT);
	req_bvec(&rq);
	assert_hits(&w.env, BP_SITE_BIO_DIRECT_AS_PAGE, 1);
}

/* R-REQ-3 */
static void rq_dma_dir__ops__by_the_lowest_bit(void **state)
{
	(void)state;
	rq.cmd_flags = REQ_OP_READ;
	assert_int_equal(rq_data_dir(&rq), READ);
	assert_int_equal(rq_dma_dir(&rq), DMA_FROM_DEVICE);
	rq.cmd_flags = REQ_OP_DISCARD;
	assert_int_equal(rq_data_dir(&rq), WRITE);
	assert_int_equal(rq_dma_dir(&rq), DMA_TO_DEVICE);
}

/* R-HLP-5, patch 3 */
static void rq_flush_dcache_pages__pages_and_dma_direct__counted_or_skipped(void **state)
{
	struct bp_ram *ram = bp_ram_new(&w.env);

	(void)state;
	rq.bio = one(REQ_OP_READ);
	rq_flush_dcache_pages(&rq);
	assert_int_equal(w.env.page_ops->state(w.env.page_arg, 0x10)->dcache_flushes, 1);
	assert_int_equal(w.env.page_ops->state(w.env.page_arg, 0x11)->dcache_flushes, 1);
	w.env.page_accesses = 0;
	rq.cmd_flags = REQ_DMA_DIRECT;
	rq_flush_dcache_pages(&rq);
	assert_int_equal(w.env.page_accesses, 0);
	bp_ram_free(ram);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(blk_rq_bio_prep__each_op__segments, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(blk_rq_bio_prep__no_data_or_no_disk__left_as_it_is,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(blk_rq_bio_prep__already_counted__believed, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			blk_init_request_from_bio__bio__sector_hint_priority_failfast, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			blk_rq_nr_segments__special_payload_and_discard__as_ruled, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(blk_rq_cur_bytes__page_dma_and_no_bio__first_vector,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(req_bvec__bio_or_special_payload__multi_page_view,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(req_bvec__dma_direct__a_finding, set_up, tear_down),
		cmocka_unit_test_setup_teardown(rq_dma_dir__ops__by_the_lowest_bit, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			rq_flush_dcache_pages__pages_and_dma_direct__counted_or_skipped, set_up,
			tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
