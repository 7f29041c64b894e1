/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "bp_test.h"
#include "proof/choices.h"

static void below__bytes__are_a_number(void **state)
{
	static const u8 bytes[] = { 7, 0x12, 0x34, 5 };
	struct bp_choices c = { bytes, sizeof(bytes), 0 };

	(void)state;
	assert_int_equal(bp_choose_below(&c, 256), 7);
	assert_int_equal(bp_choose_below(&c, 0x10000), 0x1234);
	assert_int_equal(bp_choose_below(&c, 4), 5 % 4);
	assert_false(bp_choices_left(&c));
}

static void below__one_value__takes_no_byte(void **state)
{
	static const u8 bytes[] = { 7 };
	struct bp_choices c = { bytes, sizeof(bytes), 0 };

	(void)state;
	assert_int_equal(bp_choose_below(&c, 1), 0);
	assert_true(bp_choices_left(&c));
}

static void choose__no_bytes__the_first_value(void **state)
{
	struct bp_choices c = { NULL, 0, 0 };

	(void)state;
	assert_int_equal(bp_choose_below(&c, 0), 0);
	assert_int_equal(bp_choose_between(&c, 3, 9), 3);
	assert_int_equal(bp_choose(&c, 5, 6), 5);
	assert_int_equal(bp_choose_edge(&c, 1, 9, 4, 5), 4);
	assert_false(bp_choose_once_in(&c, 2));
	assert_true(bp_choose_once_in(&c, 1));
}

static void choose__every_byte__every_value(void **state)
{
	bool seen[5] = { false };

	(void)state;
	for (unsigned i = 0; i < 256; i++) {
		u8 byte = (u8)i;
		struct bp_choices c = { &byte, 1, 0 };

		seen[bp_choose_between(&c, 10, 14) - 10] = true;
	}
	for (unsigned i = 0; i < 5; i++)
		assert_true(seen[i]);
}

/* The last of the choices is any number between. */
static void edge__behind_the_constants__any_number(void **state)
{
	static const u8 bytes[] = { 2, 6 };
	struct bp_choices c = { bytes, sizeof(bytes), 0 };

	(void)state;
	assert_int_equal(bp_choose_edge(&c, 100, 109, 4, 5), 106);
}

static void write__any_number__is_read_again(void **state)
{
	static const u64 below[] = { 1, 2, 256, 257, 65536, 65537, 1ull << 40, ~0ull };
	u8 bytes[8];

	(void)state;
	for (size_t i = 0; i < bp_array_size(below); i++)
		for (unsigned step = 0; step < 4; step++) {
			u64 number = step == 3 ? below[i] - 1 : below[i] / 4 * step;
			struct bp_choices c = { bytes, 0, 0 };

			c.size = bp_choices_write(number, below[i], bytes);
			assert_int_equal(bp_choose_below(&c, below[i]), number);
			assert_false(bp_choices_left(&c));
		}
}

static void draw__a_seed__the_same_string(void **state)
{
	u8 a[64], b[64];
	size_t size = bp_choices_draw(3, 8, a, sizeof(a));

	(void)state;
	assert_int_equal(bp_choices_draw(3, 8, b, sizeof(b)), size);
	assert_memory_equal(a, b, size);
	bp_choices_draw(4, 8, b, sizeof(b));
	assert_memory_not_equal(a, b, bp_min(size, (size_t)8));
}

static void draw__many__short_and_long(void **state)
{
	size_t shortest = SIZE_MAX, longest = 0;
	u8 bytes[512];

	(void)state;
	for (u64 n = 0; n < 2000; n++) {
		size_t size = bp_choices_draw(1, n, bytes, sizeof(bytes));

		shortest = bp_min(shortest, size);
		longest = bp_max(longest, size);
	}
	assert_in_range(shortest, 1, 2);
	assert_in_range(longest, 480, 512);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(below__bytes__are_a_number),
		cmocka_unit_test(below__one_value__takes_no_byte),
		cmocka_unit_test(choose__no_bytes__the_first_value),
		cmocka_unit_test(choose__every_byte__every_value),
		cmocka_unit_test(edge__behind_the_constants__any_number),
		cmocka_unit_test(write__any_number__is_read_again),
		cmocka_unit_test(draw__a_seed__the_same_string),
		cmocka_unit_test(draw__many__short_and_long),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
