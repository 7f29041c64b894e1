/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bsd/string.h>
#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <input/plain_file.h>

static const char *kind_name(mode_t mode)
{
	if (S_ISDIR(mode))
		return "a directory";
	if (S_ISFIFO(mode))
		return "a FIFO";
	return S_ISSOCK(mode) ? "a socket" : "a device";
}

static int fail(const char *path, struct bp_error *err)
{
	return bp_error_set(err, path, 0, NULL, "cannot be opened: %s", strerror(errno));
}

int bp_plain_file_open(const char *path, FILE **file, struct bp_error *err)
{
	struct stat st;
	int fd;

	*file = NULL;
	/* Asked before: some devices do something as soon as they are opened. */
	if (stat(path, &st))
		return fail(path, err);
	if (!S_ISREG(st.st_mode))
		return bp_error_set(err, path, 0, NULL, "is %s: a regular file is allowed",
				    kind_name(st.st_mode));
	/* What may have come in its place since then is not waited for either. */
	fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return fail(path, err);
	*file = fdopen(fd, "r");
	if (*file)
		return 0;
	fail(path, err);
	close(fd);
	return -EINVAL;
}

void bp_path_beside(const char *file, const char *what, char *path, size_t size)
{
	char folder[PATH_MAX];

	strlcpy(folder, file, sizeof(folder));
	if (*what == '/')
		strlcpy(path, what, size);
	else
		snprintf(path, size, "%s/%s", dirname(folder), what);
}
