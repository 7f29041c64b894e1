/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Lines of any length up to a bound, of a file or of the standard input, plain or gzip.
 */
#ifndef SIM_INPUT_LONG_LINES_H
#define SIM_INPUT_LONG_LINES_H

#include <input/stream.h>

/**
 * struct bp_long_lines - an open text
 * @stream: where it comes from
 * @line: number of the line that bp_long_lines_next() returned last
 * @text: that line
 * @room: bytes that @text has
 * @max_bytes: longest line
 */
struct bp_long_lines {
	struct bp_stream stream;
	unsigned line;
	char *text;
	size_t room;
	size_t max_bytes;
};

/* Opens; "-" is the standard input.  Returns 0, or negative errno with @err filled. */
int bp_long_lines_open(struct bp_long_lines *lines, const char *path, size_t max_bytes,
		       struct bp_error *err);

/**
 * bp_long_lines_next - take a line
 * @lines: the text
 * @text: receives the line, without its end, ended by a NUL; valid until the next call
 * @length: receives its length
 * @err: receives the message
 *
 * Return: 1, 0 at the end, or negative errno with @err filled: the text cannot be read, or the line
 * is too long or holds a NUL.
 */
int bp_long_lines_next(struct bp_long_lines *lines, const char **text, size_t *length,
		       struct bp_error *err);

void bp_long_lines_close(struct bp_long_lines *lines);

#endif
