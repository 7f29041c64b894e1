/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <input/long_lines.h>
#include <input/recording_parts.h>

/* A case of single pages takes 20 bytes a page; this holds more than a gigabyte of them. */
#define LINE_BYTES_MAX (8u << 20)

#define NAME_MAX_BYTES 80

struct bp_recordings {
	struct bp_long_lines lines;
};

int bp_recordings_open(const char *path, struct bp_recordings **recordings, struct bp_error *err)
{
	struct bp_recordings *r = calloc(1, sizeof(*r));
	int error;

	if (!r)
		return -ENOMEM;
	error = bp_long_lines_open(&r->lines, path, LINE_BYTES_MAX, err);
	if (error) {
		free(r);
		return error;
	}
	*recordings = r;
	return 0;
}

void bp_recordings_close(struct bp_recordings *r)
{
	bp_long_lines_close(&r->lines);
	free(r);
}

int bp_recorded_number(const struct bp_recording_place *at, const json_t *object, const char *key,
		       int64_t min, int64_t max, int64_t *value)
{
	const json_t *number = json_object_get(object, key);

	if (!number)
		return bp_error_set(at->err, at->path, at->line, key, "the field is missing");
	*value = json_integer_value(number);
	if (json_is_integer(number) && *value >= min && *value <= max)
		return 0;
	return bp_error_set(at->err, at->path, at->line, key,
			    "must be a number from %" PRId64 " to %" PRId64, min, max);
}

/* Words are shown to people: nothing in them moves a cursor. */
static bool is_word(const char *text)
{
	size_t length = strlen(text);

	for (const char *at = text; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			return false;
	return length && length <= NAME_MAX_BYTES;
}

static int read_word(const struct bp_recording_place *at, const json_t *object, const char *key,
		     const char **word)
{
	const json_t *value = json_object_get(object, key);

	if (!value)
		return bp_error_set(at->err, at->path, at->line, key, "the field is missing");
	*word = json_string_value(value);
	if (*word && is_word(*word))
		return 0;
	return bp_error_set(at->err, at->path, at->line, key,
			    "must be a word of 1 to %d printable characters", NAME_MAX_BYTES);
}

/* One of two words; the second is true. */
static int read_choice(const struct bp_recording_place *at, const json_t *object, const char *key,
		       const char *no, const char *yes, bool *value)
{
	const char *word;
	int error = read_word(at, object, key, &word);

	if (error)
		return error;
	*value = !strcmp(word, yes);
	if (*value || !strcmp(word, no))
		return 0;
	return bp_error_set(at->err, at->path, at->line, key,
			    "\"%.40s\"; allowed: \"%s\" or \"%s\"", word, no, yes);
}

static int read_schema(const struct bp_recording_place *at, const struct bp_recording *r)
{
	int64_t schema;

	if (!json_object_get(r->json, "schema"))
		return 0;
	return bp_recorded_number(at, r->json, "schema", 1, 1, &schema);
}

static int read_names(const struct bp_recording_place *at, struct bp_recording *r)
{
	const char *arena;
	int error = read_word(at, r->json, "src", &r->src);

	if (!error)
		error = read_word(at, r->json, "kernel", &r->kernel);
	if (!error)
		error = read_choice(at, r->json, "op", "R", "W", &r->write);
	if (!error)
		error = read_choice(at, r->json, "path", "vec", "fixed", &r->fixed);
	if (!error && r->fixed)
		error = read_word(at, r->json, "arena", &arena);
	if (error)
		return error;
	r->folios = r->fixed && !strcmp(arena, "huge");
	r->nvme = !strncmp(r->src, "nvme", 4) || json_object_get(r->json, "cmds");
	r->sgls = r->nvme && strstr(r->src, "-sgl");
	r->rules = bp_rules_for_kernel(r->kernel);
	if (r->rules)
		return 0;
	return bp_error_set(at->err, at->path, at->line, "kernel",
			    "\"%.40s\"; allowed: a release such as 6.1.192", r->kernel);
}

static int read_numbers(const struct bp_recording_place *at, struct bp_recording *r)
{
	int64_t seed, number, sector, bytes;
	int error = bp_recorded_number(at, r->json, "seed", 0, INT64_MAX, &seed);

	if (!error)
		error = bp_recorded_number(at, r->json, "case", 0, INT64_MAX, &number);
	if (!error)
		error = bp_recorded_number(at, r->json, "bytes", 1, BP_RECORDED_BYTES_MAX, &bytes);
	if (!error)
		error = bp_recorded_number(at, r->json, "sector", 0,
					   (INT64_MAX - BP_RECORDED_BYTES_MAX) >> SECTOR_SHIFT,
					   &sector);
	if (error)
		return error;
	r->seed = (u64)seed;
	r->number = (u64)number;
	r->bytes = (u32)bytes;
	r->sector = (u64)sector;
	return 0;
}

/* A case that would fall into millions of pieces was not recorded, it was made up. */
static int check_pieces(const struct bp_recording_place *at, const struct bp_recording *r)
{
	const struct queue_limits *lim = &r->limits.limits;
	u64 unit = bp_min((u64)lim->max_segment_size, lim->seg_boundary_mask + 1ull);

	if (lim->max_sectors)
		unit = bp_min(unit, (u64)lim->max_sectors << SECTOR_SHIFT);
	if (lim->chunk_sectors)
		unit = bp_min(unit, (u64)lim->chunk_sectors << SECTOR_SHIFT);
	if (r->bytes / unit <= BP_RECORDED_PIECES_MAX)
		return 0;
	return bp_error_set(at->err, at->path, at->line, "limits",
			    "%u bytes fall into pieces of %" PRIu64 "; allowed: %u pieces",
			    r->bytes, unit, BP_RECORDED_PIECES_MAX);
}

static int read_case(const struct bp_recording_place *at, struct bp_recording *r)
{
	int error;

	if (!json_is_object(r->json))
		return bp_error_set(at->err, at->path, at->line, NULL,
				    "a case must be a JSON object");
	error = read_schema(at, r);
	if (!error)
		error = read_names(at, r);
	if (!error)
		error = read_numbers(at, r);
	if (!error)
		error = bp_recorded_limits_read(at, r);
	if (!error)
		error = check_pieces(at, r);
	if (!error)
		error = bp_recorded_memory_read(at, r);
	if (!error)
		error = bp_recorded_facts_read(at, r);
	return error ? error : bp_recorded_commands_read(at, r);
}

int bp_recordings_next(struct bp_recordings *recordings, struct bp_recording *r,
		       struct bp_error *err)
{
	struct bp_recording_place at = { .path = recordings->lines.stream.path, .err = err };
	json_error_t where;
	const char *text;
	size_t length;
	int got;

	do {
		got = bp_long_lines_next(&recordings->lines, &text, &length, err);
		if (got <= 0)
			return got;
	} while (strspn(text, " \t\r") == length);

	memset(r, 0, sizeof(*r));
	at.line = r->line = recordings->lines.line;
	r->json = json_loadb(text, length, JSON_REJECT_DUPLICATES, &where);
	if (!r->json)
		return bp_error_set(err, at.path, at.line, NULL, "not a JSON object: %s (byte %d)",
				    where.text, where.position);
	got = read_case(&at, r);
	if (got)
		bp_recording_release(r);
	return got ? got : 1;
}

void bp_recording_release(struct bp_recording *r)
{
	json_decref(r->json);
	free(r->iov);
	free(r->ranges);
	bp_facts_free(&r->facts);
	memset(r, 0, sizeof(*r));
}
