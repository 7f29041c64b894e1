/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "lesson/change.h"

/* "queue.max_segments" and all that is in it; the title is everybody's. */
static bool may_change(const struct bp_quiz *quiz, const char *path)
{
	if (!strcmp(path, "name"))
		return true;
	for (unsigned i = 0; i < quiz->nr_only; i++) {
		size_t length = strlen(quiz->only[i]);

		if (!strncmp(path, quiz->only[i], length) &&
		    (!path[length] || path[length] == '.' || path[length] == '['))
			return true;
	}
	return false;
}

/* A mapping that holds nothing but what may be changed may be missing on the other side. */
static bool holds_it(const struct bp_quiz *quiz, const char *path)
{
	size_t length = strlen(path);

	for (unsigned i = 0; i < quiz->nr_only; i++)
		if (!strncmp(quiz->only[i], path, length) &&
		    (quiz->only[i][length] == '.' || quiz->only[i][length] == '['))
			return true;
	return false;
}

/* The first value of one file that is missing or different in the other one. */
static bool find(const struct bp_quiz *quiz, struct bp_yaml_lines *lines,
		 struct bp_yaml_lines *other, char where[128])
{
	const char *path;
	unsigned line;

	for (size_t i = 0; (path = bp_yaml_path_at(lines, i, &line)); i++) {
		const char *one, *two;

		if (may_change(quiz, path) || holds_it(quiz, path))
			continue;
		one = bp_yaml_value(lines, "%s", path) ?: "";
		two = bp_yaml_value(other, "%s", path) ?: "";
		if (bp_yaml_line(other, "%s", path) && !strcmp(one, two))
			continue;
		snprintf(where, 128, "%s", path);
		return true;
	}
	return false;
}

int bp_change_find(const struct bp_quiz *quiz, const struct bp_lesson_file *original,
		   const char *path, char where[128], struct bp_error *err)
{
	struct bp_yaml_lines *before = NULL, *after = NULL;
	int error = 0;

	*where = '\0';
	if (!quiz->nr_only)
		return 0;
	error = bp_yaml_lines_parse(original->name, original->text, strlen(original->text), &before,
				    err);
	error = error ?: bp_yaml_lines_read(path, &after, err);
	if (!error && !find(quiz, before, after, where))
		find(quiz, after, before, where);
	bp_yaml_lines_free(before);
	bp_yaml_lines_free(after);
	return error;
}
