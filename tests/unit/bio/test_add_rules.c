/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Adding pages and advancing as newer kernels do (G-13, G-15 to G-17).
 */
#include "bio_test.h"

#define P 0x1000ull
#define D 0xffffffffu

/* Sets one switch of the world's rules as v6.1 has it. */
static void take(struct t_mem *t, struct bp_rules *rules, enum bp_rule_switch which)
{
	*rules = *bp_rules_find("v5.2");
	assert_true(bp_rules_take(rules, bp_rules_find("v6.1"), which));
	t->w.q.bp_rules = rules;
}

/* G-15: page 0 with 2048 bytes, then one more piece. */
static void bio_add_pc_page__second_piece__limits_come_first(void **state)
{
	static const struct {
		const char *name;
		unsigned page, off, len;
		unsigned segments, segment_size;
		unsigned long boundary, virt;
		unsigned capacity;
		int v52, v61;
	} cases[] = {
		{ "same page, one segment", 0, 2048, 512, 1, 2560, D, 0, 1, 512, 512 },
		{ "same page, segment too long", 0, 2048, 512, 1, 2559, D, 0, 1, 512, 0 },
		{ "same page, too long, table has room", 0, 2048, 512, 2, 2559, D, 0, 2, 512, 512 },
		{ "same page, across a boundary", 0, 2048, 512, 1, 65536, 2047, 0, 1, 512, 0 },
		{ "same page, one byte across", 0, 2048, 1, 1, 65536, 2047, 0, 1, 1, 0 },
		{ "same page, inside a gap window", 0, 2048, 512, 1, 65536, D, 4095, 1, 512, 512 },
		{ "same page, too long, so a gap", 0, 2048, 512, 2, 2559, D, 4095, 2, 512, 0 },
		{ "elsewhere, gap", 5, 0, 512, 2, 65536, D, 4095, 2, 0, 0 },
		{ "elsewhere", 5, 0, 512, 2, 65536, D, 2047, 2, 512, 512 },
		{ "elsewhere, no segment left", 5, 0, 512, 1, 65536, D, 0, 2, 0, 0 },
	};
	struct t_mem *t = *state;
	struct queue_limits *lim = &t->w.q.limits;
	struct bp_rules newer;

	take(t, &newer, BP_RULE_pc_order);
	for (unsigned i = 0; i < 2 * bp_array_size(cases); i++) {
		unsigned c = i / 2;
		bool is_newer = i % 2;
		struct bio *bio = t_alloc(t, REQ_OP_DRV_OUT, cases[c].capacity);

		print_message("# %s, %s\n", cases[c].name, is_newer ? "v6.1" : "v5.2");
		t->w.q.bp_rules = is_newer ? &newer : bp_rules_find("v5.2");
		lim->max_segments = (u16)cases[c].segments;
		lim->max_segment_size = cases[c].segment_size;
		lim->seg_boundary_mask = cases[c].boundary;
		lim->virt_boundary_mask = cases[c].virt;
		assert_int_equal(bio_add_pc_page(&t->w.q, bio, pfn_to_page(P), 2048, 0), 2048);
		assert_int_equal(bio_add_pc_page(&t->w.q, bio, pfn_to_page(P + cases[c].page),
						 cases[c].len, cases[c].off),
				 is_newer ? cases[c].v61 : cases[c].v52);
		assert_int_equal(t->last[BP_EV_BIO_ADD].b,
				 bio->bi_vcnt == 1 && bio->bi_iter.bi_size > 2048);
		bio_put(bio);
	}
}

/* G-15: the table counts, whoever filled it. */
static void bio_add_pc_page__vectors_by_bio_add_page__count_as_segments(void **state)
{
	struct t_mem *t = *state;
	struct bp_rules newer;
	struct bio *bio = t_alloc(t, REQ_OP_DRV_OUT, 4);

	t->w.q.limits.max_segments = 2;
	bio_add_page(bio, pfn_to_page(P), 512, 0);
	bio_add_page(bio, pfn_to_page(P + 2), 512, 0);
	take(t, &newer, BP_RULE_pc_order);
	assert_int_equal(bio_add_pc_page(&t->w.q, bio, pfn_to_page(P + 4), 512, 0), 0);
	t->w.q.bp_rules = bp_rules_find("v5.2");
	assert_int_equal(bio_add_pc_page(&t->w.q, bio, pfn_to_page(P + 4), 512, 0), 512);
	bio_put(bio);
}

/* G-16: what is left of the limit has 32 bits and no sign. */
static void bio_add_pc_page__vector_at_the_limit__grows_only_when_past_it(void **state)
{
	static const struct {
		const char *name;
		unsigned first, limit;
		unsigned v52, v61;
	} cases[] = {
		{ "room left", 4096, 8192, 1, 1 },
		{ "one byte short", 4096, 8191, 2, 2 },
		{ "at the limit", 4096, 4096, 2, 2 },
		{ "past it", 8192, 4096, 2, 1 },
	};
	struct t_mem *t = *state;
	struct bp_rules newer;

	take(t, &newer, BP_RULE_pc_size_difference);
	for (unsigned i = 0; i < 2 * bp_array_size(cases); i++) {
		unsigned c = i / 2;
		bool is_newer = i % 2;
		struct bio *bio = t_alloc(t, REQ_OP_DRV_IN, 4);
		unsigned first = cases[c].first;

		print_message("# %s, %s\n", cases[c].name, is_newer ? "v6.1" : "v5.2");
		t->w.q.bp_rules = is_newer ? &newer : bp_rules_find("v5.2");
		t->w.q.limits.max_segment_size = cases[c].limit;
		bio_add_pc_page(&t->w.q, bio, pfn_to_page(P), first, 0);
		assert_int_equal(bio_add_pc_page(&t->w.q, bio, pfn_to_page(P + first / 4096), 4096,
						 0),
				 4096);
		assert_int_equal(bio->bi_vcnt, is_newer ? cases[c].v61 : cases[c].v52);
		bio_put(bio);
	}
}

