/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "cli/lesson.h"
#include "lesson/book.h"

static int complain(const char *path, struct bp_error *err)
{
	const int error = errno;

	bp_error_set(err, path, 0, NULL, "%s",
		     error == EEXIST ? "is there already; nothing is overwritten"
				     : strerror(error));
	return -error;
}

static int write_one(const struct bp_lesson_file *file, const char *path, struct bp_error *err)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	size_t bytes = strlen(file->text);
	int error = 0;
	FILE *stream;

	if (fd < 0)
		return complain(path, err);
	stream = fdopen(fd, "w");
	if (!stream || fwrite(file->text, 1, bytes, stream) != bytes || fflush(stream))
		error = complain(path, err);
	if (stream)
		fclose(stream);
	else
		close(fd);
	if (error)
		unlink(path);
	return error;
}

static bool path_of(const struct bp_lesson_file *file, const char *folder, char path[PATH_MAX])
{
	return snprintf(path, PATH_MAX, "%s/%s", folder, file->name) < PATH_MAX;
}

static void remove_first(unsigned number, const char *folder, unsigned n)
{
	char path[PATH_MAX];

	while (n--)
		if (path_of(bp_lesson_companion(number, n), folder, path))
			unlink(path);
}

int bp_lesson_write(unsigned number, const char *folder, struct bp_error *err)
{
	const struct bp_lesson_file *file;
	char path[PATH_MAX];
	int error = 0;

	for (unsigned i = 0; (file = bp_lesson_companion(number, i)); i++) {
		if (!path_of(file, folder, path))
			error = bp_error_set(err, NULL, 0, "--scenario", "the name is too long");
		error = error ?: write_one(file, path, err);
		if (error) {
			remove_first(number, folder, i);
			return error;
		}
	}
	return 0;
}

void bp_lesson_remove(unsigned number, const char *folder)
{
	unsigned n = 0;

	while (bp_lesson_companion(number, n))
		n++;
	remove_first(number, folder, n);
}
