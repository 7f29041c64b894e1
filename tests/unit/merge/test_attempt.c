/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A bio joins a request: links, lengths, failfast bits, discard ranges.
 */
#include <blkpath/merge.h>

#include "bp_test.h"
#include "record.h"

static struct t_world w;
static struct request rq;
static struct t_record record;

static struct bio *bio_at(unsigned opf, sector_t sector)
{
	return t_bio(&w, opf, sector, 1, T_VECS({ sector << 13, 4096 }));
}

static int set_up(void **state)
{
	(void)state;
	t_world_init(&w);
	t_request(&w, &rq, bio_at(REQ_OP_WRITE, 1000));
	t_record(&w.env, &record);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	t_world_fini(&w);
	return 0;
}

/* R-MGE-9, INV-MERGE-1, -2, -7, -8: front a, first b, back c: abc */
static void bio_attempt__back_and_front__linked_at_their_end(void **state)
{
	struct bio *b = rq.bio, *a = bio_at(REQ_OP_WRITE, 992), *c = bio_at(REQ_OP_WRITE, 1008);

	(void)state;
	assert_true(bio_attempt_back_merge(&w.q, &rq, c));
	assert_int_equal(record.count[BP_EV_BACK_MERGE], 1);
	assert_ptr_equal(record.last[BP_EV_BACK_MERGE].bio, c);
	assert_int_equal(blk_rq_pos(&rq), 1000);
	assert_true(bio_attempt_front_merge(&w.q, &rq, a));
	assert_int_equal(record.count[BP_EV_FRONT_MERGE], 1);
	assert_ptr_equal(rq.bio, a);
	assert_ptr_equal(a->bi_next, b);
	assert_ptr_equal(b->bi_next, c);
	assert_null(c->bi_next);
	assert_ptr_equal(rq.biotail, c);
	assert_int_equal(blk_rq_pos(&rq), 992);
	assert_int_equal(blk_rq_bytes(&rq), 3 * 4096);
	assert_int_equal(rq.nr_phys_segments, 3);
	assert_false(rq.rq_flags & RQF_MIXED_MERGE);
	assert_int_equal(record.count[BP_EV_MERGE_BEGIN], 2);
	assert_int_equal(record.count[BP_EV_MERGE_END], 2);
	assert_int_equal(record.last[BP_EV_MERGE_END].a, true);
}

/* INV-MERGE-6 */
static void bio_attempt__refused__changes_nothing_but_nomerge(void **state)
{
	struct bio *bio = bio_at(REQ_OP_WRITE, 1008);
	struct request before = rq;

	(void)state;
	w.q.limits.max_segments = 1;
	assert_false(bio_attempt_back_merge(&w.q, &rq, bio));
	assert_false(bio_attempt_front_merge(&w.q, &rq, bio_at(REQ_OP_WRITE, 992)));
	before.cmd_flags |= REQ_NOMERGE;
	assert_memory_equal(&rq, &before, sizeof(rq));
	assert_null(bio->bi_next);
	assert_int_equal(record.count[BP_EV_BACK_MERGE] + record.count[BP_EV_FRONT_MERGE], 0);
	assert_int_equal(record.last[BP_EV_MERGE_END].a, false);
}

/* R-MGE-11: the request's own bits go to the bios it has, the new one keeps its own. */
static void bio_attempt__other_failfast_bits__mixed(void **state)
{
	struct bio *first, *fast;

	(void)state;
	t_request(&w, &rq, bio_at(REQ_OP_READ | REQ_RAHEAD, 1000));
	assert_int_equal(rq.cmd_flags & REQ_FAILFAST_MASK, REQ_FAILFAST_MASK);
	first = rq.bio;
	fast = bio_at(REQ_OP_READ | REQ_FAILFAST_DEV, 1008);
	assert_true(bio_attempt_back_merge(&w.q, &rq, fast));
	assert_true(rq.rq_flags & RQF_MIXED_MERGE);
	assert_int_equal(first->bi_opf & REQ_FAILFAST_MASK, REQ_FAILFAST_MASK);
	assert_int_equal(fast->bi_opf & REQ_FAILFAST_MASK, REQ_FAILFAST_DEV);

	/* Mixed already: nothing is handed out any more. */
	assert_true(bio_attempt_back_merge(&w.q, &rq, bio_at(REQ_OP_READ, 1016)));
	assert_int_equal(fast->bi_opf & REQ_FAILFAST_MASK, REQ_FAILFAST_DEV);
	assert_hits(&w.env, BP_SITE_MIXED_FAILFAST, 0);
}

