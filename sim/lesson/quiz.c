/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "input/units.h"
#include "lesson/quiz.h"

static const char *const how_names[BP_QUIZ_HOW_NR] = {
	"is", "least", "most", "has", "not", "count"
};

static bool is_known(const char *key)
{
	static const char *const keys[] = { "run",   "value", "must",	"change",  "only", "hint",
					    "wrong", "at",    "answer", "replace", "with" };

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (!strcmp(key, keys[i]))
			return true;
	for (int i = 0; i < BP_QUIZ_HOW_NR; i++)
		if (!strcmp(key, how_names[i]))
			return true;
	return false;
}

/* No word is there that nobody would read, and no list is longer than what is read. */
static int check_keys(const char *file, const struct bp_yaml_lines *lines, struct bp_error *err)
{
	const char *path;
	unsigned line;

	for (size_t i = 0; (path = bp_yaml_path_at(lines, i, &line)); i++) {
		const char *dot = strrchr(path, '.'), *index = strchr(path, '[');

		if (index && strtoul(index + 1, NULL, 10) >= BP_QUIZ_LIST_MAX)
			return bp_error_set(err, file, line, path, "at most %d are allowed",
					    BP_QUIZ_LIST_MAX);
		if (path[strlen(path) - 1] != ']' && !is_known(dot ? dot + 1 : path))
			return bp_error_set(err, file, line, path, "unknown word in a quiz");
	}
	return 0;
}

static void read_only(struct bp_quiz *quiz)
{
	while (quiz->nr_only < BP_QUIZ_LIST_MAX) {
		const char *path = bp_yaml_value(quiz->lines, "only[%u]", quiz->nr_only);

		if (!path)
			return;
		quiz->only[quiz->nr_only++] = path;
	}
}

static void read_must(struct bp_quiz *quiz)
{
	for (; quiz->nr_must < BP_QUIZ_LIST_MAX; quiz->nr_must++) {
		struct bp_quiz_condition *c = &quiz->must[quiz->nr_must];

		c->at = bp_yaml_value(quiz->lines, "must[%u].at", quiz->nr_must);
		if (!c->at)
			return;
		c->hint = bp_yaml_value(quiz->lines, "must[%u].hint", quiz->nr_must);
		for (int i = 0; i < BP_QUIZ_HOW_NR && !c->value; i++) {
			c->how = (enum bp_quiz_how)i;
			c->value = bp_yaml_value(quiz->lines, "must[%u].%s", quiz->nr_must,
						 how_names[i]);
		}
	}
}

static void read_wrong(struct bp_quiz *quiz)
{
	for (; quiz->nr_wrong < BP_QUIZ_LIST_MAX; quiz->nr_wrong++) {
		struct bp_quiz_wrong *w = &quiz->wrong[quiz->nr_wrong];

		w->answer = bp_yaml_value(quiz->lines, "wrong[%u].answer", quiz->nr_wrong);
		w->replace = bp_yaml_value(quiz->lines, "wrong[%u].replace", quiz->nr_wrong);
		w->with = bp_yaml_value(quiz->lines, "wrong[%u].with", quiz->nr_wrong);
		w->hint = bp_yaml_value(quiz->lines, "wrong[%u].hint", quiz->nr_wrong);
		if (!w->answer && !(w->replace && w->with))
			return;
	}
}

/* A quiz that could accept anything, or refuse without a word, is none. */
static int check_sense(const char *file, const struct bp_quiz *quiz, struct bp_error *err)
{
	if (!quiz->run || !quiz->hint)
		return bp_error_set(err, file, 0, "quiz", "run or hint is missing");
	if (!quiz->value == !quiz->nr_must)
		return bp_error_set(err, file, 0, "quiz", "value or must: one is needed");
	for (unsigned i = 0; i < quiz->nr_must; i++)
		if (!quiz->must[i].value || !quiz->must[i].hint)
			return bp_error_set(err, file, 0, quiz->must[i].at,
					    "what must be there, or its hint, is missing");
	return 0;
}

int bp_quiz_read(const char *file, struct bp_part answer, struct bp_quiz *quiz,
		 struct bp_error *err)
{
	struct bp_part block = bp_page_block(answer, "quiz");
	int error;

	*quiz = (struct bp_quiz){ 0 };
	error = bp_yaml_lines_parse(file, block.at, block.bytes, &quiz->lines, err);
	error = error ?: check_keys(file, quiz->lines, err);
	if (!error) {
		quiz->run = bp_yaml_value(quiz->lines, "run");
		quiz->value = bp_yaml_value(quiz->lines, "value");
		quiz->change = bp_yaml_value(quiz->lines, "change");
		quiz->hint = bp_yaml_value(quiz->lines, "hint");
		read_only(quiz);
		read_must(quiz);
		read_wrong(quiz);
		error = check_sense(file, quiz, err);
	}
	if (error)
		bp_quiz_free(quiz);
	return error;
}

/* "max_segments=" of "--set max_segments={}" */
static struct bp_part before_hole(const char *run, const char *hole)
{
	const char *at = hole;

	while (at > run && !strchr(" ,", at[-1]))
		at--;
	return (struct bp_part){ at, (size_t)(hole - at) };
}

int bp_quiz_answer(const struct bp_quiz *quiz, char **answer, struct bp_error *err)
{
	const char *hole = strstr(quiz->run, "{}");
	const struct bp_place at = { .key = "answer" };
	struct bp_part before;

	if (!hole || quiz->change)
		return 0;
	before = before_hole(quiz->run, hole);
	if (before.bytes && !strncasecmp(*answer, before.at, before.bytes))
		*answer += before.bytes;
	if (!strpbrk(*answer, " ,="))
		return 0;
	return bp_place_error(&at, err, "\"%s\" is not allowed: one value is", *answer);
}

void bp_quiz_free(struct bp_quiz *quiz)
{
	bp_yaml_lines_free(quiz->lines);
	*quiz = (struct bp_quiz){ 0 };
}
