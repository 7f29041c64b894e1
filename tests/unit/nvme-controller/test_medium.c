/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Blocks that stay, and blocks that go with the power (INV-NVME-34).
 *
 * Pictures: a letter for what a block holds, . for deallocated, ! for uncorrectable; in the second
 * row what is left when the power went.
 */
#include "bp_test.h"

#include <string.h>

#include "nvme/medium.h"

#define BLOCKS 64u
#define DATA 512u
#define META 8u

static struct bp_medium *medium_new(u64 cache_blocks)
{
	const struct bp_medium_shape shape = { BLOCKS, DATA, META };
	struct bp_medium *m;

	assert_int_equal(bp_medium_new(&shape, NULL, cache_blocks, &m, NULL), 0);
	return m;
}

/* A letter per block; the metadata holds the letter of the other case. */
static void write(struct bp_medium *m, u64 lba, const char *letters, bool durable)
{
	u8 data[BLOCKS * DATA], meta[BLOCKS * META];
	const u32 count = (u32)strlen(letters);

	for (u32 i = 0; i < count; i++) {
		memset(data + i * DATA, letters[i], DATA);
		memset(meta + i * META, letters[i] ^ ' ', META);
	}
	assert_int_equal(bp_medium_write(m, lba, count, data, meta, durable), 0);
}

static void assert_holds(struct bp_medium *m, u64 lba, const char *letters)
{
	u8 data[BLOCKS * DATA], meta[BLOCKS * META], states[BLOCKS];
	const u32 count = (u32)strlen(letters);
	char seen[BLOCKS + 1] = "";

	assert_int_equal(bp_medium_read(m, lba, count, data, meta, states), 0);
	for (u32 i = 0; i < count; i++) {
		const u8 *d = data + i * DATA;

		seen[i] = ".?!"[states[i]];
		if (states[i] == BP_BLOCK_WRITTEN) {
			seen[i] = (char)(d[0] ? d[0] : '0');
			assert_int_equal(meta[i * META], d[0] ? d[0] ^ ' ' : 0);
		}
		assert_int_equal(d[DATA - 1], states[i] == BP_BLOCK_WRITTEN ? d[0] : 0);
	}
	assert_string_equal(seen, letters);
}

/* abcd    cached
 * ....    */
static void bp_medium_power_loss__cached_blocks__are_gone(void **state)
{
	struct bp_medium *m = medium_new(0);

	(void)state;
	write(m, 3, "abcd", false);
	assert_int_equal(bp_medium_cached(m), 4);
	assert_holds(m, 2, ".abcd.");
	bp_medium_power_loss(m, 0);
	assert_holds(m, 2, "......");
	assert_int_equal(bp_medium_cached(m), 0);
	assert_int_equal(bp_medium_used(m), 0);
	bp_medium_free(m);
}

/* aBcD    small letters written before the flush or durable, the others after it
 * aacc    */
static void bp_medium_flush__what_was_there_before__stays(void **state)
{
	struct bp_medium *m = medium_new(0);

	(void)state;
	write(m, 0, "aac", false);
	write(m, 3, "x", false);
	assert_int_equal(bp_medium_flush(m), 0);
	write(m, 1, "B", false);
	write(m, 3, "c", true);
	write(m, 3, "D", false);
	assert_holds(m, 0, "aBcD");
	bp_medium_power_loss(m, 0);
	assert_holds(m, 0, "aacc");
	bp_medium_free(m);
}

static void bp_medium_write__durable_over_a_cached_block__the_newer_stays(void **state)
{
	struct bp_medium *m = medium_new(0);

	(void)state;
	write(m, 5, "a", false);
	write(m, 5, "b", true);
	assert_holds(m, 5, "b");
	assert_int_equal(bp_medium_flush(m), 0);
	assert_holds(m, 5, "b");
	bp_medium_free(m);
}

static void bp_medium_cache__off__everything_stays(void **state)
{
	struct bp_medium *m = medium_new(0);

	(void)state;
	write(m, 0, "a", false);
	assert_int_equal(bp_medium_cache(m, false), 0);
	write(m, 1, "b", false);
	bp_medium_power_loss(m, 0);
	assert_holds(m, 0, "ab");
	assert_int_equal(bp_medium_cache(m, true), 0);
	write(m, 2, "c", false);
	bp_medium_power_loss(m, 0);
	assert_holds(m, 0, "ab.");
	bp_medium_free(m);
}

