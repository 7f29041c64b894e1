/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two requests become one (R-MGE-17).
 */
#include <blkpath/merge.h>

#include "bp_test.h"
#include "record.h"

static struct t_world w;
static struct request rq, next;
static struct t_record record;

static void make(struct request *r, unsigned opf, sector_t sector, unsigned n)
{
	t_request(&w, r, t_bio_pages(&w, opf, sector, n, sector << 16, 0x2000, 4096));
}

static int set_up(void **state)
{
	(void)state;
	t_world_init(&w);
	make(&rq, REQ_OP_WRITE, 1000, 2);
	make(&next, REQ_OP_WRITE, 1016, 1);
	t_record(&w.env, &record);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	t_world_fini(&w);
	return 0;
}

/* aa|b, and the older start time of b */
static void attempt_merge__neighbours__second_joins_first(void **state)
{
	struct bio *tail = next.bio;

	(void)state;
	rq.start_time_ns = 50;
	next.start_time_ns = 20;
	assert_ptr_equal(attempt_merge(&w.q, &rq, &next), &next);
	assert_ptr_equal(rq.bio->bi_next, tail);
	assert_ptr_equal(rq.biotail, tail);
	assert_int_equal(blk_rq_sectors(&rq), 24);
	assert_int_equal(rq.nr_phys_segments, 3);
	assert_int_equal(rq.start_time_ns, 20);
	assert_null(next.bio);
	assert_false(rq.rq_flags & RQF_MIXED_MERGE);
	assert_ptr_equal(w.q.last_merge, &rq);
	assert_int_equal(record.count[BP_EV_RQ_MERGE_BEGIN], 1);
	assert_ptr_equal(record.last[BP_EV_RQ_MERGE_END].other_rq, &next);
	assert_int_equal(record.last[BP_EV_RQ_MERGE_END].a, true);
}

/* aa|b|c: what comes behind is behind the last bio of both. */
static void attempt_merge__two_bios__the_last_is_the_tail(void **state)
{
	struct bio *last = t_bio_pages(&w, REQ_OP_WRITE, 1024, 1, 1024ull << 16, 0x2000, 4096);

	(void)state;
	next.bio->bi_next = last;
	next.biotail = last;
	next.__data_len += 4096;
	assert_ptr_equal(attempt_merge(&w.q, &rq, &next), &next);
	assert_ptr_equal(rq.biotail, last);
	assert_int_equal(blk_rq_sectors(&rq), 32);
}

static void attempt_merge__failfast_differs_or_one_is_mixed__both_mixed(void **state)
{
	(void)state;
	next.cmd_flags |= REQ_FAILFAST_DEV;
	next.bio->bi_opf |= REQ_FAILFAST_DEV;
	assert_non_null(attempt_merge(&w.q, &rq, &next));
	assert_true(rq.rq_flags & RQF_MIXED_MERGE);
	assert_true(next.rq_flags & RQF_MIXED_MERGE);

	make(&next, REQ_OP_WRITE, 1024, 1);
	assert_non_null(attempt_merge(&w.q, &rq, &next));
	assert_true(next.rq_flags & RQF_MIXED_MERGE);
}

static void refuse_by_flags(void)
{
	next.rq_flags = RQF_STARTED;
}

static void refuse_by_own_flags(void)
{
	rq.cmd_flags |= REQ_NOMERGE;
}

static void refuse_by_op(void)
{
	next.cmd_flags = REQ_OP_READ;
}

static void refuse_by_disk(void)
{
	next.rq_disk = NULL;
}

static void refuse_by_hint(void)
{
	next.write_hint = 1;
}

static void refuse_by_prio(void)
{
	next.ioprio = 1;
}

static void refuse_by_payload(void)
{
	rq.cmd_flags = next.cmd_flags = REQ_OP_WRITE_SAME;
	w.q.limits.max_write_same_sectors = 1000;
}

static void refuse_by_sectors(void)
{
	w.q.limits.max_sectors = 23;
}

static void refuse_by_segments(void)
{
	w.q.limits.max_segments = 2;
}

static void refuse_by_gap(void)
{
	w.q.limits.virt_boundary_mask = 0xfff;
	next.bio->bi_io_vec[0].bv_offset = 0x300;
}

static void refuse_by_integrity(void)
{
	rq.bio->bi_opf |= REQ_INTEGRITY;
	rq.bio->bi_integrity = (struct bio_integrity_payload *)&next; /* never read */
}

/* None of them closes the request. */
static void attempt_merge__each_obstacle__named_and_not_closed(void **state)
{
	static const struct {
		void (*make)(void);
		const char *rule;
		const char *limit;
		u64 a, b;
	} cases[] = {
		{ refuse_by_flags, "R-MGE-17", "request flags", 0, 0 },
		{ refuse_by_op, "R-MGE-17", "op", 0, 0 },
		{ refuse_by_disk, "R-MGE-17", "disk", 0, 0 },
		{ refuse_by_hint, "R-MGE-17", "write_hint", 0, 0 },
		{ refuse_by_prio, "R-MGE-17", "ioprio", 0, 0 },
		{ refuse_by_payload, "R-MGE-17", "payload", 0, 0 },
		{ refuse_by_sectors, "R-MGE-17", "max_sectors", 24, 23 },
		{ refuse_by_segments, "R-MGE-17", "max_segments", 3, 2 },
		{ refuse_by_gap, "R-MGE-8", "virt_boundary_mask", 0x300, 0xfff },
		{ refuse_by_integrity, "R-MGE-17", "max_integrity_segments", 0, 0 },
	};

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		tear_down(state);
		set_up(state);
		cases[i].make();
		assert_null(attempt_merge(&w.q, &rq, &next));
		t_assert_refused(&record, cases[i].rule, cases[i].limit, cases[i].a, cases[i].b);
		assert_false(rq.cmd_flags & REQ_NOMERGE);
		assert_non_null(next.bio);
		assert_int_equal(rq.nr_phys_segments, 2);
	}
	tear_down(state);
	set_up(state);
	refuse_by_own_flags();
	assert_null(attempt_merge(&w.q, &rq, &next));
	t_assert_refused(&record, "R-MGE-17", "request flags", 0, 0);
}

