/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Protected bios join (R-INT-3), and what QUIRK-6 counts.
 */
#include <blkpath/integrity.h>
#include <blkpath/merge.h>

#include "bp_test.h"
#include "record.h"

static struct t_world w;
static struct request rq;
static struct t_record record;

static int set_up(void **state)
{
	(void)state;
	t_world_init(&w);
	w.q.limits.max_integrity_segments = 4;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	t_world_fini(&w);
	return 0;
}

static struct bio *plain(sector_t sector)
{
	return t_bio(&w, REQ_OP_WRITE, sector, 1, T_VECS({ sector << 13, 4096 }));
}

/* n vectors of 64 bytes, each in a page of its own */
static struct bio *protected_bio(sector_t sector, unsigned n)
{
	struct bio *bio = plain(sector);

	assert_non_null(bio_integrity_alloc(bio, GFP_NOIO, n));
	for (unsigned i = 0; i < n; i++)
		assert_int_equal(bio_integrity_add_page(bio, pfn_to_page(500 + 2 * i), 64, 0), 64);
	return bio;
}

static void blk_rq_count_integrity_sg__vectors__joined_within_the_limits(void **state)
{
	struct bio *bio = plain(0);

	(void)state;
	assert_int_equal(blk_rq_count_integrity_sg(&w.q, bio), 0);
	bio_integrity_alloc(bio, GFP_NOIO, 4);
	bio_integrity_add_page(bio, pfn_to_page(100), 4096, 0);
	bio_integrity_add_page(bio, pfn_to_page(101), 4096, 0);
	bio_integrity_add_page(bio, pfn_to_page(102), 64, 0);
	bio_integrity_add_page(bio, pfn_to_page(200), 64, 0);
	assert_int_equal(blk_rq_count_integrity_sg(&w.q, bio), 2);
	w.q.limits.max_segment_size = 8192;
	assert_int_equal(blk_rq_count_integrity_sg(&w.q, bio), 3);
	w.q.limits.seg_boundary_mask = 4095;
	assert_int_equal(blk_rq_count_integrity_sg(&w.q, bio), 4);
}

static void blk_integrity_merge_bio__kinds__both_or_neither(void **state)
{
	struct bio *other = protected_bio(1008, 1);

	(void)state;
	t_request(&w, &rq, plain(1000));
	assert_true(blk_integrity_merge_bio(&w.q, &rq, plain(1008)));
	assert_false(blk_integrity_merge_bio(&w.q, &rq, other));
	t_request(&w, &rq, protected_bio(1000, 1));
	assert_false(blk_integrity_merge_bio(&w.q, &rq, plain(1008)));
	assert_true(blk_integrity_merge_bio(&w.q, &rq, other));
	assert_int_equal(rq.nr_integrity_segments, 1);
	other->bi_integrity->bip_flags = BIP_DISK_NOCHECK;
	assert_false(blk_integrity_merge_bio(&w.q, &rq, other));
	assert_int_equal(rq.nr_integrity_segments, 1);
}

/* One merge asks twice; the first bio is never counted. */
static void quirk_6__one_merge__counts_twice_and_not_the_first(void **state)
{
	struct bio *bio = protected_bio(1008, 1);

	(void)state;
	t_request(&w, &rq, protected_bio(1000, 3));
	assert_int_equal(rq.nr_integrity_segments, 0);
	assert_true(blk_rq_merge_ok(&rq, bio));
	assert_true(bio_attempt_back_merge(&w.q, &rq, bio));
	assert_int_equal(rq.nr_integrity_segments, 2);
}

/* R-MGE-2: asked after the disk and before the hint, which finds it counted. */
static void blk_rq_merge_ok__order__integrity_between_disk_and_hint(void **state)
{
	struct bio *bio = protected_bio(1008, 1);
	struct gendisk other = w.disk;

	(void)state;
	t_request(&w, &rq, protected_bio(1000, 3));
	bio->bi_disk = &other;
	assert_false(blk_rq_merge_ok(&rq, bio));
	assert_int_equal(rq.nr_integrity_segments, 0);
	bio->bi_disk = &w.disk;
	bio->bi_write_hint = 1;
	assert_false(blk_rq_merge_ok(&rq, bio));
	assert_int_equal(rq.nr_integrity_segments, 1);
}

/* The same of a WRITE_SAME whose payload is another. */
static void blk_rq_merge_ok__order__integrity_before_payload(void **state)
{
	struct bio *first = protected_bio(1000, 1), *other = protected_bio(1008, 1);

	(void)state;
	first->bi_opf = other->bi_opf = REQ_OP_WRITE_SAME | REQ_INTEGRITY;
	t_request(&w, &rq, first);
	t_record(&w.env, &record);
	assert_false(blk_rq_merge_ok(&rq, other));
	t_assert_refused(&record, "R-MGE-2", "payload", 0, 0);
	assert_int_equal(rq.nr_integrity_segments, 1);
}

