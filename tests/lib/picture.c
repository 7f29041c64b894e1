/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "picture.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "draw/letters.h"
#include "draw/xml.h"
#include "world/list.h"

#define DEPTH_MAX 32
#define NAME_MAX_BYTES 40
#define SLACK 1 /* pixels that rounding takes */

static bool is_void(const char *tag)
{
	return tag[0] == '!' || strchr(tag, '>')[-1] == '/';
}

static size_t name_length(const char *tag)
{
	return strcspn(tag, " />\n");
}

static void check_letters(const char *name, const char *text)
{
	const char *const begin = text;

	while (*text) {
		const char *const at = text;
		const u32 letter = bp_xml_letter(&text);

		if (letter == '?' && *at != '?')
			fail_msg("%s: byte %zu is no letter of XML", name, (size_t)(at - begin));
		if (letter == '&' && !strchr("aglq", *text))
			fail_msg("%s: byte %zu: & is no entity", name, (size_t)(at - begin));
	}
}

void t_picture_is_xml(const char *name, const char *text)
{
	const char *open[DEPTH_MAX];
	unsigned depth = 0;

	check_letters(name, text);
	for (const char *tag = text; (tag = strchr(tag, '<'));) {
		tag++;
		if (*tag == '/') {
			const size_t length = name_length(tag + 1);

			if (!depth || name_length(open[depth - 1]) != length ||
			    strncmp(open[depth - 1], tag + 1, length))
				fail_msg("%s: </%.20s closes what is not open", name, tag + 1);
			depth--;
		} else if (!is_void(tag)) {
			assert_true(depth < DEPTH_MAX);
			open[depth++] = tag;
		}
	}
	if (depth)
		fail_msg("%s: <%.20s is not closed", name, open[depth - 1]);
}

/* A rectangle or a line of text. */
struct shape {
	int left, right, top, bottom;
	char words[NAME_MAX_BYTES];
};

typedef BP_LIST(struct shape) shape_list;

static int number_of(const char *element, const char *key)
{
	const char *at = strstr(element, key);

	return at && at < strchr(element, '>') ? atoi(at + strlen(key)) : 0;
}

static bool has(const char *element, const char *words)
{
	const char *at = strstr(element, words);

	return at && at < strchr(element, '>');
}

static struct shape shape_of_rect(const char *element)
{
	const char *class = strstr(element, "class=\"") + strlen("class=\"");
	struct shape s = { .left = number_of(element, " x=\""),
			   .top = number_of(element, " y=\"") };

	s.right = s.left + number_of(element, " width=\"");
	s.bottom = s.top + number_of(element, " height=\"");
	snprintf(s.words, sizeof(s.words), "%.*s", (int)strcspn(class, "\""), class);
	return s;
}

static const struct bp_letters *letters_of(const char *element)
{
	static const struct bp_letters *const all[] = { &bp_letters_title, &bp_letters_head,
							&bp_letters_strong, &bp_letters_small,
							&bp_letters_text };
	unsigned i = 0;

	for (; i + 1 < bp_array_size(all); i++) {
		char class[NAME_MAX_BYTES];

		snprintf(class, sizeof(class), "class=\"%s", all[i]->class);
		if (has(element, class))
			break;
	}
	return all[i];
}

/* The text without its tip and with its letters. */
static void words_of(const char *element, char *words, size_t room)
{
	const char *from = strchr(element, '>') + 1;
	const char *tip = strstr(from, "</title>");
	const char *end = strstr(from, "</text>");
	size_t used = 0;

	if (tip && tip < end)
		from = tip + strlen("</title>");
	for (; from < end && used + 1 < room; from++) {
		words[used++] = *from;
		if (*from == '&')
			from = strchr(from, ';');
	}
	words[used] = '\0';
}

static struct shape shape_of_text(const char *element)
{
	const struct bp_letters *letters = letters_of(element);
	const int x = number_of(element, " x=\""), baseline = number_of(element, " y=\"");
	char words[4 * BP_LETTERS_MAX];
	struct shape s;
	int width;

