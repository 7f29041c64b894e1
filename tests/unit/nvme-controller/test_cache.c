/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A write cache: found by number, left in the order of coming.
 */
#include <string.h>

#include "bp_test.h"

#include "nvme/cache.h"
#include "random.h"

static void put(struct bp_cache *cache, u64 lba, u8 byte)
{
	struct bp_cached_run run;

	assert_true(bp_cache_put(cache, lba, 1, &run));
	assert_int_equal(run.count, 1);
	run.data[0] = byte;
}

static void bp_cache_next__blocks_7_and_9__found_from_where_asked(void **state)
{
	const struct {
		u64 lba, end, found; /* 0: none */
	} cases[] = { { 0, 7, 0 }, { 0, 8, 7 },	 { 7, 9, 7 },
		      { 8, 9, 0 }, { 8, 10, 9 }, { 10, 99, 0 } };
	struct bp_cached_run run;
	struct bp_cache cache;

	(void)state;
	bp_cache_init(&cache, 1, 0);
	assert_false(bp_cache_next(&cache, 0, UINT64_MAX, &run));
	put(&cache, 9, 1);
	put(&cache, 7, 2);
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		const bool any = bp_cache_next(&cache, cases[i].lba, cases[i].end, &run);

		assert_int_equal(any ? run.first->lba : 0, cases[i].found);
	}
	bp_cache_fini(&cache);
}

/* 7 8 9, then 7 again: 8 9 7 */
static void bp_cache_put__block_that_is_there__becomes_the_youngest(void **state)
{
	struct bp_cache cache;

	(void)state;
	bp_cache_init(&cache, 1, 0);
	for (u8 lba = 7; lba < 10; lba++)
		put(&cache, lba, lba);
	put(&cache, 7, 70);
	assert_int_equal(cache.nr, 3);
	for (unsigned i = 0; i < 3; i++) {
		struct bp_cached *block = TAILQ_FIRST(&cache.in_order);

		assert_int_equal(bp_cache_one(&cache, block).data[0],
				 ((const u8[]){ 8, 9, 70 })[i]);
		bp_cache_drop(&cache, block);
	}
	assert_int_equal(cache.nr, 0);
	bp_cache_fini(&cache);
}

/* Groups of 4 blocks of 4 KiB: 4 5 6 7 | 8 9 10 11 */
static void bp_cache_put__blocks_6_to_9__two_runs_in_memory(void **state)
{
	const u32 data = 4096, meta = 16;
	struct bp_cached_run run, again;
	struct bp_cache cache;

	(void)state;
	bp_cache_init(&cache, data, meta);
	assert_int_equal(cache.group_blocks, 4);
	assert_true(bp_cache_put(&cache, 6, 4, &run));
	assert_int_equal(run.count, 2);
	memset(run.data, 0x67, run.count * data);
	memset(run.meta, 0x76, run.count * meta);
	assert_true(bp_cache_put(&cache, 8, 2, &run));
	assert_int_equal(run.count, 2);
	memset(run.data, 0x89, run.count * data);
	memset(run.meta, 0x98, run.count * meta);
	assert_true(bp_cache_next(&cache, 0, 99, &run));
	assert_int_equal(run.first->lba, 6);
	assert_int_equal(run.count, 2);
	assert_int_equal(run.data[2 * data - 1], 0x67);
	assert_int_equal(run.meta[2 * meta - 1], 0x76);
	assert_true(bp_cache_next(&cache, 8, 9, &again));
	assert_int_equal(again.count, 1);
	assert_int_equal(again.data[0], 0x89);
	assert_int_equal(cache.nr, 4);
	bp_cache_fini(&cache);
}

/* Runs end where a block is missing. */
static void bp_cache_next__hole_between__ends_there(void **state)
{
	struct bp_cached_run run;
	struct bp_cache cache;

	(void)state;
	bp_cache_init(&cache, 512, 0);
	assert_true(bp_cache_put(&cache, 0, 8, &run));
	bp_cache_drop(&cache, &run.first[3]);
	assert_true(bp_cache_next(&cache, 0, 8, &run));
	assert_int_equal(run.count, 3);
	assert_true(bp_cache_next(&cache, 3, 8, &run));
	assert_int_equal(run.first->lba, 4);
	assert_int_equal(run.count, 4);
	bp_cache_fini(&cache);
}

#define BLOCKS 96u

/* The blocks that are there, in order of coming, each as its neighbours on both sides say. */
static void expect_order(const struct bp_cache *cache, const u64 *turn)
{
	struct bp_cached *const *before = &cache->in_order.tqh_first;
	const struct bp_cached *block;
	u64 last = 0, count = 0;

	TAILQ_FOREACH (block, &cache->in_order, link) {
		assert_true(turn[block->lba] > last);
		assert_ptr_equal(block->link.tqe_prev, before);
		last = turn[block->lba];
		before = &block->link.tqe_next;
		count++;
	}
	assert_ptr_equal(cache->in_order.tqh_last, before);
	assert_int_equal(count, cache->nr);
}

/* Runs of any length over each other, and holes: what moves together and what does not. */
static void bp_cache_put__random_runs__order_of_a_model(void **state)
{
	struct t_random random = { .state = 1 };
	u64 turn[BLOCKS] = { 0 }, now = 0, there = 0;
	struct bp_cached_run run;
	struct bp_cache cache;

	(void)state;
	bp_cache_init(&cache, 512, 0);
	for (unsigned i = 0; i < 2000; i++) {
		u64 lba = t_below(&random, BLOCKS);
		const u64 end = lba + 1 + t_below(&random, BLOCKS - lba);

		if (!t_below(&random, 4) && bp_cache_next(&cache, lba, end, &run)) {
			turn[run.lba] = 0;
			bp_cache_drop(&cache, run.first);
		}
		while (lba < end) {
			assert_true(bp_cache_put(&cache, lba, (u32)(end - lba), &run));
			assert_int_equal(run.lba, lba);
			for (u32 k = 0; k < run.count; k++)
				turn[lba++] = ++now;
		}
		expect_order(&cache, turn);
	}
	for (unsigned lba = 0; lba < BLOCKS; lba++)
		there += turn[lba] != 0;
	assert_int_equal(cache.nr, there);
	bp_cache_fini(&cache);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_cache_next__blocks_7_and_9__found_from_where_asked),
		cmocka_unit_test(bp_cache_put__block_that_is_there__becomes_the_youngest),
		cmocka_unit_test(bp_cache_put__blocks_6_to_9__two_runs_in_memory),
		cmocka_unit_test(bp_cache_next__hole_between__ends_there),
		cmocka_unit_test(bp_cache_put__random_runs__order_of_a_model),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