static void quirk_6__mended__each_bio_counts_once(void **state)
{
	struct bio *bio = protected_bio(1008, 1);

	(void)state;
	bp_defect_set(&w.q.bp_defects, BP_QUIRK_6, true);
	t_request(&w, &rq, protected_bio(1000, 3));
	assert_int_equal(rq.nr_integrity_segments, 3);
	assert_true(blk_rq_merge_ok(&rq, bio));
	assert_int_equal(rq.nr_integrity_segments, 3);
	assert_true(bio_attempt_back_merge(&w.q, &rq, bio));
	assert_int_equal(rq.nr_integrity_segments, 4);
	assert_false(blk_rq_merge_ok(&rq, protected_bio(1016, 1)));
}

static void ll_new_hw_segment__max_integrity_segments__closes_the_request(void **state)
{
	(void)state;
	t_request(&w, &rq, protected_bio(1000, 1));
	t_record(&w.env, &record);
	assert_false(bio_attempt_back_merge(&w.q, &rq, protected_bio(1008, 5)));
	t_assert_refused(&record, "R-MGE-6", "max_integrity_segments", 5, 4);
	assert_true(rq.cmd_flags & REQ_NOMERGE);
	assert_int_equal(rq.nr_phys_segments, 1);
}

/* Compared, not added; added when mended. */
static void blk_integrity_merge_rq__sum_of_both__within_the_limit(void **state)
{
	struct request next;

	(void)state;
	t_request(&w, &rq, protected_bio(1000, 1));
	t_request(&w, &next, protected_bio(1008, 1));
	rq.nr_integrity_segments = 2;
	next.nr_integrity_segments = 3;
	t_record(&w.env, &record);
	assert_null(attempt_merge(&w.q, &rq, &next));
	t_assert_refused(&record, "R-MGE-17", "max_integrity_segments", 5, 4);
	next.nr_integrity_segments = 2;
	assert_non_null(attempt_merge(&w.q, &rq, &next));
	assert_int_equal(rq.nr_integrity_segments, 2);

	t_request(&w, &next, protected_bio(1016, 1));
	next.nr_integrity_segments = 2;
	bp_defect_set(&w.q.bp_defects, BP_QUIRK_6, true);
	assert_non_null(attempt_merge(&w.q, &rq, &next));
	assert_int_equal(rq.nr_integrity_segments, 4);

	t_request(&w, &next, plain(1024));
	assert_false(blk_integrity_merge_rq(&w.q, &rq, &next));
	t_request(&w, &rq, plain(1016));
	assert_true(blk_integrity_merge_rq(&w.q, &rq, &next));
}

/* Tuples of 64 bytes end inside a page: under a virtual boundary nothing may follow. */
static void ll_merge_fn__tuples_leave_a_gap__refused_but_not_closed(void **state)
{
	(void)state;
	w.q.limits.virt_boundary_mask = 0xfff;
	t_request(&w, &rq, protected_bio(1000, 1));
	t_record(&w.env, &record);
	assert_false(bio_attempt_back_merge(&w.q, &rq, protected_bio(1008, 1)));
	t_assert_refused(&record, "R-MGE-4", "virt_boundary_mask", 0, 0xfff);
	t_record(&w.env, &record);
	assert_false(bio_attempt_front_merge(&w.q, &rq, protected_bio(992, 1)));
	t_assert_refused(&record, "R-MGE-5", "virt_boundary_mask", 0, 0xfff);
	assert_false(rq.cmd_flags & REQ_NOMERGE);
	assert_false(integrity_req_gap_back_merge(&rq, plain(1008)));
	w.q.limits.virt_boundary_mask = 63;
	assert_false(integrity_req_gap_back_merge(&rq, protected_bio(1008, 1)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			blk_rq_count_integrity_sg__vectors__joined_within_the_limits, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(blk_integrity_merge_bio__kinds__both_or_neither,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(quirk_6__one_merge__counts_twice_and_not_the_first,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			blk_rq_merge_ok__order__integrity_between_disk_and_hint, set_up, tear_down),
		cmocka_unit_test_setup_teardown(blk_rq_merge_ok__order__integrity_before_payload,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(quirk_6__mended__each_bio_counts_once, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			ll_new_hw_segment__max_integrity_segments__closes_the_request, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(
			blk_integrity_merge_rq__sum_of_both__within_the_limit, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			ll_merge_fn__tuples_leave_a_gap__refused_but_not_closed, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
