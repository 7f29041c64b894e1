/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A file read from front to back through one buffer, plain or gzip: by lines or by bytes.
 */
#ifndef SIM_INPUT_STREAM_H
#define SIM_INPUT_STREAM_H

#include <blkpath/error.h>
#include <blkpath/types.h>

#include <input/unpack.h>

#define BP_STREAM_BUFFER_BYTES 65536u
#define BP_STREAM_INPUT "standard input" /* its name in all messages */

/**
 * struct bp_stream - an open file
 * @path: its name
 * @file: the open file; plain files pass through unchanged
 * @total_bytes: size of the file, 0 when not known
 * @offset: bytes before @at, before compression
 * @line: number of the line that bp_stream_line() returned last
 * @line_bytes_max: a line with its end must be shorter; at most BP_STREAM_BUFFER_BYTES
 * @at: first unread byte in @buffer
 * @end: one past the last byte in @buffer
 * @ended: no byte follows @end
 */
struct bp_stream {
	char path[256];
	struct bp_unpack file;
	u64 total_bytes;
	u64 offset;
	unsigned line;
	unsigned line_bytes_max;
	size_t at;
	size_t end;
	bool ended;
	char buffer[BP_STREAM_BUFFER_BYTES + 1];
};

/* Opens; 0, or negative errno with @err filled. */
int bp_stream_open(struct bp_stream *stream, const char *path, struct bp_error *err);

/* The same for the standard input, which stays open when the stream is closed. */
int bp_stream_open_input(struct bp_stream *stream, struct bp_error *err);

void bp_stream_close(struct bp_stream *stream);

/**
 * bp_stream_peek - look at the next bytes without taking them
 * @stream: the stream
 * @want: how many, at most BP_STREAM_BUFFER_BYTES
 * @bytes: receives their place in the buffer
 * @err: receives the message
 *
 * Return: how many there are, fewer than @want only at the end; negative errno with @err filled
 * when the file cannot be read.
 */
int bp_stream_peek(struct bp_stream *stream, size_t want, const char **bytes, struct bp_error *err);

/* Takes bytes that were looked at. */
void bp_stream_take(struct bp_stream *stream, size_t bytes);

/**
 * bp_stream_line - take a line
 * @stream: the stream
 * @line: receives the line, without its end, ended by a NUL; valid until the next call
 * @err: receives the message
 *
 * Return: 1, 0 at the end, or negative errno with @err filled: the file cannot be read, or the line
 * is too long or holds a NUL, which no text does.
 */
int bp_stream_line(struct bp_stream *stream, char **line, struct bp_error *err);

/* How far reading has come in the file itself. */
u64 bp_stream_done(const struct bp_stream *stream);

#endif
