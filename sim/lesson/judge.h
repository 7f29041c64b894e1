/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Answers against what a command tells.
 */
#ifndef SIM_LESSON_JUDGE_H
#define SIM_LESSON_JUDGE_H

#include "lesson/quiz.h"

/**
 * struct bp_verdict - what is to be said about an answer
 * @right: whether it is
 * @hint: why not, or what to look at; NULL when it is right
 */
struct bp_verdict {
	bool right;
	const char *hint;
};

/**
 * bp_judge_value - whether an answer is the value that a command tells
 * @quiz: has the path of the value
 * @told: what the command told
 * @answer: what the learner says: a number (8, 4k, 0x1000, -1), yes or no, a word
 * @verdict: receives the verdict
 * @err: receives the message
 *
 * Return: 0; -EINVAL with @err filled when the answer is not of the value's kind, or nothing is
 * told there.
 */
int bp_judge_value(const struct bp_quiz *quiz, json_t *told, const char *answer,
		   struct bp_verdict *verdict, struct bp_error *err);

/* Whether what a command told fulfils every condition of a quiz; the hint of the first that not.
 */
struct bp_verdict bp_judge_conditions(const struct bp_quiz *quiz, json_t *told, const char *answer);

#endif
