/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "lesson/book.h"

unsigned bp_lesson_number(const struct bp_lesson_file *file)
{
	return (unsigned)strtoul(file->name, NULL, 10);
}

static bool is_text(const struct bp_lesson_file *file)
{
	const char *suffix = strrchr(file->name, '.');

	return suffix && !strcmp(suffix, ".md");
}

const struct bp_lesson_file *bp_lesson_at(unsigned index)
{
	for (const struct bp_lesson_file *file = bp_lesson_files; file->name; file++)
		if (is_text(file) && !index--)
			return file;
	return NULL;
}

const struct bp_lesson_file *bp_lesson_find(unsigned number)
{
	for (const struct bp_lesson_file *file = bp_lesson_files; file->name; file++)
		if (is_text(file) && bp_lesson_number(file) == number)
			return file;
	return NULL;
}

const struct bp_lesson_file *bp_lesson_companion(unsigned number, unsigned index)
{
	for (const struct bp_lesson_file *file = bp_lesson_files; file->name; file++)
		if (!is_text(file) && bp_lesson_number(file) == number && !index--)
			return file;
	return NULL;
}

const struct bp_lesson_file *bp_lesson_companion_named(unsigned number, const char *name)
{
	const struct bp_lesson_file *file;

	for (unsigned i = 0; (file = bp_lesson_companion(number, i)); i++)
		if (!strcmp(file->name, name))
			return file;
	return NULL;
}
