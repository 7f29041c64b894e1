/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <input/stream.h>

#define LINE_BYTES_DEFAULT 4096u

static int open_error(const char *name, int number, struct bp_error *err)
{
	bp_error_set(err, name, 0, NULL, "cannot be opened: %s", strerror(number));
	return -number;
}

/* From here on @fd is the stream's, also when this fails. */
static int begin(struct bp_stream *stream, const char *name, int fd, struct bp_error *err)
{
	int error = fd < 0 ? -errno : bp_unpack_open(&stream->file, fd);

	stream->line_bytes_max = LINE_BYTES_DEFAULT;
	if (!error)
		return 0;
	if (fd >= 0)
		close(fd);
	return open_error(name, -error, err);
}

static void set_name(struct bp_stream *stream, const char *name)
{
	memset(stream, 0, offsetof(struct bp_stream, buffer));
	snprintf(stream->path, sizeof(stream->path), "%s", name);
}

int bp_stream_open(struct bp_stream *stream, const char *path, struct bp_error *err)
{
	struct stat st = { 0 };

	set_name(stream, path);
	if (!stat(path, &st) && S_ISDIR(st.st_mode))
		return bp_error_set(err, path, 0, NULL, "is a directory: a file is allowed");
	stream->total_bytes = S_ISREG(st.st_mode) ? (u64)st.st_size : 0;
	return begin(stream, path, open(path, O_RDONLY | O_CLOEXEC), err);
}

int bp_stream_open_input(struct bp_stream *stream, struct bp_error *err)
{
	set_name(stream, BP_STREAM_INPUT);
	return begin(stream, BP_STREAM_INPUT, fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0), err);
}

void bp_stream_close(struct bp_stream *stream)
{
	bp_unpack_close(&stream->file);
}

static int read_error(struct bp_stream *stream, int error, const char *why, struct bp_error *err)
{
	u64 at = stream->offset + stream->end - stream->at;

	return bp_error_set(err, stream->path, 0, NULL, "cannot be read at byte %llu: %s%s",
			    (unsigned long long)at, why,
			    error == -EBADMSG ? "; allowed: gzip members alone"
					      : " (damaged or cut off?)");
}

int bp_stream_peek(struct bp_stream *stream, size_t want, const char **bytes, struct bp_error *err)
{
	size_t left = stream->end - stream->at;

	if (left < want && !stream->ended) {
		memmove(stream->buffer, stream->buffer + stream->at, left);
		stream->at = 0;
		stream->end = left;
	}
	while (stream->end - stream->at < want && !stream->ended) {
		const char *why;
		int got = bp_unpack_read(&stream->file, stream->buffer + stream->end,
					 (unsigned)(BP_STREAM_BUFFER_BYTES - stream->end), &why);

		if (got < 0)
			return read_error(stream, got, why, err);
		stream->end += (size_t)got;
		stream->ended = got == 0;
	}
	*bytes = stream->buffer + stream->at;
	return (int)bp_min(stream->end - stream->at, want);
}

void bp_stream_take(struct bp_stream *stream, size_t bytes)
{
	stream->at += bytes;
	stream->offset += bytes;
}

int bp_stream_line(struct bp_stream *stream, char **line, struct bp_error *err)
{
	size_t have = stream->end - stream->at;
	char *start = stream->buffer + stream->at;
	char *newline = memchr(start, '\n', have);
	size_t length;

	if (!newline) {
		const char *bytes;
		int got = bp_stream_peek(stream, stream->line_bytes_max, &bytes, err);

		if (got <= 0)
			return got;
		have = (size_t)got;
		start = stream->buffer + stream->at;
		newline = memchr(start, '\n', have);
	}
	stream->line++;
	length = newline ? (size_t)(newline - start) : have;
	if (length >= stream->line_bytes_max)
		return bp_error_set(err, stream->path, stream->line, NULL,
				    "line is too long: at most %u characters are allowed",
				    stream->line_bytes_max - 1);
	if (memchr(start, '\0', length))
		return bp_error_set(err, stream->path, stream->line, NULL,
				    "holds a NUL byte; allowed: text");
	start[length] = '\0';
	bp_stream_take(stream, length + (newline != NULL));
	if (length && start[length - 1] == '\r')
		start[length - 1] = '\0';
	*line = start;
	return 1;
}

u64 bp_stream_done(const struct bp_stream *stream)
{
	return bp_unpack_done(&stream->file);
}
