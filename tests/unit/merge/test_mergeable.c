/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which requests and bios are of one kind, and at which end they touch.
 */
#include <blkpath/merge.h>

#include "bp_test.h"
#include "record.h"

#define PAGE 4096
#define T_AT 0x100000

static struct t_world w;
static struct request rq;
static struct t_record record;

static int set_up(void **state)
{
	(void)state;
	t_world_init(&w);
	t_request(&w, &rq, t_bio(&w, REQ_OP_WRITE, 1000, 1, T_VECS({ T_AT, PAGE })));
	t_record(&w.env, &record);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	t_world_fini(&w);
	return 0;
}

static struct bio *next_bio(unsigned opf)
{
	return t_bio(&w, opf, 1008, 1, T_VECS({ T_AT + PAGE, PAGE }));
}

/* R-MGE-1 */
static void rq_mergeable__each_flag_and_op__refused_or_not(void **state)
{
	static const struct {
		const char *name;
		unsigned cmd_flags;
		unsigned rq_flags;
		bool mergeable;
	} cases[] = {
		{ "write", REQ_OP_WRITE, 0, true },
		{ "discard", REQ_OP_DISCARD, 0, true },
		{ "write same", REQ_OP_WRITE_SAME, 0, true },
		{ "sync, meta", REQ_OP_READ | REQ_SYNC | REQ_META, RQF_IO_STAT, true },
		{ "passthrough", REQ_OP_DRV_OUT, 0, false },
		{ "flush", REQ_OP_FLUSH, 0, false },
		{ "write zeroes", REQ_OP_WRITE_ZEROES, 0, false },
		{ "nomerge", REQ_OP_WRITE | REQ_NOMERGE, 0, false },
		{ "preflush", REQ_OP_WRITE | REQ_PREFLUSH, 0, false },
		{ "fua", REQ_OP_WRITE | REQ_FUA, 0, false },
		{ "dma-direct", REQ_OP_WRITE | REQ_DMA_DIRECT, 0, false }, /* R-MGE-18 */
		{ "started", REQ_OP_WRITE, RQF_STARTED, false },
		{ "soft barrier", REQ_OP_WRITE, RQF_SOFTBARRIER, false },
		{ "flush sequence", REQ_OP_WRITE, RQF_FLUSH_SEQ, false },
		{ "special payload", REQ_OP_DISCARD, RQF_SPECIAL_PAYLOAD, false },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		rq.cmd_flags = cases[i].cmd_flags;
		rq.rq_flags = cases[i].rq_flags;
		if (rq_mergeable(&rq) != cases[i].mergeable)
			fail_msg("%s", cases[i].name);
	}
}

static void nothing(struct bio *bio)
{
	(void)bio;
}

static void set_nomerge(struct bio *bio)
{
	bio->bi_opf |= REQ_NOMERGE;
}

static void set_direct(struct bio *bio)
{
	bio->bi_opf |= REQ_DMA_DIRECT;
}

static void set_read(struct bio *bio)
{
	bio->bi_opf = REQ_OP_READ;
}

static void set_no_disk(struct bio *bio)
{
	bio->bi_disk = NULL;
}

static void set_hint(struct bio *bio)
{
	bio->bi_write_hint = 3;
}

static void set_prio(struct bio *bio)
{
	bio->bi_ioprio = 4;
}

/* R-MGE-2, and the name that a person is told */
static void blk_rq_merge_ok__one_difference__refused_by_name(void **state)
{
	static const struct {
		const char *name;
		void (*make)(struct bio *bio);
	} cases[] = {
		{ NULL, nothing },	{ "bio flags", set_nomerge }, { "bio flags", set_direct },
		{ "op", set_read },	{ "disk", set_no_disk },      { "write_hint", set_hint },
		{ "ioprio", set_prio },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bio *bio = next_bio(REQ_OP_WRITE);

		cases[i].make(bio);
		t_record(&w.env, &record);
		assert_int_equal(blk_rq_merge_ok(&rq, bio), !cases[i].name);
		if (cases[i].name)
			t_assert_refused(&record, "R-MGE-2", cases[i].name, 0, 0);
		else
			assert_int_equal(record.count[BP_EV_MERGE_REFUSED], 0);
	}
	rq.rq_flags = RQF_STARTED;
	t_record(&w.env, &record);
	assert_false(blk_rq_merge_ok(&rq, next_bio(REQ_OP_WRITE)));
	t_assert_refused(&record, "R-MGE-2", "request flags", 0, 0);
}

