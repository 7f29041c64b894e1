/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "bp_test.h"

#include "lesson/judge.h"

static const char told[] =
	"{ 'cuts': [ { 'limit': 'max_segments', 'value': 168, 'at': '0x1000' },"
	"            { 'limit': 'max_sectors', 'value': -1, 'at': '0xffffffffffffffff' } ],"
	"  'check': { 'run': true, 'messages': [] }, 'lists': [ [1, 2, 3], [4] ] }";

static json_t *document(void)
{
	char text[sizeof(told)];
	json_t *json;

	memcpy(text, told, sizeof(told));
	for (char *at = text; (at = strchr(at, '\''));)
		*at = '"';
	json = json_loads(text, 0, NULL);
	assert_non_null(json);
	return json;
}

/* By kind: numbers however they are written, words without regard to case, yes or no. */
static void bp_judge_value__kinds__right_wrong_or_refused(void **state)
{
	static const struct {
		const char *path, *answer;
		int error;
		bool right;
	} cases[] = {
		{ "cuts[0].value", "168", 0, true },
		{ "cuts[0].value", "0xa8", 0, true },
		{ "cuts[0].value", "169", 0, false },
		{ "cuts[0].value", "-168", 0, false },
		{ "cuts[0].value", "many", -EINVAL, false },
		{ "cuts[0].value", "", -EINVAL, false },
		{ "cuts[1].value", "-1", 0, true },
		{ "cuts[0].at", "4k", 0, true },
		{ "cuts[0].at", "0x1000", 0, true },
		{ "cuts[0].at", "0x1001", 0, false },
		{ "cuts[1].at", "0xffffffffffffffff", 0, true },
		{ "cuts[1].at", "0xfffffffffffffffe", 0, false },
		{ "cuts[1].at", "-1", 0, false },
		{ "cuts[1].value", "0xffffffffffffffff", 0, false },
		{ "cuts[1].value", "0x1ffffffffffffffff", -EINVAL, false },
		{ "cuts", "2", 0, true },
		{ "cuts", "1", 0, false },
		{ "cuts[0].limit", "MAX_SEGMENTS", 0, true },
		{ "cuts[0].limit", "max_sectors", 0, false },
		{ "check.run", "yes", 0, true },
		{ "check.run", "false", 0, false },
		{ "check.run", "maybe", -EINVAL, false },
		{ "cuts[*].limit", "max_segments", -EINVAL, false },
		{ "nothing", "1", -EINVAL, false },
	};
	json_t *json = document();

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const struct bp_quiz quiz = { .value = cases[i].path, .hint = "look" };
		struct bp_error err = { 0 };
		struct bp_verdict verdict;

		print_message("# %s: %s\n", cases[i].path, cases[i].answer);
		assert_int_equal(bp_judge_value(&quiz, json, cases[i].answer, &verdict, &err),
				 cases[i].error);
		assert_int_equal(!*err.text, !cases[i].error);
		assert_int_equal(verdict.right, cases[i].right);
		if (!cases[i].right)
			assert_string_equal(verdict.hint, "look");
		else
			assert_null(verdict.hint);
	}
	json_decref(json);
}

static void bp_judge_value__expected_mistake__its_own_hint(void **state)
{
	const struct bp_quiz quiz = { .value = "cuts",
				      .hint = "look",
				      .wrong = { { .answer = "7" },
						 { .answer = "3", .hint = "no" } },
				      .nr_wrong = 2 };
	struct bp_error err = { 0 };
	struct bp_verdict verdict;
	json_t *json = document();

	(void)state;
	assert_int_equal(bp_judge_value(&quiz, json, "3", &verdict, &err), 0);
	assert_string_equal(verdict.hint, "no");
	assert_int_equal(bp_judge_value(&quiz, json, "7", &verdict, &err), 0);
	assert_string_equal(verdict.hint, "look");
	assert_int_equal(bp_judge_value(&quiz, json, "5", &verdict, &err), 0);
	assert_string_equal(verdict.hint, "look");
	json_decref(json);
}

static void bp_judge_conditions__each_how__holds_or_not(void **state)
{
	static const struct {
		struct bp_quiz_condition must;
		bool right;
	} cases[] = {
		{ { "cuts[0].limit", BP_QUIZ_IS, "max_segments", "h" }, true },
		{ { "cuts[*].limit", BP_QUIZ_IS, "max_segments", "h" }, false },
		{ { "nothing", BP_QUIZ_IS, "none", "h" }, false },
		{ { "cuts[*].limit", BP_QUIZ_HAS, "max_sectors", "h" }, true },
		{ { "cuts[*].limit", BP_QUIZ_HAS, "sectors", "h" }, false },
		{ { "cuts[*].limit", BP_QUIZ_NOT, "max_sectors", "h" }, false },
		{ { "cuts[*].limit", BP_QUIZ_NOT, "chunk_sectors", "h" }, true },
		{ { "nothing", BP_QUIZ_NOT, "1", "h" }, true },
		{ { "cuts[*].value", BP_QUIZ_MOST, "168", "h" }, true },
		{ { "cuts[*].value", BP_QUIZ_MOST, "167", "h" }, false },
		{ { "cuts[*].value", BP_QUIZ_LEAST, "-1", "h" }, true },
		{ { "cuts[*].value", BP_QUIZ_LEAST, "0", "h" }, false },
		{ { "cuts[0].at", BP_QUIZ_LEAST, "0x1000", "h" }, true },
		{ { "nothing", BP_QUIZ_LEAST, "0", "h" }, false },
		{ { "cuts[1].at", BP_QUIZ_MOST, "0xfffffffffffffffe", "h" }, false },
		{ { "cuts[1].at", BP_QUIZ_LEAST, "0xffffffffffffffff", "h" }, true },
		{ { "cuts", BP_QUIZ_COUNT, "2", "h" }, true },
		{ { "cuts[*].at", BP_QUIZ_COUNT, "2", "h" }, true },
		{ { "check.messages", BP_QUIZ_COUNT, "0", "h" }, true },
		{ { "lists[*]", BP_QUIZ_COUNT, "2", "h" }, true },
		{ { "lists[0]", BP_QUIZ_COUNT, "3", "h" }, true },
		{ { "check.messages", BP_QUIZ_COUNT, "1", "h" }, false },
	};
	json_t *json = document();

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const struct bp_quiz quiz = {
			.must = { { "cuts", BP_QUIZ_COUNT, "2", "first" }, cases[i].must },
			.nr_must = 2,
		};
		struct bp_verdict verdict = bp_judge_conditions(&quiz, json, "");

		print_message("# %zu %s\n", i, cases[i].must.at);
		assert_int_equal(verdict.right, cases[i].right);
		if (!verdict.right)
			assert_string_equal(verdict.hint, "h");
	}
	json_decref(json);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_judge_value__kinds__right_wrong_or_refused),
		cmocka_unit_test(bp_judge_value__expected_mistake__its_own_hint),
		cmocka_unit_test(bp_judge_conditions__each_how__holds_or_not),
	};

	return cmocka_run_group_tests_name("judge", tests, NULL, NULL);
}
