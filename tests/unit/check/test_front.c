/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The laws of splitting under newer rule sets: what S1 to S7 make of a bio holds, anything else is
 * broken.
 */
#include <errno.h>

#include "cut.h"

#define V61 "v6.1"
#define V618 "v6.18"

/* A bio, its limits, and what the splitter is said to have done. */
struct said {
	const char *what;
	const char *rules;
	unsigned max_sectors;
	unsigned max_segments;
	unsigned logical;
	unsigned physical;
	sector_t sector;
	unsigned virt_mask;
	struct t_vec vec[3];
	unsigned vectors;
	int front; /* sectors cut off, 0 for none; -EINVAL: the bio failed */
	unsigned nsegs;
};

#define TWO_PAGES .vec = { { 0x10000, 4096 }, { 0x20000, 4096 } }, .vectors = 2

static void rules(struct t_court *court, const char *name)
{
	court->w.q.bp_rules = court->w.env.rules = bp_rules_find(name);
}

static void fail_bio(struct t_court *court, struct bio *bio)
{
	const struct bp_cut cut = { .cause = BP_CUT_MAX_SECTORS, .error = -EINVAL };

	bp_event(&court->w.env, SPLIT_BEGIN, .q = &court->w.q, .bio = bio);
	bp_event(&court->w.env, SPLIT_END, .q = &court->w.q, .bio = bio, .cut = &cut);
}

static void say(struct t_court *court, const struct said *s)
{
	struct queue_limits *lim = &court->w.q.limits;
	struct bio *bio;

	rules(court, s->rules);
	if (s->max_sectors)
		lim->max_sectors = s->max_sectors;
	if (s->max_segments)
		lim->max_segments = (u16)s->max_segments;
	if (s->logical)
		lim->logical_block_size = lim->physical_block_size = s->logical;
	if (s->physical)
		lim->physical_block_size = s->physical;
	lim->virt_boundary_mask = s->virt_mask;
	bio = t_bio(&court->w, REQ_OP_READ, s->sector, s->vectors, s->vec);
	if (s->front < 0) {
		fail_bio(court, bio);
	} else if (!s->front) {
		leave_whole(court, bio, s->nsegs);
	} else {
		struct split split;

		bp_event(&court->w.env, SPLIT_BEGIN, .q = &court->w.q, .bio = bio);
		split = cut(court, bio, s->front);
		split.nsegs = s->nsegs;
		end_split(court, &split);
	}
}

