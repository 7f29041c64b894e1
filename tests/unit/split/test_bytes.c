/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The walk of newer kernels (S3 to S5, G-10).  A letter per vector, '|' where the walk ends.
 */
#include "newer_test.h"

#define AT(n) (0x100000ull + 0x10000ull * (n))

#define NONE BP_CUT_NONE
#define SIZE BP_CUT_MAX_SECTORS
#define CHUNK BP_CUT_CHUNK_SECTORS
#define SEGS BP_CUT_MAX_SEGMENTS
#define GAP BP_CUT_VIRT_BOUNDARY

/* Where a walk ends, and on what; vector and byte tell the place before any rounding. */
static const struct {
	const char *name;
	struct t_queue queue;
	struct t_data data;
	enum bp_cut_cause cause;
	const char *rule;
	unsigned sectors, nsegs, vector, byte;
} cases[] = {
	/* S3 */
	{ "aa.|bb  the first ends off the edge",
	  { .virt_boundary = 0xfff },
	  { 0, { { AT(0), 2048 }, { AT(1), 4096 } } },
	  GAP,
	  "S3",
	  4,
	  1,
	  1,
	  0 },
	{ "aaaa|.bb  the second starts off the edge",
	  { .virt_boundary = 0xfff },
	  { 0, { { AT(0), 4096 }, { AT(1) + 512, 512 } } },
	  GAP,
	  "S3",
	  8,
	  1,
	  1,
	  0 },
	{ ".abb  the first may start anywhere",
	  { .virt_boundary = 0xfff },
	  { 0, { { AT(0) + 2048, 2048 }, { AT(1), 4096 } } },
	  NONE,
	  NULL,
	  0,
	  2,
	  0,
	  0 },
	{ "aaaa|bbbb  offsets count from the page of the table, not from address 0",
	  { .virt_boundary = 0xffff },
	  { 0, { { AT(0) + 0xf000, 4096 }, { AT(1), 4096 } } },
	  GAP,
	  "S3",
	  8,
	  1,
	  1,
	  0 },
	/* S4 */
	{ "aaaa  inside one page no segment limit is asked",
	  { .segment_size = 512, .boundary = 511, .max_segments = 2 },
	  { 0, { { AT(0), 4096 }, { AT(1), 4096 } } },
	  NONE,
	  NULL,
	  0,
	  2,
	  0,
	  0 },
	{ "aaaabbbb|b  over two pages it is",
	  { .segment_size = 4096, .max_segments = 2 },
	  { 0, { { AT(0), 8192 + 512 } } },
	  SEGS,
	  "S5",
	  16,
	  2,
	  0,
	  8192 },
	{ "a|bb: the first half of it, off a page",
	  { .segment_size = 4096, .max_segments = 2 },
	  { 0, { { AT(0), 4096 }, { AT(1) + 2048, 8192 } } },
	  SEGS,
	  "S5",
	  16,
	  2,
	  1,
	  4096 },
	{ "aa|a  a segment of 6144 ends off the edge",
	  { .segment_size = 6144, .virt_boundary = 0xfff },
	  { 0, { { AT(0), 16384 } } },
	  GAP,
	  "S4",
	  12,
	  1,
	  0,
	  6144 },
	{ "aa|a  a boundary ends it",
	  { .boundary = 0xfff, .max_segments = 1 },
	  { 0, { { AT(0) + 1024, 4096 } } },
	  SEGS,
	  "S5",
	  6,
	  1,
	  0,
	  3072 },
	{ "touching vectors are two segments",
	  { .max_segments = 1 },
	  { 0, { { AT(0), 4096 }, { AT(0) + 4096, 4096 } } },
	  SEGS,
	  "S5",
	  8,
	  1,
	  1,
	  0 },
	/* S5 */
	{ "aaaabb|bb  by size, inside a vector",
	  { .max_sectors = 12 },
	  { 0, { { AT(0), 4096 }, { AT(1), 4096 } } },
	  SIZE,
	  "S5",
	  12,
	  2,
	  1,
	  2048 },
	{ "aaaa|bbbb  by size, between two",
	  { .max_sectors = 8 },
	  { 0, { { AT(0), 4096 }, { AT(1), 4096 } } },
	  SIZE,
	  "S5",
	  8,
	  1,
	  1,
	  0 },
	{ "aaaabbbb  just the size",
	  { .max_sectors = 16, .max_segments = 2 },
	  { 0, { { AT(0), 4096 }, { AT(1), 4096 } } },
	  NONE,
	  NULL,
	  0,
	  2,
	  0,
	  0 },
	{ "aaaa|bbbb  size and segments in one place: the size is named",
	  { .max_sectors = 8, .max_segments = 1 },
	  { 0, { { AT(0), 4096 }, { AT(1), 4096 } } },
	  SIZE,
	  "S5",
	  8,
	  1,
	  1,
	  0 },
	{ "aaaa|.bbb  size and gap in one place: the gap is named",
	  { .max_sectors = 8, .virt_boundary = 0xfff },
	  { 0, { { AT(0), 4096 }, { AT(1) + 512, 4096 } } },
	  GAP,
	  "S3",
	  8,
	  1,
	  1,
	  0 },
	{ "a|a  the rest of the chunk",
	  { .max_sectors = 64, .chunk = 8 },
	  { 4, { { AT(0), 4096 } } },
	  CHUNK,
	  "S5",
	  4,
	  1,
	  0,
	  2048 },
	{ "aaaa|a  a chunk as long as max_sectors is the one that is named",
	  { .max_sectors = 8, .chunk = 8 },
	  { 0, { { AT(0), 8192 } } },
	  CHUNK,
	  "S5",
	  8,
	  1,
	  0,
	  4096 },
	{ "aa|a  max_sectors before the chunk ends",
	  { .max_sectors = 4, .chunk = 8 },
	  { 0, { { AT(0), 4096 } } },
	  SIZE,
	  "S5",
	  4,
	  1,
	  0,
	  2048 },
	/* G-14 */
	{ "a, nothing|b  an empty vector takes a segment where one is left",
	  { .max_segments = 2 },
	  { 0, { { AT(0), 4096 }, { AT(1), 0 }, { AT(2), 4096 } } },
	  SEGS,
	  "S5",
	  8,
	  2,
	  2,
	  0 },
	{ "a, nothing|b  and none where none is left",
	  { .max_segments = 1 },
	  { 0, { { AT(0), 4096 }, { AT(1), 0 }, { AT(2), 4096 } } },
	  SEGS,
	  "S5",
	  8,
	  1,
	  2,
	  0 },
};

