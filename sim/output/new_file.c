/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* O_TMPFILE */
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <output/new_file.h>

#define NAMES_MAX 100u

struct bp_new_file {
	FILE *stream;
	char path[PATH_MAX];
	char temporary[PATH_MAX + 12]; /* empty while the file has no name at all */
	bool direct;		       /* writes to what is there already */
};

static int fail(const char *path, int number, struct bp_error *err)
{
	bp_error_set(err, path, 0, NULL, "cannot be written: %s", strerror(number));
	return -number;
}

static bool is_special(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

/* A link stays and leads to the new file; one that leads nowhere makes no file there. */
static int follow(const char *path, char real[PATH_MAX])
{
	struct stat st;

	if (realpath(path, real))
		return 0;
	if (errno != ENOENT || lstat(path, &st) == 0)
		return -1;
	strcpy(real, path);
	return 0;
}

static int open_nameless(const struct bp_new_file *file)
{
	char folder[PATH_MAX];

	strcpy(folder, file->path);
	return open(dirname(folder), O_TMPFILE | O_WRONLY | O_CLOEXEC, 0666);
}

/* A name beside the file's that nobody has; @make is asked until it finds one. */
static int find_name(struct bp_new_file *file, int (*make)(struct bp_new_file *file))
{
	for (unsigned i = 0; i < NAMES_MAX; i++) {
		int fd;

		snprintf(file->temporary, sizeof(file->temporary), "%s.%u", file->path, i);
		fd = make(file);
		if (fd >= 0)
			return fd;
		if (errno != EEXIST)
			break;
	}
	file->temporary[0] = '\0';
	return -1;
}

static int make_temporary(struct bp_new_file *file)
{
	return open(file->temporary, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0666);
}

/* link() does not replace, so the file first gets a name of its own. */
static int link_temporary(struct bp_new_file *file)
{
	char self[64];

	snprintf(self, sizeof(self), "/proc/self/fd/%d", fileno(file->stream));
	return linkat(AT_FDCWD, self, AT_FDCWD, file->temporary, AT_SYMLINK_FOLLOW);
}

static int open_any(struct bp_new_file *file)
{
	int fd;

	if (file->direct)
		return open(file->path, O_WRONLY | O_CLOEXEC);
	fd = open_nameless(file);
	return fd >= 0 ? fd : find_name(file, make_temporary);
}

int bp_new_file_open(const char *path, struct bp_new_file **made, struct bp_error *err)
{
	struct bp_new_file *file;
	int number;
	int fd;

	*made = NULL;
	if (strlen(path) >= PATH_MAX)
		return fail(path, ENAMETOOLONG, err);
	file = calloc(1, sizeof(*file));
	if (!file)
		return fail(path, ENOMEM, err);
	fd = follow(path, file->path);
	if (fd == 0) {
		file->direct = is_special(path);
		fd = open_any(file);
	}
	file->stream = fd < 0 ? NULL : fdopen(fd, "w");
	if (!file->stream) {
		number = errno;
		free(file);
		return fail(path, number, err);
	}
	*made = file;
	return 0;
}

FILE *bp_new_file_stream(struct bp_new_file *file)
{
	return file->stream;
}

static int finish(struct bp_new_file *file)
{
	if (fflush(file->stream) || ferror(file->stream))
		return errno ? errno : EIO;
	if (file->direct)
		return 0;
	if (!file->temporary[0] && find_name(file, link_temporary))
		return errno;
	if (rename(file->temporary, file->path))
		return errno;
	file->temporary[0] = '\0';
	return 0;
}

int bp_new_file_commit(struct bp_new_file *file, struct bp_error *err)
{
	int number;
	int rc;

	errno = 0;
	number = finish(file);
	rc = number ? fail(file->path, number, err) : 0;
	bp_new_file_abort(file);
	return rc;
}

void bp_new_file_abort(struct bp_new_file *file)
{
	if (!file)
		return;
	fclose(file->stream);
	if (file->temporary[0])
		unlink(file->temporary);
	free(file);
}
