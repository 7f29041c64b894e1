/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counting bios and requests (R-CNT-1 to R-CNT-5).
 */
#include <blkpath/count.h>

#include "bp_test.h"

static struct t_world w;

static int setup(void **state)
{
	(void)state;
	t_world_init(&w);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	t_world_fini(&w);
	return 0;
}

static void __blk_recalc_rq_segments__ops__table(void **state)
{
	static const struct {
		unsigned opf;
		unsigned expected;
	} cases[] = {
		{ REQ_OP_READ, 3 },	    { REQ_OP_WRITE, 3 },
		{ REQ_OP_DISCARD, 0 },	    { REQ_OP_SECURE_ERASE, 0 },
		{ REQ_OP_WRITE_ZEROES, 0 }, { REQ_OP_WRITE_SAME, 1 },
		{ REQ_OP_DRV_OUT, 3 },	    { REQ_OP_READ | REQ_DMA_DIRECT, 3 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bio *bio = t_bio_pages(&w, cases[i].opf, 0, 3, 0x100000, 0x3000, 4096);

		assert_int_equal(__blk_recalc_rq_segments(&w.q, bio), cases[i].expected);
	}
	assert_int_equal(__blk_recalc_rq_segments(&w.q, NULL), 0);
}

/* R-CNT-1: no short-cut here, so a limit below a page shows. */
static void __blk_recalc_rq_segments__limit_below_a_page__counts_it(void **state)
{
	(void)state;
	w.q.limits.max_segment_size = 1024;
	assert_int_equal(__blk_recalc_rq_segments(&w.q, t_bio(&w, REQ_OP_READ, 0, 1,
							      T_VECS({ 0x1000, 4096 }))),
			 4);
}

/* R-CNT-3: what a virtual boundary leaves over is dropped. */
static void __blk_recalc_rq_segments__virt_boundary__drops_the_rest(void **state)
{
	(void)state;
	w.q.limits.virt_boundary_mask = 4095;
	w.q.limits.max_segment_size = 0x1800;
	assert_int_equal(__blk_recalc_rq_segments(&w.q, t_bio(&w, REQ_OP_READ, 0, 1,
							      T_VECS({ 0x1000, 0x4000 }))),
			 1);
}

/* R-CNT-4: one bio alone, its neighbours hidden and put back. */
static void blk_recount_segments__bio_in_a_list__counts_it_alone(void **state)
{
	struct bio *a = t_bio_pages(&w, REQ_OP_READ, 0, 2, 0x100000, 0x3000, 4096);
	struct bio *b = t_bio_pages(&w, REQ_OP_READ, 16, 3, 0x200000, 0x3000, 4096);
	struct request rq;

	(void)state;
	a->bi_next = b;
	blk_recount_segments(&w.q, a);
	assert_int_equal(a->bi_phys_segments, 2);
	assert_true(bio_flagged(a, BIO_SEG_VALID));
	assert_ptr_equal(a->bi_next, b);
	assert_int_equal(__blk_recalc_rq_segments(&w.q, a), 5); /* INV-CNT-2 */

	a->bi_phys_segments = 77; /* valid: believed */
	assert_int_equal(bio_phys_segments(&w.q, a), 77);
	bio_clear_flag(a, BIO_SEG_VALID);
	assert_int_equal(bio_phys_segments(&w.q, a), 2);

	a->bi_next = NULL;
	t_request(&w, &rq, a);
	rq.bio->bi_next = b;
	rq.nr_phys_segments = 0;
	a->bi_phys_segments = 77;
	blk_recalc_rq_segments(&rq);
	assert_int_equal(rq.nr_phys_segments, 5);
	assert_int_equal(a->bi_phys_segments, 77);
}

/* R-CNT-4: the field has 16 bits, 65537 segments leave 1 in it. */
static void blk_recalc_rq_segments__more_than_16_bits__cut_off(void **state)
{
	struct request rq;

	(void)state;
	w.q.limits.max_segment_size = 512;
	t_request(&w, &rq, t_bio(&w, REQ_OP_READ, 0, 1, T_VECS({ 0x100000, 65537 * 512 })));
	blk_recalc_rq_segments(&rq);
	assert_int_equal(rq.nr_phys_segments, 1);
}

/* [..aa|aaaa|aa][bbbb|bb], counted from the middle of the first page */
static void __blk_recalc_rq_segments__advanced_bio__from_where_it_stands(void **state)
{
	static const unsigned opfs[] = { REQ_OP_READ, REQ_OP_READ | REQ_DMA_DIRECT };

	(void)state;
	w.q.limits.seg_boundary_mask = 0xFFF;
	for (size_t i = 0; i < bp_array_size(opfs); i++) {
		struct bio *bio =
			t_bio(&w, opfs[i], 0, 2, T_VECS({ 0x1000, 0x2800 }, { 0x9000, 0x1800 }));

		bio_advance(bio, 0x800);
		assert_int_equal(__blk_recalc_rq_segments(&w.q, bio), 5);
	}
}

/* DEF-2: a direct vector starts where its padding says, a page where its descriptor does. */
static void __blk_recalc_rq_segments__def_2__padding_and_descriptor(void **state)
{
	struct bio *direct =
		t_bio(&w, REQ_OP_READ | REQ_DMA_DIRECT, 0, 1, T_VECS({ 0x1000, 0x1000 }));
	/* The low 33 bits of this page's descriptor pointer are 0x1FFFFF000. */
	struct bio *pages = t_bio(&w, REQ_OP_READ, 0, 1, T_VECS({ 0x7FFFFC0000, 0x2000 }));

	(void)state;
	bp_defect_set(&w.q.bp_defects, BP_DEF_2, true);
	direct->bi_io_vec[0].bv_offset = 0x800;
	w.q.limits.seg_boundary_mask = 0xFFF;
	assert_int_equal(__blk_recalc_rq_segments(&w.q, direct), 2);
	w.q.limits.seg_boundary_mask = 0x1FFFFFFFF;
	assert_int_equal(__blk_recalc_rq_segments(&w.q, pages), 1); /* 32 bits of it count */
}

/* R-CNT-1: the device gets one page, however many bios there are. */
static void __blk_recalc_rq_segments__write_same_list__one(void **state)
{
	struct bio *bio = t_bio(&w, REQ_OP_WRITE_SAME, 0, 1, T_VECS({ 0x1000, 512 }));

	(void)state;
	bio->bi_next = t_bio(&w, REQ_OP_WRITE_SAME, 1, 1, T_VECS({ 0x1000, 512 }));
	assert_int_equal(__blk_recalc_rq_segments(&w.q, bio), 1);
	bio->bi_next = NULL;
}

/* R-CNT-4, R-CNT-1: a bio has a count of 32 bits, and so has a list; 16 are the request's. */
static void blk_recount_segments__more_than_16_bits__kept_whole(void **state)
{
	struct bio *bio = t_bio(&w, REQ_OP_READ, 0, 1, T_VECS({ 0x100000, 0x2000000 }));

	(void)state;
	w.q.limits.max_segment_size = 512;
	blk_recount_segments(&w.q, bio);
	assert_int_equal(bio->bi_phys_segments, 65536);
	bio->bi_next = t_bio(&w, REQ_OP_READ, 65536, 1, T_VECS({ 0x1000, 512 }));
	assert_int_equal(__blk_recalc_rq_segments(&w.q, bio), 65537);
	bio->bi_next = NULL;
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(__blk_recalc_rq_segments__ops__table),
		T(__blk_recalc_rq_segments__limit_below_a_page__counts_it),
		T(__blk_recalc_rq_segments__virt_boundary__drops_the_rest),
		T(blk_recount_segments__bio_in_a_list__counts_it_alone),
		T(blk_recalc_rq_segments__more_than_16_bits__cut_off),
		T(__blk_recalc_rq_segments__write_same_list__one),
		T(blk_recount_segments__more_than_16_bits__kept_whole),
		T(__blk_recalc_rq_segments__advanced_bio__from_where_it_stands),
		T(__blk_recalc_rq_segments__def_2__padding_and_descriptor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
