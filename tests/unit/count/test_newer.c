/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counting as newer kernels do (S9, G-1 to G-3, G-12, G-14).
 */
#include <blkpath/count.h>

#include "bp_test.h"
#include "record.h"

static struct bio *one(struct t_world *w, u64 addr, unsigned len)
{
	return t_bio(w, REQ_OP_READ, 0, 1, T_VECS({ addr, len }));
}

/* S9: pieces by physical address, inside a page too; what lies behind an edge is left out. */
static void __blk_recalc_rq_segments__newer__by_address(void **state)
{
	static const struct {
		const char *name;
		unsigned long boundary, virt_boundary;
		unsigned segment_size;
		struct t_vec vec;
		unsigned v52, newer;
	} cases[] = {
		{ "G-1: aa|aa", 0xffff, 0, UINT_MAX, { 0xf000, 8192 }, 1, 2 },
		{ "G-1: from the page on, ..aa|aa", 0xffff, 0, UINT_MAX, { 0xf800, 4096 }, 1, 2 },
		{ "G-2: 4 GiB", BLK_SEG_BOUNDARY_MASK, 0, UINT_MAX, { 0xfffff000, 8192 }, 1, 2 },
		{ "a|a|a|a of one page", BLK_SEG_BOUNDARY_MASK, 0, 1024, { 0x1000, 4096 }, 4, 4 },
		{ "aa|. an edge ends it",
		  BLK_SEG_BOUNDARY_MASK,
		  0xfff,
		  6144,
		  { 0x1000, 8192 },
		  1,
		  1 },
		{ "aa|aa from the middle of 8 KiB: edges are the vector's own",
		  BLK_SEG_BOUNDARY_MASK,
		  0x1fff,
		  8192,
		  { 0x11000, 16384 },
		  2,
		  2 },
		{ "no data", BLK_SEG_BOUNDARY_MASK, 0, UINT_MAX, { 0x1000, 0 }, 0, 0 },
	};
	struct t_world *w = *state;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bio *bio = one(w, cases[i].vec.addr, cases[i].vec.len);

		print_message("# %s\n", cases[i].name);
		w->q.limits.seg_boundary_mask = cases[i].boundary;
		w->q.limits.virt_boundary_mask = cases[i].virt_boundary;
		w->q.limits.max_segment_size = cases[i].segment_size;
		t_rules(w, bp_rules_find("v5.2"));
		assert_int_equal(__blk_recalc_rq_segments(&w->q, bio), cases[i].v52);
		t_rules(w, bp_rules_find("v6.1"));
		assert_int_equal(__blk_recalc_rq_segments(&w->q, bio), cases[i].newer);
		t_rules(w, bp_rules_find("v6.18"));
		assert_int_equal(__blk_recalc_rq_segments(&w->q, bio), cases[i].newer);
	}
}

/* G-3: under v5.2 it would count for ever. */
static void __blk_recalc_rq_segments__all_ones_boundary__no_limit(void **state)
{
	struct t_world *w = *state;
	struct bio *bio = one(w, 1ull << 32, 1 << 20);

	w->q.limits.seg_boundary_mask = ~0ul;
	w->q.limits.max_segment_size = 65536;
	assert_bug(&w->env, BP_SITE_SEGMENT_EMPTY, __blk_recalc_rq_segments(&w->q, bio));
	t_rules(w, bp_rules_find("v6.1"));
	assert_int_equal(__blk_recalc_rq_segments(&w->q, bio), 16);
}

/* G-14: a, nothing, b */
static void __blk_recalc_rq_segments__empty_vector__passed(void **state)
{
	struct t_world *w = *state;
	struct bio *bio = t_bio(w, REQ_OP_READ, 0, 3,
				T_VECS({ 0x1000, 512 }, { 0x3000, 0 }, { 0x5000, 512 }));

	assert_bug(&w->env, BP_SITE_ITER_STUCK, __blk_recalc_rq_segments(&w->q, bio));
	t_rules(w, bp_rules_find("v6.1"));
	assert_int_equal(__blk_recalc_rq_segments(&w->q, bio), 2);
}

/* G-12: a bio that was never counted is counted for the one who asks, and not marked. */
static void bio_phys_segments__newer__leaves_the_bio_alone(void **state)
{
	struct t_world *w = *state;
	struct bio *bio = one(w, 0x1000, 4096);
	struct bio *next = one(w, 0x3000, 4096);
	struct request rq;

	t_rules(w, bp_rules_find("v6.1"));
	bio->bi_next = next;
	assert_int_equal(bio_phys_segments(&w->q, bio), 1);
	assert_int_equal(bio->bi_phys_segments, 0);
	assert_false(bio_flagged(bio, BIO_SEG_VALID));
	assert_ptr_equal(bio->bi_next, next);
	bio->bi_next = NULL;
	t_request(w, &rq, bio);
	assert_int_equal(rq.nr_phys_segments, 1);
	assert_false(bio_flagged(bio, BIO_SEG_VALID));
	t_rules(w, bp_rules_find("v5.2"));
	assert_int_equal(bio_phys_segments(&w->q, bio), 1);
	assert_true(bio_flagged(bio, BIO_SEG_VALID));
}

/* G-1 speaks of pages: a bus address is its own origin.  What is counted is told. */
static void __blk_recalc_rq_segments__direct__by_its_address(void **state)
{
	struct t_world *w = *state;
	struct bio *bio =
		t_bio(w, REQ_OP_READ | REQ_DMA_DIRECT, 0, 1, T_VECS({ 0xfff0e200, 16384 }));
	struct bio *whole =
		t_bio(w, REQ_OP_READ | REQ_DMA_DIRECT, 0, 1, T_VECS({ 0x10000, 0x20000 }));
	static struct t_record record;

	w->q.limits.seg_boundary_mask = 0xffff;
	t_record(&w->env, &record);
	for (unsigned set = 0; bp_rules_at(set); set++) {
		t_rules(w, bp_rules_at(set));
		assert_int_equal(__blk_recalc_rq_segments(&w->q, whole), 2);
		assert_int_equal(__blk_recalc_rq_segments(&w->q, bio), 2);
	}
	assert_string_equal(record.last[BP_EV_COUNT].rule, "R-CNT-1");
	assert_int_equal(record.last[BP_EV_COUNT].a, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_world(__blk_recalc_rq_segments__newer__by_address),
		t_in_world(__blk_recalc_rq_segments__all_ones_boundary__no_limit),
		t_in_world(__blk_recalc_rq_segments__empty_vector__passed),
		t_in_world(__blk_recalc_rq_segments__direct__by_its_address),
		t_in_world(bio_phys_segments__newer__leaves_the_bio_alone),
	};

	return cmocka_run_group_tests_name("count/newer", tests, NULL, NULL);
}
