/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yaml.h>

#include <input/plain_file.h>
#include <input/yaml_lines.h>

#define FILE_BYTES_MAX (1u << 20)
#define DEPTH_MAX 8
#define PATH_BYTES 128

struct place {
	char path[PATH_BYTES];
	unsigned line;
	char *value; /* NULL for a list or mapping */
};

/* Places in order of appearance; look-ups mostly follow that order, so they start at @hint. */
struct bp_yaml_lines {
	struct place *place;
	size_t count;
	size_t room;
	size_t hint;
};

/* A mapping or sequence that is open. */
struct frame {
	bool mapping;
	bool value_next; /* of a mapping: its key was seen */
	unsigned index;	 /* of a sequence */
	size_t first;	 /* place of the first value in it */
	char path[PATH_BYTES];
};

struct pass {
	const char *file;
	struct bp_yaml_lines *lines;
	struct frame frame[DEPTH_MAX];
	int depth;
	unsigned documents;
	char path[PATH_BYTES]; /* of the value that comes next */
	struct bp_error *err;
};

static int fail(const struct pass *pass, unsigned line, const char *key, const char *text)
{
	return bp_error_set(pass->err, pass->file, line, key, "%s", text);
}

static int add(struct pass *pass, const char *path, unsigned line)
{
	struct bp_yaml_lines *lines = pass->lines;

	if (lines->count == lines->room) {
		size_t room = lines->room ? 2 * lines->room : 64;
		struct place *place = reallocarray(lines->place, room, sizeof(*place));

		if (!place)
			return fail(pass, 0, NULL, "out of memory");
		lines->place = place;
		lines->room = room;
	}
	strcpy(lines->place[lines->count].path, path);
	lines->place[lines->count].value = NULL;
	lines->place[lines->count++].line = line;
	return 0;
}

static int on_key(struct pass *pass, struct frame *f, const char *key, unsigned line)
{
	int length = snprintf(pass->path, sizeof(pass->path), "%s%s%s", f->path,
			      *f->path ? "." : "", key);

	if (length >= (int)sizeof(pass->path))
		return fail(pass, line, NULL, "the key is too long");
	for (size_t i = f->first; i < pass->lines->count; i++)
		if (!strcmp(pass->lines->place[i].path, pass->path))
			return bp_error_set(pass->err, pass->file, line, key,
					    "is there twice, first on line %u: once is allowed",
					    pass->lines->place[i].line);
	f->value_next = true;
	return add(pass, pass->path, line);
}

/* Called at the front of each value; sets the path of a sequence's entry. */
static int on_value(struct pass *pass, unsigned line)
{
	struct frame *f = pass->depth ? &pass->frame[pass->depth - 1] : NULL;

	if (!f)
		return 0;
	if (f->mapping) {
		f->value_next = false;
		return 0;
	}
	snprintf(pass->path, sizeof(pass->path), "%.100s[%u]", f->path, f->index++);
	return add(pass, pass->path, line);
}

static int on_open(struct pass *pass, bool mapping, unsigned line)
{
	struct frame *f = pass->depth ? &pass->frame[pass->depth - 1] : NULL;
	int rc;

	if (f && f->mapping && !f->value_next)
		return fail(pass, line, NULL, "a key is a word, not a list or mapping");
	if (pass->depth == DEPTH_MAX)
		return fail(pass, line, NULL, "nested too deep: at most 8 levels are allowed");
	rc = on_value(pass, line);
	f = &pass->frame[pass->depth++];
	*f = (struct frame){ .mapping = mapping, .first = pass->lines->count };
	memcpy(f->path, pass->path, sizeof(f->path));
	return rc;
}

/* The place of a value is the last one: its key, or its turn in a list, was seen just now. */
static int on_scalar(struct pass *pass, const char *text, unsigned line)
{
	struct frame *f = pass->depth ? &pass->frame[pass->depth - 1] : NULL;
	struct place *place;
	int rc;

	if (f && f->mapping && !f->value_next)
		return on_key(pass, f, text, line);
	rc = on_value(pass, line);
	if (rc || !f)
		return rc;
	place = &pass->lines->place[pass->lines->count - 1];
	place->value = strdup(text);
	return place->value ? 0 : fail(pass, 0, NULL, "out of memory");
}

static int on_event(struct pass *pass, const yaml_event_t *event)
{
	unsigned line = (unsigned)event->start_mark.line + 1;

	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		return pass->documents++
			       ? fail(pass, line, NULL, "a second document: one is allowed")
			       : 0;
	case YAML_SCALAR_EVENT:
		return on_scalar(pass, (const char *)event->data.scalar.value, line);
	case YAML_SEQUENCE_START_EVENT:
		return on_open(pass, false, line);
	case YAML_MAPPING_START_EVENT:
		return on_open(pass, true, line);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		pass->depth--;
		return 0;
	case YAML_ALIAS_EVENT:
		return fail(pass, line, NULL, "aliases (*name) are not allowed: write the value");
	default:
		return 0;
	}
}

