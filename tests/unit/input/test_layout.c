/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include <input/layout.h>

#include "input_test.h"

static const struct bp_place at = { NULL, 0, "--layout" };

#define B 0x1000000u

struct good {
	const char *text;
	u64 bytes;
	unsigned n;
	struct bp_range range[5];
};

static const struct good good[] = {
	/* [aaa] */
	{ "contiguous", 12288, 1, { { B, 12288 } } },
	/* [aaaa]....[bbbb]....[cccc] */
	{ "scattered", 12288, 3, { { B, 4096 }, { B + 8192, 4096 }, { B + 16384, 4096 } } },
	/* ..[aa]....[bbbb]....[cc] */
	{ "offset=512", 8192, 3, { { B + 512, 3584 }, { B + 8192, 4096 }, { B + 16384, 512 } } },
	/* [aaaaaaaa]....[bbbb] */
	{ "scattered,run=2", 12288, 2, { { B, 8192 }, { B + 12288, 4096 } } },
	/* [aaaa][bbbb] touching */
	{ "scattered,gap=0", 8192, 2, { { B, 4096 }, { B + 4096, 4096 } } },
	/* [aaaa]............[bbbb] */
	{ "gap=12k,base=0x2000", 8192, 2, { { 0x2000, 4096 }, { 0x6000, 4096 } } },
	/* .[aaa][bbbb][c] */
	{ "contiguous,vector=4k,offset=512",
	  8704,
	  3,
	  { { B + 512, 4096 }, { B + 512 + 4096, 4096 }, { B + 512 + 8192, 512 } } },
	{ "dma=0x300000200", 331776, 1, { { 0x300000200, 331776 } } },
	{ "dma=0xfffff000,vector=4k", 8192, 2, { { 0xfffff000, 4096 }, { 0x100000000, 4096 } } },
	{ "dma=0x1000,run=1,gap=512", 8192, 2, { { 0x1000, 4096 }, { 0x2200, 4096 } } },
	{ "dma=0x1000,offset=512", 512, 1, { { 0x1200, 512 } } },
	/* longer than a vector's length */
	{ "contiguous", 0x80000000, 2, { { B, 0x7ffffe00 }, { (u64)B + 0x7ffffe00, 512 } } },
};

static void layout__good_table__gives_these_vectors(void **state)
{
	(void)state;
	for (size_t i = 0; i < bp_array_size(good); i++) {
		struct bp_error err = { 0 };
		struct bp_layout_walk walk;
		struct bp_layout layout;
		struct bp_range range;
		unsigned n = 0;

		if (bp_layout_parse(&at, good[i].text, 12, &layout, &err))
			fail_msg("%s: %s", good[i].text, err.text);
		bp_layout_start(&walk, &layout, 12, good[i].bytes, 1);
		for (; bp_layout_next(&walk, &range); n++) {
			assert_true(n < good[i].n);
			assert_int_equal(range.addr, good[i].range[n].addr);
			assert_int_equal(range.len, good[i].range[n].len);
		}
		assert_int_equal(n, good[i].n);
		assert_int_equal(bp_layout_is_dma(&layout), good[i].text[0] == 'd');
	}
}

static void layout__bad_table__says_what_is_allowed(void **state)
{
	static const struct {
		const char *text;
		const char *says;
	} bad[] = {
		{ "", "is not allowed: contiguous" },
		{ "heap", "\"heap\" is not allowed" },
		{ "contiguous,", "\"\" is not allowed" },
		{ "contiguous=1", "is not allowed" },
		{ "offset", "is not allowed" },
		{ "contiguous,scattered", "one shape too many" },
		{ "dma=0x0,random", "one shape too many" },
		{ "scattered,scattered", "twice" },
		{ "offset=1,offset=2", "twice" },
		{ "offset=-1", "\"-1\" is not allowed" },
		{ "offset=4kB", "\"4kB\" is not allowed" },
		{ "offset=4k", "runs begin inside a page" },
		{ "dma=0x0,run=1,offset=4k", "runs begin inside a page" },
		{ "dma=4096", "0x and hexadecimal digits" },
		{ "base=0x1001", "multiple of the page size 4096" },
		{ "base=0x10000000000000", "below 2^52" },
		{ "gap=512", "whole pages" },
		{ "run=0", "from 1" },
		{ "vector=0", "from 1" },
		{ "contiguous,run=2", "contiguous is one run" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(bad); i++) {
		struct bp_layout layout = { .base = 99 };
		struct bp_error err = { 0 };

		assert_int_equal(bp_layout_parse(&at, bad[i].text, 12, &layout, &err), -EINVAL);
		assert_error_says(&err, 0, "--layout", bad[i].says);
		assert_int_equal(layout.base, 99);
	}
}

static void layout__too_long__is_refused(void **state)
{
	struct bp_error err = { 0 };
	struct bp_layout layout;
	char text[400];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	assert_int_equal(bp_layout_parse(&at, text, 12, &layout, &err), -EINVAL);
	assert_error_says(&err, 0, "--layout", "too long");
}

static void layout__other_page_size__runs_follow_it(void **state)
{
	struct bp_error err = { 0 };
	struct bp_layout_walk walk;
	struct bp_layout layout;
	struct bp_range range;

	(void)state;
	assert_int_equal(bp_layout_parse(&at, "scattered", 9, &layout, &err), 0);
	bp_layout_start(&walk, &layout, 9, 1024, 1);
	assert_true(bp_layout_next(&walk, &range));
	assert_int_equal(range.len, 512);
	assert_true(bp_layout_next(&walk, &range));
	assert_int_equal(range.addr, B + 1024);
}

static u64 fingerprint(const char *text, u64 seed, unsigned *runs)
{
	struct bp_error err = { 0 };
	struct bp_layout_walk walk;
	struct bp_layout layout;
	struct bp_range range;
	u64 bytes = 0;
	u64 sum = 0;

	assert_int_equal(bp_layout_parse(&at, text, 12, &layout, &err), 0);
	bp_layout_start(&walk, &layout, 12, 1 << 20, seed);
	for (*runs = 0; bp_layout_next(&walk, &range); ++*runs) {
		assert_in_range(range.len, 1, 8 * 4096);
		bytes += range.len;
		sum = sum * 31 + range.addr + range.len;
	}
	assert_int_equal(bytes, 1 << 20);
	return sum;
}

static void layout__random__repeats_with_its_seed(void **state)
{
	unsigned runs, again;

	(void)state;
	assert_int_equal(fingerprint("random", 7, &runs), fingerprint("random", 7, &again));
	assert_int_equal(runs, again);
	assert_int_not_equal(fingerprint("random", 7, &runs), fingerprint("random", 8, &again));
	fingerprint("random,run=1", 7, &runs);
	assert_int_equal(runs, 256);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(layout__good_table__gives_these_vectors),
		cmocka_unit_test(layout__bad_table__says_what_is_allowed),
		cmocka_unit_test(layout__too_long__is_refused),
		cmocka_unit_test(layout__other_page_size__runs_follow_it),
		cmocka_unit_test(layout__random__repeats_with_its_seed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
