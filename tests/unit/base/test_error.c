/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages for people: the first one wins.
 */
#include <errno.h>
#include <string.h>

#include <blkpath/error.h>

#include "bp_test.h"

static void bp_error_set__first__all_parts_kept(void **state)
{
	struct bp_error err = { 0 };

	(void)state;
	assert_int_equal(bp_error_set(&err, "limits.yaml", 7, "max_segments", "%d is too few", 0),
			 -EINVAL);
	assert_string_equal(err.file, "limits.yaml");
	assert_int_equal(err.line, 7);
	assert_string_equal(err.key, "max_segments");
	assert_string_equal(err.text, "0 is too few");
}

static void bp_error_set__second__first_wins(void **state)
{
	struct bp_error err = { 0 };

	(void)state;
	bp_error_set(&err, NULL, 0, NULL, "the cause");
	assert_int_equal(bp_error_set(&err, "file", 1, "key", "the consequence"), -EINVAL);
	assert_string_equal(err.text, "the cause");
	assert_string_equal(err.file, "");
	assert_string_equal(err.key, "");
	assert_int_equal(err.line, 0);
}

static void bp_error_set__nobody_listens__still_an_error(void **state)
{
	(void)state;
	assert_int_equal(bp_error_set(NULL, "file", 1, "key", "text"), -EINVAL);
}

static void bp_error_set__too_long__cut(void **state)
{
	struct bp_error err = { 0 };
	char text[2 * BP_ERROR_TEXT_MAX];

	(void)state;
	memset(text, 'x', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	bp_error_set(&err, text, 0, text, "%s", text);
	assert_int_equal(strlen(err.text), sizeof(err.text) - 1);
	assert_int_equal(strlen(err.file), sizeof(err.file) - 1);
	assert_int_equal(strlen(err.key), sizeof(err.key) - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_error_set__first__all_parts_kept),
		cmocka_unit_test(bp_error_set__second__first_wins),
		cmocka_unit_test(bp_error_set__nobody_listens__still_an_error),
		cmocka_unit_test(bp_error_set__too_long__cut),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
