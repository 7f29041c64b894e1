/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "record/small_file.h"

static int open_in(const char *folder, const char *name, int flags)
{
	char path[PATH_MAX];
	int fd;

	if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path))
		return -ENAMETOOLONG;
	fd = open(path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int bp_small_file_read(const char *folder, const char *name, char *value, size_t room)
{
	int fd = open_in(folder, name, O_RDONLY);
	ssize_t got;
	int error;

	if (fd < 0)
		return fd;
	got = read(fd, value, room - 1);
	error = got < 0 ? -errno : 0;
	close(fd);
	if (error)
		return error;
	value[got] = '\0';
	value[strcspn(value, "\n")] = '\0';
	return 0;
}

int bp_small_file_write(const char *folder, const char *name, const char *value)
{
	int fd = open_in(folder, name, O_WRONLY | O_TRUNC);
	size_t bytes = strlen(value);
	int error = 0;

	if (fd < 0)
		return fd;
	if (write(fd, value, bytes) != (ssize_t)bytes)
		error = -errno;
	close(fd);
	return error;
}
