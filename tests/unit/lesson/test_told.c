/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "bp_test.h"

#include "lesson/told.h"

static json_t *document(void)
{
	return json_pack("{s:[{s:s, s:i, s:n}, {s:s, s:i, s:i}], s:{s:b, s:[]}, s:f}", "cuts",
			 "limit", "max_segments", "value", 168, "nil", "limit", "max_sectors",
			 "value", -1, "nil", 1, "check", "run", 1, "messages", "share", 0.5);
}

static void bp_told_values__paths__what_is_there(void **state)
{
	static const struct {
		const char *path;
		size_t n;
		const char *first;
	} cases[] = {
		{ "cuts", 1, "2" },	      { "cuts[0].limit", 1, "max_segments" },
		{ "cuts[1].value", 1, "-1" }, { "cuts[*].limit", 2, "max_segments" },
		{ "cuts[0].nil", 1, "none" }, { "check.run", 1, "yes" },
		{ "check.messages", 1, "0" }, { "check.messages[*].id", 0, NULL },
		{ "share", 1, "0.5" },	      { "cuts[2].limit", 0, NULL },
		{ "cuts.limit", 0, NULL },    { "check[0]", 0, NULL },
		{ "cuts[0", 0, NULL },	      { "nothing", 0, NULL },
	};
	json_t *json = document();

	(void)state;
	assert_non_null(json);
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		json_t *values = bp_told_values(json, cases[i].path);
		char words[BP_TOLD_WORDS];

		print_message("# %s\n", cases[i].path);
		assert_int_equal(json_array_size(values), cases[i].n);
		if (cases[i].first)
			assert_string_equal(bp_told_words(json_array_get(values, 0), words),
					    cases[i].first);
		json_decref(values);
	}
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_told_values__paths__what_is_there),
	};

	return cmocka_run_group_tests_name("told", tests, NULL, NULL);
}