static void blk_rq_set_mixed_merge__bio_with_other_bits__warns(void **state)
{
	(void)state;
	rq.cmd_flags |= REQ_FAILFAST_TRANSPORT;
	rq.bio->bi_opf |= REQ_FAILFAST_DEV;
	blk_rq_set_mixed_merge(&rq);
	assert_hits(&w.env, BP_SITE_MIXED_FAILFAST, 1);
	assert_int_equal(rq.bio->bi_opf & REQ_FAILFAST_MASK,
			 REQ_FAILFAST_TRANSPORT | REQ_FAILFAST_DEV);
	blk_rq_set_mixed_merge(&rq);
	assert_hits(&w.env, BP_SITE_MIXED_FAILFAST, 1);
}

static void blk_rq_set_mixed_merge__bio_with_the_same_bits__quiet(void **state)
{
	(void)state;
	rq.cmd_flags |= REQ_FAILFAST_DEV;
	rq.bio->bi_opf |= REQ_FAILFAST_DEV;
	blk_rq_set_mixed_merge(&rq);
	assert_true(rq.rq_flags & RQF_MIXED_MERGE);
	assert_hits(&w.env, BP_SITE_MIXED_FAILFAST, 0);
}

static struct bio *discard(sector_t sector, unsigned sectors)
{
	struct bio *bio = t_bio(&w, REQ_OP_DISCARD, sector, 0, NULL);

	bio->bi_iter.bi_size = sectors << 9;
	return bio;
}

/* R-MGE-10: ranges that do not touch */
static void bio_attempt_discard_merge__room__one_range_more(void **state)
{
	struct bio *far = discard(5000, 16);

	(void)state;
	w.q.limits.max_discard_segments = 2;
	w.q.limits.max_discard_sectors = 100;
	t_request(&w, &rq, discard(1000, 8));
	rq.nr_phys_segments = 0; /* counts as 1 */
	far->bi_opf |= REQ_FAILFAST_DEV;
	assert_true(bio_attempt_discard_merge(&w.q, &rq, far));
	assert_int_equal(rq.nr_phys_segments, 2);
	assert_int_equal(blk_rq_sectors(&rq), 24);
	assert_int_equal(blk_rq_pos(&rq), 1000);
	assert_ptr_equal(rq.biotail, far);
	assert_false(rq.rq_flags & RQF_MIXED_MERGE);
	assert_int_equal(record.count[BP_EV_DISCARD_MERGE], 1);

	far = discard(1, 1);
	assert_false(bio_attempt_discard_merge(&w.q, &rq, far));
	t_assert_refused(&record, "R-MGE-10", "max_discard_segments", 3, 2);
	assert_ptr_equal(record.last[BP_EV_MERGE_REFUSED].bio, far);
	assert_true(rq.cmd_flags & REQ_NOMERGE);
	assert_int_equal(rq.nr_phys_segments, 2);
}

static void bio_attempt_discard_merge__too_large__closed(void **state)
{
	struct bio *large = discard(5000, 41);

	(void)state;
	w.q.limits.max_discard_segments = 9;
	w.q.limits.max_discard_sectors = 100;
	t_request(&w, &rq, discard(1000, 60));
	assert_false(bio_attempt_discard_merge(&w.q, &rq, large));
	t_assert_refused(&record, "R-MGE-10", "max_discard_sectors", 101, 100);
	assert_ptr_equal(record.last[BP_EV_MERGE_REFUSED].bio, large);
	assert_true(rq.cmd_flags & REQ_NOMERGE);
	rq.cmd_flags &= ~REQ_NOMERGE;
	assert_true(bio_attempt_discard_merge(&w.q, &rq, discard(5000, 40)));
	w.q.limits.max_discard_segments = 2; /* both are used up: ranges are named first */
	t_record(&w.env, &record);
	assert_false(bio_attempt_discard_merge(&w.q, &rq, discard(5000, 1)));
	t_assert_refused(&record, "R-MGE-10", "max_discard_segments", 3, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(bio_attempt__back_and_front__linked_at_their_end,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(bio_attempt__refused__changes_nothing_but_nomerge,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(bio_attempt__other_failfast_bits__mixed, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			blk_rq_set_mixed_merge__bio_with_the_same_bits__quiet, set_up, tear_down),
		cmocka_unit_test_setup_teardown(blk_rq_set_mixed_merge__bio_with_other_bits__warns,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(bio_attempt_discard_merge__room__one_range_more,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(bio_attempt_discard_merge__too_large__closed,
						set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
