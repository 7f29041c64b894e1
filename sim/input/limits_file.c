/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Limits from a file of "key = value" lines.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <input/limits_keys.h>
#include <input/limits_parts.h>
#include <input/plain_file.h>

/* Cuts blanks at both ends. */
static char *trim(char *text)
{
	size_t len;

	text += strspn(text, " \t\r\n");
	len = strlen(text);
	while (len && strchr(" \t\r\n", text[len - 1]))
		text[--len] = '\0';
	return text;
}

static int put_line(char *line, unsigned number, struct bp_limits_doc *doc, bool first,
		    struct bp_place *at, struct bp_error *err)
{
	char *value = strchr(line, '=');
	const char *reason;

	at->line = number;
	at->key = NULL;
	if (!value)
		return bp_place_error(at, err, "\"%s\" is not allowed: key = value", trim(line));
	*value++ = '\0';
	value = trim(value);
	at->key = trim(line);
	if (!strcmp(at->key, "preset")) {
		if (!first || !bp_limits_preset(value, doc))
			return bp_place_error(at, err,
					      "\"%s\" is not allowed: default, nvme or stacking, "
					      "before all other keys",
					      value);
		return 0;
	}
	reason = bp_limits_key_ignored(at->key);
	if (reason) {
		bp_limits_note(&doc->ignored, at->key, reason);
		return 0;
	}
	return bp_limits_put(doc, at, value, err);
}

static int read_lines(FILE *file, const char *path, struct bp_limits_doc *doc, struct bp_error *err)
{
	struct bp_place at = { .file = path };
	char line[512];
	bool first = true;
	int rc = 0;

	for (unsigned number = 1; !rc && fgets(line, sizeof(line), file); number++) {
		if (!strchr(line, '\n') && !feof(file))
			return bp_error_set(err, path, number, NULL,
					    "line is too long: at most %zu characters are allowed",
					    sizeof(line) - 2);
		line[strcspn(line, "#")] = '\0';
		if (!*trim(line))
			continue;
		rc = put_line(line, number, doc, first, &at, err);
		first = false;
	}
	if (!rc && first)
		return bp_error_set(err, path, 0, NULL, "no key in it: key = value is allowed");
	if (!rc && ferror(file))
		return bp_error_set(err, path, 0, NULL, "cannot be read: %s", strerror(errno));
	return rc;
}

int bp_limits_read_file(const char *path, struct bp_limits_doc *doc, struct bp_error *err)
{
	FILE *file;
	int rc = bp_plain_file_open(path, &file, err);

	if (rc)
		return rc;
	rc = read_lines(file, path, doc, err);
	fclose(file);
	return rc;
}
