/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * fio's iolog, versions 2 and 3.
 *
 *   v2   /dev/sda add|open|close          v3   TIME /dev/sda add|open|close
 *        /dev/sda read OFFSET LENGTH           TIME /dev/sda read OFFSET LENGTH
 *        /dev/sda wait MICROSECONDS 0
 *
 * fio writes one log per job, all into one file: a title within begins the next one, with its times
 * from 0 again.  Here they go on from where the log before it ended.
 */
#include <inttypes.h>
#include <string.h>

#include <blkpath/opf.h>

#include <input/trace_format.h>
#include <input/units.h>

#define NS_PER_US 1000u
/* A bio counts its bytes in 32 bits. */
#define BYTES_MAX (UINT32_MAX & ~(SECTOR_SIZE - 1))

static const char title_v2[] = "fio version 2 iolog";
static const char title_v3[] = "fio version 3 iolog";

#define WRITE_OPF (REQ_OP_WRITE | REQ_SYNC | REQ_IDLE)
#define SYNC_OPF (REQ_OP_WRITE | REQ_PREFLUSH | REQ_SYNC)

/* Words of a line: a file change has no numbers, a wait takes time, all else becomes I/O. */
static const struct action {
	const char *name;
	enum bp_iolog_change change;
	bool wait;
	bool data;
	unsigned opf;
} actions[] = {
	{ "read", BP_IOLOG_USE, false, true, REQ_OP_READ },
	{ "write", BP_IOLOG_USE, false, true, WRITE_OPF },
	{ "trim", BP_IOLOG_USE, false, true, REQ_OP_DISCARD },
	{ "sync", BP_IOLOG_USE, false, false, SYNC_OPF },
	{ "datasync", BP_IOLOG_USE, false, false, SYNC_OPF },
	{ "wait", BP_IOLOG_USE, true, false, 0 },
	{ "add", BP_IOLOG_ADD, false, false, 0 },
	{ "open", BP_IOLOG_OPEN, false, false, 0 },
	{ "close", BP_IOLOG_CLOSE, false, false, 0 },
};

/* One line, taken apart. */
struct line {
	struct bp_place at;
	const char *file;
	const struct action *action;
	u64 offset;
	u64 length;
	bool has_numbers;
};

static const struct action *find_action(const char *name)
{
	for (size_t i = 0; i < bp_array_size(actions); i++)
		if (!strcmp(name, actions[i].name))
			return &actions[i];
	return NULL;
}

/* The next word, or NULL; blanks separate. */
static char *word(char **rest)
{
	char *start = *rest + strspn(*rest, " \t");
	size_t length = strcspn(start, " \t");

	if (!length)
		return NULL;
	*rest = start + length;
	if (**rest)
		*(*rest)++ = '\0';
	return start;
}

static int number(struct bp_place *at, const char *key, const char *text, u64 *value,
		  struct bp_error *err)
{
	at->key = key;
	return bp_parse_number(at, text ? text : "", 0, INT64_MAX, value, err);
}

static int split_line(struct line *line, char *text, struct bp_error *err)
{
	char *file = word(&text);
	char *name = word(&text);
	char *offset = word(&text);
	char *length = word(&text);
	int rc;

	line->at.key = "action";
	line->file = file;
	line->action = name ? find_action(name) : NULL;
	if (!line->action)
		return bp_place_error(&line->at, err,
				      "\"%s\" is not allowed: read, write, trim, sync, datasync, "
				      "wait, add, open or close after the file name",
				      name ? name : "");
	if (word(&text))
		return bp_place_error(&line->at, err,
				      "too many words: file, action, offset, length are allowed");
	line->has_numbers = offset != NULL;
	if (line->action->change != BP_IOLOG_USE ||
	    (!line->has_numbers && !line->action->data && !line->action->wait))
		return 0;
	rc = number(&line->at, "offset", offset, &line->offset, err);
	/* `wait` may come without a length. */
	if (!rc && (length || line->action->data))
		rc = number(&line->at, "length", length, &line->length, err);
	return rc;
}

static int check_data(struct line *line, struct bp_error *err)
{
	line->at.key = "offset";
	if (line->offset % SECTOR_SIZE)
		return bp_place_error(&line->at, err,
				      "%" PRIu64 " is not allowed: a multiple of 512",
				      line->offset);
	line->at.key = "length";
	if (!line->length || line->length % SECTOR_SIZE || line->length > BYTES_MAX)
		return bp_place_error(&line->at, err,
				      "%" PRIu64
				      " is not allowed: a multiple of 512 from 512 to %u",
				      line->length, BYTES_MAX);
	return 0;
}

