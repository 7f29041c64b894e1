/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "draw/page.h"
#include "draw/svg.h"
#include "picture.h"

#define AREA(...) ((struct bp_area){ __VA_ARGS__ })

/* Print what was drawn; to be freed. */
static char *printed(struct bp_svg *svg, enum bp_svg_place place)
{
	char *text = NULL;
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);

	assert_int_equal(bp_svg_print(svg, out, place, "a <name>", "a & b"), 0);
	fclose(out);
	bp_svg_close(svg);
	t_picture_is_xml("printed", text);
	return text;
}

static void bp_svg_print__boxes__as_large_as_what_is_drawn(void **state)
{
	struct bp_svg svg;
	char *text;

	(void)state;
	assert_true(bp_svg_open(&svg));
	bp_svg_box(&svg, AREA(10, 20, 100, 30), 4, "card", "a tip");
	bp_svg_box(&svg, AREA(0, 0, 50, 60), 0, "card", "");
	bp_svg_path(&svg, AREA(0, 0, 130, 5), "wire", "M%d %dH%d", 0, 5, 130);
	text = printed(&svg, BP_SVG_FILE);
	t_picture_has(text, "width=\"154\" height=\"84\" viewBox=\"0 0 154 84\" role=\"img\" "
			    "aria-label=\"a &lt;name&gt;\">\n<title>a &lt;name&gt;</title>\n"
			    "<desc>a &amp; b</desc>\n<style>\n");
	t_picture_has(text,
		      "<rect class=\"card\" x=\"10\" y=\"20\" width=\"100\" height=\"30\" rx=\"4\">"
		      "<title>a tip</title></rect>\n");
	t_picture_has(text, "<rect class=\"card\" x=\"0\" y=\"0\" width=\"50\" height=\"60\"/>\n");
	t_picture_has(text, "<path class=\"wire\" d=\"M0 5H130\"/>\n</svg>\n");
	t_picture_has(text, "@media(prefers-color-scheme:dark){\n");
	free(text);
}

/* A page has the colours once, its pictures none; they shrink with it, to seven tenths. */
static void bp_svg_print__in_a_page__shrinks_and_no_colours(void **state)
{
	struct bp_svg svg;
	char *text;

	(void)state;
	assert_true(bp_svg_open(&svg));
	bp_svg_box(&svg, AREA(0, 0, 976, 20), 0, "box", NULL);
	text = printed(&svg, BP_SVG_PAGE);
	assert_null(strstr(text, "<style>"));
	t_picture_has(text, "width=\"1000\"");
	t_picture_has(text, "style=\"min-width:700px\"");
	free(text);
}

static void bp_svg_text__narrow__cut_and_told_by_a_tip(void **state)
{
	struct bp_svg svg;
	char *text;

	(void)state;
	assert_true(bp_svg_open(&svg));
	bp_svg_text(&svg, AREA(10, 0, 60, 20), BP_SVG_LEFT, &bp_letters_text, NULL,
		    "a < b & much more");
	bp_svg_text(&svg, AREA(10, 30, 60, 20), BP_SVG_MIDDLE, &bp_letters_small, "faint", "short");
	bp_svg_text(&svg, AREA(10, 60, 60, 20), BP_SVG_RIGHT, &bp_letters_small, NULL, "end");
	bp_svg_text(&svg, AREA(10, 90, 3, 20), BP_SVG_LEFT, &bp_letters_small, NULL, "nothing");
	bp_svg_text(&svg, AREA(10, 90, -3, 20), BP_SVG_LEFT, &bp_letters_small, NULL, "nothing");
	text = printed(&svg, BP_SVG_FILE);
	t_picture_has(
		text,
		"<text x=\"10\" y=\"14\" class=\"text\"><title>a &lt; b &amp; much more</title>"
		"a &lt; b...</text>\n");
	t_picture_has(
		text,
		"<text x=\"40\" y=\"43\" class=\"small faint\" text-anchor=\"middle\">short<");
	t_picture_has(text, "<text x=\"70\" y=\"73\" class=\"small\" text-anchor=\"end\">end<");
	assert_null(strstr(text, "nothing"));
	t_picture_has(text, "height=\"104\""); /* what is not there takes no room */
	free(text);
}

/* Nobody knows how wide letters beyond ASCII are: they end where their area ends. */
static void bp_svg_text__other_letters__clipped(void **state)
{
	struct bp_svg svg;
	char *text;

	(void)state;
	assert_true(bp_svg_open(&svg));
	bp_svg_text(&svg, AREA(10, 20, 90, 20), BP_SVG_RIGHT, &bp_letters_text, NULL,
		    "\xe6\xbc\xa2");
	text = printed(&svg, BP_SVG_FILE);
	t_picture_has(
		text,
		"<svg x=\"10\" y=\"20\" width=\"90\" height=\"20\" overflow=\"hidden\">"
		"<text x=\"90\" y=\"14\" class=\"text\" text-anchor=\"end\">\xe6\xbc\xa2</text>\n"
		"</svg>\n");
	free(text);
}

static void bp_svg_lines__long__wrapped(void **state)
{
	struct bp_svg svg;
	char *text;

	(void)state;
	assert_true(bp_svg_open(&svg));
	assert_int_equal(bp_svg_lines(&svg, 5, 10, 60, &bp_letters_small, NULL,
				      "one two three\nfour"),
			 10 + 3 * bp_svg_line_height(&bp_letters_small));
	bp_svg_line(&svg, 5, 100, &bp_letters_small, NULL, "as long as it needs to be");
	text = printed(&svg, BP_SVG_FILE);
	t_picture_has(text, ">one two<");
	t_picture_has(text, ">three<");
	t_picture_has(text, ">four<");
	t_picture_has(text, ">as long as it needs to be<");
	free(text);
}

static void bp_page__parts__in_order(void **state)
{
	char *text = NULL;
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);
	struct bp_svg svg;

	(void)state;
	assert_true(bp_svg_open(&svg));
	bp_svg_box(&svg, AREA(0, 0, 10, 10), 0, "card", NULL);
	bp_page_begin(out, "a & b");
	bp_page_heading(out, "<first>");
	assert_int_equal(bp_page_picture(out, &svg, "name", "about"), 0);
	bp_page_words(out, "x < y\n");
	bp_page_end(out);
	fclose(out);
	bp_svg_close(&svg);
	t_picture_is_xml("page", text);
	t_picture_has(text, "<!DOCTYPE html>\n");
	t_picture_has(text, "<title>a &amp; b</title>");
	t_picture_has(text,
		      "<h1>a &amp; b</h1>\n<h2>&lt;first&gt;</h2>\n<figure tabindex=\"0\">\n<svg ");
	t_picture_has(text,
		      "</svg>\n</figure>\n<details open=\"open\"><summary>In words</summary>\n"
		      "<pre>x &lt; y\n</pre>");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_svg_print__boxes__as_large_as_what_is_drawn),
		cmocka_unit_test(bp_svg_print__in_a_page__shrinks_and_no_colours),
		cmocka_unit_test(bp_svg_text__narrow__cut_and_told_by_a_tip),
		cmocka_unit_test(bp_svg_text__other_letters__clipped),
		cmocka_unit_test(bp_svg_lines__long__wrapped),
		cmocka_unit_test(bp_page__parts__in_order),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
