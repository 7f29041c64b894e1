/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <string.h>

#include "cli/lesson.h"
#include "lesson/book.h"
#include "lesson/change.h"
#include "lesson/judge.h"
#include "lesson/told.h"

/* A hint that is made while judging. */
struct judged {
	struct bp_verdict verdict;
	char hint[320];
};

/* Something that was to stay was changed: that is said first. */
static int judge_change(unsigned number, const struct bp_quiz *quiz, const char *file,
			struct judged *judged, struct bp_error *err)
{
	const struct bp_lesson_file *original;
	char where[128], allowed[128] = "";
	int error;

	if (!quiz->change)
		return 0;
	original = bp_lesson_companion_named(number, quiz->change);
	if (!original)
		return bp_error_set(err, NULL, 0, quiz->change, "is no file of the lesson");
	error = bp_change_find(quiz, original, file, where, err);
	if (error || !*where)
		return error;
	for (unsigned i = 0; i < quiz->nr_only; i++)
		bp_cli_list(allowed, sizeof(allowed), i ? ", " : "", quiz->only[i]);
	snprintf(judged->hint, sizeof(judged->hint),
		 "%s is not as it was in %s. This may be changed: %s.", where, quiz->change,
		 allowed);
	judged->verdict = (struct bp_verdict){ .hint = judged->hint };
	return 0;
}

static int judge(unsigned number, const struct bp_quiz *quiz, char *answer, json_t *told,
		 struct judged *judged, struct bp_error *err)
{
	if (quiz->value)
		return bp_judge_value(quiz, told, answer, &judged->verdict, err);
	judged->verdict = bp_judge_conditions(quiz, told, answer);
	return judge_change(number, quiz, answer, judged, err);
}

/* What the answer rests on. */
static void print_value(FILE *out, json_t *told, const char *path)
{
	json_t *values = bp_told_values(told, path), *value;
	const size_t all = json_array_size(values);
	char words[BP_TOLD_WORDS];
	size_t i;

	fprintf(out, "  %s: ", path);
	if (json_is_object(json_array_get(values, 0)))
		fprintf(out, "%zu\n", all);
	else
		json_array_foreach (values, i, value)
			fprintf(out, "%s%s", bp_told_words(value, words),
				i + 1 < all ? ", " : "\n");
	if (!all)
		fputs("none\n", out);
	json_decref(values);
}

static void print_text(FILE *out, const struct bp_quiz *quiz, json_t *told,
		       const struct bp_verdict *verdict)
{
	if (!verdict->right) {
		fprintf(out, "not yet: %s\n", verdict->hint);
		return;
	}
	fputs("right\n", out);
	if (quiz->value)
		print_value(out, told, quiz->value);
	for (unsigned i = 0; i < quiz->nr_must; i++)
		if (!i || strcmp(quiz->must[i].at, quiz->must[i - 1].at))
			print_value(out, told, quiz->must[i].at);
}

static enum bp_exit tell(struct bp_cli *cli, unsigned number, unsigned exercise,
			 const struct bp_quiz *quiz, json_t *told, const struct bp_verdict *verdict,
			 bool json)
{
	enum bp_exit status = BP_EXIT_FINE;

	if (json)
		status = bp_cli_json(cli, json_pack("{s:i, s:i, s:b, s:s?}", "lesson", (int)number,
						    "exercise", (int)exercise, "right",
						    verdict->right, "hint", verdict->hint));
	else
		print_text(cli->out, quiz, told, verdict);
	return status == BP_EXIT_FINE && !verdict->right ? BP_EXIT_CHECK : status;
}

enum bp_exit bp_lesson_check(struct bp_cli *cli, unsigned number, unsigned exercise, char *answer,
			     bool json)
{
	const struct bp_lesson_file *lesson = bp_lesson_find(number);
	struct judged judged = { 0 };
	struct bp_error err = { 0 };
	enum bp_exit status;
	struct bp_quiz quiz;
	json_t *told = NULL;
	int error;

	error = bp_quiz_read(lesson->name, bp_page_answer(lesson->text, exercise), &quiz, &err);
	error = error ?: bp_quiz_answer(&quiz, &answer, &err);
	error = error ?: bp_lesson_run(number, &quiz, answer, &told, &err);
	error = error ?: judge(number, &quiz, answer, told, &judged, &err);
	if (error)
		status = bp_cli_complain(cli, &err);
	else
		status = tell(cli, number, exercise, &quiz, told, &judged.verdict, json);
	json_decref(told);
	bp_quiz_free(&quiz);
	return status;
}
