/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bp_test.h"
#include "draw/size.h"

static const struct {
	u64 bytes;
	const char *text;
	const char *words;
} cases[] = {
	{ 0, "0", "0 bytes" },
	{ 1, "1", "1 bytes" },
	{ 1023, "1023", "1023 bytes" },
	{ 1024, "1K", "1 KiB" },
	{ 6656, "6656", "6656 bytes" },
	{ 1048576, "1M", "1 MiB" },
	{ 1049600, "1025K", "1025 KiB" },
	{ (u64)3 << 30, "3G", "3 GiB" },
	{ (u64)1 << 60, "1048576T", "1048576 TiB" },
	{ UINT64_MAX, "18446744073709551615", "18446744073709551615 bytes" },
};

static void bp_size_print__any__exact(void **state)
{
	char text[BP_SIZE_MAX];

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		bp_size_print(text, sizeof(text), cases[i].bytes);
		assert_string_equal(text, cases[i].text);
	}
}

static void bp_size_words__any__exact(void **state)
{
	char text[2 * BP_SIZE_MAX];

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		bp_size_words(text, sizeof(text), cases[i].bytes);
		assert_string_equal(text, cases[i].words);
	}
}

static void bp_size_about__any__three_digits(void **state)
{
	static const struct {
		u64 bytes;
		const char *text;
	} about[] = {
		{ 0, "0 bytes" },
		{ 1023, "1023 bytes" },
		{ 1024, "1.00 KiB" },
		{ 1200, "1.17 KiB" },
		{ 10 * 1024 + 1023, "10.9 KiB" },
		{ 100 * 1024 + 1023, "100 KiB" },
		{ 1048575, "1023 KiB" },
		{ 3157264, "3.01 MiB" },
		{ UINT64_MAX, "16777215 TiB" },
	};
	char text[BP_SIZE_MAX];

	(void)state;
	for (size_t i = 0; i < bp_array_size(about); i++) {
		bp_size_about(text, sizeof(text), about[i].bytes);
		assert_string_equal(text, about[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_size_about__any__three_digits),
		cmocka_unit_test(bp_size_print__any__exact),
		cmocka_unit_test(bp_size_words__any__exact),
	};

	return cmocka_run_group_tests_name("size", tests, NULL, NULL);
}
