/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The small arithmetic of types.h.
 */
#include <limits.h>

#include "bp_test.h"

static void bp_min_not_zero__zero_means_no_limit__the_other_wins(void **state)
{
	static const struct {
		unsigned x, y, want;
	} cases[] = {
		{ 0, 0, 0 }, { 0, 7, 7 }, { 7, 0, 7 },	      { 3, 7, 3 },
		{ 7, 3, 3 }, { 5, 5, 5 }, { UINT_MAX, 1, 1 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++)
		assert_int_equal(bp_min_not_zero(cases[i].x, cases[i].y), cases[i].want);
}

static void bp_min_max__arguments_with_effects__evaluated_once(void **state)
{
	unsigned n = 1;

	(void)state;
	assert_int_equal(bp_min(n++, 9u), 1);
	assert_int_equal(bp_max(n++, 9u), 9);
	assert_int_equal(bp_min_not_zero(n++, 9u), 3);
	assert_int_equal(n, 4);
}

static void bp_is_power_of_2__table__told(void **state)
{
	(void)state;
	assert_false(bp_is_power_of_2(0));
	assert_true(bp_is_power_of_2(1));
	assert_true(bp_is_power_of_2(4096));
	assert_false(bp_is_power_of_2(4097));
	assert_true(bp_is_power_of_2((u64)1 << 63));
	assert_false(bp_is_power_of_2(~0ull));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_min_not_zero__zero_means_no_limit__the_other_wins),
		cmocka_unit_test(bp_min_max__arguments_with_effects__evaluated_once),
		cmocka_unit_test(bp_is_power_of_2__table__told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