static int parse(struct pass *pass, yaml_parser_t *parser)
{
	bool ended = false;
	int rc = 0;

	while (!rc && !ended) {
		yaml_event_t event;

		if (!yaml_parser_parse(parser, &event))
			return bp_error_set(pass->err, pass->file,
					    (unsigned)parser->problem_mark.line + 1, NULL,
					    "not YAML: %s",
					    parser->problem ? parser->problem : "unreadable");
		ended = event.type == YAML_STREAM_END_EVENT;
		rc = on_event(pass, &event);
		yaml_event_delete(&event);
	}
	if (!rc && !pass->documents)
		return fail(pass, 0, NULL, "is empty: a scenario is allowed");
	return rc;
}

/* A stream, or a text when there is none. */
static int read_input(struct pass *pass, FILE *file, const char *text, size_t bytes)
{
	yaml_parser_t parser;
	int rc;

	if (!yaml_parser_initialize(&parser))
		return fail(pass, 0, NULL, "out of memory");
	if (file)
		yaml_parser_set_input_file(&parser, file);
	else
		yaml_parser_set_input_string(&parser, (const unsigned char *)text, bytes);
	rc = parse(pass, &parser);
	yaml_parser_delete(&parser);
	return rc;
}

static int read_lines(struct pass *pass, FILE *file, const char *text, size_t bytes,
		      struct bp_yaml_lines **lines)
{
	int rc;

	pass->lines = calloc(1, sizeof(*pass->lines));
	rc = pass->lines ? read_input(pass, file, text, bytes)
			 : fail(pass, 0, NULL, "out of memory");
	if (rc)
		bp_yaml_lines_free(pass->lines);
	*lines = rc ? NULL : pass->lines;
	return rc;
}

int bp_yaml_lines_parse(const char *name, const char *text, size_t bytes,
			struct bp_yaml_lines **lines, struct bp_error *err)
{
	struct pass pass = { .file = name, .err = err };

	return read_lines(&pass, NULL, text, bytes, lines);
}

int bp_yaml_lines_read(const char *path, struct bp_yaml_lines **lines, struct bp_error *err)
{
	struct pass pass = { .file = path, .err = err };
	FILE *file;
	int rc = bp_plain_file_open(path, &file, err);

	*lines = NULL;
	if (rc)
		return rc;
	if (fseek(file, 0, SEEK_END) || ftell(file) > FILE_BYTES_MAX) {
		rc = fail(&pass, 0, NULL, "is no file of at most 1 MiB");
	} else {
		rewind(file);
		rc = read_lines(&pass, file, NULL, 0, lines);
	}
	fclose(file);
	return rc;
}

static const struct place *find(struct bp_yaml_lines *lines, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));

static const struct place *find(struct bp_yaml_lines *lines, const char *format, va_list args)
{
	char path[PATH_BYTES];

	vsnprintf(path, sizeof(path), format, args);
	for (size_t n = 0; n < lines->count; n++) {
		size_t i = (lines->hint + n) % lines->count;

		if (!strcmp(lines->place[i].path, path)) {
			lines->hint = i;
			return &lines->place[i];
		}
	}
	return NULL;
}

unsigned bp_yaml_line(struct bp_yaml_lines *lines, const char *format, ...)
{
	const struct place *place;
	va_list args;

	va_start(args, format);
	place = find(lines, format, args);
	va_end(args);
	return place ? place->line : 0;
}

const char *bp_yaml_value(struct bp_yaml_lines *lines, const char *format, ...)
{
	const struct place *place;
	va_list args;

	va_start(args, format);
	place = find(lines, format, args);
	va_end(args);
	return place ? place->value : NULL;
}

const char *bp_yaml_path_at(const struct bp_yaml_lines *lines, size_t index, unsigned *line)
{
	if (index >= lines->count)
		return NULL;
	*line = lines->place[index].line;
	return lines->place[index].path;
}

const char *bp_yaml_path_of(const struct bp_yaml_lines *lines, const char *key, unsigned index,
			    unsigned *line)
{
	for (size_t i = 0; i < lines->count; i++) {
		const struct place *place = &lines->place[i];
		const char *dot = strrchr(place->path, '.');

		if (!strcmp(dot ? dot + 1 : place->path, key) && !index--) {
			*line = place->line;
			return place->path;
		}
	}
	return NULL;
}

void bp_yaml_lines_free(struct bp_yaml_lines *lines)
{
	if (!lines)
		return;
	for (size_t i = 0; i < lines->count; i++)
		free(lines->place[i].value);
	free(lines->place);
	free(lines);
}
