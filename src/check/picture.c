/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A violation as a picture: a letter per vector, repeated by its length; `|` where the bio was cut;
 * `.` where the next vector does not follow in memory; then addresses and entries.
 */
#include <stdarg.h>
#include <stdio.h>

#include "judge.h"

#define COLUMNS 64
#define LISTED 8

static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";

void bp_ck_text_add(struct bp_text *text, const char *format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(text->at, text->left, format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= text->left)
		n = text->left ? (int)text->left - 1 : 0;
	text->at += n;
	text->left -= (size_t)n;
}

static char letter_of(unsigned n)
{
	return letters[n % (sizeof(letters) - 1)];
}

static void draw_run(struct bp_text *text, char letter, u64 bytes, u64 scale)
{
	for (u64 drawn = 0; drawn < bytes; drawn += scale)
		bp_ck_text_add(text, "%c", letter);
}

static void draw_vectors(struct bp_text *text, const struct bp_ck_range *range, u64 cut)
{
	u64 scale = bp_max(range->iter.bi_size / COLUMNS, SECTOR_SIZE);
	struct bp_walk walk;
	struct bp_vec vec;
	unsigned n = 0;
	u64 at = 0;
	u64 end = 0;

	bp_ck_walk_start(&walk, range);
	for (; bp_ck_walk_next(&walk, &vec); n++) {
		u64 before = cut > at && cut < at + vec.len ? cut - at : 0;

		if (cut && cut == at)
			bp_ck_text_add(text, "|");
		if (n && vec.addr != end)
			bp_ck_text_add(text, ".");
		draw_run(text, letter_of(n), before, scale);
		if (before)
			bp_ck_text_add(text, "|");
		draw_run(text, letter_of(n), vec.len - before, scale);
		at += vec.len;
		end = vec.addr + vec.len;
	}
	bp_ck_text_add(text, "\n");
}

static void list_vectors(struct bp_text *text, const struct bp_ck_range *range)
{
	struct bp_walk walk;
	struct bp_vec vec;
	unsigned n = 0;

	bp_ck_walk_start(&walk, range);
	for (; n < LISTED && bp_ck_walk_next(&walk, &vec); n++)
		bp_ck_text_add(text, "%c %llx+%x ", letter_of(n), (unsigned long long)vec.addr,
			       vec.len);
	bp_ck_text_add(text, "%s\n", n == LISTED ? "..." : "");
}

static void list_entries(struct bp_text *text, const struct bp_case *c)
{
	const struct scatterlist *sg = c->sgl;
	unsigned n = 0;

	bp_ck_text_add(text, "entries");
	for (; sg && n < c->entries && n < LISTED; n++) {
		struct bp_run run;

		sg = n ? bp_ck_entry_next(sg) : sg;
		run = bp_ck_entry_run(c->check, c->q, sg, c->direct);
		bp_ck_text_add(text, " [%llx+%llx]", (unsigned long long)run.addr,
			       (unsigned long long)run.len);
	}
	bp_ck_text_add(text, "%s\n", n < c->entries ? " ..." : "");
}

void bp_ck_picture(const struct bp_case *c, char *picture, size_t bytes)
{
	struct bp_text text = { picture, bytes };

	picture[0] = '\0';
	if (c->range && bp_ck_range_is_data(c->range)) {
		draw_vectors(&text, c->range, c->front_bytes);
		list_vectors(&text, c->range);
	}
	if (c->sgl)
		list_entries(&text, c);
}
