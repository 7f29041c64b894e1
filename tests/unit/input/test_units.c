/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <limits.h>

#include <input/units.h>

#include "input_test.h"

static const struct bp_place at = { "f.yaml", 7, "bytes" };

struct number_case {
	const char *text;
	bool good;
	u64 value;
};

static const struct number_case numbers[] = {
	{ "0", true, 0 },
	{ "168", true, 168 },
	{ "007", true, 7 },
	{ "18446744073709551615", true, UINT64_MAX },
	{ "18446744073709551616", false, 0 },
	{ "99999999999999999999999", false, 0 },
	{ "", false, 0 },
	{ "-1", false, 0 },
	{ "+1", false, 0 },
	{ " 1", false, 0 },
	{ "1 ", false, 0 },
	{ "1.5", false, 0 },
	{ "0x10", false, 0 },
	{ "4k", false, 0 },
	{ "ten", false, 0 },
};

static const struct number_case sizes[] = {
	{ "0", true, 0 },
	{ "00", true, 0 },
	{ "512", true, 512 },
	{ "010", true, 10 }, /* not octal */
	{ "4k", true, 4096 },
	{ "4K", true, 4096 },
	{ "1M", true, 1 << 20 },
	{ "2g", true, (u64)2 << 30 },
	{ "1T", true, (u64)1 << 40 },
	{ "16777215T", true, (u64)16777215 << 40 },
	{ "16777216T", false, 0 }, /* 2^64 */
	{ "18446744073709551615", true, UINT64_MAX },
	{ "18446744073709551616", false, 0 },
	{ "", false, 0 },
	{ "k", false, 0 },
	{ "-1", false, 0 },
	{ "4kB", false, 0 },
	{ "4k ", false, 0 },
	{ "4 k", false, 0 },
	{ "4b", false, 0 },
	{ "1P", false, 0 },
	{ "1E", false, 0 },
	{ "0x10", false, 0 },
	{ "1.5M", false, 0 },
};

static const struct number_case addresses[] = {
	{ "0x0", true, 0 },
	{ "0x10", true, 16 },
	{ "0xFFFFffffFFFFffff", true, UINT64_MAX },
	{ "0x10000000000000000", false, 0 },
	{ "0x", false, 0 },
	{ "10", false, 0 },
	{ "0X10", false, 0 },
	{ "0x-1", false, 0 },
	{ "0x1g", false, 0 },
	{ " 0x1", false, 0 },
};

typedef int parse_fn(const char *text, u64 *value, struct bp_error *err);

static int parse_number(const char *text, u64 *value, struct bp_error *err)
{
	return bp_parse_number(&at, text, 0, UINT64_MAX, value, err);
}

static int parse_size(const char *text, u64 *value, struct bp_error *err)
{
	return bp_parse_size(&at, text, 0, UINT64_MAX, value, err);
}

static int parse_address(const char *text, u64 *value, struct bp_error *err)
{
	return bp_parse_address(&at, text, UINT64_MAX, value, err);
}

static void check(parse_fn *parse, const struct number_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct bp_error err = { 0 };
		u64 value = 99;
		int rc = parse(cases[i].text, &value, &err);

		if (rc != (cases[i].good ? 0 : -EINVAL) ||
		    value != (cases[i].good ? cases[i].value : 99))
			fail_msg("\"%s\": rc %d value %llu", cases[i].text, rc,
				 (unsigned long long)value);
		if (!cases[i].good)
			assert_error_says(&err, 7, "bytes", "is not allowed");
	}
}

static void parse_number__table__only_digits(void **state)
{
	(void)state;
	check(parse_number, numbers, bp_array_size(numbers));
}

static void parse_size__table__digits_and_one_suffix(void **state)
{
	(void)state;
	check(parse_size, sizes, bp_array_size(sizes));
}

static void parse_address__table__hexadecimal_with_0x(void **state)
{
	(void)state;
	check(parse_address, addresses, bp_array_size(addresses));
}

static void parse__out_of_range__says_what_is_allowed(void **state)
{
	struct bp_error err = { 0 };
	u64 value;

	(void)state;
	assert_int_equal(bp_parse_number(&at, "0", 1, 65535, &value, &err), -EINVAL);
	assert_string_equal(err.text, "\"0\" is not allowed: a decimal number from 1 to 65535");
	assert_string_equal(err.file, "f.yaml");
	err = (struct bp_error){ 0 };
	assert_int_equal(bp_parse_size(&at, "1M", 512, 4096, &value, &err), -EINVAL);
	assert_error_says(&err, 7, "bytes", "bytes from 512 to 4096");
	err = (struct bp_error){ 0 };
	assert_int_equal(bp_parse_address(&at, "0x1000", 0xfff, &value, &err), -EINVAL);
	assert_error_says(&err, 7, "bytes", "at most 0xfff");
}

static void parse_bool__words__yes_no_or_refused(void **state)
{
	static const struct {
		const char *text;
		int answer;
	} cases[] = { { "true", 1 }, { "No", 0 },     { "ON", 1 }, { "off", 0 }, { "1", 1 },
		      { "0", 0 },    { "maybe", -1 }, { "", -1 },  { "2", -1 } };

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_error err = { 0 };
		bool value = false;
		int rc = bp_parse_bool(&at, cases[i].text, &value, &err);

		assert_int_equal(rc ? -1 : value, cases[i].answer);
	}
}

static void scan_u64__text_with_a_tail__stops_there(void **state)
{
	const char *text = "123 + 8";
	u64 value = 0;

	(void)state;
	assert_true(bp_scan_u64(&text, &value));
	assert_int_equal(value, 123);
	assert_string_equal(text, " + 8");
	assert_false(bp_scan_u64(&text, &value));
	assert_int_equal(value, 123);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(parse_number__table__only_digits),
		cmocka_unit_test(parse_size__table__digits_and_one_suffix),
		cmocka_unit_test(parse_address__table__hexadecimal_with_0x),
		cmocka_unit_test(parse__out_of_range__says_what_is_allowed),
		cmocka_unit_test(parse_bool__words__yes_no_or_refused),
		cmocka_unit_test(scan_u64__text_with_a_tail__stops_there),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
