/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lessons of docs/lessons, which are part of the program.
 *
 * NN-NOUN.md is lesson NN; other files whose name begins with NN- are its scenarios and whatever
 * else its commands read.
 */
#ifndef SIM_LESSON_BOOK_H
#define SIM_LESSON_BOOK_H

#include <stdbool.h>
#include <stddef.h>

/* A file; the table ends with a row without a name.  In the order of their names. */
struct bp_lesson_file {
	const char *name;
	const char *text;
};

extern const struct bp_lesson_file bp_lesson_files[];

/* The lesson of a number; NULL when there is none. */
const struct bp_lesson_file *bp_lesson_find(unsigned number);

/* All lessons in order, from index 0; NULL behind the last one. */
const struct bp_lesson_file *bp_lesson_at(unsigned index);

/* The files of a lesson in order, from index 0, its text not among them; NULL behind the last. */
const struct bp_lesson_file *bp_lesson_companion(unsigned number, unsigned index);

/* The companion of this name; NULL when there is none. */
const struct bp_lesson_file *bp_lesson_companion_named(unsigned number, const char *name);

/* The number that a file's name begins with; 0: none. */
unsigned bp_lesson_number(const struct bp_lesson_file *file);

#endif
