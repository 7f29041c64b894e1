/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The medium: sparse, zero where nothing was written.
 */
#include "bp_test.h"

#include <string.h>

#include "mem/store.h"

static void bp_store_write__across_blocks__read_back(void **state)
{
	struct bp_store *store = bp_store_new();
	u8 in[10000], out[10002];

	(void)state;
	for (unsigned i = 0; i < sizeof(in); i++)
		in[i] = (u8)(i % 251 + 1);
	assert_int_equal(bp_store_write(store, 4095, in, sizeof(in)), 0);
	bp_store_read(store, 4094, out, sizeof(out));
	assert_int_equal(out[0], 0);
	assert_memory_equal(out + 1, in, sizeof(in));
	assert_int_equal(out[sizeof(out) - 1], 0);
	bp_store_free(store);
}

/* Part of the first block, two whole ones, part of the last: |..00|0000|0000|00..| */
static void bp_store_zero__over_four_blocks__nothing_else(void **state)
{
	struct bp_store *store = bp_store_new();
	u8 in[4 * 4096], out[4 * 4096];

	(void)state;
	memset(in, 0xaa, sizeof(in));
	bp_store_write(store, 1 << 20, in, sizeof(in));
	bp_store_zero(store, (1 << 20) + 100, sizeof(in) - 300);
	bp_store_read(store, 1 << 20, out, sizeof(out));
	for (unsigned i = 0; i < sizeof(out); i++)
		assert_int_equal(out[i], i < 100 || i >= sizeof(out) - 200 ? 0xaa : 0);
	bp_store_free(store);
}

static void bp_store_zero__terabytes_of_nothing__quick(void **state)
{
	struct bp_store *store = bp_store_new();
	u8 byte = 1;

	(void)state;
	bp_store_zero(store, 0, 1ull << 50);
	bp_store_write(store, 1ull << 49, &byte, 1);
	bp_store_write(store, 1ull << 51, &byte, 1);
	bp_store_zero(store, 4096, 1ull << 50);
	bp_store_read(store, 1ull << 49, &byte, 1);
	assert_int_equal(byte, 0);
	bp_store_read(store, 1ull << 51, &byte, 1);
	assert_int_equal(byte, 1);
	bp_store_free(store);
	bp_store_free(NULL);
}

/* ....|.X..|....|..X.|    looked for from the first position, the second, behind the last */
static void bp_store_next__two_blocks__starts_of_them_or_where_asked(void **state)
{
	struct bp_store *store = bp_store_new();
	u8 byte = 1;

	(void)state;
	assert_int_equal(bp_store_next(store, 0), UINT64_MAX);
	bp_store_write(store, 4096 + 1, &byte, 1);
	bp_store_write(store, 3 * 4096 + 2, &byte, 1);
	assert_int_equal(bp_store_next(store, 0), 4096);
	assert_int_equal(bp_store_next(store, 5000), 5000);
	assert_int_equal(bp_store_next(store, 2 * 4096), 3 * 4096);
	assert_int_equal(bp_store_next(store, 4 * 4096), UINT64_MAX);
	bp_store_free(store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_store_write__across_blocks__read_back),
		cmocka_unit_test(bp_store_zero__over_four_blocks__nothing_else),
		cmocka_unit_test(bp_store_zero__terabytes_of_nothing__quick),
		cmocka_unit_test(bp_store_next__two_blocks__starts_of_them_or_where_asked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