	words_of(element, words, sizeof(words));
	width = (int)bp_letters_width(letters, words);
	s.left = x;
	if (has(element, "\"middle\""))
		s.left = x - width / 2;
	else if (has(element, "\"end\""))
		s.left = x - width;
	s.right = s.left + width;
	s.top = baseline - (int)letters->px * 3 / 4;
	s.bottom = baseline + (int)letters->px / 5;
	snprintf(s.words, sizeof(s.words), "%.*s", NAME_MAX_BYTES - 1, words);
	return s;
}

/* Letters of unknown width are in a picture of their own, which clips them. */
static struct shape shape_of_clip(const char *element)
{
	struct shape s = { .left = number_of(element, " x=\""),
			   .top = number_of(element, " y=\"") };

	s.right = s.left + number_of(element, " width=\"");
	s.bottom = s.top + number_of(element, " height=\"");
	snprintf(s.words, sizeof(s.words), "what is clipped");
	return s;
}

static bool meets(const struct shape *a, const struct shape *b)
{
	return a->left < b->right - SLACK && b->left < a->right - SLACK &&
	       a->top < b->bottom - SLACK && b->top < a->bottom - SLACK;
}

static bool is_within(const struct shape *a, const struct shape *b)
{
	return a->left >= b->left - SLACK && a->right <= b->right + SLACK &&
	       a->top >= b->top - SLACK && a->bottom <= b->bottom + SLACK;
}

/* Bars and pages are below nothing, and stand in for no box. */
static bool is_box(const char *class)
{
	static const char *const others[] = { "ground", "track", "up", "down", "page" };

	for (unsigned i = 0; i < bp_array_size(others); i++)
		if (!strcmp(class, others[i]))
			return false;
	return true;
}

static void gather(const char *text, shape_list *boxes, shape_list *texts)
{
	for (const char *at = text; (at = strchr(at, '<')); at++) {
		if (!strncmp(at, "<svg x=", 7)) {
			assert_true(bp_list_add(texts, shape_of_clip(at)));
			at = strstr(at, "</svg>");
		} else if (!strncmp(at, "<text ", 6)) {
			assert_true(bp_list_add(texts, shape_of_text(at)));
		} else if (!strncmp(at, "<rect ", 6)) {
			const struct shape s = shape_of_rect(at);

			if (is_box(s.words))
				assert_true(bp_list_add(boxes, s));
		}
	}
}

void t_picture_is_clear(const char *name, const char *text)
{
	const struct shape all = { 0, number_of(text, " width=\""), 0,
				   number_of(text, " height=\""), "the picture" };
	shape_list boxes = { 0 }, texts = { 0 };

	gather(text, &boxes, &texts);
	assert_true(texts.n);
	for (unsigned i = 0; i < texts.n; i++) {
		const struct shape *a = &texts.at[i];

		if (!is_within(a, &all))
			fail_msg("%s: \"%s\" leaves the picture", name, a->words);
		for (unsigned k = 0; k < boxes.n; k++)
			if (meets(a, &boxes.at[k]) && !is_within(a, &boxes.at[k]))
				fail_msg("%s: \"%s\" leaves its box (%s)", name, a->words,
					 boxes.at[k].words);
		for (unsigned k = 0; k < i; k++)
			if (meets(a, &texts.at[k]))
				fail_msg("%s: \"%s\" lies on \"%s\"", name, a->words,
					 texts.at[k].words);
	}
	for (unsigned k = 0; k < boxes.n; k++)
		if (!is_within(&boxes.at[k], &all))
			fail_msg("%s: a box (%s) leaves the picture", name, boxes.at[k].words);
	bp_list_free(&boxes);
	bp_list_free(&texts);
}

void t_picture_has(const char *text, const char *words)
{
	assert_non_null(text);
	if (!strstr(text, words))
		fail_msg("no %s in\n%s", words, text);
}

unsigned t_picture_times(const char *text, const char *words)
{
	unsigned n = 0;

	assert_non_null(text);
	for (; (text = strstr(text, words)); text++)
		n++;
	return n;
}