/* G-17: bi_size is one page below 4 GiB. */
static void bio_add_page__past_4_gib__refused_when_bounded(void **state)
{
	static const struct {
		const char *name;
		unsigned page, len;
		int result;
	} cases[] = {
		{ "new vector", 9, 8192, 0 },	     { "joined", 1, 8192, 0 },
		{ "exactly 4 GiB", 1, 4096, 0 },     { "just fits", 1, 4095, 4095 },
		{ "new, just fits", 9, 4095, 4095 },
	};
	struct t_mem *t = *state;
	struct bp_rules newer;

	take(t, &newer, BP_RULE_bio_size_bounded);
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct bio *bio = t_alloc(t, REQ_OP_READ, 2);

		print_message("# %s\n", cases[i].name);
		bio_add_page(bio, pfn_to_page(P), 4096, 0);
		bio->bi_iter.bi_size = -4096u;
		assert_int_equal(bio_add_page(bio, pfn_to_page(P + cases[i].page), cases[i].len, 0),
				 cases[i].result);
		assert_int_equal(bio->bi_iter.bi_size, -4096u + (unsigned)cases[i].result);
		bio_put(bio);
	}
}

/* G-17: the sum test against max_hw_sectors wraps, so a bio near 4 GiB gets past it. */
static void bio_add_pc_page__past_4_gib__refused_when_bounded(void **state)
{
	static const struct {
		const char *name;
		unsigned page, len, max_hw_sectors;
		int v52, v61;
	} cases[] = {
		{ "new vector", 9, 8192, 16, 8192, 0 },
		{ "joined", 1, 8192, 16, 8192, 0 },
		{ "exactly 4 GiB", 1, 4096, 16, 4096, 0 },
		{ "just fits", 1, 4095, UINT_MAX >> SECTOR_SHIFT, 4095, 4095 },
	};
	struct t_mem *t = *state;
	struct bp_rules newer;

	take(t, &newer, BP_RULE_bio_size_bounded);
	for (unsigned i = 0; i < 2 * bp_array_size(cases); i++) {
		unsigned c = i / 2;
		bool is_newer = i % 2;
		struct bio *bio = t_alloc(t, REQ_OP_READ, 2);

		print_message("# %s, %s\n", cases[c].name, is_newer ? "newer" : "v5.2");
		t->w.q.bp_rules = is_newer ? &newer : bp_rules_find("v5.2");
		t->w.q.limits.max_hw_sectors = cases[c].max_hw_sectors;
		bio_add_pc_page(&t->w.q, bio, pfn_to_page(P), 4096, 0);
		bio->bi_iter.bi_size = -4096u;
		assert_int_equal(bio_add_pc_page(&t->w.q, bio, pfn_to_page(P + cases[c].page),
						 cases[c].len, 0),
				 is_newer ? cases[c].v61 : cases[c].v52);
		bio_put(bio);
	}
}

/* G-13: [aaaa] . [bbbb] */
static void bio_advance__by_the_rest__keeps_its_place(void **state)
{
	static const struct {
		const char *name;
		unsigned first, second;
		unsigned sector, size, idx, done;
	} cases[] = {
		{ "all at once", 8192, 0, 100, 0, 0, 0 },
		{ "inside, then the rest", 512, 7680, 101, 0, 0, 512 },
		{ "a vector, then the rest", 4096, 4096, 108, 0, 1, 0 },
		{ "not the rest", 4096, 512, 109, 3584, 1, 512 },
	};
	struct t_mem *t = *state;
	struct bp_rules newer;

	take(t, &newer, BP_RULE_end_keeps_place);
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		struct bio *bio = t_bio(&t->w, REQ_OP_READ, 100, 2,
					T_VECS({ P << 12, 4096 }, { (P + 2) << 12, 4096 }));

		print_message("# %s\n", cases[i].name);
		bio_advance(bio, cases[i].first);
		if (cases[i].second)
			bio_advance(bio, cases[i].second);
		assert_int_equal(bio->bi_iter.bi_sector, cases[i].sector);
		assert_int_equal(bio->bi_iter.bi_size, cases[i].size);
		assert_int_equal(bio->bi_iter.bi_idx, cases[i].idx);
		assert_int_equal(bio->bi_iter.bi_bvec_done, cases[i].done);
		bio_put(bio);
	}
}

static void bio_advance__past_the_end__warned_about_as_ever(void **state)
{
	struct t_mem *t = *state;
	struct bp_rules newer;
	struct bio *bio = t_bio(&t->w, REQ_OP_READ, 100, 1, T_VECS({ P << 12, 4096 }));

	take(t, &newer, BP_RULE_end_keeps_place);
	bio_advance(bio, 4608);
	assert_hits(&t->w.env, BP_SITE_ITER_OVERRUN, 1);
	assert_int_equal(bio->bi_iter.bi_sector, 109);
	bio_put(bio);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_case(bio_add_pc_page__second_piece__limits_come_first),
		t_case(bio_add_pc_page__vectors_by_bio_add_page__count_as_segments),
		t_case(bio_add_pc_page__vector_at_the_limit__grows_only_when_past_it),
		t_case(bio_add_page__past_4_gib__refused_when_bounded),
		t_case(bio_add_pc_page__past_4_gib__refused_when_bounded),
		t_case(bio_advance__by_the_rest__keeps_its_place),
		t_case(bio_advance__past_the_end__warned_about_as_ever),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
