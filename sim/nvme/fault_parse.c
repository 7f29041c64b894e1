/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Faults as text: NAME[@PLACE][:COUNT][,KEY=VALUE]...
 */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nvme/fault.h"

#define TEXT_MAX 160
#define WORDS_MAX 80

static int complain(struct bp_error *err, const char *text, const char *what)
{
	return bp_error_set(err, NULL, 0, text, "%s; written NAME[@PLACE][:COUNT][,KEY=VALUE]...",
			    what);
}

/* Decimal or with 0x; at most @max. */
static bool number(const char *text, u64 max, u64 *value)
{
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	*value = strtoull(text, &end, 0);
	return !*end && !errno && *value <= max;
}

static const struct key {
	const char *name;
	unsigned filter;
	u64 max;
	size_t offset;
	size_t bytes;
} keys[] = {
#define KEY(name, filter, max, member)                                                             \
	{                                                                                          \
		name, filter, max, offsetof(struct bp_nvme_fault, member),                         \
			sizeof(((struct bp_nvme_fault *)0)->member)                                \
	}
	KEY("sqid", BP_NVME_FILTER_SQID, 0xffff, sqid),
	KEY("cid", BP_NVME_FILTER_CID, 0xffff, cid),
	KEY("opcode", BP_NVME_FILTER_OPCODE, 0xff, opcode),
	KEY("nsid", BP_NVME_FILTER_NSID, 0xffffffff, nsid),
	KEY("skip", 0, ~0ull, skip),
	KEY("every", 0, ~0ull, every),
	KEY("ppm", 0, 1000000, per_million),
	KEY("seed", 0, ~0ull, seed),
#undef KEY
};

static bool put_lba(struct bp_nvme_fault *fault, char *value)
{
	char *last = strchr(value, '-');

	if (last)
		*last++ = '\0';
	fault->filters |= BP_NVME_FILTER_LBA;
	return number(value, ~0ull, &fault->first_lba) &&
	       number(last ? last : value, ~0ull, &fault->last_lba) &&
	       fault->first_lba <= fault->last_lba;
}

static bool put_where(struct bp_nvme_fault *fault, const char *value)
{
	fault->filters |= BP_NVME_FILTER_WHERE;
	fault->is_admin = !strcmp(value, "admin");
	return fault->is_admin || !strcmp(value, "io");
}

/* Little or big endian: each member by its own size. */
static void put_number(struct bp_nvme_fault *fault, const struct key *key, u64 value)
{
	void *member = (char *)fault + key->offset;

	fault->filters |= key->filter;
	if (key->bytes == 1)
		*(u8 *)member = (u8)value;
	else if (key->bytes == 2)
		*(u16 *)member = (u16)value;
	else if (key->bytes == 4)
		*(u32 *)member = (u32)value;
	else
		*(u64 *)member = value;
}

static bool put_key(struct bp_nvme_fault *fault, char *word)
{
	char *value = strchr(word, '=');
	u64 n;

	if (!value)
		return false;
	*value++ = '\0';
	if (!strcmp(word, "where"))
		return put_where(fault, value);
	if (!strcmp(word, "lba"))
		return put_lba(fault, value);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strcmp(keys[i].name, word))
			continue;
		if (!number(value, keys[i].max, &n))
			return false;
		put_number(fault, &keys[i], n);
		return true;
	}
	return false;
}

static bool put_name(struct bp_nvme_fault *fault, const char *name)
{
	for (unsigned i = 0; i < BP_NVME_FAULT_NR; i++)
		if (!strcmp(bp_nvme_fault_table[i].name, name)) {
			fault->point = (enum bp_nvme_fault_point)i;
			return true;
		}
	return false;
}

static bool put_place(struct bp_nvme_fault *fault, const char *place)
{
	const struct bp_nvme_fault_info *info = &bp_nvme_fault_table[fault->point];

	fault->filters |= BP_NVME_FILTER_PLACE;
	if (info->place == BP_NVME_PLACE_NONE)
		return false;
	if (info->place != BP_NVME_PLACE_STEP)
		return number(place, info->max, &fault->place);
	for (u64 i = 0; i < BP_NVME_STEP_NR; i++)
		if (!strcmp(bp_nvme_step_name[i], place)) {
			fault->place = i;
			return true;
		}
	return false;
}

/* Ends @text at a mark; NULL when there is none. */
static char *cut(char *text, char mark)
{
	char *at = text ? strchr(text, mark) : NULL;

	if (at)
		*at++ = '\0';
	return at;
}

/* Why a place will not do. */
static const char *place_words(const struct bp_nvme_fault *fault, char words[WORDS_MAX])
{
	const struct bp_nvme_fault_info *info = &bp_nvme_fault_table[fault->point];

	if (info->place == BP_NVME_PLACE_NONE)
		return "this fault has no place";
	if (info->place == BP_NVME_PLACE_STEP)
		return "its place is doorbell, fetch, execute, complete, post or interrupt";
	snprintf(words, WORDS_MAX, "its place is a number from 0 to %" PRIu64, info->max);
	return words;
}

/* What the first word says. */
static const char *put_head(struct bp_nvme_fault *fault, char *head, char words[WORDS_MAX])
{
	char *count = cut(head, ':'), *place = cut(head, '@');

	if (!put_name(fault, head))
		return "there is no such fault";
	if (place && !put_place(fault, place))
		return place_words(fault, words);
	if (count && !number(count, ~0ull, &fault->count))
		return "the count is no number";
	if (!count)
		fault->count = 1;
	return NULL;
}

int bp_nvme_fault_parse(const char *text, struct bp_nvme_fault *fault, struct bp_error *err)
{
	struct bp_nvme_fault f = { 0 };
	char copy[TEXT_MAX], words[WORDS_MAX], *word, *next;
	const char *error;

	if ((size_t)snprintf(copy, sizeof(copy), "%s", text) >= sizeof(copy))
		return complain(err, text, "too long");
	next = cut(copy, ',');
	error = put_head(&f, copy, words);
	if (error)
		return complain(err, text, error);
	while ((word = next)) {
		next = cut(word, ',');
		if (!put_key(&f, word))
			return complain(err, text,
					"keys are sqid, cid, opcode, nsid, lba, skip, every, ppm "
					"and seed, each with a number in range, and where=io or "
					"where=admin");
	}
	if (!strchr(text, ':') && (f.every || f.per_million))
		f.count = 0;
	*fault = f;
	return 0;
}
