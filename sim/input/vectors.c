/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "stream.h"
#include "vectors.h"
#include "vectors_shape.h"

struct bp_vectors {
	struct bp_stream stream;
};

int bp_vectors_open(const char *path, struct bp_vectors **vectors, struct bp_error *err)
{
	struct bp_vectors *v = calloc(1, sizeof(*v));
	int error;

	if (!v)
		return -ENOMEM;
	error = bp_stream_open(&v->stream, path, err);
	if (error) {
		free(v);
		return error;
	}
	v->stream.line_bytes_max = BP_STREAM_BUFFER_BYTES;
	*vectors = v;
	return 0;
}

void bp_vectors_close(struct bp_vectors *v)
{
	bp_stream_close(&v->stream);
	free(v);
}

static bool is_blank(const char *line)
{
	return line[strspn(line, " \t\r\n")] == '\0';
}

int bp_vectors_next(struct bp_vectors *v, struct bp_vector_case *c, struct bp_error *err)
{
	const char *path = v->stream.path;
	json_error_t at;
	char *line;
	int got;

	do {
		got = bp_stream_line(&v->stream, &line, err);
		if (got <= 0)
			return got;
	} while (is_blank(line));

	memset(c, 0, sizeof(*c));
	c->line = v->stream.line;
	c->json = json_loads(line, JSON_REJECT_DUPLICATES, &at);
	if (!c->json)
		return bp_error_set(err, path, c->line, NULL, "not a JSON object: %s (byte %d)",
				    at.text, at.position);
	got = bp_vector_shape(c, path, err);
	if (got)
		bp_vector_release(c);
	return got ? got : 1;
}

void bp_vector_release(struct bp_vector_case *c)
{
	json_decref(c->json);
	c->json = NULL;
}