static void fill(struct bp_trace_reader *r, const struct line *line, struct bp_trace_io *io)
{
	*io = (struct bp_trace_io){
		.time_ns = r->time_ns,
		.minor = r->files.current,
		.action = 'Q',
		.opf = line->action->opf,
		.line = line->at.line,
	};
	if (line->action->data) {
		io->sector = line->offset >> SECTOR_SHIFT;
		io->bytes = (unsigned)line->length;
	}
}

/* 1 with an I/O, 0 when the line is none. */
static int read_line(struct bp_trace_reader *r, char *text, bool has_time, struct bp_trace_io *io,
		     struct bp_error *err)
{
	struct line line = { .at = { r->stream.path, r->stream.line, NULL } };
	u64 time_us = 0;
	int rc = 0;

	if (!text[strspn(text, " \t")])
		return 0;
	if (has_time)
		rc = number(&line.at, "timestamp", word(&text), &time_us, err);
	rc = rc ?: split_line(&line, text, err);
	if (rc)
		return rc;
	if (has_time)
		r->time_ns = r->base_ns + time_us * NS_PER_US;
	if (line.action->wait) {
		line.at.key = "action";
		if (has_time)
			return bp_place_error(&line.at, err,
					      "\"wait\" is not allowed in version 3, which has "
					      "timestamps");
		r->time_ns += line.offset * NS_PER_US;
		return 0;
	}
	rc = bp_iolog_files_use(&r->files, &line.at, line.file, line.action->change, err);
	if (rc || line.action->change != BP_IOLOG_USE)
		return rc;
	rc = line.action->data ? check_data(&line, err) : 0;
	if (rc)
		return rc;
	fill(r, &line, io);
	return 1;
}

/* The title of the first log, which detect() has seen, or of another one. */
static void start_log(struct bp_trace_reader *r)
{
	r->base_ns = r->time_ns;
	bp_iolog_files_close(&r->files);
}

static int next(struct bp_trace_reader *r, const char *title, bool has_time, struct bp_trace_io *io,
		struct bp_error *err)
{
	for (;;) {
		u64 offset = r->stream.offset;
		char *text;
		int rc = bp_stream_line(&r->stream, &text, err);

		if (rc <= 0)
			return rc;
		if (!strncmp(text, title, strlen(title))) {
			start_log(r);
			continue;
		}
		rc = read_line(r, text, has_time, io, err);
		if (rc > 0)
			io->offset = offset;
		if (rc)
			return rc;
	}
}

static int next_v2(struct bp_trace_reader *r, struct bp_trace_io *io, struct bp_error *err)
{
	return next(r, title_v2, false, io, err);
}

static int next_v3(struct bp_trace_reader *r, struct bp_trace_io *io, struct bp_error *err)
{
	return next(r, title_v3, true, io, err);
}

static bool starts(const char *bytes, size_t count, const char *title)
{
	size_t length = strlen(title);

	return count >= length && !memcmp(bytes, title, length);
}

static int detect_v2(struct bp_trace_reader *r, const char *bytes, size_t count,
		     struct bp_error *err)
{
	(void)r;
	(void)err;
	return starts(bytes, count, title_v2);
}

static int detect_v3(struct bp_trace_reader *r, const char *bytes, size_t count,
		     struct bp_error *err)
{
	if (starts(bytes, count, title_v3))
		return 1;
	if (starts(bytes, count, "fio version ") && !detect_v2(r, bytes, count, err))
		return bp_error_set(err, r->stream.path, 1, NULL,
				    "an iolog of an unknown version: \"fio version 2 iolog\" or "
				    "\"fio version 3 iolog\" is allowed");
	return 0;
}

static void close_files(struct bp_trace_reader *r)
{
	bp_iolog_files_free(&r->files);
}

const struct bp_trace_format bp_iolog_v2_format = {
	.name = "fio iolog v2",
	.detect = detect_v2,
	.next = next_v2,
	.close = close_files,
};

const struct bp_trace_format bp_iolog_v3_format = {
	.name = "fio iolog v3",
	.detect = detect_v3,
	.next = next_v3,
	.close = close_files,
};
