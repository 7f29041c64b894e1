/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * INV-MAP where rules meet: gaps, defects, and the boundaries of newer kernels.
 */
#include <limits.h>

#include "mapping.h"

static void pass_the_splitter(struct t_court *court, struct bio *bio, unsigned nsegs)
{
	bp_event(&court->w.env, SPLIT_BEGIN, .q = &court->w.q, .bio = bio);
	bp_event(&court->w.env, SPLIT_END, .q = &court->w.q, .bio = bio, .a = nsegs);
}

/* AAAA.BBBB with a virtual boundary: one bio is judged once it passed the splitter */
static void map__gap__breaks_map_6(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = t_bio(&court->w, REQ_OP_READ, 0, 2, two);
	struct mapping m;

	court->w.q.limits.virt_boundary_mask = 0xfff;
	court->w.q.limits.max_segment_size = UINT_MAX;
	prepare(&m, court, bio);
	map(&m);
	assert_no_case(court, BP_INV_MAP_6);
	pass_the_splitter(court, bio, 2);
	map(&m);
	assert_held(court, BP_INV_MAP_6);
	m.table[0].length = 8192 - 512;
	judge(&m);
	assert_broken(court, BP_INV_MAP_6);
}

/* Two bios: where QUIRK-7 can strike nothing is said. */
static void map__gap_in_merged_request__judged_below_quirk_7(void **state)
{
	static const struct {
		const char *rules;
		u64 mask;
		u64 first;
		bool judged;
	} cases[] = {
		{ "v5.2", 0xffffffff, 0x10000, true },
		{ "v5.2", 0xffff, 0x10000, false },
		{ "v5.2", 0xffffffff, 0xfffff000, false },
		{ "v6.1", 0xffff, 0x10000, true }, /* G-11 */
		{ "v6.1", 0xffffffff, 0xfffff000, true },
	};
	struct t_court court;
	struct mapping m;

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bio *a, *b;

		t_court_open(&court);
		court.w.q.bp_rules = court.w.env.rules = bp_rules_find(cases[i].rules);
		court.w.q.limits.virt_boundary_mask = 0xfff;
		court.w.q.limits.max_segment_size = UINT_MAX;
		court.w.q.limits.seg_boundary_mask = cases[i].mask;
		a = t_bio(&court.w, REQ_OP_READ, 0, 1, T_VECS({ cases[i].first, 8192 }));
		b = t_bio(&court.w, REQ_OP_READ, 16, 1, T_VECS({ 0x400000, 4096 }));
		pass_the_splitter(&court, a, 1);
		pass_the_splitter(&court, b, 1);
		prepare(&m, &court, a);
		a->bi_next = m.rq.biotail = b;
		m.rq.__data_len += 4096;
		m.rq.nr_phys_segments = 3;
		map(&m);
		assert_int_equal(bp_check_judged(court.check, BP_INV_MAP_6), cases[i].judged);
		assert_int_equal(bp_check_count(court.check, BP_INV_MAP_6), 0);
		t_court_close(&court);
	}
}

/* EX-8 with DEF-4: three entries for two segments, and a table of two */
static void map__more_than_counted__breaks_map_1(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = t_bio(&court->w, DIRECT, 0, 1, T_VECS({ 0x4000, 0x18000 }));
	struct mapping m;

	court->w.q.limits.seg_boundary_mask = 0xffff;
	court->w.q.limits.max_segment_size = 0xc000;
	bp_defects_add(&court->w.q.bp_defects, "def-4");
	prepare(&m, court, bio);
	map(&m);
	assert_int_equal(m.entries, 3);
	assert_broken(court, BP_INV_MAP_1);
	sg_init_table(m.table, 2);
	map(&m);
	assert_int_equal(m.entries, 2);
	assert_int_equal(bp_check_count(court->check, BP_INV_MAP_1), 2);
	assert_held(court, BP_INV_MAP_2); /* of the short table nothing more is said */
}

/* EX-4 with DEF-4: {1_2000_8000, 10000} crosses */
static void map__as_posted__breaks_map_4(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = t_bio(&court->w, DIRECT, 0, 1, T_VECS({ 0x120008000, 0x18000 }));
	struct mapping m;

	court->w.q.limits.seg_boundary_mask = 0xffff;
	bp_defects_add(&court->w.q.bp_defects, "def-4");
	prepare(&m, court, bio);
	map(&m);
	assert_broken(court, BP_INV_MAP_4);
	assert_held(court, BP_INV_MAP_3);
}

/* EX-7 with DEF-5 */
static void map__bytes_lost__breaks_map_2_and_map_3(void **state)
{
	struct t_court *court = *state;
	struct bio *bio =
		t_bio(&court->w, DIRECT, 0, 2, T_VECS({ 0x10000, 4096 }, { 0x11000, 4096 }));
	struct mapping m;

	bp_defects_add(&court->w.q.bp_defects, "def-5");
	prepare(&m, court, bio);
	map(&m);
	assert_broken(court, BP_INV_MAP_2);
	assert_broken(court, BP_INV_MAP_3);
}

/* G-1, G-2: an entry of one page vector across a boundary of its address. */
static void map__newer_rules__boundary_is_the_address(void **state)
{
	static const struct bp_rules newer = {
		.name = "newer",
		.boundary_origin = BP_BOUNDARY_FROM_ADDRESS,
		.default_boundary_cuts = true,
		.all_ones_mask = BP_ALL_ONES_NO_LIMIT,
	};
	static const struct {
		u64 mask;
		u64 addr;
	} cases[] = { { 0xffff, 0xf000 }, { 0xffffffff, 0xfffff000 } };
	struct t_court court;
	struct mapping m;

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		t_court_open(&court);
		court.w.q.limits.seg_boundary_mask = cases[i].mask;
		prepare(&m, &court,
			t_bio(&court.w, REQ_OP_READ, 0, 1, T_VECS({ cases[i].addr, 8192 })));
		map(&m);
		assert_int_equal(m.entries, 1);
		assert_all_held(&court);
		court.w.q.bp_rules = &newer;
		judge(&m);
		assert_broken(&court, BP_INV_MAP_4);
		t_court_close(&court);
	}
}

/* G-14: an empty vector behind its page is an entry of no bytes there. */
static void map__empty_entry_behind_its_page__holds(void **state)
{
	struct t_court *court = *state;
	struct bio *bio =
		t_bio(&court->w, REQ_OP_READ, 0, 2, T_VECS({ 0x10000, 0 }, { 0x20000, 4096 }));
	struct mapping m;

	court->w.q.bp_rules = court->w.env.rules = bp_rules_find("v6.1");
	bio->bi_io_vec[0].bv_offset = 4096;
	prepare(&m, court, bio);
	map(&m);
	assert_int_equal(m.entries, 2);
	assert_held(court, BP_INV_MAP_7);
	m.table[1].offset = 4096;
	judge(&m);
	assert_broken(court, BP_INV_MAP_7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_court(map__gap__breaks_map_6),
		cmocka_unit_test(map__gap_in_merged_request__judged_below_quirk_7),
		t_in_court(map__more_than_counted__breaks_map_1),
		t_in_court(map__as_posted__breaks_map_4),
		t_in_court(map__bytes_lost__breaks_map_2_and_map_3),
		t_in_court(map__empty_entry_behind_its_page__holds),
		cmocka_unit_test(map__newer_rules__boundary_is_the_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
