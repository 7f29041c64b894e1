/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <bsd/string.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <input/keys.h>

#define LIST_MAX 400

static u32 *written(const struct bp_keys *keys, void *doc)
{
	return (u32 *)((char *)doc + keys->written);
}

const char *bp_keys_name(const struct bp_keys *keys, unsigned index)
{
	return index < keys->n ? keys->at[index].name : NULL;
}

bool bp_keys_wrote(const struct bp_keys *keys, const void *doc, const char *key)
{
	for (unsigned i = 0; i < keys->n; i++)
		if (!strcmp(keys->at[i].name, key))
			return *(const u32 *)((const char *)doc + keys->written) >> i & 1;
	return false;
}

static int unknown(const struct bp_keys *keys, const struct bp_place *at, struct bp_error *err)
{
	char list[LIST_MAX] = "";

	for (unsigned i = 0; i < keys->n; i++) {
		strlcat(list, i ? ", " : "", sizeof(list));
		strlcat(list, keys->at[i].name, sizeof(list));
	}
	return bp_place_error(at, err, "unknown key of %s; allowed: %s", keys->of, list);
}

int bp_keys_put(const struct bp_keys *keys, void *doc, const struct bp_place *at, const char *value,
		struct bp_error *err)
{
	for (unsigned i = 0; i < keys->n; i++) {
		const struct bp_key *key = &keys->at[i];
		char *field = (char *)doc + key->field;
		int error;

		if (strcmp(key->name, at->key))
			continue;
		if (key->words)
			error = bp_key_word(at, value, key->words, (u64 *)field, err);
		else
			error = key->number ? key->number(at, value, key->max, (u64 *)field, err)
					    : key->text(at, value, field, err);
		if (!error)
			*written(keys, doc) |= 1u << i;
		return error;
	}
	return unknown(keys, at, err);
}

static int parse_pair(const struct bp_keys *keys, void *doc, const struct bp_place *at, char *pair,
		      struct bp_error *err)
{
	const struct bp_place here = { .file = at->file, .line = at->line, .key = pair };
	char *value = strchr(pair, '=');

	if (!value && *pair && keys->bare)
		return keys->bare(doc, at, pair, err);
	if (!value || value == pair)
		return bp_place_error(at, err, "\"%.40s\" is not allowed: KEY=VALUE,...", pair);
	*value++ = '\0';
	return bp_keys_put(keys, doc, &here, value, err);
}

int bp_keys_parse(const struct bp_keys *keys, void *doc, const struct bp_place *at,
		  const char *text, struct bp_error *err)
{
	char copy[PATH_MAX], *rest = copy, *pair;
	u32 *now = written(keys, doc);
	const u32 before = *now;
	u32 seen = 0;
	int error = 0;

	if (strlcpy(copy, text, sizeof(copy)) >= sizeof(copy))
		return bp_place_error(at, err, "is longer than %zu characters", sizeof(copy) - 1);
	while (!error && (pair = strsep(&rest, ","))) {
		*now = 0;
		error = parse_pair(keys, doc, at, pair, err);
		if (!error && *now & seen)
			error = bp_place_error(at, err, "%s is there twice: once is allowed",
					       keys->at[__builtin_ctz(*now)].name);
		seen |= *now;
	}
	*now = before | seen;
	return error;
}

int bp_key_count(const struct bp_place *at, const char *text, u64 max, u64 *value,
		 struct bp_error *err)
{
	return strncmp(text, "0x", 2) ? bp_parse_number(at, text, 0, max, value, err)
				      : bp_parse_address(at, text, max, value, err);
}

int bp_key_bool(const struct bp_place *at, const char *text, u64 max, u64 *value,
		struct bp_error *err)
{
	bool answer = false;
	int error = bp_parse_bool(at, text, &answer, err);

	(void)max;
	if (!error)
		*value = answer;
	return error;
}

int bp_key_word(const struct bp_place *at, const char *text, const char *const *words, u64 *value,
		struct bp_error *err)
{
	char list[LIST_MAX] = "";

	for (unsigned i = 0; words[i]; i++) {
		if (!strcmp(text, words[i])) {
			*value = i;
			return 0;
		}
		strlcat(list, !i ? "" : words[i + 1] ? ", " : " or ", sizeof(list));
		strlcat(list, words[i], sizeof(list));
	}
	return bp_place_error(at, err, "\"%.40s\" is not allowed: %s", text, list);
}

int bp_key_bits(const struct bp_place *at, const char *text, const char *const *words, u64 *value,
		struct bp_error *err)
{
	u64 bits = 0;

	for (;; text++) {
		const size_t length = strcspn(text, "+");
		char word[16];
		u64 bit = 0;
		int error;

		snprintf(word, sizeof(word), "%.*s", (int)length, text);
		error = bp_key_word(at, word, words, &bit, err);
		if (error)
			return error;
		bits |= (u64)1 << bit;
		text += length;
		if (!*text)
			break;
	}
	*value = bits;
	return 0;
}
