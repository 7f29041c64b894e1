/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers of a fixed form.
 */
#include "bp_test.h"

#include "input/digits.h"

static void bp_take_hex__texts__value_and_end(void **state)
{
	static const struct {
		const char *text;
		unsigned min, max;
		bool taken;
		u64 value;
		unsigned end;
	} cases[] = {
		{ "1a:", 2, 2, true, 0x1a, 2 },
		{ "1A:", 2, 2, true, 0x1a, 2 },
		{ "1a2", 2, 2, true, 0x1a, 2 },
		{ "1g", 2, 2, false, 1, 1 },
		{ "1`", 1, 2, true, 1, 1 },
		{ "9/:", 1, 4, true, 9, 1 },
		{ "@", 0, 4, true, 0, 0 },
		{ "", 1, 4, false, 0, 0 },
		{ "", 0, 4, true, 0, 0 },
		{ "-1", 1, 2, false, 0, 0 },
		{ "+1", 1, 2, false, 0, 0 },
		{ " 1", 1, 2, false, 0, 0 },
		{ "0x1", 1, 4, true, 0, 1 },
		{ "fedcba9876543210f", 1, 16, true, 0xfedcba9876543210, 16 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const char *at = cases[i].text;
		u64 value;

		if (bp_take_hex(&at, cases[i].min, cases[i].max, &value) != cases[i].taken)
			fail_msg("\"%s\"", cases[i].text);
		assert_int_equal(value, cases[i].value);
		assert_ptr_equal(at, cases[i].text + cases[i].end);
	}
}

static void bp_take_word__texts__taken_or_left(void **state)
{
	const char text[] = "primary=01", *at = text;

	(void)state;
	assert_false(bp_take_word(&at, "primary:"));
	assert_ptr_equal(at, text);
	assert_true(bp_take_word(&at, "primary="));
	assert_ptr_equal(at, text + 8);
	assert_false(bp_take_word(&at, "012"));
	assert_true(bp_take_word(&at, "01"));
	assert_string_equal(at, "");
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_take_hex__texts__value_and_end),
		cmocka_unit_test(bp_take_word__texts__taken_or_left),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
