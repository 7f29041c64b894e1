/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "bp_test.h"
#include "record/frames.h"

#define PAGES 4096u

static u64 pfn[PAGES];
static unsigned page[BP_PLAN_PAGES];
static struct bp_plan plan;

static u64 frame(unsigned i)
{
	return pfn[page[i]];
}

static void want(enum bp_run_kind kind, unsigned pages)
{
	assert_int_equal(bp_plan_run(&plan, kind, pages), pages);
}

static struct bp_frames *new_frames(void)
{
	struct bp_frames *frames = bp_frames_new(pfn, PAGES);

	assert_non_null(frames);
	return frames;
}

/* Runs of 64 frames, the pages of each in falling order. */
static int set_up(void **state)
{
	(void)state;
	for (unsigned i = 0; i < PAGES; i++)
		pfn[i] = 1000 + i / 64 * 100 + 63 - i % 64;
	memset(&plan, 0, sizeof(plan));
	return 0;
}

static void assert_once(void)
{
	static bool used[PAGES];

	memset(used, 0, sizeof(used));
	for (unsigned i = 0; i < plan.pages; i++) {
		assert_false(used[page[i]]);
		used[page[i]] = true;
	}
}

static void bp_frames_pick__together__each_follows_the_one_before(void **state)
{
	struct bp_frames *frames = new_frames();

	(void)state;
	want(BP_RUN_TOGETHER, 24);
	want(BP_RUN_TOGETHER, 64);
	for (u64 seed = 0; seed < 50; seed++) {
		bp_frames_pick(frames, &plan, seed, page);
		assert_once();
		for (unsigned i = 1; i < 88; i++)
			if (i != 24)
				assert_int_equal(frame(i), frame(i - 1) + 1);
	}
	bp_frames_free(frames);
}

static void bp_frames_pick__longer_than_there_is__longest_pieces(void **state)
{
	struct bp_frames *frames = new_frames();
	unsigned breaks = 0;

	(void)state;
	want(BP_RUN_TOGETHER, 128);
	bp_frames_pick(frames, &plan, 1, page);
	assert_once();
	for (unsigned i = 1; i < 128; i++)
		breaks += frame(i) != frame(i - 1) + 1;
	assert_int_equal(breaks, 1);
	bp_frames_free(frames);
}

static void bp_frames_pick__apart__none_follows_the_one_before(void **state)
{
	struct bp_frames *frames = new_frames();

	(void)state;
	want(BP_RUN_APART, BP_PLAN_PAGES);
	for (u64 seed = 0; seed < 20; seed++) {
		bp_frames_pick(frames, &plan, seed, page);
		assert_once();
		for (unsigned i = 1; i < plan.pages; i++)
			assert_int_not_equal(frame(i), frame(i - 1) + 1);
	}
	bp_frames_free(frames);
}

static void bp_frames_pick__as_is__neighbours_of_the_pool(void **state)
{
	struct bp_frames *frames = new_frames();

	(void)state;
	want(BP_RUN_AS_IS, 500);
	bp_frames_pick(frames, &plan, 3, page);
	assert_once();
	for (unsigned i = 1; i < 500; i++)
		assert_int_equal(page[i], page[i - 1] + 1);
	bp_frames_free(frames);
}

static void bp_frames_pick__full_arena_of_every_kind__no_page_twice(void **state)
{
	struct bp_frames *frames = new_frames();

	(void)state;
	for (unsigned i = 0; i < 256; i++)
		want(i % BP_RUN_KINDS, 8);
	for (u64 seed = 0; seed < 20; seed++) {
		bp_frames_pick(frames, &plan, seed, page);
		assert_once();
	}
	bp_frames_free(frames);
}

static void bp_frames_pick__same_seed__same_pages(void **state)
{
	struct bp_frames *frames = new_frames();
	unsigned first[64];

	(void)state;
	want(BP_RUN_APART, 64);
	bp_frames_pick(frames, &plan, 9, page);
	memcpy(first, page, sizeof(first));
	bp_frames_pick(frames, &plan, 9, page);
	assert_memory_equal(first, page, sizeof(first));
	bp_frames_pick(frames, &plan, 10, page);
	assert_memory_not_equal(first, page, sizeof(first));
	bp_frames_free(frames);
}

static void bp_frames_ranges__touching_and_not__joined_or_not(void **state)
{
	static const u64 arena[] = { 10, 11, 20, 19, 20 };
	static const struct bp_slice slice = { 512, 4 * 4096 };
	struct bp_range ranges[8];

	(void)state;
	/* AAAA|B|C|D   512 to the end of 11, then 20, 19, and the front of the second 20, which
	 * touches */
	assert_int_equal(bp_frames_ranges(arena, &slice, ranges), 3);
	assert_int_equal(ranges[0].addr, 10 * 4096 + 512);
	assert_int_equal(ranges[0].len, 2 * 4096 - 512);
	assert_int_equal(ranges[1].addr, 20 * 4096);
	assert_int_equal(ranges[1].len, 4096);
	assert_int_equal(ranges[2].addr, 19 * 4096);
	assert_int_equal(ranges[2].len, 4096 + 512);
}

static void bp_frames_ranges__inside_one_page__one(void **state)
{
	static const u64 arena[] = { 1, 2 };
	static const struct bp_slice slice = { 4096 + 256, 512 };
	struct bp_range ranges[2];

	(void)state;
	assert_int_equal(bp_frames_ranges(arena, &slice, ranges), 1);
	assert_int_equal(ranges[0].addr, 2 * 4096 + 256);
	assert_int_equal(ranges[0].len, 512);
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(bp_frames_pick__together__each_follows_the_one_before),
		TEST(bp_frames_pick__longer_than_there_is__longest_pieces),
		TEST(bp_frames_pick__apart__none_follows_the_one_before),
		TEST(bp_frames_pick__as_is__neighbours_of_the_pool),
		TEST(bp_frames_pick__full_arena_of_every_kind__no_page_twice),
		TEST(bp_frames_pick__same_seed__same_pages),
		TEST(bp_frames_ranges__touching_and_not__joined_or_not),
		TEST(bp_frames_ranges__inside_one_page__one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
