/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The examples of generations.md 1, each under the rules before and after.
 */
#include "newer_test.h"

/* Page vectors of one length, one in four pages. */
#define AT(n) (0x100000ull + 0x4000ull * (n))

static const struct {
	const char *name;
	struct t_queue queue;
	struct t_data data;
	const char *v52; /* NULL: BUG */
	const char *newer;
} examples[] = {
	{
		.name = "G-1: aa|aa  the boundary of 64 KiB counts from address 0",
		.queue = { .boundary = 0xffff },
		.data = { 0, { { 0xf000, 8192 } } },
		.v52 = "0+16 1/1 f000+2000\n",
		.newer = "0+16 2/2 f000+1000 10000+1000\n",
	},
	{
		.name = "G-2: aa|aa  4 GiB",
		.data = { 0, { { 0xfffff000, 8192 } } },
		.v52 = "0+16 1/1 fffff000+2000\n",
		.newer = "0+16 2/2 fffff000+1000 100000000+1000\n",
	},
	{
		.name = "G-3: aa  all ones, at address 2^32",
		.queue = { .boundary = ~0ul },
		.data = { 0, { { 1ull << 32, 8192 } } },
		.newer = "0+16 1/1 100000000+2000\n",
	},
	{
		.name = "G-4: abcdef|fgh  8 x 768",
		.queue = { .max_sectors = 8 },
		.data = { 0,
			  { { AT(0), 768 },
			    { AT(1), 768 },
			    { AT(2), 768 },
			    { AT(3), 768 },
			    { AT(4), 768 },
			    { AT(5), 768 },
			    { AT(6), 768 },
			    { AT(7), 768 } } },
		.v52 = "0+12 8/8 100000+300 104000+300 108000+300 10c000+300 110000+300 "
		       "114000+300 118000+300 11c000+300\n",
		.newer = "0+8 6/6 100000+300 104000+300 108000+300 10c000+300 110000+300 "
			 "114000+100\n"
			 "8+4 3/3 114100+200 118000+300 11c000+300\n",
	},
	{
		.name = "G-5: aaabbbcc|cddd  blocks of 4096",
		.queue = { .lbs = 4096, .max_segments = 3 },
		.data = { 0,
			  { { AT(0), 3072 }, { AT(1), 3072 }, { AT(2), 3072 }, { AT(3), 3072 } } },
		.v52 = "0+18 3/3 100000+c00 104000+c00 108000+c00\n"
		       "18+6 1/1 10c000+c00\n",
		.newer = "0+16 3/3 100000+c00 104000+c00 108000+800\n"
			 "16+8 2/2 108800+400 10c000+c00\n",
	},
	{
		.name = "G-7: 255 sectors end inside a block of 8",
		.queue = { .pbs = 4096, .max_sectors = 255 },
		.data = { 0, { { AT(0), 263 * 512 } } },
		.v52 = "0+255 1/1 100000+1fe00\n255+8 1/1 11fe00+1000\n",
		.newer = "0+248 1/1 100000+1f000\n248+15 1/1 11f000+1e00\n",
	},
	{
		.name = "G-7: from sector 1",
		.queue = { .pbs = 4096, .max_sectors = 20 },
		.data = { 1, { { AT(0), 40 * 512 } } },
		.v52 = "1+20 1/1 100000+2800\n21+20 1/1 102800+2800\n",
		.newer = "1+15 1/1 100000+1e00\n16+16 1/1 101e00+2000\n32+9 1/1 103e00+1200\n",
	},
	{
		.name = "G-9: a page is not looked at",
		.queue = { .max_sectors = 4, .segment_size = 512 },
		.data = { 0, { { AT(0), 4096 } } },
		.v52 = "0+4 4/4 100000+800\n4+4 1/4 100800+800\n",
		.newer = "0+8 1/8 100000+1000\n",
	},
	{
		.name = "G-14: a, nothing, c",
		.data = { 0, { { AT(0), 4096 }, { AT(1), 0 }, { AT(2), 4096 } } },
		.newer = "0+16 3/2 100000+1000 104000+0 108000+1000\n",
	},
};

static void bp_split__examples_of_the_rule_sets__both_sides(void **state)
{
	(void)state;
	for (size_t i = 0; i < bp_array_size(examples); i++) {
		print_message("# %s\n", examples[i].name);
		if (examples[i].v52)
			t_expect("v5.2", &examples[i].queue, &examples[i].data, examples[i].v52);
		t_expect("v6.1", &examples[i].queue, &examples[i].data, examples[i].newer);
		t_expect("v6.18", &examples[i].queue, &examples[i].data, examples[i].newer);
	}
}

/* G-3: under v5.2 the segments of that vector are empty (QUIRK-2). */
static void bp_split__all_ones_boundary__bug_before(void **state)
{
	const struct t_queue queue = { .boundary = ~0ul };
	const struct t_data data = { 0, { { 1ull << 32, 8192 } } };
	struct bio *bio = t_data_bio(&data);

	(void)state;
	t_limits(&queue);
	assert_bug(&w.env, BP_SITE_SPLIT_EMPTY, (blk_queue_split(&w.q, &bio), 0));
}

/* G-6: aa|bb  2 x 2048 bytes, one segment, blocks of 4096. */
static void bp_split__nothing_left_of_a_front__halves_bug_or_einval(void **state)
{
	const struct t_queue queue = { .lbs = 4096, .max_segments = 1 };
	const struct t_data data = { 0, { { AT(0), 2048 }, { AT(1), 2048 } } };
	struct bio *bio;
	struct bp_cut cut;

	(void)state;
	t_expect("v5.2", &queue, &data, "0+4 1/1 100000+800\n4+4 1/1 104000+800\n");
	cut = t_cut("v6.1", &queue, &data);
	assert_int_equal(cut.sectors, 0);
	assert_int_equal(cut.error, 0);
	bio = t_data_bio(&data);
	assert_bug(&w.env, BP_SITE_SPLIT_EMPTY, (blk_queue_split(&w.q, &bio), 0));
	cut = t_cut("v6.18", &queue, &data);
	assert_int_equal(cut.error, -EINVAL);
	assert_string_equal(cut.rule, "S7");
	assert_int_equal(cut.cause, BP_CUT_MAX_SEGMENTS);
	assert_int_equal(cut.rounded_bytes, 2048);
}

/* G-8: a|bbbb...|ccc  chunks of 24. */
static void bp_split__chunk_of_24__ends_at_its_multiples(void **state)
{
	const struct t_queue queue = { .chunk = 24 };
	const struct t_data data = { 23, { { AT(0), 48 * 512 } } };
	const char *expected =
		"23+1 1/1 100000+200\n24+24 1/1 100200+3000\n48+23 1/1 103200+2e00\n";

	(void)state;
	t_expect("v6.1", &queue, &data, expected);
	t_expect("v6.18", &queue, &data, expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(bp_split__examples_of_the_rule_sets__both_sides),
		T(bp_split__all_ones_boundary__bug_before),
		T(bp_split__nothing_left_of_a_front__halves_bug_or_einval),
		T(bp_split__chunk_of_24__ends_at_its_multiples),
	};

	return cmocka_run_group_tests_name("split/generations", tests, NULL, NULL);
}