static u64 limit_of(const struct t_queue *queue, enum bp_cut_cause cause)
{
	switch (cause) {
	case BP_CUT_MAX_SECTORS:
		return queue->max_sectors;
	case BP_CUT_CHUNK_SECTORS:
		return queue->chunk;
	case BP_CUT_MAX_SEGMENTS:
		return queue->max_segments;
	case BP_CUT_VIRT_BOUNDARY:
		return queue->virt_boundary;
	default:
		return 0;
	}
}

static void bp_split_find__byte_walk__ends_where_the_table_says(void **state)
{
	static const char *const newer[] = { "v6.1", "v6.18" };

	(void)state;
	for (size_t i = 0; i < 2 * bp_array_size(cases); i++) {
		const struct t_queue *queue = &cases[i / 2].queue;
		struct bp_cut cut = t_cut(newer[i % 2], queue, &cases[i / 2].data);

		print_message("# %s: %s\n", newer[i % 2], cases[i / 2].name);
		assert_int_equal(cut.cause, cases[i / 2].cause);
		assert_int_equal(cut.sectors, cases[i / 2].sectors);
		assert_int_equal(cut.nsegs, cases[i / 2].nsegs);
		assert_int_equal(cut.vector, cases[i / 2].vector);
		assert_int_equal(cut.vector_byte, cases[i / 2].byte);
		assert_int_equal(cut.limit, limit_of(queue, cut.cause));
		assert_int_equal(cut.error, 0);
		if (cut.cause)
			assert_string_equal(cut.rule, cases[i / 2].rule);
		else
			assert_null(cut.rule);
	}
}

/* S8: each remainder goes through S1 again; its first vector begins where the front ended. */
static void bp_split__remainders__walk_again(void **state)
{
	const struct t_queue queue = { .max_sectors = 24,
				       .max_segments = 2,
				       .virt_boundary = 0xfff };
	const struct t_data data = { 0, { { AT(0), 20480 }, { AT(1), 4096 }, { AT(2), 2048 } } };

	(void)state;
	t_expect("v6.1", &queue, &data,
		 "0+24 1/1 100000+3000\n"
		 "24+24 2/2 103000+2000 110000+1000\n"
		 "48+4 1/1 120000+800\n");
}

/* The pages of another size: S4 speaks of a page, not of 4096. */
static void bp_split_find__pages_of_64_kib__one_segment_inside(void **state)
{
	const struct t_queue queue = { .segment_size = 4096 };
	const struct t_data data = { 0, { { 0x100000, 32768 }, { 0x200000, 512 } } };

	(void)state;
	w.env.page_shift = 16;
	assert_int_equal(t_cut("v6.1", &queue, &data).nsegs, 2);
	w.env.page_shift = 12;
	assert_int_equal(t_cut("v6.1", &queue, &data).nsegs, 9);
}

/* G-14 as in v5.2: nothing gets past an empty vector, by whatever walk. */
static void bp_split_find__empty_vector_of_v5_2__bug(void **state)
{
	struct bp_rules rules = *bp_rules_find("v6.1");
	const struct t_queue queue = { 0 };
	const struct t_vec vecs[] = { { AT(0), 4096 }, { AT(1), 0 }, { AT(2), 4096 } };
	struct bio *bio = t_bio(&w, REQ_OP_WRITE, 0, 3, vecs);
	struct bp_cut cut;

	(void)state;
	t_limits(&queue);
	rules.empty_vector_passes = false;
	t_rules(&w, &rules);
	assert_bug(&w.env, BP_SITE_ITER_STUCK, (bp_split_find(&w.q, bio, &cut), 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(bp_split_find__byte_walk__ends_where_the_table_says),
		T(bp_split__remainders__walk_again),
		T(bp_split_find__pages_of_64_kib__one_segment_inside),
		T(bp_split_find__empty_vector_of_v5_2__bug),
	};

	return cmocka_run_group_tests_name("split/bytes", tests, NULL, NULL);
}
