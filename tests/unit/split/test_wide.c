/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Places and sizes that 32 bits do not hold.  Boundaries are 8 GiB, which no address of 4 GiB less
 * would meet.
 */
#include "newer_test.h"

#define GIB_8 (8ull << 30)

/* A vector whose offset from its page is as large as offsets get, the first bytes of it done. */
static struct bio *far_offset(u64 page, unsigned offset, unsigned done, unsigned len)
{
	struct bio *bio = t_bio(&w, REQ_OP_WRITE, 0, 1, T_VECS({ page, done + len }));

	bio->bi_io_vec[0].bv_offset = offset;
	bio->bi_iter.bi_bvec_done = done;
	bio->bi_iter.bi_size = len;
	return bio;
}

static struct bp_cut find(const struct bp_rules *rules, const struct t_queue *queue,
			  const struct bio *bio)
{
	struct bp_cut cut;

	t_rules(&w, rules);
	t_limits(queue);
	bp_split_find(&w.q, bio, &cut);
	return cut;
}

/* S1: 4 GiB are more than any bio has. */
static void bp_split_find__max_sectors_of_4_gib__no_cut(void **state)
{
	const struct t_queue queue = { .max_sectors = 8388608 };
	const struct t_data data = { 0, { { 0x100000, 8192 }, { 0x200000, 4096 } } };

	(void)state;
	assert_int_equal(t_cut("v6.1", &queue, &data).cause, BP_CUT_NONE);
	assert_int_equal(t_cut("v6.1", &queue, &data).nsegs, 2);
}

/* S5, G-1: page and offset together reach the boundary, aaaa|aa. */
static void bp_split_find__offset_beyond_4_gib__meets_the_boundary(void **state)
{
	const struct t_queue queue = { .boundary = GIB_8 - 1, .max_segments = 1 };
	struct bio *bio = far_offset(0xffff7000, 0xfffff000, 0x2000, 0x10000);
	struct bp_cut cut = find(bp_rules_find("v6.1"), &queue, bio);

	(void)state;
	assert_int_equal(cut.cause, BP_CUT_MAX_SEGMENTS);
	assert_int_equal(cut.sectors, 0x8000 >> SECTOR_SHIFT);
	assert_int_equal(cut.vector_byte, 0x2000 + 0x8000); /* what was done before counts */
}

/* S4: beyond the first page, although the low half of the offset lies in it. */
static void bp_split_find__offset_of_4_gib__is_off_the_page(void **state)
{
	const struct t_queue queue = { .segment_size = 512 };
	struct bio *bio = far_offset(0x100000, 0xfffff000, 0x1000, 4096);

	(void)state;
	assert_int_equal(find(bp_rules_find("v6.1"), &queue, bio).nsegs, 8);
}

/* S3: the end at 4 GiB is a gap for this mask; so is a start there. */
static void bp_split_find__gap_of_4_gib__seen(void **state)
{
	const struct t_queue queue = { .virt_boundary = GIB_8 - 1 };
	struct bio *bio =
		t_bio(&w, REQ_OP_WRITE, 0, 2, T_VECS({ 0x100000, 4096 }, { 0x200000, 4096 }));

	(void)state;
	bio->bi_io_vec[0].bv_offset = 0xfffff000;
	assert_int_equal(find(bp_rules_find("v6.1"), &queue, bio).cause, BP_CUT_VIRT_BOUNDARY);
}

/* G-1 alone, under the walk of v5.2: aa|aa at 8 GiB, of a whole vector and of a part. */
static void bp_split_find__boundary_by_address__walk_of_sectors_too(void **state)
{
	struct bp_rules rules = *bp_rules_find("v5.2");
	struct bio *bio = t_bio(&w, REQ_OP_WRITE, 0, 1, T_VECS({ GIB_8 - 4096, 16384 }));
	const struct t_queue whole = { .boundary = GIB_8 - 1 };
	const struct t_queue part = { .boundary = GIB_8 - 1, .max_sectors = 16 };

	(void)state;
	assert_int_equal(find(&rules, &whole, bio).nsegs, 1);
	assert_true(bp_rules_take(&rules, bp_rules_find("v6.1"), BP_RULE_boundary_origin));
	assert_int_equal(find(&rules, &whole, bio).nsegs, 2);
	assert_int_equal(find(&rules, &part, bio).nsegs, 2);
	assert_int_equal(find(&rules, &part, bio).sectors, 16);
}

/* A bus address is its own origin, whatever the rule set says of pages. */
static void bp_split_find__direct_bio__boundary_by_its_address(void **state)
{
	const struct t_queue queue = { .boundary = 0xffff };
	const struct t_queue one = { .boundary = 0xffff, .max_segments = 1 };
	const struct t_vec vecs[] = { { 0xfff0e200, 16384 } };
	struct bio *bio = t_bio(&w, REQ_OP_WRITE | REQ_DMA_DIRECT, 0, 1, vecs);

	(void)state;
	for (unsigned set = 0; bp_rules_at(set); set++) {
		assert_int_equal(find(bp_rules_at(set), &queue, bio).nsegs, 2);
		assert_int_equal(find(bp_rules_at(set), &one, bio).sectors, 15);
	}
}

/* R-ITER-6: an empty vector at 4 GiB lies in no first page, so that nothing counts it. */
static void bp_split_find__empty_vector_at_4_gib__bug(void **state)
{
	const struct t_queue queue = { 0 };
	struct bio *bio = t_bio(&w, REQ_OP_WRITE | REQ_DMA_DIRECT, 0, 2,
				T_VECS({ 1ull << 32, 0 }, { 0x5000, 4096 }));

	(void)state;
	assert_bug(&w.env, BP_SITE_ITER_STUCK, (find(bp_rules_find("v5.2"), &queue, bio), 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(bp_split_find__max_sectors_of_4_gib__no_cut),
		T(bp_split_find__offset_beyond_4_gib__meets_the_boundary),
		T(bp_split_find__offset_of_4_gib__is_off_the_page),
		T(bp_split_find__gap_of_4_gib__seen),
		T(bp_split_find__boundary_by_address__walk_of_sectors_too),
		T(bp_split_find__direct_bio__boundary_by_its_address),
		T(bp_split_find__empty_vector_at_4_gib__bug),
	};

	return cmocka_run_group_tests_name("split/wide", tests, NULL, NULL);
}