/* aa|b is just as much as the limits allow. */
static void attempt_merge__at_the_limits__joined(void **state)
{
	(void)state;
	w.q.limits.max_sectors = 24;
	w.q.limits.max_segments = 3;
	assert_ptr_equal(attempt_merge(&w.q, &rq, &next), &next);
}

static void attempt_merge__not_touching__no_and_nothing_to_tell(void **state)
{
	(void)state;
	next.__sector++;
	assert_null(attempt_merge(&w.q, &rq, &next));
	assert_int_equal(record.count[BP_EV_MERGE_REFUSED], 0);
	assert_int_equal(record.last[BP_EV_RQ_MERGE_END].a, false);
}

static void discard(struct request *r, sector_t sector, unsigned sectors, u16 ranges)
{
	struct bio *bio = t_bio(&w, REQ_OP_DISCARD, sector, 0, NULL);

	bio->bi_iter.bi_size = sectors << 9;
	t_request(&w, r, bio);
	r->nr_phys_segments = ranges;
}

/* quirk: the ranges of next may exceed the limit. */
static void attempt_merge__discards__ranges_add_up(void **state)
{
	(void)state;
	w.q.limits.max_discard_segments = 4;
	w.q.limits.max_discard_sectors = 1000;
	discard(&rq, 1000, 8, 3);
	discard(&next, 9000, 8, 2);
	w.q.last_merge = NULL;
	assert_ptr_equal(attempt_merge(&w.q, &rq, &next), &next);
	assert_int_equal(rq.nr_phys_segments, 5);
	assert_int_equal(blk_rq_sectors(&rq), 16);
	assert_null(w.q.last_merge); /* the scheduler is not told */
}

static void attempt_merge__discards_over_a_limit__closed(void **state)
{
	(void)state;
	w.q.limits.max_discard_segments = 4;
	w.q.limits.max_discard_sectors = 1000;
	discard(&rq, 1000, 8, 4);
	discard(&next, 9000, 8, 1);
	assert_null(attempt_merge(&w.q, &rq, &next));
	t_assert_refused(&record, "R-MGE-17", "max_discard_segments", 5, 4);
	assert_true(rq.cmd_flags & REQ_NOMERGE);

	t_record(&w.env, &record);
	discard(&rq, 1000, 600, 1);
	discard(&next, 9000, 401, 1);
	assert_null(attempt_merge(&w.q, &rq, &next));
	t_assert_refused(&record, "R-MGE-17", "max_discard_sectors", 1001, 1000);
	assert_true(rq.cmd_flags & REQ_NOMERGE);
}

/* quirk: of next only the first bio is measured. */
static void attempt_merge__discard_of_two_bios__the_first_is_measured(void **state)
{
	struct request second;

	(void)state;
	w.q.limits.max_discard_segments = 8;
	w.q.limits.max_discard_sectors = 1000;
	discard(&rq, 1000, 600, 1);
	discard(&next, 9000, 8, 1);
	discard(&second, 5000, 900, 1);
	assert_true(bio_attempt_discard_merge(&w.q, &next, second.bio));
	assert_ptr_equal(attempt_merge(&w.q, &rq, &next), &next);
	assert_int_equal(blk_rq_sectors(&rq), 600 + 8 + 900);
	assert_int_equal(rq.nr_phys_segments, 3);
}

/* One range only: they touch, and count as data does. */
static void attempt_merge__discards_of_one_range__back_merge(void **state)
{
	(void)state;
	w.q.limits.max_discard_sectors = 1000;
	discard(&rq, 1000, 8, 1);
	discard(&next, 1008, 8, 1);
	assert_non_null(attempt_merge(&w.q, &rq, &next));
	assert_int_equal(rq.nr_phys_segments, 2);
}

static void attempt_back_and_front_merge__no_scheduler__no(void **state)
{
	(void)state;
	assert_null(attempt_back_merge(&w.q, &rq));
	assert_null(attempt_front_merge(&w.q, &rq));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(attempt_merge__neighbours__second_joins_first,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(attempt_merge__two_bios__the_last_is_the_tail,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			attempt_merge__failfast_differs_or_one_is_mixed__both_mixed, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(attempt_merge__each_obstacle__named_and_not_closed,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(attempt_merge__at_the_limits__joined, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			attempt_merge__discard_of_two_bios__the_first_is_measured, set_up,
			tear_down),
		cmocka_unit_test_setup_teardown(attempt_merge__not_touching__no_and_nothing_to_tell,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(attempt_merge__discards__ranges_add_up, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(attempt_merge__discards_over_a_limit__closed,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(attempt_merge__discards_of_one_range__back_merge,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(attempt_back_and_front_merge__no_scheduler__no,
						set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
