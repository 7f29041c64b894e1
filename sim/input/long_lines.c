/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <input/long_lines.h>

int bp_long_lines_open(struct bp_long_lines *lines, const char *path, size_t max_bytes,
		       struct bp_error *err)
{
	lines->line = 0;
	lines->text = NULL;
	lines->room = 0;
	lines->max_bytes = max_bytes;
	return strcmp(path, "-") ? bp_stream_open(&lines->stream, path, err)
				 : bp_stream_open_input(&lines->stream, err);
}

void bp_long_lines_close(struct bp_long_lines *lines)
{
	bp_stream_close(&lines->stream);
	free(lines->text);
}

static int append(struct bp_long_lines *lines, size_t have, const char *bytes, size_t n,
		  struct bp_error *err)
{
	if (have + n > lines->max_bytes)
		return bp_error_set(err, lines->stream.path, lines->line, NULL,
				    "line is too long: at most %zu characters are allowed",
				    lines->max_bytes);
	if (have + n + 1 > lines->room) {
		size_t room = bp_max(have + n + 1, lines->room * 2);
		char *text = realloc(lines->text, room);

		if (!text)
			return -ENOMEM;
		lines->text = text;
		lines->room = room;
	}
	memcpy(lines->text + have, bytes, n);
	lines->text[have + n] = '\0';
	return 0;
}

int bp_long_lines_next(struct bp_long_lines *lines, const char **text, size_t *length,
		       struct bp_error *err)
{
	const char *bytes, *newline = NULL;
	size_t have = 0;

	for (lines->line++; !newline;) {
		int got = bp_stream_peek(&lines->stream, BP_STREAM_BUFFER_BYTES, &bytes, err);
		size_t n;
		int error;

		if (got < 0)
			return got;
		if (!got)
			break;
		newline = memchr(bytes, '\n', (size_t)got);
		n = newline ? (size_t)(newline - bytes) : (size_t)got;
		error = append(lines, have, bytes, n, err);
		if (error)
			return error;
		have += n;
		bp_stream_take(&lines->stream, n + (newline != NULL));
	}
	if (!newline && !have)
		return 0;
	if (memchr(lines->text, '\0', have))
		return bp_error_set(err, lines->stream.path, lines->line, NULL,
				    "holds a NUL byte; allowed: text");
	if (have && lines->text[have - 1] == '\r')
		lines->text[--have] = '\0';
	*text = lines->text;
	*length = have;
	return 1;
}
