/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Small files for tests of readers: written where the test runs, removed with t_unlink().
 */
#ifndef INPUT_TEST_H
#define INPUT_TEST_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <blkpath/error.h>

#include "bp_source.h"

/* A file of the given bytes; the name stays valid until the next call. */
static inline const char *t_file_bytes(const void *bytes, size_t count)
{
	static char path[] = "blkpath-test-XXXXXX";
	int fd;

	strcpy(path + strlen(path) - 6, "XXXXXX");
	fd = mkstemp(path);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, bytes, count), (ssize_t)count);
	close(fd);
	return path;
}

static inline const char *t_file(const char *text)
{
	return t_file_bytes(text, strlen(text));
}

/* Asserts that a message says what it must. */
static inline void assert_error_says(const struct bp_error *err, unsigned line, const char *key,
				     const char *part)
{
	if (err->line != line || strcmp(err->key, key) || !strstr(err->text, part))
		fail_msg("line %u key \"%s\" \"%s\" is not line %u key \"%s\" \"...%s...\"",
			 err->line, err->key, err->text, line, key, part);
}

#endif
