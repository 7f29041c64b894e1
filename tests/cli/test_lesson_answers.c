/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Every exercise of every lesson: what the answer says is right, what is known to be wrong is
 * refused, and each hint is told to somebody.
 */
#include <stdlib.h>
#include <string.h>

#include "run.h"

#include "lesson/book.h"
#include "lesson/quiz.h"

#define HINTS_MAX (2 * BP_QUIZ_LIST_MAX)

struct exercise {
	const struct bp_lesson_file *lesson;
	char number[8];
	char exercise[8];
	struct bp_part answer;
	struct bp_quiz quiz;
	bool shown[HINTS_MAX]; /* hints of conditions, then those of wrong answers */
};

static char *copy_of(struct bp_part part)
{
	return strndup(part.at, part.bytes);
}

static struct t_run check(const struct exercise *e, const char *answer)
{
	struct t_run run;

	t_run(&run, bp_cmd_lesson,
	      T_ARGS("lesson", e->number, "--check", e->exercise, "--", answer));
	return run;
}

static void accept(const struct exercise *e, const char *answer)
{
	struct t_run run = check(e, answer);

	if (run.status != BP_EXIT_FINE)
		fail_msg("%s, exercise %s: \"%s\": %s%s", e->lesson->name, e->exercise, answer,
			 run.out, run.err);
	t_run_free(&run);
}

static void refuse(struct exercise *e, const char *answer)
{
	struct t_run run = check(e, answer);

	if (run.status != BP_EXIT_CHECK)
		fail_msg("%s, exercise %s takes \"%s\": %s%s", e->lesson->name, e->exercise, answer,
			 run.out, run.err);
	t_contains(run.out, "not yet: ");
	for (unsigned i = 0; i < e->quiz.nr_must; i++)
		e->shown[i] |= strstr(run.out, e->quiz.must[i].hint) != NULL;
	for (unsigned i = 0; i < e->quiz.nr_wrong; i++)
		if (e->quiz.wrong[i].hint)
			e->shown[BP_QUIZ_LIST_MAX + i] |=
				strstr(run.out, e->quiz.wrong[i].hint) != NULL;
	t_run_free(&run);
}

/* A learner's file with this text. */
static void judge_file(struct exercise *e, const char *text, bool right)
{
	char *file = t_file_named(text, ".yaml");

	if (right)
		accept(e, file);
	else
		refuse(e, file);
	t_file_free(file);
}

static void judge_spoiled(struct exercise *e, const char *text, const struct bp_quiz_wrong *wrong)
{
	const char *at = strstr(text, wrong->replace);
	char *spoiled;
	size_t bytes;
	FILE *stream;

	if (!at)
		fail_msg("%s, exercise %s: \"%s\" is not in the right file", e->lesson->name,
			 e->exercise, wrong->replace);
	stream = open_memstream(&spoiled, &bytes);
	fprintf(stream, "%.*s%s%s", (int)(at - text), text, wrong->with,
		at + strlen(wrong->replace));
	fclose(stream);
	judge_file(e, spoiled, false);
	free(spoiled);
}

static void judge_change(struct exercise *e)
{
	const struct bp_lesson_file *file =
		bp_lesson_companion_named(bp_lesson_number(e->lesson), e->quiz.change);
	char *right = copy_of(bp_page_block(e->answer, "yaml"));

	assert_non_null(file);
	judge_file(e, right, true);
	judge_file(e, file->text, false);
	for (unsigned i = 0; i < e->quiz.nr_wrong; i++)
		judge_spoiled(e, right, &e->quiz.wrong[i]);
	free(right);
}

static void judge_value(struct exercise *e)
{
	char *right = copy_of(bp_page_word(e->answer));

	accept(e, right);
	for (unsigned i = 0; i < e->quiz.nr_wrong; i++)
		refuse(e, e->quiz.wrong[i].answer);
	free(right);
}

/* A hint that nobody ever reads is not tested, and may be of a condition that always holds. */
static void demand_hints(const struct exercise *e)
{
	assert_true(e->quiz.nr_wrong > 0);
	for (unsigned i = 0; i < e->quiz.nr_must; i++)
		if (!e->shown[i])
			fail_msg("%s, exercise %s: no wrong answer shows \"%s\"", e->lesson->name,
				 e->exercise, e->quiz.must[i].hint);
	for (unsigned i = 0; i < e->quiz.nr_wrong; i++)
		if (e->quiz.wrong[i].hint && !e->shown[BP_QUIZ_LIST_MAX + i])
			fail_msg("%s, exercise %s: \"%s\" does not show its hint", e->lesson->name,
				 e->exercise, e->quiz.wrong[i].answer);
}

static void judge_exercise(const struct bp_lesson_file *lesson, unsigned number)
{
	struct exercise e = { .lesson = lesson, .answer = bp_page_answer(lesson->text, number) };
	struct bp_error err = { 0 };

	snprintf(e.number, sizeof(e.number), "%u", bp_lesson_number(lesson));
	snprintf(e.exercise, sizeof(e.exercise), "%u", number);
	if (bp_quiz_read(lesson->name, e.answer, &e.quiz, &err))
		fail_msg("%s, exercise %u: %s: %s", lesson->name, number, err.key, err.text);
	if (e.quiz.change)
		judge_change(&e);
	else
		judge_value(&e);
	demand_hints(&e);
	bp_quiz_free(&e.quiz);
}

static void lesson__each_exercise__right_passes_and_wrong_does_not(void **state)
{
	const struct bp_lesson_file *lesson;

	(void)state;
	for (unsigned i = 0; (lesson = bp_lesson_at(i)); i++) {
		print_message("# %s\n", lesson->name);
		for (unsigned k = 1; k <= bp_page_answers(lesson->text); k++)
			judge_exercise(lesson, k);
	}
}

/* "1. ", "2. ", ... at the front of a line below the heading, and an answer for each. */
static void lesson__each_exercise__has_its_answer(void **state)
{
	const struct bp_lesson_file *lesson;

	(void)state;
	for (unsigned i = 0; (lesson = bp_lesson_at(i)); i++) {
		char *told = copy_of(bp_page_lesson(lesson->text));
		const char *at = strstr(told, "\n## Exercises\n");
		unsigned n = 0;
		char mark[16];

		print_message("# %s\n", lesson->name);
		assert_non_null(at);
		do
			snprintf(mark, sizeof(mark), "\n%u. ", ++n);
		while ((at = strstr(at, mark)));
		assert_int_equal(n - 1, bp_page_answers(lesson->text));
		assert_true(n > 1);
		for (unsigned k = 1; k < n; k++) {
			snprintf(mark, sizeof(mark), "### %u\n", k);
			assert_memory_equal(bp_page_answer(lesson->text, k).at, mark, strlen(mark));
		}
		free(told);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lesson__each_exercise__has_its_answer),
		cmocka_unit_test(lesson__each_exercise__right_passes_and_wrong_does_not),
	};

	return cmocka_run_group_tests_name("lesson_answers", tests, NULL, NULL);
}
