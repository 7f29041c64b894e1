/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lesson/told.h"

static void collect(json_t *at, const char *path, json_t *values);

static void collect_elements(json_t *list, const char *index, json_t *values)
{
	const char *rest = strchr(index, ']');
	json_t *element;
	size_t i;

	if (!rest)
		return;
	if (*index != '*') {
		collect(json_array_get(list, strtoul(index, NULL, 10)), rest + 1, values);
		return;
	}
	json_array_foreach (list, i, element)
		collect(element, rest + 1, values);
}

static void collect(json_t *at, const char *path, json_t *values)
{
	size_t length;
	char key[64];

	if (!at)
		return;
	path += *path == '.';
	if (!*path) {
		json_array_append(values, at);
		return;
	}
	if (*path == '[') {
		collect_elements(at, path + 1, values);
		return;
	}
	length = strcspn(path, ".[");
	snprintf(key, sizeof(key), "%.*s", (int)length, path);
	collect(json_object_get(at, key), path + length, values);
}

json_t *bp_told_values(json_t *document, const char *path)
{
	json_t *values = json_array();

	collect(document, path, values);
	return values;
}

const char *bp_told_words(const json_t *value, char words[BP_TOLD_WORDS])
{
	if (json_is_string(value))
		snprintf(words, BP_TOLD_WORDS, "%s", json_string_value(value));
	else if (json_is_integer(value))
		snprintf(words, BP_TOLD_WORDS, "%lld", (long long)json_integer_value(value));
	else if (json_is_real(value))
		snprintf(words, BP_TOLD_WORDS, "%g", json_real_value(value));
	else if (json_is_array(value))
		snprintf(words, BP_TOLD_WORDS, "%zu", json_array_size(value));
	else
		snprintf(words, BP_TOLD_WORDS, "%s",
			 json_is_true(value)	? "yes"
			 : json_is_false(value) ? "no"
						: "none");
	return words;
}
