/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdbool.h>
#include <string.h>

#include "lesson/page.h"

#define ANSWERS "## Answers\n"

static const char *end_of(struct bp_part part)
{
	return part.at + part.bytes;
}

/* The line at a place and what follows it up to the end of the part. */
static struct bp_part line_at(struct bp_part part, const char *at)
{
	const char *end = memchr(at, '\n', (size_t)(end_of(part) - at));

	return (struct bp_part){ at, (size_t)((end ? end + 1 : end_of(part)) - at) };
}

static bool begins(struct bp_part line, const char *words)
{
	return line.bytes >= strlen(words) && !strncmp(line.at, words, strlen(words));
}

static struct bp_part between(const char *from, const char *to)
{
	return (struct bp_part){ from, (size_t)(to - from) };
}

struct bp_part bp_page_title(const char *text)
{
	const char *dot = strstr(text, ". ");
	const char *end = strchr(text, '\n');

	return dot && end && dot < end ? between(dot + 2, end) : between(text, text);
}

/* Where the answers begin, or the end of the text. */
static const char *answers(const char *text)
{
	const char *at = strstr(text, "\n" ANSWERS);

	return at ? at + 1 : text + strlen(text);
}

struct bp_part bp_page_lesson(const char *text)
{
	return between(text, answers(text));
}

/* The next heading of an answer from a place on, or NULL. */
static const char *heading(const char *from)
{
	const char *at = strstr(from, "\n### ");

	return at ? at + 1 : NULL;
}

unsigned bp_page_answers(const char *text)
{
	unsigned n = 0;

	for (const char *at = answers(text); (at = heading(at)); n++)
		;
	return n;
}

struct bp_part bp_page_answer(const char *text, unsigned exercise)
{
	const char *all = answers(text);
	const char *at = all, *next;

	if (!exercise)
		return between(all, text + strlen(text));
	while (exercise-- && at)
		at = heading(at);
	if (!at)
		return between(all, all);
	next = heading(at);
	return between(at, next ? next : text + strlen(text));
}

struct bp_part bp_page_block(struct bp_part part, const char *kind)
{
	const char *from = NULL;

	for (const char *at = part.at; at < end_of(part);) {
		struct bp_part line = line_at(part, at);

		if (from && begins(line, "```"))
			return between(from, at);
		at += line.bytes;
		if (begins(line, "```") && line.bytes == strlen(kind) + 4 &&
		    !strncmp(line.at + 3, kind, strlen(kind)))
			from = at;
	}
	return between(part.at, part.at);
}

struct bp_part bp_page_word(struct bp_part part)
{
	const char *from = memchr(part.at, '`', part.bytes);
	const char *to = from ? memchr(from + 1, '`', (size_t)(end_of(part) - from - 1)) : NULL;

	return to ? between(from + 1, to) : between(part.at, part.at);
}

/* A line outside of blocks: no marks of headings, and none of what is **bold**. */
static void print_prose(FILE *out, struct bp_part line)
{
	size_t at = 0;

	while (at < line.bytes && line.at[at] == '#')
		at++;
	at += at > 0;
	for (; at < line.bytes; at++)
		if (at + 1 < line.bytes && !strncmp(line.at + at, "**", 2))
			at++;
		else
			fputc(line.at[at], out);
}

void bp_page_print(FILE *out, struct bp_part part)
{
	bool block = false, hidden = false, blank = false;

	for (const char *at = part.at; at < end_of(part);) {
		struct bp_part line = line_at(part, at);

		at += line.bytes;
		if (begins(line, "```")) {
			block = !block;
			hidden = block && begins(line, "```quiz");
			continue;
		}
		if (hidden || (blank && line.bytes == 1 && !block))
			continue;
		blank = line.bytes == 1;
		if (block && !blank)
			fputs("    ", out);
		if (block)
			fwrite(line.at, 1, line.bytes, out);
		else
			print_prose(out, line);
	}
}
