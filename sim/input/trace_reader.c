/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Opening a trace and choosing among its records.
 */
#include <bsd/string.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <input/trace_format.h>

#define PEEK_BYTES 16384u

/* Order matters: text formats take what nobody before has claimed. */
static const struct bp_trace_format *const formats[] = {
	&bp_iolog_v2_format, &bp_iolog_v3_format,   &bp_blktrace_format,
	&bp_blkparse_format, &bp_blk_tracer_format,
};

static int detect(struct bp_trace_reader *r, struct bp_error *err)
{
	const char *bytes;
	int count = bp_stream_peek(&r->stream, PEEK_BYTES, &bytes, err);

	if (count < 0)
		return count;
	if (!count)
		return bp_error_set(err, r->stream.path, 0, NULL,
				    "is empty: a trace with at least one record is allowed");
	for (size_t i = 0; i < bp_array_size(formats); i++) {
		int rc = formats[i]->detect(r, bytes, (size_t)count, err);

		if (rc < 0)
			return rc;
		if (rc) {
			r->format = formats[i];
			return 0;
		}
	}
	return bp_error_set(err, r->stream.path, 0, NULL,
			    "not a trace: fio iolog v2 or v3, blktrace v7, blkparse text or blk "
			    "tracer text is allowed, plain or gzip");
}

int bp_trace_open(const char *path, struct bp_trace_reader **reader, struct bp_error *err)
{
	struct bp_trace_reader *r = calloc(1, sizeof(*r));
	int rc;

	*reader = NULL;
	if (!r) {
		bp_error_set(err, path, 0, NULL, "out of memory");
		return -ENOMEM;
	}
	bp_trace_select(r, "Q");
	rc = bp_stream_open(&r->stream, path, err);
	if (rc) {
		free(r);
		return rc;
	}
	rc = detect(r, err);
	if (rc) {
		bp_trace_close(r);
		return rc;
	}
	*reader = r;
	return 0;
}

void bp_trace_select(struct bp_trace_reader *r, const char *actions)
{
	r->all_actions = !actions;
	if (actions)
		strlcpy(r->actions, actions, sizeof(r->actions));
}

static bool wanted(const struct bp_trace_reader *r, char action)
{
	return r->all_actions || strchr(r->actions, action);
}

int bp_trace_next(struct bp_trace_reader *r, struct bp_trace_io *io, struct bp_error *err)
{
	int rc;

	if (r->failed)
		return bp_error_set(err, r->stream.path, 0, NULL, "reading has failed before");
	do
		rc = r->format->next(r, io, err);
	while (rc > 0 && !wanted(r, io->action));
	r->failed = rc < 0;
	return rc;
}

const char *bp_trace_format(const struct bp_trace_reader *r)
{
	return r->format->name;
}

bool bp_trace_tells_splits(const struct bp_trace_reader *r)
{
	return r->format->tells_splits;
}

void bp_trace_progress(const struct bp_trace_reader *r, u64 *done_bytes, u64 *total_bytes)
{
	*done_bytes = bp_stream_done(&r->stream);
	*total_bytes = r->stream.total_bytes;
}

void bp_trace_close(struct bp_trace_reader *r)
{
	if (!r)
		return;
	if (r->format && r->format->close)
		r->format->close(r);
	bp_stream_close(&r->stream);
	free(r);
}
