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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_size_print__any__exact),
		cmocka_unit_test(bp_size_words__any__exact),
	};

	return cmocka_run_group_tests_name("size", tests, NULL, NULL);
}