static void blk_rq_merge_ok__one_is_protected__integrity(void **state)
{
	(void)state;
	rq.cmd_flags |= REQ_INTEGRITY;
	rq.bio->bi_opf |= REQ_INTEGRITY;
	rq.bio->bi_integrity = (struct bio_integrity_payload *)&rq; /* never read */
	assert_false(blk_rq_merge_ok(&rq, next_bio(REQ_OP_WRITE)));
	t_assert_refused(&record, "R-MGE-2", "integrity", 0, 0);
}

/* Of requests that do not touch, nothing is told. */
static void blk_rq_merge_ok__strangers__refused_in_silence(void **state)
{
	struct bio *bio = next_bio(REQ_OP_READ);

	(void)state;
	bio->bi_iter.bi_sector = 5000;
	assert_false(blk_rq_merge_ok(&rq, bio));
	assert_int_equal(record.count[BP_EV_MERGE_REFUSED], 0);
}

static struct bio *write_same(u64 addr)
{
	struct bio *bio = t_bio(&w, REQ_OP_WRITE_SAME, 1008, 1, T_VECS({ addr, 512 }));

	bio->bi_iter.bi_size = PAGE;
	return bio;
}

static void blk_rq_merge_ok__write_same__only_of_one_payload(void **state)
{
	(void)state;
	t_request(&w, &rq, write_same(T_AT));
	rq.__sector = 1000;
	assert_true(blk_rq_merge_ok(&rq, write_same(T_AT)));
	assert_false(blk_rq_merge_ok(&rq, write_same(T_AT + 512)));
	assert_false(blk_rq_merge_ok(&rq, write_same(T_AT + PAGE)));
}

/* 4.6: not guarded, it reads a DMA vector as a page. */
static void blk_write_same_mergeable__dma_direct__a_finding(void **state)
{
	struct bio *bio = write_same(T_AT);

	(void)state;
	bio->bi_opf |= REQ_DMA_DIRECT;
	blk_write_same_mergeable(rq.bio, bio);
	assert_true(w.env.hits[BP_SITE_BIO_DIRECT_AS_PAGE]);
}

/* R-MGE-3: [1000, 1008) */
static void blk_try_merge__positions__back_front_or_no(void **state)
{
	static const struct {
		sector_t sector;
		enum elv_merge type;
	} cases[] = {
		{ 1008, ELEVATOR_BACK_MERGE }, { 992, ELEVATOR_FRONT_MERGE },
		{ 1009, ELEVATOR_NO_MERGE },   { 1007, ELEVATOR_NO_MERGE },
		{ 991, ELEVATOR_NO_MERGE },    { 1000, ELEVATOR_NO_MERGE },
	};
	struct bio *bio = next_bio(REQ_OP_WRITE);

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		bio->bi_iter.bi_sector = cases[i].sector;
		assert_int_equal(blk_try_merge(&rq, bio), cases[i].type);
	}
	rq.__data_len = 0; /* nothing at all, before and behind nothing */
	bio->bi_iter = (struct bvec_iter){ .bi_sector = 1000 };
	assert_int_equal(blk_try_merge(&rq, bio), ELEVATOR_BACK_MERGE);
}

static void blk_try_merge__discard__anywhere_with_several_ranges(void **state)
{
	struct bio *bio = next_bio(REQ_OP_DISCARD);

	(void)state;
	rq.cmd_flags = REQ_OP_DISCARD;
	assert_int_equal(blk_try_merge(&rq, bio), ELEVATOR_BACK_MERGE);
	w.q.limits.max_discard_segments = 2;
	assert_int_equal(blk_try_merge(&rq, bio), ELEVATOR_DISCARD_MERGE);
	bio->bi_iter.bi_sector = 77;
	assert_int_equal(blk_try_merge(&rq, bio), ELEVATOR_DISCARD_MERGE);
	rq.cmd_flags = REQ_OP_SECURE_ERASE; /* has no ranges */
	bio->bi_opf = REQ_OP_SECURE_ERASE;
	assert_int_equal(blk_try_merge(&rq, bio), ELEVATOR_NO_MERGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(rq_mergeable__each_flag_and_op__refused_or_not,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(blk_rq_merge_ok__one_difference__refused_by_name,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(blk_rq_merge_ok__one_is_protected__integrity,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(blk_rq_merge_ok__strangers__refused_in_silence,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(blk_rq_merge_ok__write_same__only_of_one_payload,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(blk_write_same_mergeable__dma_direct__a_finding,
						set_up, tear_down),
		cmocka_unit_test_setup_teardown(blk_try_merge__positions__back_front_or_no, set_up,
						tear_down),
		cmocka_unit_test_setup_teardown(
			blk_try_merge__discard__anywhere_with_several_ranges, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
