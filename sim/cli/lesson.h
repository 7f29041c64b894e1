/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What blkpath lesson does besides telling.
 */
#ifndef SIM_CLI_LESSON_H
#define SIM_CLI_LESSON_H

#include "cli/cli.h"
#include "lesson/quiz.h"

/**
 * bp_lesson_write - write the files of a lesson, its text not among them
 * @number: which lesson
 * @folder: where
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled: a file is there already, or cannot be written.
 * No file has then been written or changed.
 */
int bp_lesson_write(unsigned number, const char *folder, struct bp_error *err);

/* Removes them again; other files stay. */
void bp_lesson_remove(unsigned number, const char *folder);

/**
 * bp_lesson_run - run the command of a quiz
 * @number: of the lesson
 * @quiz: has the command
 * @answer: what stands for {} in it
 * @told: receives what the command tells, to be dropped with json_decref()
 * @err: receives the message; for a command that refuses its input, that command's own
 *
 * Return: 0, or negative errno with @err filled; @told is then NULL.
 */
int bp_lesson_run(unsigned number, const struct bp_quiz *quiz, char *answer, json_t **told,
		  struct bp_error *err);

/**
 * bp_lesson_check - judge an answer and tell the verdict
 * @cli: where to
 * @number: of the lesson
 * @exercise: from 1
 * @answer: a value, or the name of a file
 * @json: for programs
 *
 * Return: fine for a right answer, check for a wrong one, usage for one that makes no sense.
 */
enum bp_exit bp_lesson_check(struct bp_cli *cli, unsigned number, unsigned exercise, char *answer,
			     bool json);

#endif
