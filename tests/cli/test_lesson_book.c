/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The lessons that the program holds, and the folder that they come from.
 */
#include <dirent.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "run.h"

#include "lesson/book.h"
#include "lesson/page.h"

static const char *folder_of_lessons(char path[PATH_MAX], const char *name)
{
	const char *root = getenv("BLKPATH_SOURCE");

	snprintf(path, PATH_MAX, "%s/docs/lessons/%s", root ? root : ".", name);
	return path;
}

/* The program holds what the folder holds, and all of it. */
static void book__each_file__as_in_the_folder(void **state)
{
	char path[PATH_MAX];
	unsigned held = 0;
	DIR *folder = opendir(folder_of_lessons(path, ""));
	struct dirent *entry;

	(void)state;
	assert_non_null(folder);
	while ((entry = readdir(folder)))
		held += entry->d_name[0] >= '0' && entry->d_name[0] <= '9';
	closedir(folder);
	for (const struct bp_lesson_file *file = bp_lesson_files; file->name; file++, held--) {
		char *text = t_text_of(folder_of_lessons(path, file->name));

		assert_string_equal(file->text, text);
		free(text);
	}
	assert_int_equal(held, 0);
}

/* 1, 2, 3, ... in the list of the command and in that of the folder. */
static void lesson__list__each_by_number_and_title(void **state)
{
	struct t_run run;
	const struct bp_lesson_file *file;
	char path[PATH_MAX], line[256];
	char *index = t_text_of(folder_of_lessons(path, "README.md"));
	unsigned i, last = 0;

	(void)state;
	t_run(&run, bp_cmd_lesson, T_ARGS("lesson"));
	for (i = 0; (file = bp_lesson_at(i)); i++) {
		struct bp_part title = bp_page_title(file->text);

		assert_true(title.bytes > 0);
		assert_true(bp_lesson_number(file) > last);
		last = bp_lesson_number(file);
		snprintf(line, sizeof(line), "  %2u  %.*s\n", last, (int)title.bytes, title.at);
		t_contains(run.out, line);
		snprintf(line, sizeof(line), "[%.*s](%s)", (int)title.bytes, title.at, file->name);
		t_contains(index, line);
	}
	assert_true(i > 0);
	free(index);
	t_run_free(&run);
}

/* Prose fits a terminal; what commands print is as wide as it is. */
static void lesson__prose__at_most_100_columns(void **state)
{
	const struct bp_lesson_file *file;

	(void)state;
	for (unsigned i = 0; (file = bp_lesson_at(i)); i++) {
		bool block = false;
		size_t length;

		for (const char *at = file->text; *at; at += length + 1) {
			length = strcspn(at, "\n");
			if (!strncmp(at, "```", 3))
				block = !block;
			if (!block && length > 100)
				fail_msg("%s: %.*s", file->name, (int)length, at);
		}
		assert_false(block);
	}
}

/* A learner has the files of one lesson, so its commands and quizzes read no others. */
static void lesson__files_in_the_text__are_its_own(void **state)
{
	const struct bp_lesson_file *file;
	char name[64];

	(void)state;
	for (unsigned i = 0; (file = bp_lesson_at(i)); i++) {
		const unsigned number = bp_lesson_number(file);

		for (const char *at = file->text; (at = strchr(at, ' ')); at++) {
			const struct bp_lesson_file *other = bp_lesson_files;

			snprintf(name, sizeof(name), "%.*s", (int)strcspn(at + 1, " \n`,;)?"),
				 at + 1);
			while (other->name && strcmp(other->name, name))
				other++;
			if (other->name && bp_lesson_number(other) != number)
				fail_msg("%s names %s", file->name, name);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(book__each_file__as_in_the_folder),
		cmocka_unit_test(lesson__list__each_by_number_and_title),
		cmocka_unit_test(lesson__prose__at_most_100_columns),
		cmocka_unit_test(lesson__files_in_the_text__are_its_own),
	};

	return cmocka_run_group_tests_name("lesson_book", tests, NULL, NULL);
}
