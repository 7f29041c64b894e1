/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "bp_test.h"

#include <input/yaml_lines.h>

static void bp_yaml_lines_parse__text_in_memory__places_and_values(void **state)
{
	static const char text[] = "a: 1\nb:\n  - { c: two }\nBEHIND: not read";
	struct bp_yaml_lines *lines;
	struct bp_error err = { 0 };
	unsigned line;

	(void)state;
	assert_int_equal(bp_yaml_lines_parse("name", text,
					     strlen(text) - strlen("BEHIND: not read"), &lines,
					     &err),
			 0);
	assert_string_equal(bp_yaml_value(lines, "a"), "1");
	assert_string_equal(bp_yaml_value(lines, "b[%u].c", 0u), "two");
	assert_int_equal(bp_yaml_line(lines, "b[0].c"), 3);
	assert_string_equal(bp_yaml_path_at(lines, 3, &line), "b[0].c");
	assert_null(bp_yaml_path_at(lines, 4, &line));
	bp_yaml_lines_free(lines);
}

static void bp_yaml_lines_parse__no_yaml__named_place(void **state)
{
	static const struct {
		const char *text, *words;
		unsigned line;
	} cases[] = {
		{ "a: 1\na: 2\n", "is there twice", 2 },
		{ "a: [\n", "not YAML", 2 },
		{ "", "is empty", 0 },
		{ "a: &b 1\nc: *b\n", "aliases", 2 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_yaml_lines *lines;
		struct bp_error err = { 0 };

		assert_int_not_equal(bp_yaml_lines_parse("name", cases[i].text,
							 strlen(cases[i].text), &lines, &err),
				     0);
		assert_null(lines);
		assert_string_equal(err.file, "name");
		assert_int_equal(err.line, cases[i].line);
		assert_non_null(strstr(err.text, cases[i].words));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_yaml_lines_parse__text_in_memory__places_and_values),
		cmocka_unit_test(bp_yaml_lines_parse__no_yaml__named_place),
	};

	return cmocka_run_group_tests_name("yaml_lines", tests, NULL, NULL);
}
