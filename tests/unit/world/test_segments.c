/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <blkpath/bio_life.h>
#include <blkpath/count.h>

#include "bp_test.h"
#include "world/segments.h"

static struct t_world world;

static int setup(void **state)
{
	(void)state;
	t_world_init(&world);
	blk_queue_flag_set(QUEUE_FLAG_DMA_DIRECT, &world.q);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	t_world_fini(&world);
	return 0;
}

/* The segments are these, and as many as counting finds. */
static void has(struct bio *bio, const struct bp_range *want, unsigned n)
{
	struct bp_segment_walk walk;
	struct bp_range segment;
	unsigned i = 0;

	bp_segments_start(&walk, &world.q, bio);
	for (; bp_segments_next(&walk, &segment); i++) {
		assert_true(i < n);
		assert_int_equal(segment.addr, want[i].addr);
		assert_int_equal(segment.len, want[i].len);
	}
	assert_int_equal(i, n);
	assert_int_equal(__blk_recalc_rq_segments(&world.q, bio), n);
	bio_put(bio);
}

#define WANT(...)                                                                                  \
	(const struct bp_range[]){ __VA_ARGS__ },                                                  \
		sizeof((const struct bp_range[]){ __VA_ARGS__ }) / sizeof(struct bp_range)

/* EX-4: ..a|b|c.. one dma vector over two boundaries */
static void bp_segments_next__dma_vector_over_boundaries__cut_there(void **state)
{
	(void)state;
	world.q.limits.seg_boundary_mask = 0xffff;
	has(t_bio(&world, REQ_OP_READ | REQ_DMA_DIRECT, 0, 1, T_VECS({ 0x120008000, 0x20000 })),
	    WANT({ 0x120008000, 0x8000 }, { 0x120010000, 0x10000 }, { 0x120020000, 0x8000 }));
}

/* QUIRK-1: a page vector's boundary counts from its first page */
static void bp_segments_next__page_vector__counts_from_its_page(void **state)
{
	(void)state;
	world.q.limits.seg_boundary_mask = 0x1fff;
	has(t_bio(&world, REQ_OP_READ, 0, 1, T_VECS({ 0x1200, 0x4000 })),
	    WANT({ 0x1200, 0x1e00 }, { 0x3000, 0x2000 }, { 0x5000, 0x200 }));
}

/* G-1: newer kernels count from the address; QUIRK-1's picture shifted by 0x1000 */
static void bp_segments_next__newer_rules__counts_from_the_address(void **state)
{
	(void)state;
	world.q.limits.seg_boundary_mask = 0x1fff;
	world.q.bp_rules = bp_rules_find("v6.1");
	has(t_bio(&world, REQ_OP_READ, 0, 1, T_VECS({ 0x1200, 0x4000 })),
	    WANT({ 0x1200, 0xe00 }, { 0x2000, 0x2000 }, { 0x4000, 0x1200 }));
}

/* G-14: AAAA||BBBB */
static void bp_segments_next__empty_vector_of_newer_rules__passed(void **state)
{
	(void)state;
	world.q.bp_rules = bp_rules_find("v6.1");
	has(t_bio(&world, REQ_OP_READ, 0, 3,
		  T_VECS({ 0x1000, 0x1000 }, { 0x5000, 0 }, { 0x8000, 0x1000 })),
	    WANT({ 0x1000, 0x1000 }, { 0x8000, 0x1000 }));
}

/* R-QSP-13.5: what the splitter takes unseen is one segment, though a recount finds eight */
static void bp_segments_next__limit_below_a_page__as_split(void **state)
{
	struct bio *bio = t_bio(&world, REQ_OP_READ, 0, 1, T_VECS({ 0x1000, 4096 }));
	struct bp_segment_walk walk;
	struct bp_range segment;

	(void)state;
	world.q.limits.max_segment_size = 512;
	bp_segments_start(&walk, &world.q, bio);
	assert_true(bp_segments_next(&walk, &segment));
	assert_int_equal(segment.len, 4096);
	assert_false(bp_segments_next(&walk, &segment));
	bio_put(bio);
}

/* aa|bb: touching vectors stay apart */
static void bp_segments_next__touching_vectors__a_segment_each(void **state)
{
	(void)state;
	has(t_bio(&world, REQ_OP_READ, 0, 2, T_VECS({ 0x1000, 4096 }, { 0x2000, 512 })),
	    WANT({ 0x1000, 4096 }, { 0x2000, 512 }));
}

/* [..a][b] a bio that starts within its first vector */
static void bp_segments_next__advanced_bio__the_rest(void **state)
{
	struct bio *bio =
		t_bio(&world, REQ_OP_READ, 0, 2, T_VECS({ 0x10000, 0x18000 }, { 0x40000, 512 }));

	(void)state;
	bio_advance_iter(bio, &bio->bi_iter, 0x4000);
	has(bio, WANT({ 0x14000, 0x10000 }, { 0x24000, 0x4000 }, { 0x40000, 512 }));
}

static void bp_segments_next__discard__none(void **state)
{
	struct bio *bio = t_bio(&world, REQ_OP_DISCARD, 0, 0, NULL);
	struct bp_segment_walk walk;
	struct bp_range segment;

	(void)state;
	bio->bi_iter.bi_size = 4096;
	bp_segments_start(&walk, &world.q, bio);
	assert_false(bp_segments_next(&walk, &segment));
	bio_put(bio);
}

/* R-ITER-6, QUIRK-2: ends, whatever stands there */
static void bp_segments_next__no_progress__ends(void **state)
{
	struct bio *bio = t_bio(&world, REQ_OP_READ, 0, 2, T_VECS({ 0x1000, 0 }, { 0x2000, 512 }));
	struct bp_segment_walk walk;
	struct bp_range segment;

	(void)state;
	bp_segments_start(&walk, &world.q, bio);
	assert_false(bp_segments_next(&walk, &segment));
	bio_put(bio);
}

#define CASE(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(bp_segments_next__dma_vector_over_boundaries__cut_there),
		CASE(bp_segments_next__page_vector__counts_from_its_page),
		CASE(bp_segments_next__newer_rules__counts_from_the_address),
		CASE(bp_segments_next__empty_vector_of_newer_rules__passed),
		CASE(bp_segments_next__limit_below_a_page__as_split),
		CASE(bp_segments_next__touching_vectors__a_segment_each),
		CASE(bp_segments_next__advanced_bio__the_rest),
		CASE(bp_segments_next__discard__none),
		CASE(bp_segments_next__no_progress__ends),
	};

	return cmocka_run_group_tests_name("segments", tests, NULL, NULL);
}
