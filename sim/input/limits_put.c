/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One value into a limits document.
 */
#include <stdio.h>
#include <string.h>

#include <input/limits_keys.h>
#include <input/limits_parts.h>

static int parse_word(const struct bp_place *at, const struct bp_limits_word *words,
		      const char *text, u64 *value, unsigned long *flags, struct bp_error *err)
{
	char list[128] = "";

	for (const struct bp_limits_word *w = words; w->text; w++) {
		if (!strcmp(text, w->text)) {
			*value = w->value;
			*flags = w->flags;
			return 0;
		}
		snprintf(list + strlen(list), sizeof(list) - strlen(list), "%s\"%s\"",
			 w == words ? "" : ", ", w->text);
	}
	return bp_place_error(at, err, "\"%s\" is not allowed: one of %s", text, list);
}

/* The number that belongs into the field. */
static int parse_value(const struct bp_place *at, const struct bp_limits_key *key, const char *text,
		       u64 *value, struct bp_error *err)
{
	bool yes = false;
	int rc;

	switch (key->kind) {
	case BP_LIMITS_BYTES:
		return bp_parse_size(at, text, 0, key->max, value, err);
	case BP_LIMITS_KIB:
		rc = bp_parse_number(at, text, 0, key->max, value, err);
		*value *= 1024 / SECTOR_SIZE;
		return rc;
	case BP_LIMITS_BYTE_SECTORS:
		rc = bp_parse_size(at, text, 0, key->max * SECTOR_SIZE, value, err);
		*value /= SECTOR_SIZE;
		return rc;
	case BP_LIMITS_MASK:
		return strncmp(text, "0x", 2) ? bp_parse_number(at, text, 0, key->max, value, err)
					      : bp_parse_address(at, text, key->max, value, err);
	case BP_LIMITS_YES_NO:
		rc = bp_parse_bool(at, text, &yes, err);
		*value = yes;
		return rc;
	default:
		return bp_parse_number(at, text, 0, key->max, value, err);
	}
}

static unsigned long all_flags(const struct bp_limits_key *key)
{
	unsigned long flags = key->flags;

	for (const struct bp_limits_word *w = key->words; w && w->text; w++)
		flags |= w->flags;
	return flags;
}

static void store(struct bp_limits_doc *doc, const struct bp_limits_key *key, u64 value)
{
	char *field = (char *)doc + key->field;

	switch (key->width) {
	case 1:
		*(u8 *)field = (u8)value;
		break;
	case 2:
		*(u16 *)field = (u16)value;
		break;
	case 4:
		*(u32 *)field = (u32)value;
		break;
	case 8:
		*(u64 *)field = value;
		break;
	default:
		break;
	}
}

static bool same_thing(const struct bp_limits_key *a, const struct bp_limits_key *b)
{
	return a == b || (a->width && a->width == b->width && a->field == b->field);
}

/* The row that has set the same thing before, under this name or another, or NULL. */
static const struct bp_limits_key *setter(const struct bp_limits_doc *doc,
					  const struct bp_limits_key *key, unsigned *line)
{
	const struct bp_limits_key *other;

	for (unsigned i = 0; (other = bp_limits_key_at(i)); i++) {
		*line = doc->lines[i];
		if (*line && same_thing(other, key))
			return other;
	}
	return NULL;
}

const char *bp_limits_key_of_field(const struct bp_limits_doc *doc, const char *field,
				   unsigned *line)
{
	unsigned index;
	const struct bp_limits_key *key = bp_limits_key_find(field, &index);
	const struct bp_limits_key *set = key ? setter(doc, key, &index) : NULL;

	if (!set)
		return NULL;
	*line = index;
	return set->name;
}

int bp_limits_put(struct bp_limits_doc *doc, const struct bp_place *at, const char *value,
		  struct bp_error *err)
{
	unsigned index, line;
	const struct bp_limits_key *key = bp_limits_key_find(at->key, &index);
	const struct bp_limits_key *first = key ? setter(doc, key, &line) : NULL;
	unsigned long flags = 0;
	u64 number = 0;
	int rc;

	if (!key)
		return bp_place_error(at, err,
				      "unknown key: the keys of /sys/block/*/queue and the fields "
				      "of struct queue_limits are allowed");
	if (first)
		return bp_place_error(at, err, "already set by %s on line %u: once is allowed",
				      first->name, line);
	if (key->kind == BP_LIMITS_WORD) {
		rc = parse_word(at, key->words, value, &number, &flags, err);
	} else {
		rc = parse_value(at, key, value, &number, err);
		flags = number ? key->flags : 0;
	}
	if (rc)
		return rc;
	store(doc, key, number);
	doc->queue_flags = (doc->queue_flags & ~all_flags(key)) | flags;
	doc->lines[index] = at->line;
	doc->written |= 1ull << index;
	return 0;
}

static bool is_written(const struct bp_limits_doc *doc, const char *field)
{
	unsigned index;
	const struct bp_limits_key *key = bp_limits_key_find(field, &index);
	const struct bp_limits_key *row;

	for (unsigned i = 0; (row = bp_limits_key_at(i)); i++)
		if (doc->written >> i & 1 && same_thing(row, key))
			return true;
	return false;
}

void bp_limits_pair_sectors(struct bp_limits_doc *doc)
{
	struct queue_limits *lim = &doc->limits;

	if (lim->max_sectors <= lim->max_hw_sectors)
		return;
	if (!is_written(doc, "max_hw_sectors")) {
		lim->max_hw_sectors = lim->max_sectors;
		bp_limits_note(&doc->assumed, "max_hw_sectors",
			       "was less: raised to max_sectors, which was set");
	} else if (!is_written(doc, "max_sectors")) {
		lim->max_sectors = lim->max_hw_sectors;
		bp_limits_note(&doc->assumed, "max_sectors",
			       "was more: lowered to max_hw_sectors, which was set");
	}
}
