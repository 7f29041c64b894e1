/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the program does to judge the answer to an exercise: it runs a command and looks at the
 * JSON that comes of it.  A block ```quiz of the answer says which command, and what to look at:
 *
 *   run      a command without blkpath and --json, words with blanks between.  {} is the answer: a
 *            value, or the learner's file.  A word that names a file of the lesson is that file.
 *   value    the answer is what the command tells at this path: "pieces[0].segments"
 *   must     the answer is right when all this holds: a list of { at: PATH, HOW: VALUE, hint }
 *            HOW: is, least, most: each value there, of which there is one at least;
 *                 has: one of them; not: none of them; count: so many
 *   change   the answer is the learner's form of this file of the lesson
 *   only     what may be changed in it, a list of paths as "queue.max_segments"; title apart
 *   hint     what to tell when the answer is wrong and nothing else says why
 *   wrong    answers that must be refused, and their hints: a list of { answer, hint }, or for a
 *            file of { replace, with }, which spoil the one in the block ```yaml of the answer
 */
#ifndef SIM_LESSON_QUIZ_H
#define SIM_LESSON_QUIZ_H

#include <jansson.h>

#include <blkpath/error.h>

#include "input/yaml_lines.h"
#include "lesson/page.h"

#define BP_QUIZ_LIST_MAX 16

enum bp_quiz_how {
	BP_QUIZ_IS,
	BP_QUIZ_LEAST,
	BP_QUIZ_MOST,
	BP_QUIZ_HAS,
	BP_QUIZ_NOT,
	BP_QUIZ_COUNT,
	BP_QUIZ_HOW_NR,
};

struct bp_quiz_condition {
	const char *at;
	enum bp_quiz_how how;
	const char *value;
	const char *hint;
};

struct bp_quiz_wrong {
	const char *answer;
	const char *hint;
	const char *replace;
	const char *with;
};

/* Texts that are not there are NULL. */
struct bp_quiz {
	const char *run;
	const char *value;
	const char *change;
	const char *hint;
	const char *only[BP_QUIZ_LIST_MAX];
	unsigned nr_only;
	struct bp_quiz_condition must[BP_QUIZ_LIST_MAX];
	unsigned nr_must;
	struct bp_quiz_wrong wrong[BP_QUIZ_LIST_MAX];
	unsigned nr_wrong;
	struct bp_yaml_lines *lines; /* has the texts */
};

/**
 * bp_quiz_read - read the quiz of an answer
 * @file: name of the lesson, for messages
 * @answer: the answer's part of it
 * @quiz: receives the quiz, to be freed with bp_quiz_free()
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled; @quiz is then empty.
 */
int bp_quiz_read(const char *file, struct bp_part answer, struct bp_quiz *quiz,
		 struct bp_error *err);

void bp_quiz_free(struct bp_quiz *quiz);

/**
 * bp_quiz_answer - the part of an answer that goes where the command has {}
 * @quiz: the exercise
 * @answer: what was answered; what the command says before {} itself is skipped, as in
 *          "max_segments=86" or "DEF-4"
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled where a value is asked for and several are given.
 */
int bp_quiz_answer(const struct bp_quiz *quiz, char **answer, struct bp_error *err);

#endif
