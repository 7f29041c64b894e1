/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "bp_test.h"
#include "draw/letters.h"

static const struct bp_letters hundred = { "text", 100, false };
static const struct bp_letters bold = { "text", 100, true };

/* Widths as they are in DejaVu Sans, rounded up. */
static void bp_letters_width__letters__those_of_the_font(void **state)
{
	(void)state;
	assert_int_equal(bp_letters_width(&hundred, ""), 0);
	assert_int_equal(bp_letters_width(&hundred, " "), 32);
	assert_int_equal(bp_letters_width(&hundred, "iW"), 28 + 99);
	assert_int_equal(bp_letters_width(&hundred, "~"), 84);
	assert_int_equal(bp_letters_width(&bold, "iW"), 35 + 111);
	assert_int_equal(bp_letters_width(&bold, "~"), 84);
	assert_int_equal(bp_letters_width(&hundred, "\xe6\xbc\xa2"), 156); /* one letter */
	assert_int_equal(bp_letters_width(&bp_letters_text, "i"), 4);	   /* 3.64 */
}

static void bp_letters_are_known__ascii_alone(void **state)
{
	(void)state;
	assert_true(bp_letters_are_known("a ~"));
	assert_false(bp_letters_are_known("a\xc3\xa9"));
	assert_false(bp_letters_are_known("a\x1b"));
	assert_false(bp_letters_are_known("\x7f"));
}

/* "abc" is 62 + 64 + 55 wide, three dots 96. */
static void bp_letters_fit__narrower__cut_with_dots(void **state)
{
	static const struct {
		const char *text;
		unsigned width;
		const char *fitting;
	} cases[] = {
		{ "abc", 181, "abc" },
		{ "abc", 180, "a..." },
		{ "abcdef", 282, "abc..." },
		{ "abcdef", 277, "abc..." },
		{ "abcdef", 276, "ab..." },
		{ "abc", 96, "..." },
		{ "abc", 95, "" },
		{ "", 0, "" },
		{ "a", 0, "" },
		{ "a", 62, "a" },
		{ "\xe6\xbc\xa2\xe6\xbc\xa2", 252, "\xe6\xbc\xa2..." },
	};
	char fitting[BP_LETTERS_MAX];

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		bp_letters_fit(&hundred, cases[i].text, cases[i].width, fitting);
		assert_string_equal(fitting, cases[i].fitting);
		assert_true(bp_letters_width(&hundred, fitting) <= cases[i].width);
	}
}

/* Whatever the width, there is room for what is left, and for no more than the buffer. */
static void bp_letters_fit__long_text__within_the_buffer(void **state)
{
	char text[2 * BP_LETTERS_MAX], fitting[BP_LETTERS_MAX];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	bp_letters_fit(&hundred, text, ~0u, fitting);
	assert_true(strlen(fitting) > BP_LETTERS_MAX - 12);
	assert_string_equal(fitting + strlen(fitting) - 4, "x...");
}

static void bp_letters_line__words__broken_at_blanks(void **state)
{
	static const struct {
		const char *text;
		unsigned width;
		size_t bytes;
	} cases[] = {
		{ "ab ab", 400, 5 }, /* 126 + 32 + 126 */
		{ "ab ab", 284, 5 }, { "ab ab", 283, 2 }, { "ab ab", 130, 2 },
		{ "abab", 130, 2 },  { "ab", 10, 1 }, /* at least a letter */
		{ "a\nb", 400, 1 },  { "", 10, 0 },	  { " b", 40, 1 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++)
		assert_int_equal(bp_letters_line(&hundred, cases[i].text, cases[i].width),
				 cases[i].bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_letters_width__letters__those_of_the_font),
		cmocka_unit_test(bp_letters_are_known__ascii_alone),
		cmocka_unit_test(bp_letters_fit__narrower__cut_with_dots),
		cmocka_unit_test(bp_letters_fit__long_text__within_the_buffer),
		cmocka_unit_test(bp_letters_line__words__broken_at_blanks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
