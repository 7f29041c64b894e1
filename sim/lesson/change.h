/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a learner changed in a file of a lesson.
 */
#ifndef SIM_LESSON_CHANGE_H
#define SIM_LESSON_CHANGE_H

#include "lesson/book.h"
#include "lesson/quiz.h"

/**
 * bp_change_find - look for something that was not to be changed
 * @quiz: says what may be changed; everything, when it names nothing
 * @original: the lesson's file
 * @path: the learner's file
 * @where: receives the path of the first such thing in the order of the files, or ""
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled: a file cannot be read.
 */
int bp_change_find(const struct bp_quiz *quiz, const struct bp_lesson_file *original,
		   const char *path, char where[128], struct bp_error *err);

#endif
