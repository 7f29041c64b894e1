/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A scenario as text, or in a file.
 */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cli/check.h"

static unsigned digit(char c)
{
	return (unsigned)(isdigit((unsigned char)c) ? c - '0'
						    : tolower((unsigned char)c) - 'a' + 10);
}

static int read_hex(const char *text, u8 bytes[BP_RUN_BYTES], size_t *size, struct bp_error *err)
{
	size_t digits = strspn(text, "0123456789abcdefABCDEF");

	if (text[digits] || digits % 2 || digits > 2 * BP_RUN_BYTES)
		return bp_error_set(err, NULL, 0, "--replay",
				    "\"%.40s\"; allowed: an even number of hexadecimal digits, at "
				    "most %u, or @FILE",
				    text, 2 * BP_RUN_BYTES);
	*size = digits / 2;
	for (size_t i = 0; i < *size; i++)
		bytes[i] = (u8)(digit(text[2 * i]) << 4 | digit(text[2 * i + 1]));
	return 0;
}

/* Fuzzers may make longer ones; what lies behind is never looked at. */
static int read_file(const char *path, u8 bytes[BP_RUN_BYTES], size_t *size, struct bp_error *err)
{
	FILE *file = fopen(path, "rb");
	int error = 0;

	if (!file)
		return bp_error_set(err, path, 0, NULL, "%s", strerror(errno));
	*size = fread(bytes, 1, BP_RUN_BYTES, file);
	if (ferror(file))
		error = bp_error_set(err, path, 0, NULL, "%s", strerror(errno));
	fclose(file);
	return error;
}

int bp_check_plan_bytes(const char *text, u8 bytes[BP_RUN_BYTES], size_t *size,
			struct bp_error *err)
{
	return *text == '@' ? read_file(text + 1, bytes, size, err)
			    : read_hex(text, bytes, size, err);
}
