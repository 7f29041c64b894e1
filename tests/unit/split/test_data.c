/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The data splitter: the reasons to cut beyond the worked examples.
 */
#include <blkpath/count.h>
#include <blkpath/split.h>

#include "pieces.h"

#define K 1024u

static struct t_world w;
static struct t_pieces pieces;

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

#define DIRECT (REQ_OP_WRITE | REQ_DMA_DIRECT)

/* R-QSP-15: floors add up, so eight odd vectors pass a limit of 8 sectors with 12. */
static void bp_split__odd_vectors__pass_max_sectors(void **state)
{
	(void)state;
	w.q.limits.max_sectors = 8;
	t_split(&w, t_bio_pages(&w, REQ_OP_WRITE, 0, 8, 0x1000000, 0x3000, 768), &pieces);
	assert_int_equal(pieces.n, 1);
	assert_int_equal(pieces.piece[0].sectors, 12);
}

/* R-REQ-5: chunks give the cut their name only where one ends before max_sectors do. */
static void bp_split_find__chunk_and_size__the_nearer_is_named(void **state)
{
	static const struct {
		unsigned max_sectors, chunk;
		enum bp_cut_cause cause;
	} cases[] = {
		{ 8, 16, BP_CUT_MAX_SECTORS },
		{ 16, 16, BP_CUT_MAX_SECTORS },
		{ 24, 16, BP_CUT_CHUNK_SECTORS },
	};
	struct bio *bio = t_bio(&w, REQ_OP_READ, 0, 1, T_VECS({ 0x1000000, 64 * K }));
	struct bp_cut cut;

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		w.q.limits.max_sectors = cases[i].max_sectors;
		w.q.limits.chunk_sectors = cases[i].chunk;
		bp_split_find(&w.q, bio, &cut);
		assert_int_equal(cut.cause, cases[i].cause);
		assert_int_equal(cut.sectors, bp_min(cases[i].max_sectors, cases[i].chunk));
	}
}

/* R-QSP-13 step 2: which limit is named when sectors and segments run out in the same place. */
static void bp_split_find__two_limits_at_once__names_the_binding_one(void **state)
{
	static const struct {
		unsigned max_sectors, max_segments;
		enum bp_cut_cause cause;
		const char *rule;
		unsigned sectors, byte;
	} cases[] = {
		{ 16, 2, BP_CUT_MAX_SECTORS, "R-QSP-13.2", 16, 0 },
		{ 20, 2, BP_CUT_MAX_SEGMENTS, "R-QSP-13.2", 16, 0 },
		{ 20, 3, BP_CUT_MAX_SECTORS, "R-QSP-13.2", 20, 2048 },
		{ 24, 2, BP_CUT_MAX_SEGMENTS, "R-QSP-13.3", 16, 0 },
	};
	struct bio *bio = t_bio_pages(&w, REQ_OP_READ, 0, 4, 0x1000000, 0x3000, 4096);
	struct bp_cut cut;

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		w.q.limits.max_sectors = cases[i].max_sectors;
		w.q.limits.max_segments = (u16)cases[i].max_segments;
		bp_split_find(&w.q, bio, &cut);
		assert_int_equal(cut.cause, cases[i].cause);
		assert_string_equal(cut.rule, cases[i].rule);
		assert_int_equal(cut.sectors, cases[i].sectors);
		assert_int_equal(cut.vector, 2);
		assert_int_equal(cut.vector_byte, cases[i].byte);
	}
	/* A large vector whose part is cut by segments before the sectors run out. */
	w.q.limits.max_sectors = 400;
	w.q.limits.max_segments = 2;
	bp_split_find(&w.q, t_bio(&w, REQ_OP_READ, 0, 1, T_VECS({ 0x40000000, 1024 * K })), &cut);
	assert_int_equal(cut.cause, BP_CUT_MAX_SEGMENTS);
	assert_int_equal(cut.sectors, 256);
	assert_int_equal(cut.vector_byte, 0x20000);
}