static void front__as_s1_to_s7_say__all_hold(void **state)
{
	static const struct said cases[] = {
		{ "whole", V61, .nsegs = 2, TWO_PAGES },
		{ "size", V61, .max_sectors = 9, .front = 9, .nsegs = 2, TWO_PAGES },
		{ "segments", V61, .max_segments = 1, .front = 8, .nsegs = 1, TWO_PAGES },
		{ "gap", V61, .virt_mask = 0xfff, .front = 1, .nsegs = 1,
		  .vec = { { 0x10000, 512 }, { 0x20000, 4096 } }, .vectors = 2 },
		/* AAAAAABBBBBB|CCCCCC of 3072 bytes: 9216 make 8192, the count stays */
		{ "rounded", V61, .max_segments = 2, .logical = 2048, .front = 8, .nsegs = 2,
		  .vec = { { 0x10000, 2560 }, { 0x20000, 2560 }, { 0x30000, 3072 } },
		  .vectors = 3 },
		{ "physical block", V61, .max_sectors = 10, .physical = 4096, .sector = 1,
		  .front = 7, .nsegs = 1, TWO_PAGES },
		{ "no physical block", V61, .max_sectors = 6, .physical = 4096, .sector = 1,
		  .front = 6, .nsegs = 1, TWO_PAGES },
		{ "one page is not looked at", V61, .max_sectors = 1, .nsegs = 1,
		  .vec = { { 0x10200, 3584 } }, .vectors = 1 },
		{ "nothing fits", V618, .max_sectors = 1, .logical = 4096, .front = -EINVAL,
		  TWO_PAGES },
		{ "misaligned", V618, .front = -EINVAL,
		  .vec = { { 0x10000, 4096 }, { 0x20010, 4096 } }, .vectors = 2 },
		{ "misaligned where it stops", V618, .max_segments = 1, .front = -EINVAL,
		  .vec = { { 0x10000, 4096 }, { 0x20010, 4096 } }, .vectors = 2 },
		{ "alignment of a page that nobody looks at", V618, .nsegs = 1,
		  .vec = { { 0x10010, 512 } }, .vectors = 1 },
		{ "alignment behind the stop", V618, .max_segments = 1, .front = 8, .nsegs = 1,
		  .vec = { { 0x10000, 4096 }, { 0x20000, 4096 }, { 0x30010, 512 } }, .vectors = 3 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_court court;

		t_court_open(&court);
		say(&court, &cases[i]);
		if (bp_check_total(court.check))
			fail_msg("%s: %s", cases[i].what, court.text);
		assert_held(&court, BP_INV_SPLIT_8);
		t_court_close(&court);
	}
}

static void front__anything_else__broken(void **state)
{
	static const struct {
		enum bp_invariant id;
		struct said said;
	} cases[] = {
		{ BP_INV_SPLIT_3, { "too long", V61, .max_sectors = 9, .nsegs = 2, TWO_PAGES } },
		{ BP_INV_SPLIT_8,
		  { "too short", V61, .max_sectors = 9, .front = 8, .nsegs = 1, TWO_PAGES } },
		{ BP_INV_SPLIT_8, { "cut without need", V61, .front = 8, .nsegs = 1, TWO_PAGES } },
		{ BP_INV_SPLIT_8,
		  { "not rounded", V61, .max_segments = 1, .logical = 4096, .front = 4, .nsegs = 1,
		    .vec = { { 0x10000, 2048 }, { 0x20000, 6144 } }, .vectors = 2 } },
		{ BP_INV_SPLIT_5,
		  { "not rounded", V61, .max_segments = 1, .logical = 4096, .front = 4, .nsegs = 1,
		    .vec = { { 0x10000, 2048 }, { 0x20000, 6144 } }, .vectors = 2 } },
		{ BP_INV_CNT_1, { "one segment too many", V61, .nsegs = 3, TWO_PAGES } },
		{ BP_INV_CNT_1,
		  { "the count of what was rounded off is left out", V61, .max_segments = 2,
		    .logical = 4096, .front = 8, .nsegs = 1,
		    .vec = { { 0x10000, 4096 }, { 0x20000, 2048 }, { 0x30000, 2048 } },
		    .vectors = 3 } },
		{ BP_INV_SPLIT_8, { "failed without need", V618, .front = -EINVAL, TWO_PAGES } },
		{ BP_INV_SPLIT_8,
		  { "failed where others BUG", V61, .max_sectors = 1, .logical = 4096,
		    .front = -EINVAL, TWO_PAGES } },
		{ BP_INV_SPLIT_8,
		  { "went on misaligned", V618, .nsegs = 2,
		    .vec = { { 0x10000, 4096 }, { 0x20010, 4096 } }, .vectors = 2 } },
		{ BP_INV_SPLIT_8,
		  { "went on past a virtual edge", V61, .virt_mask = 0xffff, .nsegs = 1,
		    .vec = { { 0xf000, 0x1800 } }, .vectors = 1 } },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct t_court court;

		t_court_open(&court);
		court.w.q.limits.seg_boundary_mask = 0xffff;
		say(&court, &cases[i].said);
		if (!bp_check_count(court.check, cases[i].id))
			fail_msg("%s: %s held", cases[i].said.what,
				 bp_invariant_get(cases[i].id)->id);
		t_court_close(&court);
	}
}

/* Under v5.2 no bio fails in the splitter; nothing is said of a walk that is not its own. */
static void failure__of_a_walk_of_sectors__not_judged(void **state)
{
	struct t_court *court = *state;

	fail_bio(court, four_pages(court));
	assert_no_case(court, BP_INV_SPLIT_8);
}

/* QUIRK-2 with the walk of bytes, which no rule set has. */
static void front__endless_segments__not_judged(void **state)
{
	struct t_court *court = *state;
	struct bp_rules mixed = *bp_rules_find(V61);
	struct bio *bio = t_bio(&court->w, REQ_OP_READ, 0, 1, T_VECS({ 0, 8192 }));

	mixed.all_ones_mask = BP_ALL_ONES_WRAPS;
	court->w.q.bp_rules = &mixed;
	court->w.q.limits.seg_boundary_mask = ~0ul;
	leave_whole(court, bio, 1);
	fail_bio(court, bio);
	assert_no_case(court, BP_INV_SPLIT_8);
	assert_no_case(court, BP_INV_CNT_1);
}

/* Two pieces of a bio that is one block long. */
static void pieces__less_than_a_block__break_split_10(void **state)
{
	struct t_court *court = *state;
	struct bio *bio = four_pages(court);
	struct split s;

	rules(court, V61);
	court->w.q.limits.logical_block_size = 16384;
	bp_event(&court->w.env, SPLIT_BEGIN, .q = &court->w.q, .bio = bio);
	s = cut(court, bio, 8);
	end_split(court, &s);
	assert_held(court, BP_INV_SPLIT_10);
	leave_whole(court, bio, 3);
	assert_broken(court, BP_INV_SPLIT_10);
}

/* G-12 */
static void front__without_a_count_in_the_bio__holds(void **state)
{
	static const char *const names[] = { "v5.2", V61 };

	(void)state;
	for (size_t i = 0; i < bp_array_size(names); i++) {
		struct t_court court;
		struct bio *bio;
		struct split s;

		t_court_open(&court);
		rules(&court, names[i]);
		bio = four_pages(&court);
		bp_event(&court.w.env, SPLIT_BEGIN, .q = &court.w.q, .bio = bio);
		s = cut(&court, bio, 8);
		bio_clear_flag(s.front, BIO_SEG_VALID);
		end_split(&court, &s);
		assert_int_equal(bp_check_count(court.check, BP_INV_SPLIT_11), !i);
		t_court_close(&court);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(front__as_s1_to_s7_say__all_hold),
		cmocka_unit_test(front__anything_else__broken),
		t_in_court(failure__of_a_walk_of_sectors__not_judged),
		t_in_court(front__endless_segments__not_judged),
		t_in_court(pieces__less_than_a_block__break_split_10),
		cmocka_unit_test(front__without_a_count_in_the_bio__holds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
