/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Items by number, by a walk of tables.
 */
#include "bp_test.h"

#include "mem/sparse.h"
#include "random.h"

/* Levels begin at 64, 4096, ...; the last has four bits of a number left. */
static const u64 numbers[] = { 0,	   1,	       63,	   64,
			       4095,	   4096,       1ull << 28, (1ull << 28) + 63,
			       1ull << 52, 1ull << 60, 1ull << 63, ~0ull - 1 };

#define NR bp_array_size(numbers)

static u8 item[NR];

static void bp_sparse_put__numbers_of_all_sizes__found_again(void **state)
{
	struct bp_sparse sparse = { 0 };
	u8 other;

	(void)state;
	for (size_t i = 0; i < NR; i++) {
		for (size_t k = 0; k < NR; k++)
			assert_ptr_equal(bp_sparse_get(&sparse, numbers[k]),
					 k < i ? &item[k] : NULL);
		assert_true(bp_sparse_put(&sparse, numbers[i], &item[i]));
	}
	assert_null(bp_sparse_get(&sparse, 2));
	assert_null(bp_sparse_get(&sparse, (1ull << 52) + 64));
	assert_true(bp_sparse_put(&sparse, 63, &other));
	assert_ptr_equal(bp_sparse_get(&sparse, 63), &other);
	bp_sparse_fini(&sparse);
	assert_null(bp_sparse_get(&sparse, 0));
}

/* The largest first: the smaller ones need no more levels. */
static void bp_sparse_take__last_of_its_tables__tables_go_too(void **state)
{
	struct bp_sparse sparse = { 0 };
	u64 tables;

	(void)state;
	assert_null(bp_sparse_take(&sparse, 0));
	assert_true(bp_sparse_put(&sparse, 5, &item[0]));
	assert_int_equal(sparse.tables, 1);
	assert_true(bp_sparse_put(&sparse, 1ull << 28, &item[1])); /* five levels of six bits */
	assert_int_equal(sparse.tables, 9);
	tables = sparse.tables;
	assert_true(bp_sparse_put(&sparse, (1ull << 28) + 64, &item[2]));
	assert_int_equal(sparse.tables, tables + 1);
	assert_null(bp_sparse_take(&sparse, (1ull << 28) + 65));
	assert_null(bp_sparse_take(&sparse, 1ull << 40));
	assert_ptr_equal(bp_sparse_take(&sparse, (1ull << 28) + 64), &item[2]);
	assert_int_equal(sparse.tables, tables);
	assert_null(bp_sparse_take(&sparse, (1ull << 28) + 64));
	assert_ptr_equal(bp_sparse_take(&sparse, 1ull << 28), &item[1]);
	assert_int_equal(sparse.tables, 5);
	assert_ptr_equal(bp_sparse_get(&sparse, 5), &item[0]);
	assert_ptr_equal(bp_sparse_take(&sparse, 5), &item[0]);
	assert_int_equal(sparse.tables, 1);			   /* the root stays */
	assert_true(bp_sparse_put(&sparse, 1ull << 52, &item[3])); /* nine levels */
	assert_int_equal(sparse.tables, 9);
	bp_sparse_fini(&sparse);
	assert_int_equal(sparse.tables, 0);
}

static void bp_sparse_next__all_in_order__also_while_they_go(void **state)
{
	struct bp_sparse sparse = { 0 };
	u64 number = 0;
	size_t i = 0;

	(void)state;
	assert_null(bp_sparse_next(&sparse, &number));
	for (size_t k = NR; k-- > 0;)
		assert_true(bp_sparse_put(&sparse, numbers[k], &item[k]));
	for (number = 0; bp_sparse_next(&sparse, &number); number++, i++) {
		assert_true(number == numbers[i]);
		assert_ptr_equal(bp_sparse_take(&sparse, number), &item[i]);
	}
	assert_int_equal(i, NR);
	number = 0;
	assert_null(bp_sparse_next(&sparse, &number));
	assert_int_equal(number, 0);
	bp_sparse_fini(&sparse);
}

static void bp_sparse_next__from_between__the_one_behind(void **state)
{
	static const struct {
		u64 from, at;
	} cases[] = {
		{ 2, 63 },
		{ 65, 4095 },
		{ 4097, 1ull << 28 },
		{ (1ull << 28) + 1, (1ull << 28) + 63 },
		{ (1ull << 28) + 64, 1ull << 52 },
		{ (1ull << 63) + 1, ~0ull - 1 },
	};
	struct bp_sparse sparse = { 0 };
	u64 number = ~0ull;

	(void)state;
	for (size_t i = 0; i < NR; i++)
		assert_true(bp_sparse_put(&sparse, numbers[i], &item[i]));
	assert_null(bp_sparse_next(&sparse, &number));
	assert_true(number == ~0ull);
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		number = cases[i].from;
		assert_non_null(bp_sparse_next(&sparse, &number));
		assert_true(number == cases[i].at);
	}
	bp_sparse_fini(&sparse);
	assert_true(bp_sparse_put(&sparse, 0, &item[0]));
	number = 64; /* behind the last table */
	assert_null(bp_sparse_next(&sparse, &number));
	bp_sparse_fini(&sparse);
}

/* Against an array, 20000 steps. */
static void bp_sparse__random_steps__as_an_array(void **state)
{
	static u8 *expect[10000];
	struct t_random random = { .state = 1 };
	struct bp_sparse sparse = { 0 };
	u64 number, next;

	(void)state;
	for (unsigned step = 0; step < 20000; step++) {
		number = t_below(&random, bp_array_size(expect));
		if (t_once_in(&random, 2)) {
			expect[number] = &item[t_below(&random, NR)];
			assert_true(bp_sparse_put(&sparse, number, expect[number]));
		} else {
			assert_ptr_equal(bp_sparse_take(&sparse, number), expect[number]);
			expect[number] = NULL;
		}
		number = next = t_below(&random, bp_array_size(expect));
		while (next < bp_array_size(expect) && !expect[next])
			next++;
		if (next < bp_array_size(expect)) {
			assert_ptr_equal(bp_sparse_next(&sparse, &number), expect[next]);
			assert_int_equal(number, next);
		} else {
			assert_null(bp_sparse_next(&sparse, &number));
		}
	}
	bp_sparse_fini(&sparse);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_sparse_put__numbers_of_all_sizes__found_again),
		cmocka_unit_test(bp_sparse_take__last_of_its_tables__tables_go_too),
		cmocka_unit_test(bp_sparse_next__all_in_order__also_while_they_go),
		cmocka_unit_test(bp_sparse_next__from_between__the_one_behind),
		cmocka_unit_test(bp_sparse__random_steps__as_an_array),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
