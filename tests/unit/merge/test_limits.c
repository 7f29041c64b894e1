/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Room in a request: each limit, who names it, and whether it closes the request for good.
 */
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
	w.q.limits.max_sectors = 256;
	t_request(&w, &rq, t_bio_pages(&w, REQ_OP_WRITE, 1000, 25, 0x100000, 0x2000, 4096));
	w.q.last_merge = &rq;
	t_record(&w.env, &record);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	t_world_fini(&w);
	return 0;
}

static struct bio *sectors_at(sector_t sector, unsigned sectors)
{
	return t_bio(&w, REQ_OP_WRITE, sector, 1, T_VECS({ 0x900000, sectors << 9 }));
}

static bool try(struct bio *bio)
{
	t_record(&w.env, &record);
	if (bio->bi_iter.bi_sector < blk_rq_pos(&rq))
		return ll_front_merge_fn(&w.q, &rq, bio);
	return ll_back_merge_fn(&w.q, &rq, bio);
}

static void assert_closed(bool closed)
{
	assert_int_equal(!!(rq.cmd_flags & REQ_NOMERGE), closed);
	assert_ptr_equal(w.q.last_merge, closed ? NULL : &rq); /* R-MGE-7 */
	rq.cmd_flags &= ~REQ_NOMERGE;
	w.q.last_merge = &rq;
}

/* EX-19, R-MGE-4 */
static void ll_back_merge_fn__max_sectors__closes_the_request(void **state)
{
	(void)state;
	assert_int_equal(blk_rq_sectors(&rq), 200);
	assert_true(try(sectors_at(1200, 56)));
	assert_closed(false);
	assert_false(try(sectors_at(1200, 57)));
	t_assert_refused(&record, "R-MGE-4", "max_sectors", 257, 256);
	assert_true(rq.cmd_flags & REQ_NOMERGE);
	assert_false(blk_rq_merge_ok(&rq, sectors_at(1200, 1)));
	assert_closed(true);
}

/* Another request may be the last merge: it stays. */
static void ll_back_merge_fn__not_the_last_merge__that_one_stays(void **state)
{
	struct request other;

	(void)state;
	w.q.last_merge = &other;
	assert_false(try(sectors_at(1200, 57)));
	assert_ptr_equal(w.q.last_merge, &other);
}

/* R-MGE-5: chunk of 1024: 24 sectors are left before 1024 for 1000, all of it for 984 */
static void ll_front_merge_fn__chunk__the_limit_is_that_of_the_bio(void **state)
{
	(void)state;
	w.q.limits.chunk_sectors = 1024;
	t_request(&w, &rq, sectors_at(1000, 16));
	assert_false(try(sectors_at(1016, 9)));
	t_assert_refused(&record, "R-MGE-4", "chunk_sectors", 25, 24);
	assert_closed(true);
	assert_true(try(sectors_at(1016, 8)));
	t_request(&w, &rq, sectors_at(1000, 24));
	assert_true(try(sectors_at(984, 16)));
	assert_closed(false);
	t_request(&w, &rq, sectors_at(1024, 8));
	assert_false(try(sectors_at(1016, 8)));
	t_assert_refused(&record, "R-MGE-5", "chunk_sectors", 16, 8);
	assert_closed(true);
}

/* R-MGE-6: the sum, though the vectors touch */
static void ll_new_hw_segment__max_segments__closes_the_request(void **state)
{
	struct bio *bio =
		t_bio(&w, REQ_OP_WRITE, 1200, 2, T_VECS({ 0x131000, 4096 }, { 0x200000, 4096 }));

	(void)state;
	w.q.limits.max_segments = 27;
	assert_true(try(bio));
	assert_int_equal(rq.nr_phys_segments, 27);
	assert_closed(false);
	assert_false(try(sectors_at(1216, 8)));
	t_assert_refused(&record, "R-MGE-6", "max_segments", 28, 27);
	assert_int_equal(rq.nr_phys_segments, 27);
	assert_closed(true);
}

