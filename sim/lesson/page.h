/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of a lesson's text:
 *
 *   # 2. What cuts an I/O?       the title; below it the lesson
 *   ## Exercises                 numbered from 1
 *   ## Answers                   left out until somebody asks
 *   ### 1                        the answer to exercise 1
 *   ```quiz                      what the program does to judge an answer (quiz.h); never shown
 */
#ifndef SIM_LESSON_PAGE_H
#define SIM_LESSON_PAGE_H

#include <stdio.h>

/* A stretch of a text; empty when there is no such part. */
struct bp_part {
	const char *at;
	size_t bytes;
};

/* "What cuts an I/O?" */
struct bp_part bp_page_title(const char *text);

/* What everybody may read: title, lesson, exercises. */
struct bp_part bp_page_lesson(const char *text);

/* How many exercises there are answers to. */
unsigned bp_page_answers(const char *text);

/* The answer to one, from 1, its heading with it; with 0 all of them. */
struct bp_part bp_page_answer(const char *text, unsigned exercise);

/* The first block ```KIND of a part, without its fences. */
struct bp_part bp_page_block(struct bp_part part, const char *kind);

/* The first `word` of a part. */
struct bp_part bp_page_word(struct bp_part part);

/* A part as text for the terminal: headings without marks, blocks indented, quizzes left out. */
void bp_page_print(FILE *out, struct bp_part part);

#endif
