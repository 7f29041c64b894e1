/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A write cache: found by number, left in the order of coming.
 */
#include "bp_test.h"

#include "nvme/cache.h"

static void put(struct bp_cache *cache, u64 lba, u8 byte)
{
	struct bp_cached *block = bp_cache_put(cache, lba);

	assert_non_null(block);
	block->bytes[0] = byte;
}

static void bp_cache_next__blocks_7_and_9__found_from_where_asked(void **state)
{
	const struct {
		u64 lba, end, found; /* 0: none */
	} cases[] = { { 0, 7, 0 }, { 0, 8, 7 },	 { 7, 9, 7 },
		      { 8, 9, 0 }, { 8, 10, 9 }, { 10, 99, 0 } };
	struct bp_cache cache;

	(void)state;
	bp_cache_init(&cache, 1);
	assert_null(bp_cache_next(&cache, 0, UINT64_MAX));
	put(&cache, 9, 1);
	put(&cache, 7, 2);
	for (unsigned i = 0; i < bp_array_size(cases); i++) {
		const struct bp_cached *block = bp_cache_next(&cache, cases[i].lba, cases[i].end);

		assert_int_equal(block ? block->lba : 0, cases[i].found);
	}
	bp_cache_fini(&cache);
}

/* 7 8 9, then 7 again: 8 9 7 */
static void bp_cache_put__block_that_is_there__becomes_the_youngest(void **state)
{
	struct bp_cache cache;

	(void)state;
	bp_cache_init(&cache, 1);
	for (u8 lba = 7; lba < 10; lba++)
		put(&cache, lba, lba);
	put(&cache, 7, 70);
	assert_int_equal(cache.nr, 3);
	for (unsigned i = 0; i < 3; i++) {
		struct bp_cached *block = TAILQ_FIRST(&cache.in_order);

		assert_int_equal(block->bytes[0], ((const u8[]){ 8, 9, 70 })[i]);
		bp_cache_drop(&cache, block);
	}
	assert_int_equal(cache.nr, 0);
	bp_cache_fini(&cache);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_cache_next__blocks_7_and_9__found_from_where_asked),
		cmocka_unit_test(bp_cache_put__block_that_is_there__becomes_the_youngest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