/* abcde    room for three
 * ab...    the oldest two have gone to the image */
static void bp_medium_write__cache_is_full__the_oldest_goes_to_the_image(void **state)
{
	struct bp_medium *m = medium_new(3);

	(void)state;
	write(m, 0, "abcde", false);
	assert_int_equal(bp_medium_cached(m), 3);
	assert_holds(m, 0, "abcde");
	bp_medium_power_loss(m, 0);
	assert_holds(m, 0, "ab...");
	bp_medium_free(m);
}

/* Each block of its own: with a seed some stay, with another others, with the same the same. */
static void bp_medium_power_loss__seed__chooses_what_stays(void **state)
{
	u8 left[3][BLOCKS], data[BLOCKS * DATA];

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		struct bp_medium *m = medium_new(0);
		u64 stayed = 0;

		write(m, 0, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", true);
		write(m, 0, "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb", false);
		bp_medium_power_loss(m, i == 2 ? 8 : 7);
		assert_int_equal(bp_medium_read(m, 0, 32, data, NULL, left[i]), 0);
		for (unsigned b = 0; b < 32; b++) {
			left[i][b] = data[b * DATA];
			assert_int_equal(data[b * DATA], data[b * DATA + DATA - 1]);
			stayed += left[i][b] == 'b';
		}
		assert_in_range(stayed, 1, 31);
		bp_medium_free(m);
	}
	assert_memory_equal(left[0], left[1], 32);
	assert_memory_not_equal(left[0], left[2], 32);
}

/* aBcDe    small letters durable, the others cached
 * a...e    after deallocation of the middle, with and without power */
static void bp_medium_mark__deallocated__cached_or_not(void **state)
{
	struct bp_medium *m = medium_new(0);

	(void)state;
	write(m, 0, "abcde", true);
	write(m, 1, "B", false);
	write(m, 3, "D", false);
	write(m, 6, "G", false);
	assert_int_equal(bp_medium_used(m), 6);
	assert_int_equal(bp_medium_mark(m, 1, 3, BP_BLOCK_DEALLOCATED), 0);
	assert_int_equal(bp_medium_used(m), 3);
	assert_holds(m, 0, "a...e.G");
	bp_medium_power_loss(m, 0);
	assert_holds(m, 0, "a...e..");
	assert_int_equal(bp_medium_used(m), 2);
	bp_medium_free(m);
}

static void bp_medium_mark__uncorrectable__until_written(void **state)
{
	struct bp_medium *m = medium_new(0);

	(void)state;
	write(m, 0, "abc", false);
	assert_int_equal(bp_medium_mark(m, 1, 2, BP_BLOCK_UNCORRECTABLE), 0);
	assert_holds(m, 0, "a!!.");
	assert_int_equal(bp_medium_used(m), 3);
	write(m, 1, "d", false);
	assert_holds(m, 0, "ad!.");
	bp_medium_free(m);
}

static void bp_medium_zero__blocks_of_all_kinds__are_written(void **state)
{
	struct bp_medium *m = medium_new(0);
	u8 meta[2 * META], seen[2 * META], data[2 * DATA], states[2];

	(void)state;
	write(m, 0, "abc", false);
	write(m, 2, "d", true);
	assert_int_equal(bp_medium_zero(m, 1, 4, NULL), 0);
	assert_holds(m, 0, "a0000.");
	assert_int_equal(bp_medium_used(m), 5);
	memset(meta, 0x5a, sizeof(meta));
	assert_int_equal(bp_medium_zero(m, 7, 2, meta), 0);
	assert_int_equal(bp_medium_read(m, 7, 2, data, seen, states), 0);
	assert_memory_equal(seen, meta, sizeof(meta));
	bp_medium_free(m);
}

static void bp_medium_write__no_metadata__is_zero(void **state)
{
	struct bp_medium *m = medium_new(0);
	u8 data[DATA] = "x", meta[META], of[1];

	(void)state;
	write(m, 1, "ab", false);
	assert_int_equal(bp_medium_write(m, 1, 1, data, NULL, false), 0);
	assert_int_equal(bp_medium_write(m, 2, 1, data, NULL, true), 0);
	for (u64 lba = 1; lba < 3; lba++) {
		assert_int_equal(bp_medium_read(m, lba, 1, data, meta, of), 0);
		assert_memory_equal(meta, ((const u8[META]){ 0 }), META);
	}
	bp_medium_free(m);
}