static void ll_back_merge_fn__gap__refused_but_not_closed(void **state)
{
	(void)state;
	blk_queue_virt_boundary(&w.q, 0xfff);
	assert_false(try(t_bio(&w, REQ_OP_WRITE, 1200, 1, T_VECS({ 0x900200, 512 }))));
	t_assert_refused(&record, "R-MGE-8", "virt_boundary_mask", 0x200, 0xfff);
	assert_closed(false);
	assert_false(try(t_bio(&w, REQ_OP_WRITE, 999, 1, T_VECS({ 0x900000, 512 }))));
	t_assert_refused(&record, "R-MGE-8", "virt_boundary_mask", 0x200, 0xfff);
	assert_closed(false);
	assert_true(try(sectors_at(1200, 8)));
}

/* R-MGE-4: both are counted if they are not. */
static void ll_back_merge_fn__not_counted__counts_both(void **state)
{
	struct bio *bio = sectors_at(1200, 8);

	(void)state;
	bio_clear_flag(rq.biotail, BIO_SEG_VALID);
	rq.biotail->bi_phys_segments = 0;
	assert_true(try(bio));
	assert_int_equal(rq.biotail->bi_phys_segments, 25);
	assert_int_equal(bio->bi_phys_segments, 1);
	assert_true(bio_flagged(bio, BIO_SEG_VALID));
}

/* R-MGE-4, R-MGE-5: of several bios, the one that will be the neighbour. */
static void ll_merge_fn__several_bios__counts_the_neighbour(void **state)
{
	struct bio *first = rq.bio, *last = sectors_at(1200, 8);

	(void)state;
	first->bi_next = last;
	rq.biotail = last;
	bio_clear_flag(first, BIO_SEG_VALID);
	assert_true(try(sectors_at(1200, 8)));
	assert_true(bio_flagged(last, BIO_SEG_VALID));
	assert_false(bio_flagged(first, BIO_SEG_VALID));
	bio_clear_flag(last, BIO_SEG_VALID);
	assert_true(try(sectors_at(992, 8)));
	assert_true(bio_flagged(first, BIO_SEG_VALID));
	assert_false(bio_flagged(last, BIO_SEG_VALID));
}

static void ll_back_merge_fn__counted__believes_the_count(void **state)
{
	struct bio *bio = sectors_at(1200, 8);

	(void)state;
	bio->bi_phys_segments = 3;
	bio_set_flag(bio, BIO_SEG_VALID);
	rq.biotail->bi_phys_segments = 7; /* nor is the neighbour's done again */
	bio_set_flag(rq.biotail, BIO_SEG_VALID);
	assert_true(try(bio));
	assert_int_equal(rq.nr_phys_segments, 28);
	assert_int_equal(rq.biotail->bi_phys_segments, 7);
}

/* Which limit R-REQ-6 stands for, by op */
static void ll_back_merge_fn__other_ops__names_their_limit(void **state)
{
	static const struct {
		unsigned op;
		const char *name;
	} cases[] = {
		{ REQ_OP_DISCARD, "max_discard_sectors" },
		{ REQ_OP_SECURE_ERASE, "max_discard_sectors" },
		{ REQ_OP_WRITE_SAME, "max_write_same_sectors" },
		{ REQ_OP_SCSI_OUT, "max_hw_sectors" },
	};

	(void)state;
	w.q.limits.max_hw_sectors = 200;
	w.q.limits.max_discard_sectors = 200;
	w.q.limits.max_write_same_sectors = 200;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		rq.cmd_flags = cases[i].op;
		assert_false(try(sectors_at(1200, 1)));
		t_assert_refused(&record, "R-MGE-4", cases[i].name, 201, 200);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(ll_back_merge_fn__max_sectors__closes_the_request,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			ll_back_merge_fn__not_the_last_merge__that_one_stays, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			ll_front_merge_fn__chunk__the_limit_is_that_of_the_bio, set_up, tear_down),
		cmocka_unit_test_setup_teardown(ll_new_hw_segment__max_segments__closes_the_request,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(ll_back_merge_fn__gap__refused_but_not_closed,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(ll_back_merge_fn__not_counted__counts_both, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(ll_merge_fn__several_bios__counts_the_neighbour,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(ll_back_merge_fn__counted__believes_the_count,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(ll_back_merge_fn__other_ops__names_their_limit,
						set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