/* R-ITER-6: an empty page vector uses up the segments; where nothing stops it, it is reported. */
static void bp_split__empty_vector__cut_or_reported(void **state)
{
	struct bio *bio;

	(void)state;
	w.q.limits.max_segments = 4;
	bio = t_bio(&w, REQ_OP_WRITE, 0, 3,
		    T_VECS({ 0x1000, 4096 }, { 0x3000, 0 }, { 0x5000, 4096 }));
	blk_queue_split(&w.q, &bio);
	assert_int_equal(bio_sectors(bio), 8);
	assert_int_equal(bio->bi_phys_segments, 4);
	bio = t_bio(&w, DIRECT, 0, 2, T_VECS({ 0x30000, 0 }, { 0x5000, 4096 }));
	assert_bug(&w.env, BP_SITE_ITER_STUCK, (blk_queue_split(&w.q, &bio), 0));
	assert_bug(&w.env, BP_SITE_ITER_STUCK, __blk_recalc_rq_segments(&w.q, bio));
	bio = t_bio(&w, DIRECT, 0, 3, T_VECS({ 0x800, 512 }, { 0x30000, 0 }, { 0x5000, 4096 }));
	assert_bug(&w.env, BP_SITE_ITER_STUCK, (blk_queue_split(&w.q, &bio), 0));
}

/* G-14 alone: an empty vector counts once under the walk of v5.2 too. */
static void bp_split_find__empty_vector_passes__counts_once(void **state)
{
	struct bp_rules rules = *bp_rules_find("v5.2");
	struct bp_cut cut;

	(void)state;
	bp_rules_take(&rules, bp_rules_find("v6.1"), BP_RULE_empty_vector_passes);
	t_rules(&w, &rules);
	bp_split_find(&w.q,
		      t_bio(&w, REQ_OP_WRITE, 0, 3,
			    T_VECS({ 0x1000, 4096 }, { 0x3000, 0 }, { 0x5000, 4096 })),
		      &cut);
	assert_int_equal(cut.cause, BP_CUT_NONE);
	assert_int_equal(cut.nsegs, 3);
}

/* R-QSP-14: the front cannot be allocated, and nothing is under way that could give memory back. */
static bool fail_bio(void *arg, enum bp_alloc_kind kind, size_t bytes)
{
	unsigned *left = arg;

	(void)bytes;
	if (kind != BP_ALLOC_BIO || !*left)
		return false;
	--*left;
	return true;
}

static const struct bp_alloc_ops failing = { .should_fail = fail_bio };

static void note_status(struct bio *bio)
{
	*(int *)bio->bi_private = bio->bi_status;
}

static void blk_queue_split__no_memory__ends_with_resource(void **state)
{
	struct bio *bio = t_bio_pages(&w, REQ_OP_READ, 0, 64, 0x1000000, 0x3000, 4096);
	struct bio *whole = bio;
	unsigned left = 1;
	int status = -1;

	(void)state;
	bio->bi_private = &status;
	bio->bi_end_io = note_status;
	w.env.alloc_ops = &failing;
	w.env.alloc_arg = &left;
	blk_queue_split(&w.q, &bio);
	assert_null(bio);
	assert_int_equal(status, BLK_STS_RESOURCE);
	assert_int_equal(bio_sectors(whole), 512);
}

/* Another front is under way: when it has come to its end, there is memory. */
struct other {
	struct bp_timer timer;
	struct bio *front;
};

static void end_front(struct bp_timer *timer)
{
	bio_put(bp_container_of(timer, struct other, timer)->front);
}