/* More than are looked at in one piece. */
static void bp_medium_zero__65536_blocks__each_is_written(void **state)
{
	const struct bp_medium_shape shape = { 100000, DATA, 0 };
	struct bp_medium *m;

	(void)state;
	assert_int_equal(bp_medium_new(&shape, NULL, 0, &m, NULL), 0);
	assert_int_equal(bp_medium_zero(m, 10, 65536, NULL), 0);
	assert_int_equal(bp_medium_unused(m, 0, 100000), 100000 - 65536);
	assert_int_equal(bp_medium_unused(m, 10, 65536), 0);
	assert_int_equal(bp_medium_mark(m, 11, 65534, BP_BLOCK_DEALLOCATED), 0);
	assert_int_equal(bp_medium_used(m), 2);
	bp_medium_free(m);
}

static void bp_medium_unused__some_cached__counts_neither(void **state)
{
	struct bp_medium *m = medium_new(0);

	(void)state;
	write(m, 1, "a", true);
	write(m, 3, "b", false);
	assert_int_equal(bp_medium_unused(m, 0, 5), 3);
	bp_medium_free(m);
}

static void bp_medium_reshape__other_blocks__nothing_is_written(void **state)
{
	const struct bp_medium_shape shape = { BLOCKS / 8, 4096, 0 };
	struct bp_medium *m = medium_new(0);
	u8 data[4096], state_of[1];

	(void)state;
	write(m, 0, "abc", true);
	write(m, 7, "d", false);
	assert_int_equal(bp_medium_reshape(m, &shape), 0);
	assert_int_equal(bp_medium_used(m), 0);
	assert_int_equal(bp_medium_read(m, 0, 1, data, NULL, state_of), 0);
	assert_int_equal(state_of[0], BP_BLOCK_DEALLOCATED);
	assert_int_equal(data[0], 0);
	assert_int_equal(bp_medium_write(m, BLOCKS / 8 - 1, 1, data, NULL, false), 0);
	assert_int_equal(bp_medium_used(m), 1);
	bp_medium_free(m);
}

/* A terabyte costs what is written to it. */
static void bp_medium_mark__deallocate_two_to_the_32_blocks__quick(void **state)
{
	const struct bp_medium_shape shape = { 1ull << 40, 512, 0 };
	struct bp_medium *m;
	u8 data[DATA] = "x", state_of[1];

	(void)state;
	assert_int_equal(bp_medium_new(&shape, NULL, 0, &m, NULL), 0);
	assert_int_equal(bp_medium_write(m, 1ull << 39, 1, data, NULL, true), 0);
	for (unsigned i = 0; i < 256; i++)
		assert_int_equal(bp_medium_mark(m, (u64)i << 32, UINT32_MAX, BP_BLOCK_DEALLOCATED),
				 0);
	assert_int_equal(bp_medium_read(m, 1ull << 39, 1, data, NULL, state_of), 0);
	assert_int_equal(state_of[0], BP_BLOCK_DEALLOCATED);
	assert_int_equal(bp_medium_used(m), 0);
	bp_medium_free(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_medium_power_loss__cached_blocks__are_gone),
		cmocka_unit_test(bp_medium_flush__what_was_there_before__stays),
		cmocka_unit_test(bp_medium_write__durable_over_a_cached_block__the_newer_stays),
		cmocka_unit_test(bp_medium_cache__off__everything_stays),
		cmocka_unit_test(bp_medium_write__cache_is_full__the_oldest_goes_to_the_image),
		cmocka_unit_test(bp_medium_power_loss__seed__chooses_what_stays),
		cmocka_unit_test(bp_medium_mark__deallocated__cached_or_not),
		cmocka_unit_test(bp_medium_mark__uncorrectable__until_written),
		cmocka_unit_test(bp_medium_zero__blocks_of_all_kinds__are_written),
		cmocka_unit_test(bp_medium_write__no_metadata__is_zero),
		cmocka_unit_test(bp_medium_zero__65536_blocks__each_is_written),
		cmocka_unit_test(bp_medium_unused__some_cached__counts_neither),
		cmocka_unit_test(bp_medium_reshape__other_blocks__nothing_is_written),
		cmocka_unit_test(bp_medium_mark__deallocate_two_to_the_32_blocks__quick),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
