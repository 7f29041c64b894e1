/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* memfd_create */
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include <blkpath/error.h>

#include "fuzz.h"

void fuzz_path_make(struct fuzz_path *path, const uint8_t *data, size_t size)
{
	path->fd = memfd_create("fuzz", 0);
	if (path->fd < 0 || write(path->fd, data, size) != (ssize_t)size ||
	    lseek(path->fd, 0, SEEK_SET) != 0)
		abort();
	snprintf(path->name, sizeof(path->name), "/proc/self/fd/%d", path->fd);
}

void fuzz_path_done(struct fuzz_path *path)
{
	close(path->fd);
}

void fuzz_check_error(int result, const struct bp_error *err)
{
	if (result < 0 && !err->text[0])
		abort();
}
