/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "draw/palette.h"
#include "picture.h"

#define CONTRAST_MIN 4.5 /* of text that is not large, as WCAG 2 wants it (1.4.3) */

static char *printed(void)
{
	char *text = NULL;
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);

	bp_palette_print(out);
	fclose(out);
	return text;
}

/* The colour that a class fills with; @sheet is that of the day or of the night. */
static unsigned fill_of(const char *sheet, const char *class)
{
	char key[40];
	const char *rule, *colour;
	unsigned long value;

	snprintf(key, sizeof(key), "\n.%s{fill:#", class);
	rule = strstr(sheet, key);
	if (!rule) { /* the first of several classes */
		snprintf(key, sizeof(key), "\n.%s,", class);
		rule = strstr(sheet, key);
	}
	assert_non_null(rule);
	colour = strchr(rule, '#') + 1;
	value = strtoul(colour, NULL, 16);
	if (strcspn(colour, ";}") == 3) /* #abc is #aabbcc */
		value = (value >> 8 & 15) * 0x110000 + (value >> 4 & 15) * 0x1100 +
			(value & 15) * 0x11;
	return (unsigned)value;
}

/* x to the power of 2.4: the square, times the fifth root of the square. */
static double power(double x)
{
	const double square = x * x;
	double root = 1;

	for (unsigned i = 0; i < 60; i++)
		root -= (root * root * root * root * root - square) /
			(5 * root * root * root * root);
	return square * root;
}

static double light_of(unsigned channel)
{
	const double c = (double)(channel & 0xff) / 255;

	return c <= 0.04045 ? c / 12.92 : power((c + 0.055) / 1.055);
}

static double luminance(unsigned colour)
{
	return 0.2126 * light_of(colour >> 16) + 0.7152 * light_of(colour >> 8) +
	       0.0722 * light_of(colour);
}

static double contrast(unsigned a, unsigned b)
{
	const double x = luminance(a) + 0.05, y = luminance(b) + 0.05;

	return x > y ? x / y : y / x;
}

/* Which text stands on which ground. */
static const struct {
	const char *text;
	const char *grounds[16];
} pairs[] = {
	{ "text",
	  { "ground", "piece", "other", "vector", "segment", "entry", "dma", "list", "card",
	    "bridge", "root", "port", "end", "plain" } },
	{ "faint", { "ground", "vector", "segment", "entry", "dma", "list", "card", "elided" } },
	{ "alarm", { "ground", "redirects" } },
	{ "tip", { "list", "card" } },
	{ "number", { "step" } },
};

static void judge(const char *sheet, const char *when)
{
	for (unsigned i = 0; i < bp_array_size(pairs); i++)
		for (const char *const *ground = pairs[i].grounds; *ground; ground++) {
			const double c =
				contrast(fill_of(sheet, pairs[i].text), fill_of(sheet, *ground));

			if (c < CONTRAST_MIN)
				fail_msg("%s: %s on %s has a contrast of %.2f", when, pairs[i].text,
					 *ground, c);
		}
}

static void bp_palette_print__text_on_its_ground__readable(void **state)
{
	char *text = printed();
	char *night = strstr(text, "@media(prefers-color-scheme:dark){");

	(void)state;
	assert_non_null(night);
	judge(night, "by night");
	*night = '\0';
	judge(text, "by day");
	free(text);
}

/* What has a colour by day has one by night. */
static void bp_palette_print__any_class__has_both(void **state)
{
	char *text = printed();
	char *night = strstr(text, "@media");

	(void)state;
	for (char *rule = text; (rule = strstr(rule, "\n.")) && rule < night; rule++) {
		char class[60];

		snprintf(class, sizeof(class), "\n%.*s{", (int)strcspn(rule + 1, "{"), rule + 1);
		if (strstr(rule, "#") < strchr(rule, '}'))
			t_picture_has(night, class);
	}
	assert_true(t_picture_times(night, "#") > 40);
	free(text);
}

/* The numbers of WCAG: black on white is 21, alike is 1. */
static void contrast__known_pairs__as_they_should_be(void **state)
{
	(void)state;
	assert_true(contrast(0, 0xffffff) > 20.99 && contrast(0, 0xffffff) < 21.01);
	assert_true(contrast(0x123456, 0x123456) < 1.001);
	assert_true(contrast(0x777777, 0xffffff) > 4.47 && contrast(0x777777, 0xffffff) < 4.49);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(contrast__known_pairs__as_they_should_be),
		cmocka_unit_test(bp_palette_print__text_on_its_ground__readable),
		cmocka_unit_test(bp_palette_print__any_class__has_both),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
