/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "bp_test.h"

#include "lesson/quiz.h"

static int read_quiz(const char *yaml, struct bp_quiz *quiz, struct bp_error *err)
{
	char answer[1024];

	snprintf(answer, sizeof(answer), "### 1\n\n```quiz\n%s```\n", yaml);
	*err = (struct bp_error){ 0 };
	return bp_quiz_read("a.md", (struct bp_part){ answer, strlen(answer) }, quiz, err);
}

static void bp_quiz_read__whole__each_text(void **state)
{
	struct bp_error err;
	struct bp_quiz quiz;

	(void)state;
	assert_int_equal(read_quiz("run: explain {}\nchange: a.yaml\nonly: [ios, queue.x]\n"
				   "must:\n  - { at: b, is: 1, hint: c }\n"
				   "  - { at: d, count: 2, hint: e }\nhint: f\n"
				   "wrong:\n  - { replace: g, with: h }\n  - { answer: i }\n",
				   &quiz, &err),
			 0);
	assert_string_equal(quiz.run, "explain {}");
	assert_string_equal(quiz.change, "a.yaml");
	assert_null(quiz.value);
	assert_int_equal(quiz.nr_only, 2);
	assert_string_equal(quiz.only[1], "queue.x");
	assert_int_equal(quiz.nr_must, 2);
	assert_int_equal(quiz.must[0].how, BP_QUIZ_IS);
	assert_string_equal(quiz.must[0].hint, "c");
	assert_int_equal(quiz.must[1].how, BP_QUIZ_COUNT);
	assert_string_equal(quiz.must[1].value, "2");
	assert_int_equal(quiz.nr_wrong, 2);
	assert_string_equal(quiz.wrong[0].with, "h");
	assert_null(quiz.wrong[0].answer);
	assert_string_equal(quiz.wrong[1].answer, "i");
	bp_quiz_free(&quiz);
}

/* What would spoil a file is a pair. */
static void bp_quiz_read__half_of_a_wrong_answer__none(void **state)
{
	struct bp_error err;
	struct bp_quiz quiz;

	(void)state;
	assert_int_equal(read_quiz("run: a\nvalue: b\nhint: c\nwrong:\n  - { replace: d }\n", &quiz,
				   &err),
			 0);
	assert_int_equal(quiz.nr_wrong, 0);
	bp_quiz_free(&quiz);
}

static void bp_quiz_read__no_sense__said(void **state)
{
	static const struct {
		const char *yaml, *key, *words;
	} cases[] = {
		{ "value: a\nhint: b\n", "quiz", "run or hint is missing" },
		{ "run: a\nvalue: b\n", "quiz", "run or hint is missing" },
		{ "run: a\nhint: b\n", "quiz", "value or must" },
		{ "run: a\nvalue: b\nhint: c\nmust:\n  - { at: d, is: 1, hint: e }\n", "quiz",
		  "value or must" },
		{ "run: a\nhint: c\nmust:\n  - { at: d, is: 1 }\n", "d", "its hint, is missing" },
		{ "run: a\nhint: c\nmust:\n  - { at: d, hint: e }\n", "d", "its hint, is missing" },
		{ "run: a\nhint: c\nreply: 4\n", "reply", "unknown word" },
		{ "run: a\nhint: c\nonly: [1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17]\n",
		  "only[16]", "at most 16" },
		{ "", "", "is empty" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		struct bp_error err;
		struct bp_quiz quiz;

		print_message("# %s: %s\n", cases[i].key, cases[i].words);
		assert_int_not_equal(read_quiz(cases[i].yaml, &quiz, &err), 0);
		assert_string_equal(err.key, cases[i].key);
		assert_non_null(strstr(err.text, cases[i].words));
		assert_null(quiz.lines);
	}
}

/* A value may repeat what the command says before it; it is one value, and a file is a name. */
static void bp_quiz_answer__as_given__bare(void **state)
{
	static const struct {
		struct bp_quiz quiz;
		const char *answer, *bare; /* NULL: refused */
	} cases[] = {
		{ { .run = "explain --set x={}" }, "3", "3" },
		{ { .run = "explain --set x={}" }, "x=3", "3" },
		{ { .run = "explain --set x={}" }, "X=3", "3" },
		{ { .run = "explain --set x={}" }, "y=3", NULL },
		{ { .run = "explain --set x={}" }, "x=x=3", NULL },
		{ { .run = "explain --nvme a=1,x={}" }, "x=3", "3" },
		{ { .run = "explain --nvme a=1,x={}" }, "a=1,x=3", NULL },
		{ { .run = "explain --nvme a=1,x={}" }, "3,a=2", NULL },
		{ { .run = "explain --bytes {}" }, "3 4", NULL },
		{ { .run = "explain --bytes {}" }, "", "" },
		{ { .run = "{}" }, "3", "3" },
		{ { .run = "explain --defect def-{}" }, "DEF-4", "4" },
		{ { .run = "explain --defect def-{}" }, "4,all", NULL },
		{ { .run = "explain a.yaml" }, "a, b", "a, b" },
		{ { .run = "explain {}", .change = "a.yaml" }, "a = b", "a = b" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		char words[16], *answer = words;
		struct bp_error err = { 0 };
		int error;

		snprintf(words, sizeof(words), "%s", cases[i].answer);
		error = bp_quiz_answer(&cases[i].quiz, &answer, &err);
		assert_int_equal(!error, cases[i].bare != NULL);
		if (error)
			assert_non_null(strstr(err.text, "one value is"));
		else
			assert_string_equal(answer, cases[i].bare);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_quiz_read__whole__each_text),
		cmocka_unit_test(bp_quiz_read__half_of_a_wrong_answer__none),
		cmocka_unit_test(bp_quiz_read__no_sense__said),
		cmocka_unit_test(bp_quiz_answer__as_given__bare),
	};

	return cmocka_run_group_tests_name("quiz", tests, NULL, NULL);
}
