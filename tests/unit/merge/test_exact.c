/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Merging to the bit: which flags are looked at, what is told of a refusal, where a protected bio
 * ends.
 */
#include <blkpath/elevator.h>
#include <blkpath/integrity.h>
#include <blkpath/map.h>
#include <blkpath/merge.h>

#include "bp_test.h"
#include "record.h"

static struct t_world w;
static struct request rq, next;
static struct t_record record;

static struct bio *bio_at(unsigned opf, sector_t sector)
{
	return t_bio(&w, opf, sector, 1, T_VECS({ sector << 13, 4096 }));
}

static int set_up(void **state)
{
	(void)state;
	t_world_init(&w);
	w.q.limits.max_integrity_segments = 4;
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

/* R-MGE-11: only failfast bits that differ mix a request, and its other flags stay. */
static void bio_attempt__flags__failfast_bits_alone_mix(void **state)
{
	(void)state;
	assert_true(bio_attempt_back_merge(&w.q, &rq, bio_at(REQ_OP_WRITE | REQ_SYNC, 1008)));
	assert_false(rq.rq_flags & RQF_MIXED_MERGE);
	t_request(&w, &rq, bio_at(REQ_OP_WRITE | REQ_FAILFAST_DEV, 1000));
	assert_true(
		bio_attempt_back_merge(&w.q, &rq, bio_at(REQ_OP_WRITE | REQ_FAILFAST_DEV, 1008)));
	assert_false(rq.rq_flags & RQF_MIXED_MERGE);
	rq.rq_flags = RQF_QUIET;
	assert_true(bio_attempt_back_merge(&w.q, &rq, bio_at(REQ_OP_WRITE, 1016)));
	assert_int_equal(rq.rq_flags, RQF_QUIET | RQF_MIXED_MERGE);
}

static void bio_attempt__joined__told_by_rule_and_queue(void **state)
{
	(void)state;
	assert_true(bio_attempt_back_merge(&w.q, &rq, bio_at(REQ_OP_WRITE, 1008)));
	assert_string_equal(record.last[BP_EV_BACK_MERGE].rule, "R-MGE-9");
	assert_ptr_equal(record.last[BP_EV_BACK_MERGE].q, &w.q);
	assert_ptr_equal(record.last[BP_EV_BACK_MERGE].rq, &rq);
	assert_ptr_equal(record.last[BP_EV_MERGE_BEGIN].q, &w.q);
	assert_ptr_equal(record.last[BP_EV_MERGE_END].q, &w.q);
	assert_true(bio_attempt_front_merge(&w.q, &rq, bio_at(REQ_OP_WRITE, 992)));
	assert_string_equal(record.last[BP_EV_FRONT_MERGE].rule, "R-MGE-9");
}

/* Each refusal names the bio that was offered. */
static void ll_back_merge_fn__refused__told_of_which_bio(void **state)
{
	static const struct {
		unsigned max_sectors;
		u16 max_segments;
		unsigned long virt_boundary;
		const char *limit;
	} cases[] = {
		{ 8, 4, 0, "max_sectors" },
		{ 64, 1, 0, "max_segments" },
		{ 64, 4, 0x1fff, "virt_boundary_mask" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bio *bio = bio_at(REQ_OP_WRITE, 1008);

		w.q.limits.max_sectors = cases[i].max_sectors;
		w.q.limits.max_segments = cases[i].max_segments;
		w.q.limits.virt_boundary_mask = cases[i].virt_boundary;
		assert_false(ll_back_merge_fn(&w.q, &rq, bio));
		assert_string_equal(record.last[BP_EV_MERGE_REFUSED].limit, cases[i].limit);
		assert_ptr_equal(record.last[BP_EV_MERGE_REFUSED].bio, bio);
	}
}

/* R-MGE-8: offsets count by the bits of the boundary, and these are told. */
static void bio_will_gap__offsets__bits_of_the_boundary(void **state)
{
	struct bio *prev = t_bio(&w, REQ_OP_WRITE, 0, 1, T_VECS({ 0x10200, 0x100 }));
	struct bio *following = bio_at(REQ_OP_WRITE, 1008);

	(void)state;
	w.q.limits.virt_boundary_mask = 0x1ff;
	assert_true(bio_will_gap(&w.q, NULL, prev, following));
	prev->bi_io_vec[0].bv_len = prev->bi_iter.bi_size = 0x200;
	assert_false(bio_will_gap(&w.q, NULL, prev, following));
	w.q.limits.virt_boundary_mask = 0x7ff;
	rq.bio->bi_io_vec[0].bv_offset = 0x900;
	assert_false(ll_back_merge_fn(&w.q, &rq, following));
	t_assert_refused(&record, "R-MGE-8", "virt_boundary_mask", 0x100, 0x7ff);
}

/* A place beyond 32 bits: its chunk ends 8 sectors on (G-8). */
static void ll_back_merge_fn__far_place__its_own_chunk(void **state)
{
	const sector_t sector = 0x100000000ull * 3 + 16; /* 24 divides it but for 16 */

	(void)state;
	t_rules(&w, bp_rules_find("v6.1"));
	w.q.limits.chunk_sectors = 24;
	t_request(&w, &rq, bio_at(REQ_OP_WRITE, 0));
	rq.__sector = rq.bio->bi_iter.bi_sector = sector;
	assert_false(ll_back_merge_fn(&w.q, &rq, bio_at(REQ_OP_WRITE, 8)));
	t_assert_refused(&record, "R-MGE-4", "chunk_sectors", 16, 8);
}

static struct bio *tuples(unsigned n, const struct t_vec *vecs)
{
	struct bio *bio = bio_at(REQ_OP_WRITE, 1008);

	assert_non_null(bio_integrity_alloc(bio, GFP_NOIO, n));
	for (unsigned i = 0; i < n; i++)
		bio_integrity_add_page(bio, pfn_to_page(vecs[i].addr >> 12), vecs[i].len,
				       (unsigned)vecs[i].addr & 0xfff);
	return bio;
}

static void blk_rq_count_integrity_sg__sizes__as_they_join(void **state)
{
	(void)state;
	w.q.limits.max_segment_size = 8192;
	/* aaaabbbb  just the size of a segment */
	assert_int_equal(blk_rq_count_integrity_sg(
				 &w.q, tuples(2, T_VECS({ 0x64000, 4096 }, { 0x65000, 4096 }))),
			 1);
	/* aaaa.bbbbcccc  what did not join does not count for the next */
	assert_int_equal(blk_rq_count_integrity_sg(&w.q, tuples(3, T_VECS({ 0x64000, 4096 },
									  { 0x70000, 4096 },
									  { 0x71000, 4096 }))),
			 2);
	/* the first page of memory follows nothing */
	assert_int_equal(blk_rq_count_integrity_sg(&w.q, tuples(1, T_VECS({ 0, 64 }))), 1);
}

/* Counts of requests without protection are not looked at. */
static void blk_integrity_merge__kinds__each_pair(void **state)
{
	struct bio *safe = tuples(1, T_VECS({ 0x64000, 64 }));
	struct bio *plain = bio_at(REQ_OP_WRITE, 1008);

	(void)state;
	t_request(&w, &next, plain);
	rq.nr_integrity_segments = next.nr_integrity_segments = 5;
	assert_true(blk_integrity_merge_bio(&w.q, &rq, plain));
	assert_true(blk_integrity_merge_rq(&w.q, &rq, &next));
	rq.nr_integrity_segments = next.nr_integrity_segments = 0;
	bp_defect_set(&w.q.bp_defects, BP_QUIRK_6, true);
	assert_true(blk_rq_merge_ok(&rq, plain));
	t_request(&w, &next, safe);
	next.nr_integrity_segments = 0;
	assert_false(blk_integrity_merge_rq(&w.q, &rq, &next));
	assert_false(blk_integrity_merge_rq(&w.q, &next, &rq));
	next.bio = NULL; /* a request without data */
	assert_true(blk_integrity_merge_bio(&w.q, &next, plain));
	assert_false(blk_integrity_merge_bio(&w.q, &next, safe));
}

/* The end of the last vector and the start of the first meet; without vectors nothing does. */
static void integrity_req_gap__vectors__the_ones_that_meet(void **state)
{
	struct bio *ends_well = tuples(2, T_VECS({ 0x64000, 64 }, { 0x70000, 4096 }));
	struct bio *begins_well = tuples(2, T_VECS({ 0x80000, 64 }, { 0x90040, 64 }));
	struct bio *begins_badly = tuples(2, T_VECS({ 0x80200, 64 }, { 0x90040, 64 }));
	struct bio *empty = tuples(0, NULL);

	(void)state;
	w.q.limits.virt_boundary_mask = 0xfff;
	t_request(&w, &rq, ends_well);
	assert_false(integrity_req_gap_back_merge(&rq, begins_well));
	assert_true(integrity_req_gap_front_merge(&rq, begins_well));
	if (bio_integrity(empty)) {
		assert_false(integrity_req_gap_back_merge(&rq, empty));
		assert_false(integrity_req_gap_front_merge(&rq, empty));
	}
	bio_integrity(begins_badly)->bip_vcnt = 0;
	assert_false(integrity_req_gap_back_merge(&rq, begins_badly));
	assert_false(integrity_req_gap_front_merge(&rq, begins_badly));
	t_request(&w, &rq, bio_at(REQ_OP_WRITE, 1000));
	assert_false(integrity_req_gap_back_merge(&rq, begins_well));
	assert_false(integrity_req_gap_front_merge(&rq, begins_well));
}

/* Of several bios: the last one in front of what comes behind, the first behind what comes first.
 */
static void integrity_req_gap__several_bios__the_outer_ones(void **state)
{
	struct bio *first = tuples(1, T_VECS({ 0x64000, 4096 }));
	struct bio *last = tuples(1, T_VECS({ 0x90040, 64 }));
	struct bio *whole = tuples(1, T_VECS({ 0xa0000, 4096 }));

	(void)state;
	w.q.limits.virt_boundary_mask = 0xfff;
	t_request(&w, &rq, first);
	first->bi_next = last;
	rq.biotail = last;
	assert_true(integrity_req_gap_back_merge(&rq, whole));
	assert_false(integrity_req_gap_front_merge(&rq, whole));
}

static void ll_new_hw_segment__integrity__told_the_sum(void **state)
{
	struct bio *bio = tuples(2, T_VECS({ 0x64000, 64 }, { 0x70000, 64 }));

	(void)state;
	t_request(&w, &rq, tuples(1, T_VECS({ 0x80000, 64 })));
	rq.nr_integrity_segments = 3;
	assert_false(ll_back_merge_fn(&w.q, &rq, bio));
	t_assert_refused(&record, "R-MGE-6", "max_integrity_segments", 5, 4);
	assert_ptr_equal(record.last[BP_EV_MERGE_REFUSED].bio, bio);
}

/* R-MGE-17: the same block written again and again stays one request. */
static void attempt_merge__write_same__of_one_payload(void **state)
{
	(void)state;
	w.q.limits.max_write_same_sectors = 64;
	t_request(&w, &rq, t_bio(&w, REQ_OP_WRITE_SAME, 1000, 1, T_VECS({ 0x5000, 4096 })));
	t_request(&w, &next, t_bio(&w, REQ_OP_WRITE_SAME, 1008, 1, T_VECS({ 0x5000, 4096 })));
	assert_ptr_equal(attempt_merge(&w.q, &rq, &next), &next);
	assert_int_equal(blk_rq_sectors(&rq), 16);
}

static bool mixes(unsigned flags, unsigned next_flags, unsigned rq_flags)
{
	t_request(&w, &rq, bio_at(REQ_OP_WRITE | flags, 1000));
	t_request(&w, &next, bio_at(REQ_OP_WRITE | next_flags, 1008));
	next.rq_flags |= rq_flags;
	rq.rq_flags |= RQF_QUIET;
	assert_ptr_equal(attempt_merge(&w.q, &rq, &next), &next);
	assert_ptr_equal(record.last[BP_EV_RQ_MERGE_BEGIN].q, &w.q);
	assert_ptr_equal(record.last[BP_EV_RQ_MERGE_END].q, &w.q);
	return rq.rq_flags & RQF_MIXED_MERGE;
}

/* R-MGE-17: the request that stays is mixed when one was, or when their failfast bits differ. */
static void attempt_merge__failfast_bits__mixed_only_where_they_differ(void **state)
{
	(void)state;
	assert_false(mixes(0, 0, 0));
	assert_false(mixes(REQ_SYNC, 0, 0));
	assert_false(mixes(REQ_FAILFAST_DEV, REQ_FAILFAST_DEV, 0));
	assert_true(mixes(REQ_FAILFAST_DEV, 0, 0));
	assert_true(mixes(0, REQ_FAILFAST_DEV, 0));
	assert_true(mixes(0, 0, RQF_MIXED_MERGE));
}

static void merge__strangers_side_by_side__told_who_was_refused(void **state)
{
	struct bio *bio = bio_at(REQ_OP_READ, 1008);

	(void)state;
	assert_false(blk_rq_merge_ok(&rq, bio));
	assert_ptr_equal(record.last[BP_EV_MERGE_REFUSED].bio, bio);
	assert_string_equal(record.last[BP_EV_MERGE_REFUSED].limit, "op");
	t_request(&w, &next, bio);
	assert_null(attempt_merge(&w.q, &rq, &next));
	assert_ptr_equal(record.last[BP_EV_MERGE_REFUSED].other_rq, &next);
	assert_string_equal(record.last[BP_EV_MERGE_REFUSED].rule, "R-MGE-17");
}

static struct bio *discard_at(sector_t sector)
{
	struct bio *bio = t_bio(&w, REQ_OP_DISCARD, sector, 0, NULL);

	bio->bi_iter.bi_size = 4096;
	return bio;
}

/* R-MGE-17: of discards it is told, too, which one was to follow. */
static void attempt_merge__discards__told_who_was_refused(void **state)
{
	static const char *const limits[] = { "max_discard_segments", "max_discard_sectors" };

	(void)state;
	w.q.limits.max_discard_segments = 2;
	for (unsigned i = 0; i < 2; i++) {
		w.q.limits.max_discard_sectors = i ? 8 : 100;
		t_request(&w, &rq, discard_at(1000));
		t_request(&w, &next, discard_at(2000));
		rq.nr_phys_segments = i ? 1 : 2;
		next.nr_phys_segments = 1;
		assert_null(attempt_merge(&w.q, &rq, &next));
		assert_string_equal(record.last[BP_EV_MERGE_REFUSED].limit, limits[i]);
		assert_ptr_equal(record.last[BP_EV_MERGE_REFUSED].other_rq, &next);
		assert_ptr_equal(record.last[BP_EV_MERGE_REFUSED].bio, next.bio);
	}
}

#define T(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(bio_attempt__flags__failfast_bits_alone_mix),
		T(bio_attempt__joined__told_by_rule_and_queue),
		T(ll_back_merge_fn__refused__told_of_which_bio),
		T(bio_will_gap__offsets__bits_of_the_boundary),
		T(ll_back_merge_fn__far_place__its_own_chunk),
		T(blk_rq_count_integrity_sg__sizes__as_they_join),
		T(blk_integrity_merge__kinds__each_pair),
		T(integrity_req_gap__vectors__the_ones_that_meet),
		T(integrity_req_gap__several_bios__the_outer_ones),
		T(ll_new_hw_segment__integrity__told_the_sum),
		T(attempt_merge__write_same__of_one_payload),
		T(attempt_merge__failfast_bits__mixed_only_where_they_differ),
		T(merge__strangers_side_by_side__told_who_was_refused),
		T(attempt_merge__discards__told_who_was_refused),
	};

	return cmocka_run_group_tests_name("merge/exact", tests, NULL, NULL);
}
