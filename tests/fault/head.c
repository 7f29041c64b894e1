/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <zlib.h>

#include "bp_test.h"
#include "head.h"

#define LINE_MAX_BYTES 4096

FILE *fault_head(const char *path, unsigned lines, char name[FAULT_NAME_MAX])
{
	gzFile from = gzopen(path, "r");
	char line[LINE_MAX_BYTES];
	FILE *to = tmpfile();

	assert_non_null(from);
	assert_non_null(to);
	while (lines-- && gzgets(from, line, sizeof(line)))
		fputs(line, to);
	fflush(to);
	gzclose(from);
	snprintf(name, FAULT_NAME_MAX, "/dev/fd/%d", fileno(to));
	return to;
}
