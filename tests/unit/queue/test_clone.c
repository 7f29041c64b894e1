/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A second request over the same data, and whether another queue may have it (R-END-6).
 */
#include <errno.h>

#include <blkpath/integrity.h>
#include <blkpath/merge.h>

#include "bp_test.h"

static struct t_world w;
static struct request src, rq;
static unsigned constructed;

static struct bio *bio_at(sector_t sector)
{
	return t_bio_pages(&w, REQ_OP_WRITE, sector, 2, sector << 13, 0x2000, 2048);
}

static int set_up(void **state)
{
	(void)state;
	t_world_init(&w);
	rq = (struct request){ .q = &w.q, .cmd_flags = REQ_OP_WRITE };
	t_request(&w, &src, bio_at(1000));
	assert_true(bio_attempt_back_merge(&w.q, &src, bio_at(1008)));
	constructed = 0;
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	t_world_fini(&w);
	return 0;
}

static int construct(struct bio *bio, struct bio *from, void *data)
{
	assert_ptr_equal(bio->bi_io_vec, from->bi_io_vec);
	return ++constructed > *(unsigned *)data;
}

static void blk_rq_prep_clone__two_bios__cloned_in_order(void **state)
{
	unsigned allowed = 2;

	(void)state;
	src.ioprio = 3;
	src.extra_len = 5;
	src.rq_flags = RQF_SPECIAL_PAYLOAD | RQF_QUIET;
	src.special_vec.bv_len = 16;
	src.cmd_flags |= REQ_META;
	assert_int_equal(blk_rq_prep_clone(&rq, &src, &w.bs, construct, &allowed), 0);
	assert_int_equal(constructed, 2);
	assert_int_equal(rq.bio->bi_iter.bi_sector, 1000);
	assert_ptr_equal(rq.bio->bi_next, rq.biotail);
	assert_int_equal(rq.biotail->bi_iter.bi_sector, 1008);
	assert_int_equal(blk_rq_pos(&rq), 1000);
	assert_int_equal(blk_rq_bytes(&rq), 8192);
	assert_int_equal(rq.nr_phys_segments, 4);
	assert_int_equal(rq.ioprio, 3);
	assert_int_equal(rq.extra_len, 5);
	assert_int_equal(rq.rq_flags, RQF_SPECIAL_PAYLOAD);
	assert_int_equal(rq.special_vec.bv_len, 16);
	assert_int_equal(rq.cmd_flags, REQ_OP_WRITE); /* the caller's */
	blk_rq_unprep_clone(&rq);
	assert_null(rq.bio);
	assert_int_equal(w.env.live[BP_ALLOC_BIO], 2);
}

static void blk_rq_prep_clone__constructor_refuses__nothing_is_left(void **state)
{
	unsigned allowed = 1;

	(void)state;
	assert_int_equal(blk_rq_prep_clone(&rq, &src, &w.bs, construct, &allowed), -ENOMEM);
	assert_int_equal(constructed, 2);
	assert_null(rq.bio);
	assert_int_equal(w.env.live[BP_ALLOC_BIO], 2);
}

static bool second_fails(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	(void)kind, (void)bytes;
	return ++*(unsigned *)arg == 2;
}

static void blk_rq_prep_clone__no_memory__nothing_is_left(void **state)
{
	const struct bp_alloc_ops ops = { .should_fail = second_fails };
	unsigned asked = 0;

	(void)state;
	w.env.alloc_ops = &ops;
	w.env.alloc_arg = &asked;
	assert_int_equal(blk_rq_prep_clone(&rq, &src, NULL, NULL, NULL), -ENOMEM);
	assert_null(rq.bio);
	assert_int_equal(w.env.live[BP_ALLOC_BIO], 2);
}

static void blk_rq_unprep_clone__protected__payload_goes_too(void **state)
{
	(void)state;
	assert_non_null(bio_integrity_alloc(src.bio, GFP_NOIO, 1));
	assert_int_equal(blk_rq_prep_clone(&rq, &src, &w.bs, NULL, NULL), 0);
	assert_int_equal(w.env.live[BP_ALLOC_INTEGRITY], 2);
	blk_rq_unprep_clone(&rq);
	assert_int_equal(w.env.live[BP_ALLOC_INTEGRITY], 1);
}

static void blk_cloned_rq_check_limits__lower_queue__eio_or_fine(void **state)
{
	static const struct {
		const char *name;
		unsigned max_sectors;
		u16 max_segments;
		int result;
	} cases[] = {
		{ "fits", 16, 4, 0 },
		{ "sectors", 15, 4, -EIO },
		{ "segments", 16, 3, -EIO },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		w.q.limits.max_sectors = cases[i].max_sectors;
		w.q.limits.max_segments = cases[i].max_segments;
		src.nr_phys_segments = 77; /* counted anew */
		if (blk_cloned_rq_check_limits(&w.q, &src) != cases[i].result)
			fail_msg("%s", cases[i].name);
	}
	assert_hits(&w.env, BP_SITE_CLONE_SECTORS, 1);
	assert_hits(&w.env, BP_SITE_CLONE_SEGMENTS, 1);
}

/* R-END-6: the limit is that of the op. */
static void blk_cloned_rq_check_limits__discard__its_own_limit(void **state)
{
	(void)state;
	w.q.limits.max_sectors = 8;
	w.q.limits.max_discard_sectors = 16;
	src.cmd_flags = REQ_OP_DISCARD;
	assert_int_equal(blk_cloned_rq_check_limits(&w.q, &src), 0);
	w.q.limits.max_sectors = 16;
	w.q.limits.max_discard_sectors = 15;
	assert_int_equal(blk_cloned_rq_check_limits(&w.q, &src), -EIO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(blk_rq_prep_clone__two_bios__cloned_in_order,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			blk_rq_prep_clone__constructor_refuses__nothing_is_left, set_up, tear_down),
		cmocka_unit_test_setup_teardown(blk_rq_prep_clone__no_memory__nothing_is_left,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(blk_rq_unprep_clone__protected__payload_goes_too,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(
			blk_cloned_rq_check_limits__lower_queue__eio_or_fine, set_up, tear_down),
		cmocka_unit_test_setup_teardown(blk_cloned_rq_check_limits__discard__its_own_limit,
						set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
