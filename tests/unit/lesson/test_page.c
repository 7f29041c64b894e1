/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"

#include "lesson/page.h"

#define BLOCK "```console\n$ blkpath\n\n  out\n```\n"
#define QUIZ "```quiz\nrun: it\n```\n"

static const char page[] =
	"# 12. A title?\n\n**Prose** *of* 1 * 2.\n\n" BLOCK "\n## Exercises\n\n1. One\n2. Two\n\n"
	"## Answers\n\n### 1\n\n`8`. Because of `9`.\n\n" QUIZ "\n### 2\n\nNone.\n";

static void same(struct bp_part part, const char *text)
{
	assert_int_equal(part.bytes, strlen(text));
	assert_memory_equal(part.at, text, part.bytes);
}

static void prints(struct bp_part part, const char *words)
{
	char *text;
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);

	bp_page_print(out, part);
	fclose(out);
	assert_string_equal(text, words);
	free(text);
}

static void bp_page_title__numbered__without_the_number(void **state)
{
	(void)state;
	same(bp_page_title(page), "A title?");
	same(bp_page_title("# no number\n\nA. b\n"), "");
	same(bp_page_title(""), "");
}

static void bp_page_answer__each__up_to_the_next(void **state)
{
	(void)state;
	assert_int_equal(bp_page_answers(page), 2);
	assert_int_equal(bp_page_answers("# 1. No answers\n\n### 1\n"), 0);
	same(bp_page_answer(page, 1), "### 1\n\n`8`. Because of `9`.\n\n" QUIZ "\n");
	same(bp_page_answer(page, 2), "### 2\n\nNone.\n");
	same(bp_page_answer(page, 3), "");
	assert_memory_equal(bp_page_answer(page, 0).at, "## Answers\n", 11);
}

static void bp_page_block__kinds__the_first_of_the_kind(void **state)
{
	(void)state;
	same(bp_page_block(bp_page_answer(page, 1), "quiz"), "run: it\n");
	same(bp_page_block(bp_page_answer(page, 1), "yaml"), "");
	same(bp_page_block(bp_page_answer(page, 2), "quiz"), "");
	same(bp_page_block(bp_page_lesson(page), "console"), "$ blkpath\n\n  out\n");
	same(bp_page_block(bp_page_lesson(page), "cons"), "");
	same(bp_page_block((struct bp_part){ "```a\nx\n```", 10 }, "a"), "x\n");
	same(bp_page_block((struct bp_part){ "```a\nx\n```", 9 }, "a"), "");
}

static void bp_page_word__first__without_marks(void **state)
{
	(void)state;
	same(bp_page_word(bp_page_answer(page, 1)), "8");
	same(bp_page_word(bp_page_answer(page, 2)), "");
	same(bp_page_word((struct bp_part){ "`8`", 2 }), "");
}

static void bp_page_print__lesson__blocks_indented_answers_left_out(void **state)
{
	(void)state;
	prints(bp_page_lesson(page),
	       "12. A title?\n\nProse *of* 1 * 2.\n\n    $ blkpath\n\n      out\n\n"
	       "Exercises\n\n1. One\n2. Two\n\n");
}

static void bp_page_print__answer__quiz_left_out(void **state)
{
	(void)state;
	prints(bp_page_answer(page, 1), "1\n\n`8`. Because of `9`.\n\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_page_title__numbered__without_the_number),
		cmocka_unit_test(bp_page_answer__each__up_to_the_next),
		cmocka_unit_test(bp_page_block__kinds__the_first_of_the_kind),
		cmocka_unit_test(bp_page_word__first__without_marks),
		cmocka_unit_test(bp_page_print__lesson__blocks_indented_answers_left_out),
		cmocka_unit_test(bp_page_print__answer__quiz_left_out),
	};

	return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
