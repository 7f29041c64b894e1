/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The segment walk of one vector and the gap rule (R-QSP-8, -9, -11, -16, -17).
 */
#include <blkpath/split.h>

#include "bp_test.h"

#define NO_BOUNDARY 0xFFFFFFFFul

static void get_max_segment_size__table(void **state)
{
	static const struct {
		const char *name;
		unsigned long mask;
		unsigned max_size;
		u64 off;
		unsigned expected;
	} cases[] = {
		{ "default mask is no boundary", NO_BOUNDARY, 65536, 0xFFFFF000, 65536 },
		{ "to the end of the window", 0xFFFF, 65536, 0x8000, 0x8000 },
		{ "the size where it is smaller", 0xFFFF, 4096, 0x8000, 4096 },
		{ "address above 32 bits", 0x1FFFFFFFF, 65536, 0x1FFFFF000, 0x1000 },
		{ "QUIRK-2: all ones at 0", ~0ul, 65536, 0, 0 },
		{ "all ones elsewhere", ~0ul, 65536, 4096, 65536 },
	};
	struct t_world w;

	(void)state;
	t_world_init(&w);
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		w.q.limits.seg_boundary_mask = cases[i].mask;
		w.q.limits.max_segment_size = cases[i].max_size;
		print_message("# %s\n", cases[i].name);
		assert_int_equal(get_max_segment_size(&w.q, cases[i].off), cases[i].expected);
	}
	t_world_fini(&w);
}

static void get_max_segment_size__def_3__cuts_the_address(void **state)
{
	struct t_world w;

	(void)state;
	t_world_init(&w);
	w.q.limits.seg_boundary_mask = 0x1FFFFFFFF;
	bp_defect_set(&w.q.bp_defects, BP_DEF_3, true);
	assert_int_equal(get_max_segment_size(&w.q, 0x1FFFFF000), 65536);
	t_world_fini(&w);
}

/* G-2 and G-3: the other position of the switches. */
static void get_max_segment_size__other_rules__default_mask_cuts(void **state)
{
	struct bp_rules rules = *bp_rules_find(NULL);
	struct t_world w;

	(void)state;
	t_world_init(&w);
	rules.default_boundary_cuts = true;
	rules.all_ones_mask = BP_ALL_ONES_NO_LIMIT;
	w.q.bp_rules = &rules;
	assert_int_equal(get_max_segment_size(&w.q, 0xFFFFF000), 0x1000);
	w.q.limits.seg_boundary_mask = ~0ul;
	assert_int_equal(get_max_segment_size(&w.q, 0), 65536);
	t_world_fini(&w);
}

static void vec_split_segs__table(void **state)
{
	static const struct {
		const char *name;
		unsigned long boundary, virt;
		unsigned max_size, max_segs;
		u64 off;
		unsigned len;
		bool left;
		unsigned nsegs, sectors;
	} cases[] = {
		{ "fits", NO_BOUNDARY, 0, 65536, 8, 0, 4096, false, 1, 8 },
		{ "by size", NO_BOUNDARY, 0, 4096, 8, 512, 12288, false, 3, 24 },
		{ "max_segs ends it", NO_BOUNDARY, 0, 4096, 2, 0, 12288, true, 2, 16 },
		{ "no room at all", NO_BOUNDARY, 0, 4096, 0, 0, 4096, true, 0, 0 },
		{ "sectors are floored", NO_BOUNDARY, 0, 4096, 1, 0, 1000, false, 1, 1 },
		{ "virt edge ends it", NO_BOUNDARY, 4095, 0x1800, 8, 0, 16384, true, 1, 12 },
		{ "end off the edge, nothing left", NO_BOUNDARY, 4095, 65536, 8, 0, 600, false, 1,
		  1 },
		{ "boundary", 0xFFFF, 0, 65536, 8, 0x18000, 0x10000, false, 2, 128 },
	};
	struct t_world w;

	(void)state;
	t_world_init(&w);
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		unsigned nsegs = 0, sectors = 0;

		w.q.limits.seg_boundary_mask = cases[i].boundary;
		w.q.limits.virt_boundary_mask = cases[i].virt;
		w.q.limits.max_segment_size = cases[i].max_size;
		print_message("# %s\n", cases[i].name);
		assert_int_equal(vec_split_segs(&w.q, cases[i].off, cases[i].len, &nsegs, &sectors,
						cases[i].max_segs),
				 cases[i].left);
		assert_int_equal(nsegs, cases[i].nsegs);
		assert_int_equal(sectors, cases[i].sectors);
		nsegs = 0;
		vec_split_segs(&w.q, cases[i].off, cases[i].len, &nsegs, NULL, cases[i].max_segs);
		assert_int_equal(nsegs, cases[i].nsegs);
	}
	t_world_fini(&w);
}

/* R-QSP-11: a count that is above the limit already leaves no room. */
static void vec_split_segs__above_the_limit__nothing_taken(void **state)
{
	unsigned nsegs = 5, sectors = 7;
	struct t_world w;

	(void)state;
	t_world_init(&w);
	assert_true(vec_split_segs(&w.q, 0, 4096, &nsegs, &sectors, 3));
	assert_int_equal(nsegs, 5);
	assert_int_equal(sectors, 7);
	t_world_fini(&w);
}