static void blk_queue_split__memory_comes_back__front(void **state)
{
	struct bio *bio = t_bio_pages(&w, REQ_OP_READ, 0, 64, 0x1000000, 0x3000, 4096);
	struct other other = { .timer.fn = end_front };
	struct bio *whole = bio;
	unsigned left = 1;

	(void)state;
	other.front = bio_alloc_bioset(&w.env, GFP_NOIO, 1, &w.q.bio_split);
	bp_timer_arm(&w.env, &other.timer, 1000);
	w.env.alloc_ops = &failing;
	w.env.alloc_arg = &left;
	blk_queue_split(&w.q, &bio);
	assert_ptr_not_equal(bio, whole);
	assert_int_equal(bio->bi_phys_segments, 32);
	assert_int_equal(w.env.now_ns, 1000);
}

/*
 * Seen: a target's command waited for a front that it could not have, the only thing under way was
 * a timer of its host, who gave the connection up; who took that down waited for the command.
 */
static void nothing_much(struct bp_timer *timer)
{
	(void)timer;
}

static void blk_queue_split__no_front_under_way__waits_for_nobody(void **state)
{
	struct bio *bio = t_bio_pages(&w, REQ_OP_READ, 0, 64, 0x1000000, 0x3000, 4096);
	struct bp_timer timer = { .fn = nothing_much };
	unsigned left = ~0u;
	int status = -1;

	(void)state;
	bio->bi_private = &status;
	bio->bi_end_io = note_status;
	bp_timer_arm(&w.env, &timer, 1000);
	w.env.alloc_ops = &failing;
	w.env.alloc_arg = &left;
	blk_queue_split(&w.q, &bio);
	assert_int_equal(status, BLK_STS_RESOURCE);
	assert_int_equal(w.env.now_ns, 0);
	bp_timer_cancel(&w.env, &timer);
}

static blk_qc_t must_not_run(struct request_queue *q, struct bio *bio)
{
	(void)q;
	(void)bio;
	fail_msg("a waiting remainder was issued");
	return BLK_QC_T_NONE;
}

/* R-QSP-2, R-QSP-3: flags of front and remainder. */
static void blk_queue_split__front_and_remainder__flags(void **state)
{
	struct bio *whole = t_bio_pages(&w, REQ_OP_READ, 0, 64, 0x1000000, 0x3000, 4096);
	struct bio_list waiting[2] = { { NULL, NULL }, { NULL, NULL } };
	struct bio *front = whole;

	(void)state;
	w.q.make_request_fn = must_not_run;
	w.env.current.bio_list = waiting; /* as inside a make_request function (R-QSP-4) */
	blk_queue_split(&w.q, &front);
	w.env.current.bio_list = NULL;
	assert_ptr_not_equal(front, whole);
	assert_true(front->bi_opf & REQ_NOMERGE);
	assert_ptr_equal(front->bi_private, whole);
	assert_true(bio_flagged(front, BIO_CLONED));
	assert_true(bio_flagged(front, BIO_SEG_VALID));
	assert_true(bio_flagged(whole, BIO_CHAIN));
	assert_true(bio_flagged(whole, BIO_QUEUE_ENTERED));
	assert_ptr_equal(waiting[0].head, whole);
	assert_int_equal(front->bi_iter.bi_sector, 0);
	assert_int_equal(whole->bi_iter.bi_sector, 255);
}

/* R-QSP-13 step 1: a.|b, the first vector ends off the edge; b begins on it. */
static void bp_split_find__end_off_the_virtual_boundary__cut_behind_it(void **state)
{
	struct bp_cut cut;

	(void)state;
	w.q.limits.virt_boundary_mask = 4095;
	w.q.limits.max_segment_size = UINT_MAX;
	bp_split_find(&w.q, t_bio(&w, REQ_OP_READ, 0, 2, T_VECS({ 0x1000, 512 }, { 0x3000, 4096 })),
		      &cut);
	assert_int_equal(cut.cause, BP_CUT_VIRT_BOUNDARY);
	assert_string_equal(cut.rule, "R-QSP-13.1");
	assert_int_equal(cut.sectors, 1);
	assert_int_equal(cut.vector, 1);
	assert_int_equal(cut.vector_byte, 0);
}

