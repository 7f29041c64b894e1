/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How large a piece may be that starts at a sector (S1, S2, R-QSP-10).
 */
#include "newer_test.h"

static const struct {
	const char *name;
	struct t_queue queue;
	sector_t sector;
	unsigned v52, newer; /* sectors */
} cases[] = {
	{ "blocks of 512", { .max_sectors = 255 }, 3, 255, 255 },
	{ "logical blocks", { .lbs = 4096, .max_sectors = 255 }, 8, 248, 248 },
	{ "chunk: the rest of it", { .max_sectors = 255, .chunk = 128 }, 100, 28, 28 },
	{ "chunk: max_sectors first", { .max_sectors = 8, .chunk = 128 }, 100, 8, 8 },
	{ "G-7: back to a physical block", { .pbs = 4096, .max_sectors = 255 }, 0, 255, 248 },
	{ "G-7: from inside a block", { .pbs = 4096, .max_sectors = 20 }, 1, 20, 15 },
	{ "G-7: it lies just at the end", { .pbs = 4096, .max_sectors = 20 }, 4, 20, 20 },
	{ "G-7: no end fits", { .pbs = 4096, .max_sectors = 6 }, 1, 6, 6 },
	{ "G-7: the end of its own block fits", { .pbs = 4096, .max_sectors = 7 }, 1, 7, 7 },
	{ "G-7: none fits, logical blocks",
	  { .lbs = 1024, .pbs = 8192, .max_sectors = 7 },
	  2,
	  6,
	  6 },
	{ "G-7: off a logical block all the same",
	  { .lbs = 1024, .pbs = 4096, .max_sectors = 9 },
	  1,
	  8,
	  7 },
	{ "G-7: of a chunk", { .pbs = 4096, .max_sectors = 255, .chunk = 16 }, 1, 15, 15 },
	{ "the largest there is", { .pbs = 4096, .max_sectors = UINT_MAX }, 9, UINT_MAX, UINT_MAX },
	{ "G-7: start and limit pass 4 GiB",
	  { .pbs = 4096, .max_sectors = UINT_MAX },
	  15,
	  UINT_MAX,
	  UINT_MAX - 6 },
	{ "G-7: a start beyond 32 bits", { .pbs = 4096, .max_sectors = 20 }, 0x100000001, 20, 15 },
	{ "G-7: no smaller block than a sector", { .pbs = 256, .max_sectors = 20 }, 1, 20, 20 },
	{ "nothing fits", { .lbs = 4096, .max_sectors = 7 }, 0, 0, 0 },
};

static void get_max_io_size__limits__as_the_table_says(void **state)
{
	struct bio *bio = t_bio(&w, REQ_OP_READ, 0, 1, T_VECS({ 0x1000, 4096 }));

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		print_message("# %s\n", cases[i].name);
		t_limits(&cases[i].queue);
		bio->bi_iter.bi_sector = cases[i].sector;
		t_rules(&w, bp_rules_find("v5.2"));
		assert_int_equal(get_max_io_size(&w.q, bio), cases[i].v52);
		t_rules(&w, bp_rules_find("v6.1"));
		assert_int_equal(get_max_io_size(&w.q, bio), cases[i].newer);
		t_rules(&w, bp_rules_find("v6.18"));
		assert_int_equal(get_max_io_size(&w.q, bio), cases[i].newer);
	}
}

/* G-7: the cut tells whether a physical block moved it. */
static void bp_split_find__cut_by_size__tells_of_physical_blocks(void **state)
{
	static const struct {
		struct t_queue queue;
		enum bp_cut_cause cause;
		unsigned sectors;
		bool physical_block;
	} cuts[] = {
		{ { .pbs = 4096, .max_sectors = 20 }, BP_CUT_MAX_SECTORS, 16, true },
		{ { .pbs = 4096, .max_sectors = 24 }, BP_CUT_MAX_SECTORS, 24, false },
		{ { .pbs = 4096, .max_sectors = 20, .chunk = 12 }, BP_CUT_CHUNK_SECTORS, 8, true },
		{ { .pbs = 4096, .max_sectors = 20, .max_segments = 1 },
		  BP_CUT_MAX_SEGMENTS,
		  8,
		  false },
	};
	const struct t_data data = { 0, { { 0x100000, 4096 }, { 0x200000, 65536 } } };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cuts); i++) {
		struct bp_cut cut = t_cut("v6.1", &cuts[i].queue, &data);

		assert_int_equal(cut.cause, cuts[i].cause);
		assert_int_equal(cut.sectors, cuts[i].sectors);
		assert_int_equal(cut.physical_block, cuts[i].physical_block);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(get_max_io_size__limits__as_the_table_says),
		T(bp_split_find__cut_by_size__tells_of_physical_blocks),
	};

	return cmocka_run_group_tests_name("split/size", tests, NULL, NULL);
}
