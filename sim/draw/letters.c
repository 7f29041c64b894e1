/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <string.h>

#include "draw/letters.h"
#include "draw/xml.h"

#define FIRST ' '
#define LAST '~'
#define WIDE 156 /* of letters that are in no table */

const struct bp_letters bp_letters_title = { "title", 19, true };
const struct bp_letters bp_letters_head = { "head", 15, true };
const struct bp_letters bp_letters_text = { "text", 13, false };
const struct bp_letters bp_letters_strong = { "strong", 13, true };
const struct bp_letters bp_letters_small = { "small", 11, false };

/* Hundredths of the size, of ' ' to '~'. */
static const u8 regular[] = {
	32, 41, 46, 84, 64, 96, 78, 28, 40, 40, 50, 84, 32, 37,	 32, 34, 64, 64, 64,
	64, 64, 64, 64, 64, 64, 64, 34, 34, 84, 84, 84, 54, 100, 69, 69, 70, 78, 64,
	58, 78, 76, 30, 30, 66, 56, 87, 75, 79, 61, 79, 70, 64,	 62, 74, 69, 99, 69,
	62, 69, 40, 34, 40, 84, 50, 50, 62, 64, 55, 64, 62, 36,	 64, 64, 28, 28, 58,
	28, 98, 64, 62, 64, 64, 42, 53, 40, 64, 60, 82, 60, 60,	 53, 64, 34, 64, 84,
};
static const u8 bold[] = {
	35, 46,	 53, 84, 70, 101, 88, 31,  46, 46, 53, 84, 38, 42,  38, 37, 70, 70,  70,
	70, 70,	 70, 70, 70, 70,  70, 40,  40, 84, 84, 84, 59, 100, 78, 77, 74, 84,  69,
	69, 83,	 84, 38, 38, 78,  64, 100, 84, 86, 74, 86, 78, 73,  69, 82, 78, 111, 78,
	73, 73,	 46, 37, 46, 84,  50, 50,  68, 72, 60, 72, 68, 44,  72, 72, 35, 35,  67,
	35, 105, 72, 69, 72, 72,  50, 60,  48, 72, 66, 93, 65, 66,  59, 72, 37, 72,  84,
};

static unsigned hundredths(const struct bp_letters *letters, u32 letter)
{
	if (letter < FIRST || letter > LAST)
		return WIDE;
	return (letters->bold ? bold : regular)[letter - FIRST];
}

static unsigned pixels(const struct bp_letters *letters, u64 wide)
{
	return (unsigned)((wide * letters->px + 99) / 100);
}

unsigned bp_letters_width(const struct bp_letters *letters, const char *text)
{
	u64 wide = 0;

	while (*text)
		wide += hundredths(letters, bp_xml_letter(&text));
	return pixels(letters, wide);
}

bool bp_letters_are_known(const char *text)
{
	for (; *text; text++)
		if (*text < FIRST || *text > LAST)
			return false;
	return true;
}

const char *bp_letters_fit(const struct bp_letters *letters, const char *text, unsigned width,
			   char fitting[BP_LETTERS_MAX])
{
	static const char dots[] = "...";
	const unsigned dots_width = bp_letters_width(letters, dots);
	const char *end = text, *at = text;
	u64 wide = 0;

	/* end: as much as leaves room for the dots */
	while (*at && at - text < BP_LETTERS_MAX - (int)sizeof(dots) - 3 &&
	       pixels(letters, wide) <= width) {
		if (pixels(letters, wide) + dots_width <= width)
			end = at;
		wide += hundredths(letters, bp_xml_letter(&at));
	}
	while (end > text && end[-1] == ' ')
		end--;
	if (!*at && pixels(letters, wide) <= width)
		snprintf(fitting, BP_LETTERS_MAX, "%s", text);
	else if (dots_width > width)
		*fitting = '\0';
	else
		snprintf(fitting, BP_LETTERS_MAX, "%.*s%s", (int)(end - text), text, dots);
	return fitting;
}

size_t bp_letters_line(const struct bp_letters *letters, const char *text, unsigned width)
{
	const char *at = text, *blank = NULL, *fits = text;
	u64 wide = 0;

	while (*at && *at != '\n' && pixels(letters, wide) <= width) {
		fits = at;
		if (*at == ' ')
			blank = at;
		wide += hundredths(letters, bp_xml_letter(&at));
	}
	if (pixels(letters, wide) <= width)
		return (size_t)(at - text);
	if (blank && blank > text)
		return (size_t)(blank - text);
	if (fits == text)
		bp_xml_letter(&fits); /* one letter at least */
	return (size_t)(fits - text);
}
