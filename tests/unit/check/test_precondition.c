/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * PRE-A and PRE-B at their edges.
 */
#include <limits.h>

#include "court.h"

#define LIM(...) ((struct queue_limits){ __VA_ARGS__ })

/* Sane and aligned; each case changes one thing. */
static struct queue_limits good(void)
{
	return LIM(.logical_block_size = 512, .seg_boundary_mask = 0xffffffff,
		   .max_segment_size = 65536, .max_sectors = 255, .max_segments = 128);
}

struct edge {
	enum bp_pre pre;
	const char *what;
	void (*change)(struct queue_limits *lim);
};

#define CHANGE(name, body)                                                                         \
	static void name(struct queue_limits *lim)                                                 \
	{                                                                                          \
		body;                                                                              \
	}

CHANGE(nothing, (void)lim)
CHANGE(no_block_size, lim->logical_block_size = 0)
CHANGE(odd_block, lim->logical_block_size = 1536)
CHANGE(block_4096, (lim->logical_block_size = 4096, lim->max_sectors = 256))
CHANGE(block_8192, (lim->logical_block_size = 8192, lim->max_sectors = 256))
CHANGE(block_256, lim->logical_block_size = 256)
CHANGE(mask_page, lim->seg_boundary_mask = 0xfff)
CHANGE(mask_below_page, lim->seg_boundary_mask = 0x7ff)
CHANGE(mask_63, lim->seg_boundary_mask = ~0ul >> 1)
CHANGE(mask_all_ones, lim->seg_boundary_mask = ~0ul)
CHANGE(mask_with_hole, lim->seg_boundary_mask = 0xefff)
CHANGE(segment_unlimited, lim->max_segment_size = UINT_MAX)
CHANGE(segment_page, lim->max_segment_size = 4096)
CHANGE(segment_below_page, lim->max_segment_size = 3584)
CHANGE(segment_odd, lim->max_segment_size = 5000)
CHANGE(virt_page, (lim->virt_boundary_mask = 0xfff, lim->max_segment_size = UINT_MAX))
CHANGE(virt_64k, (lim->virt_boundary_mask = 0xffff, lim->max_segment_size = UINT_MAX))
CHANGE(virt_with_segment_size, lim->virt_boundary_mask = 0xfff)
CHANGE(virt_with_hole, (lim->virt_boundary_mask = 0xf00, lim->max_segment_size = UINT_MAX))
CHANGE(virt_above_mask, (lim->virt_boundary_mask = 0x1ffff, lim->seg_boundary_mask = 0xffff,
			 lim->max_segment_size = UINT_MAX))
CHANGE(no_sectors, lim->max_sectors = 0)
CHANGE(half_a_block, (lim->logical_block_size = 1024, lim->max_sectors = 255))
CHANGE(chunk_power, lim->chunk_sectors = 256)
CHANGE(chunk_odd, lim->chunk_sectors = 24)
CHANGE(chunk_half_a_block,
       (lim->logical_block_size = 1024, lim->max_sectors = 256, lim->chunk_sectors = 1))

static void pre__limits_at_their_edges__as_section_14_says(void **state)
{
	static const struct edge edges[] = {
		{ BP_MEETS_A, "nothing", nothing },
		{ BP_MEETS_A, "logical block 0 is 512", no_block_size },
		{ BP_MEETS_B, "logical block no power of two", odd_block },
		{ BP_MEETS_A, "logical block a page", block_4096 },
		{ BP_MEETS_B, "logical block above a page", block_8192 },
		{ BP_MEETS_B, "logical block below a sector", block_256 },
		{ BP_MEETS_A, "k = 12", mask_page },
		{ BP_MEETS_ANY, "k = 11", mask_below_page },
		{ BP_MEETS_A, "k = 63", mask_63 },
		{ BP_MEETS_ANY, "k = 64", mask_all_ones },
		{ BP_MEETS_ANY, "mask with a hole", mask_with_hole },
		{ BP_MEETS_A, "segments without limit", segment_unlimited },
		{ BP_MEETS_A, "segments of a page", segment_page },
		{ BP_MEETS_ANY, "segments below a page", segment_below_page },
		{ BP_MEETS_B, "segments of no whole blocks", segment_odd },
		{ BP_MEETS_A, "virtual boundary of a page", virt_page },
		{ BP_MEETS_B, "virtual boundary above a page", virt_64k },
		{ BP_MEETS_ANY, "virtual boundary and a segment size", virt_with_segment_size },
		{ BP_MEETS_ANY, "virtual boundary with a hole", virt_with_hole },
		{ BP_MEETS_ANY, "virtual boundary above the segment boundary", virt_above_mask },
		{ BP_MEETS_B, "no sectors", no_sectors },
		{ BP_MEETS_B, "max_sectors of no whole blocks", half_a_block },
		{ BP_MEETS_A, "chunk a power of two", chunk_power },
		{ BP_MEETS_ANY, "chunk no power of two", chunk_odd },
		{ BP_MEETS_B, "chunk of no whole blocks", chunk_half_a_block },
	};
	struct t_court *court = *state;
	struct bio *bio = t_bio(&court->w, REQ_OP_READ, 64, 1, T_VECS({ 0x10000, 8192 }));

	for (size_t i = 0; i < bp_array_size(edges); i++) {
		court->w.q.limits = good();
		edges[i].change(&court->w.q.limits);
		if (bp_check_pre(&court->w.q, bio) != edges[i].pre)
			fail_msg("%s", edges[i].what);
	}
}

