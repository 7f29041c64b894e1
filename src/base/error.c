/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include <blkpath/error.h>

int bp_error_set(struct bp_error *err, const char *file, unsigned line, const char *key,
		 const char *format, ...)
{
	va_list args;

	if (!err || err->text[0])
		return -EINVAL;
	snprintf(err->file, sizeof(err->file), "%s", file ? file : "");
	snprintf(err->key, sizeof(err->key), "%s", key ? key : "");
	err->line = line;
	va_start(args, format);
	vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	return -EINVAL;
}