/* R-QSP-13: a gap is seen before that there is no segment left, both before a third vector. */
static void bp_split_find__gap_where_segments_end__the_gap_is_named(void **state)
{
	struct bio *bio = t_bio(&w, REQ_OP_READ, 0, 3,
				T_VECS({ 0x1000, 4096 }, { 0x3000, 512 }, { 0x5000, 4096 }));
	struct bp_cut cut;

	(void)state;
	w.q.limits.virt_boundary_mask = 4095;
	w.q.limits.max_segments = 2;
	bp_split_find(&w.q, bio, &cut);
	assert_int_equal(cut.cause, BP_CUT_VIRT_BOUNDARY);
	assert_string_equal(cut.rule, "R-QSP-13.1");
	assert_int_equal(cut.limit, 4095);
	assert_int_equal(cut.sectors, 9);
}

/* DEF-3: the end at 4 GiB is a gap for this mask, unless it was cut to 32 bits. */
static void bp_split_find__def_3__gap_at_4_gib_is_lost(void **state)
{
	struct bio *bio =
		t_bio(&w, DIRECT, 0, 2, T_VECS({ 0xFFFFF000, 0x1000 }, { 0x200000000, 0x1000 }));
	struct bp_cut cut;

	(void)state;
	w.q.limits.virt_boundary_mask = 0x1FFFFFFFF;
	w.q.limits.max_segment_size = UINT_MAX;
	bp_split_find(&w.q, bio, &cut);
	assert_int_equal(cut.cause, BP_CUT_VIRT_BOUNDARY);
	assert_int_equal(cut.sectors, 8);
	bp_defect_set(&w.q.bp_defects, BP_DEF_3, true);
	bp_split_find(&w.q, bio, &cut);
	assert_int_equal(cut.cause, BP_CUT_NONE);
	assert_int_equal(cut.nsegs, 2);
}

/* R-QSP-13 step 5: what ends with its first page is one segment, whatever the limits. */
static void bp_split_find__limit_below_a_page__short_cut_counts_one(void **state)
{
	struct bp_cut cut;

	(void)state;
	w.q.limits.max_segment_size = 512;
	bp_split_find(&w.q, t_bio(&w, REQ_OP_READ, 0, 1, T_VECS({ 0x1000, 4096 })), &cut);
	assert_int_equal(cut.nsegs, 1);
	bp_split_find(&w.q, t_bio(&w, REQ_OP_READ, 0, 1, T_VECS({ 0x1200, 4096 })), &cut);
	assert_int_equal(cut.nsegs, 8);
}

static void bp_split_find__advanced_bio__place_from_the_start_of_the_vector(void **state)
{
	struct bio *bio = t_bio(&w, REQ_OP_READ, 0, 1, T_VECS({ 0x10000, 0x10000 }));
	struct bp_cut cut;

	(void)state;
	w.q.limits.max_sectors = 8;
	bio_advance(bio, 0x2000);
	bp_split_find(&w.q, bio, &cut);
	assert_int_equal(cut.vector_byte, 0x3000);
}

#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(bp_split__odd_vectors__pass_max_sectors),
		T(bp_split_find__chunk_and_size__the_nearer_is_named),
		T(bp_split_find__two_limits_at_once__names_the_binding_one),
		T(bp_split__empty_vector__cut_or_reported),
		T(bp_split_find__empty_vector_passes__counts_once),
		T(blk_queue_split__no_memory__ends_with_resource),
		T(blk_queue_split__memory_comes_back__front),
		T(blk_queue_split__no_front_under_way__waits_for_nobody),
		T(blk_queue_split__front_and_remainder__flags),
		T(bp_split_find__end_off_the_virtual_boundary__cut_behind_it),
		T(bp_split_find__gap_where_segments_end__the_gap_is_named),
		T(bp_split_find__def_3__gap_at_4_gib_is_lost),
		T(bp_split_find__limit_below_a_page__short_cut_counts_one),
		T(bp_split_find__advanced_bio__place_from_the_start_of_the_vector),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