/* QUIRK-2: a finite limit is used up by empty segments, an endless count is reported. */
static void vec_split_segs__all_ones_boundary__runs_out_or_bugs(void **state)
{
	unsigned nsegs = 3, sectors = 7;
	struct t_world w;

	(void)state;
	t_world_init(&w);
	w.q.limits.seg_boundary_mask = ~0ul;
	assert_true(vec_split_segs(&w.q, 0, 8192, &nsegs, &sectors, 10));
	assert_int_equal(nsegs, 10);
	assert_int_equal(sectors, 7);
	assert_bug(&w.env, BP_SITE_SEGMENT_EMPTY,
		   vec_split_segs(&w.q, 0, 8192, &nsegs, NULL, UINT_MAX));
	t_world_fini(&w);
}

static void vec_gap_to_prev__table(void **state)
{
	static const struct {
		unsigned long mask;
		u64 prev;
		unsigned len;
		u64 next;
		bool gap;
	} cases[] = {
		{ 0, 1, 1, 1, false },
		{ 4095, 0, 4096, 0, false },
		{ 4095, 0, 4095, 0, true },
		{ 4095, 0, 4096, 512, true },
		{ 4095, 512, 3584, 8192, false },
		{ 0x1FFFFFFFF, 0x100000000, 0x1000, 0x200000000, true },
	};
	struct t_world w;

	(void)state;
	t_world_init(&w);
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bio_vec bv = { .bv_offset = (unsigned)cases[i].prev,
				      .bv_len = cases[i].len };

		w.q.limits.virt_boundary_mask = cases[i].mask;
		assert_int_equal(vec_gap_to_prev(&w.q, cases[i].prev, cases[i].len, cases[i].next),
				 cases[i].gap);
		if (cases[i].prev >> 32)
			continue;
		assert_int_equal(bvec_gap_to_prev(&w.q, &bv, (unsigned)cases[i].next),
				 cases[i].gap);
		assert_int_equal(__bvec_gap_to_prev(&w.q, &bv, (unsigned)cases[i].next),
				 cases[i].gap);
	}
	t_world_fini(&w);
}

/* DEF-3: u32 arguments lose what is above 32 bits. */
static void vec_gap_to_prev__def_3__high_bits_are_lost(void **state)
{
	struct t_world w;

	(void)state;
	t_world_init(&w);
	w.q.limits.virt_boundary_mask = 0x1FFFFFFFF;
	assert_true(vec_gap_to_prev(&w.q, 0x100000000, 0, 0x200000000));
	bp_defect_set(&w.q.bp_defects, BP_DEF_3, true);
	assert_false(vec_gap_to_prev(&w.q, 0x100000000, 0, 0x200000000));
	assert_true(vec_gap_to_prev(&w.q, 0, 0, 0x180000000)); /* bit 31 is not */
	t_world_fini(&w);
}

static void bp_rules__names__found_or_null(void **state)
{
	(void)state;
	assert_string_equal(bp_rules_find(NULL)->name, "v5.2");
	assert_ptr_equal(bp_rules_find("v5.2"), bp_rules_at(0));
	assert_null(bp_rules_find("v5.3"));
	assert_null(bp_rules_at(1000));
}

/* R-QSP-11: under DEF-3 off + total wraps at 4 GiB, so the edge there is not seen. */
static void vec_split_segs__def_3__virt_edge_at_4_gib_is_lost(void **state)
{
	struct t_world w;

	(void)state;
	t_world_init(&w);
	w.q.limits.max_segment_size = 0x1000;
	w.q.limits.virt_boundary_mask = 0x1FFFFFFFF;
	for (unsigned posted = 0; posted < 2; posted++) {
		unsigned nsegs = 0;

		bp_defect_set(&w.q.bp_defects, BP_DEF_3, posted);
		assert_int_equal(vec_split_segs(&w.q, 0xFFFFF000, 0x2000, &nsegs, NULL, 8),
				 !posted);
		assert_int_equal(nsegs, 1 + posted);
	}
	t_world_fini(&w);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(get_max_segment_size__table),
		cmocka_unit_test(get_max_segment_size__def_3__cuts_the_address),
		cmocka_unit_test(get_max_segment_size__other_rules__default_mask_cuts),
		cmocka_unit_test(vec_split_segs__table),
		cmocka_unit_test(vec_split_segs__above_the_limit__nothing_taken),
		cmocka_unit_test(vec_split_segs__all_ones_boundary__runs_out_or_bugs),
		cmocka_unit_test(vec_gap_to_prev__table),
		cmocka_unit_test(vec_gap_to_prev__def_3__high_bits_are_lost),
		cmocka_unit_test(bp_rules__names__found_or_null),
		cmocka_unit_test(vec_split_segs__def_3__virt_edge_at_4_gib_is_lost),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