CHANGE(physical_page, lim->physical_block_size = 4096)
CHANGE(physical_odd, (lim->logical_block_size = 1024, lim->physical_block_size = 1536))
CHANGE(less_than_a_block, (lim->logical_block_size = 1024, lim->max_sectors = 1))

/* S1, S2, G-3, G-8 */
static void pre__newer_rules__ask_less_of_limits(void **state)
{
	static const struct edge edges[] = {
		{ BP_MEETS_A, "nothing", nothing },
		{ BP_MEETS_A, "k = 64", mask_all_ones },
		{ BP_MEETS_ANY, "mask with a hole", mask_with_hole },
		{ BP_MEETS_A, "chunk no power of two", chunk_odd },
		{ BP_MEETS_B, "chunk of no whole blocks", chunk_half_a_block },
		{ BP_MEETS_A, "max_sectors of no whole blocks", half_a_block },
		{ BP_MEETS_B, "max_sectors below a block", less_than_a_block },
		{ BP_MEETS_A, "physical block", physical_page },
		{ BP_MEETS_B, "physical block of no whole blocks", physical_odd },
	};
	struct t_court *court = *state;
	struct bio *bio = t_bio(&court->w, REQ_OP_READ, 64, 1, T_VECS({ 0x10000, 8192 }));

	court->w.q.bp_rules = bp_rules_find("v6.1");
	for (size_t i = 0; i < bp_array_size(edges); i++) {
		court->w.q.limits = good();
		court->w.q.limits.physical_block_size = 2048;
		edges[i].change(&court->w.q.limits);
		if (bp_check_pre(&court->w.q, bio) != edges[i].pre)
			fail_msg("%s", edges[i].what);
	}
}

static void pre__vectors_at_their_edges__as_section_14_says(void **state)
{
	static const struct {
		enum bp_pre pre;
		sector_t sector;
		struct t_vec vec[2];
	} cases[] = {
		{ BP_MEETS_A, 8, { { 0x1000, 4096 }, { 0x3000, 4096 } } },
		{ BP_MEETS_B, 9, { { 0x1000, 4096 }, { 0x3000, 4096 } } },
		{ BP_MEETS_B, 8, { { 0x1200, 4096 }, { 0x3000, 4096 } } },
		{ BP_MEETS_B, 8, { { 0x1000, 512 }, { 0x3000, 4096 } } },
		{ BP_MEETS_B, 8, { { 0x1000, 4096 }, { 0x3000, 1 } } },
		{ BP_MEETS_ANY, 8, { { 0x1000, 0 }, { 0x3000, 4096 } } },
		/* an empty vector at the very end is never visited (R-ITER-6) */
		{ BP_MEETS_A, 8, { { 0x1000, 4096 }, { 0x3000, 0 } } },
	};
	struct t_court *court = *state;

	court->w.q.limits = good();
	court->w.q.limits.logical_block_size = 4096;
	court->w.q.limits.max_sectors = 256;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bio *page = t_bio(&court->w, REQ_OP_READ, cases[i].sector, 2, cases[i].vec);
		struct bio *direct = t_bio(&court->w, REQ_OP_READ | REQ_DMA_DIRECT, cases[i].sector,
					   2, cases[i].vec);

		assert_int_equal(bp_check_pre(&court->w.q, page), cases[i].pre);
		assert_int_equal(bp_check_pre(&court->w.q, direct), cases[i].pre);
	}
}

/* What was consumed does not count: the views decide. */
static void pre__odd_vector_already_done__meets_a(void **state)
{
	struct t_court *court = *state;
	struct bio *bio =
		t_bio(&court->w, REQ_OP_READ, 8, 2, T_VECS({ 0x1001, 512 }, { 0x3000, 4096 }));

	assert_int_equal(bp_check_pre(&court->w.q, bio), BP_MEETS_B);
	bio_advance(bio, 512);
	assert_int_equal(bp_check_pre(&court->w.q, bio), BP_MEETS_A);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_court(pre__limits_at_their_edges__as_section_14_says),
		t_in_court(pre__newer_rules__ask_less_of_limits),
		t_in_court(pre__vectors_at_their_edges__as_section_14_says),
		t_in_court(pre__odd_vector_already_done__meets_a),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
