/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * seg(x) against the worked examples of block.md 15, and under other rule sets.
 */
#include <limits.h>

#include "court.h"

#define DIRECT (REQ_OP_READ | REQ_DMA_DIRECT)

static void seg__worked_examples__as_printed(void **state)
{
	static const struct {
		const char *example;
		unsigned opf;
		u64 mask;
		unsigned long virt;
		unsigned size;
		struct t_vec vec;
		u64 segments;
	} cases[] = {
		{ "EX-4", DIRECT, 0xffff, 0, 65536, { 0x120008000, 0x18000 }, 2 },
		{ "EX-8", DIRECT, 0xffff, 0, 0xc000, { 0x4000, 0x18000 }, 2 },
		{ "EX-9 direct", DIRECT, 0xffff, 0, 65536, { 0x8000, 0x10000 }, 2 },
		{ "EX-9 pages", REQ_OP_READ, 0xfff, 0, 65536, { 0x1000, 0x2000 }, 2 },
		{ "EX-10", DIRECT, 0x1ffffffff, 0, 65536, { 0x1fffff000, 0x2000 }, 2 },
		{ "EX-11", DIRECT, 0xffff, 0, 65536, { 0x2fffff800, 0x1000 }, 2 },
		{ "EX-11 default", DIRECT, 0xffffffff, 0, 65536, { 0x2fffff000, 0x2000 }, 1 },
		{ "EX-12 pages", REQ_OP_READ, 0x7fff, 0, 65536, { 0x4517000, 0x1800 }, 1 },
		{ "EX-12 direct", DIRECT, 0x7fff, 0, 65536, { 0x4517000, 0x1800 }, 2 },
		{ "EX-15", REQ_OP_READ, 0xffffffff, 0xfff, 0x1800, { 0x10000, 0x4000 }, 1 },
		{ "EX-24", REQ_OP_READ, 0xffffffff, 0, 65536, { 0x300000200, 331776 }, 6 },
		{ "QUIRK-2", REQ_OP_READ, ~0ull, 0, 65536, { 0x1000, 0x2000 }, BP_SEG_ENDLESS },
		{ "QUIRK-2 inside", REQ_OP_READ, ~0ull, 0, 65536, { 0x1200, 0x2000 }, 1 },
	};
	struct t_court *court = *state;
	struct queue_limits *lim = &court->w.q.limits;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bio *bio = t_bio(&court->w, cases[i].opf, 0, 1, &cases[i].vec);

		lim->seg_boundary_mask = cases[i].mask;
		lim->virt_boundary_mask = cases[i].virt;
		lim->max_segment_size = cases[i].size;
		if (bp_check_seg(&court->w.q, bio) != cases[i].segments)
			fail_msg("%s: %llu segments", cases[i].example,
				 (unsigned long long)bp_check_seg(&court->w.q, bio));
	}
}

static void seg__operations_without_vectors__0_or_1(void **state)
{
	static const struct {
		unsigned op;
		u64 segments;
	} cases[] = {
		{ REQ_OP_DISCARD, 0 },
		{ REQ_OP_SECURE_ERASE, 0 },
		{ REQ_OP_WRITE_ZEROES, 0 },
		{ REQ_OP_WRITE_SAME, 1 },
	};
	struct t_court *court = *state;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bio *bio = t_bio(&court->w, cases[i].op, 0, 1, T_VECS({ 0x1000, 512 }));

		assert_int_equal(bp_check_seg(&court->w.q, bio), cases[i].segments);
	}
}

/* G-1, G-2, G-3 */
static void seg__newer_rules__follow_the_address(void **state)
{
	static const struct bp_rules newer = {
		.name = "newer",
		.boundary_origin = BP_BOUNDARY_FROM_ADDRESS,
		.default_boundary_cuts = true,
		.all_ones_mask = BP_ALL_ONES_NO_LIMIT,
	};
	static const struct {
		u64 mask;
		struct t_vec vec;
		u64 older;
		u64 newer;
	} cases[] = {
		{ 0xffff, { 0xf000, 8192 }, 1, 2 },
		{ 0xffffffff, { 0xfffff000, 8192 }, 1, 2 },
		{ ~0ull, { 0, 8192 }, BP_SEG_ENDLESS, 1 },
	};
	struct t_court *court = *state;
	const struct bp_rules *v52 = court->w.q.bp_rules;

	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bio *bio = t_bio(&court->w, REQ_OP_READ, 0, 1, &cases[i].vec);

		court->w.q.limits.seg_boundary_mask = cases[i].mask;
		court->w.q.bp_rules = v52;
		assert_true(bp_check_seg(&court->w.q, bio) == cases[i].older);
		court->w.q.bp_rules = &newer;
		assert_true(bp_check_seg(&court->w.q, bio) == cases[i].newer);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		t_in_court(seg__worked_examples__as_printed),
		t_in_court(seg__operations_without_vectors__0_or_1),
		t_in_court(seg__newer_rules__follow_the_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
