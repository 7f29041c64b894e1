/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "draw/palette.h"
#include "draw/svg.h"
#include "draw/xml.h"

#define MARGIN 24
#define LINE_MAX_WIDTH 1400 /* of text that nothing else bounds */
#define LEAST_PERCENT 70    /* of its size, on a page */

bool bp_svg_open(struct bp_svg *svg)
{
	*svg = (struct bp_svg){ 0 };
	return bp_caught_begin(&svg->body);
}

void bp_svg_close(struct bp_svg *svg)
{
	if (svg->body.out)
		free(bp_caught_end(&svg->body));
}

static void put_element(FILE *out, const char *name, const char *text)
{
	fprintf(out, "<%s>", name);
	bp_xml_put(out, text);
	fprintf(out, "</%s>", name);
}

int bp_svg_print(struct bp_svg *svg, FILE *out, enum bp_svg_place place, const char *title,
		 const char *about)
{
	const int width = svg->right + MARGIN, height = svg->bottom + MARGIN;
	char *const body = bp_caught_end(&svg->body);

	svg->body.out = NULL;
	if (!body)
		return -ENOMEM;
	fprintf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
		"viewBox=\"0 0 %d %d\" role=\"img\" ",
		width, height, width, height);
	if (place == BP_SVG_PAGE) /* shrinks to its page while its text can be read */
		fprintf(out, "style=\"min-width:%dpx\" ", width * LEAST_PERCENT / 100);
	fputs("aria-label=\"", out);
	bp_xml_put(out, title);
	fputs("\">\n", out);
	put_element(out, "title", title);
	fputc('\n', out);
	put_element(out, "desc", about);
	fputc('\n', out);
	if (place == BP_SVG_FILE) {
		fputs("<style>\n", out);
		bp_palette_print(out);
		fputs("</style>\n", out);
	}
	fputs("<rect class=\"ground\" width=\"100%\" height=\"100%\"/>\n", out);
	fputs(body, out);
	fputs("</svg>\n", out);
	free(body);
	return 0;
}

static void grow(struct bp_svg *svg, struct bp_area area)
{
	svg->right = bp_max(svg->right, area.x + area.width);
	svg->bottom = bp_max(svg->bottom, area.y + area.height);
}

void bp_svg_box(struct bp_svg *svg, struct bp_area area, int radius, const char *class,
		const char *tip)
{
	grow(svg, area);
	fprintf(svg->body.out, "<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"",
		class, area.x, area.y, area.width, area.height);
	if (radius)
		fprintf(svg->body.out, " rx=\"%d\"", radius);
	if (!tip || !*tip) {
		fputs("/>\n", svg->body.out);
		return;
	}
	fputc('>', svg->body.out);
	put_element(svg->body.out, "title", tip);
	fputs("</rect>\n", svg->body.out);
}

void bp_svg_path(struct bp_svg *svg, struct bp_area within, const char *class, const char *format,
		 ...)
{
	va_list arguments;

	grow(svg, within);
	fprintf(svg->body.out, "<path class=\"%s\" d=\"", class);
	va_start(arguments, format);
	vfprintf(svg->body.out, format, arguments);
	va_end(arguments);
	fputs("\"/>\n", svg->body.out);
}

/* Where the line of text begins, ends or has its middle. */
static int anchor_of(struct bp_area area, enum bp_svg_side side)
{
	return area.x + (side == BP_SVG_LEFT	 ? 0
			 : side == BP_SVG_MIDDLE ? area.width / 2
						 : area.width);
}

static void put_text(struct bp_svg *svg, struct bp_area area, enum bp_svg_side side,
		     const struct bp_letters *letters, const char *look, const char *text,
		     const char *whole)
{
	static const char *const anchors[] = { "", " text-anchor=\"middle\"",
					       " text-anchor=\"end\"" };
	const int baseline = area.y + (area.height + (int)letters->px * 7 / 10) / 2;

	fprintf(svg->body.out, "<text x=\"%d\" y=\"%d\" class=\"%s%s%s\"%s>", anchor_of(area, side),
		baseline, letters->class, look ? " " : "", look ?: "", anchors[side]);
	if (whole)
		put_element(svg->body.out, "title", whole);
	bp_xml_put(svg->body.out, text);
	fputs("</text>\n", svg->body.out);
}

void bp_svg_text(struct bp_svg *svg, struct bp_area area, enum bp_svg_side side,
		 const struct bp_letters *letters, const char *look, const char *text)
{
	char fitting[BP_LETTERS_MAX];
	const bool clip = !bp_letters_are_known(text);

	bp_letters_fit(letters, text, area.width > 0 ? (unsigned)area.width : 0, fitting);
	if (!*fitting)
		return;
	grow(svg, area);
	if (clip) {
		/* Nobody knows how wide these letters are: what is inside ends at its edge. */
		fprintf(svg->body.out,
			"<svg x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" overflow=\"hidden\">",
			area.x, area.y, area.width, area.height);
		area.x = area.y = 0;
	}
	put_text(svg, area, side, letters, look, fitting, strcmp(fitting, text) ? text : NULL);
	if (clip)
		fputs("</svg>\n", svg->body.out);
}

int bp_svg_line_height(const struct bp_letters *letters)
{
	return (int)letters->px * 3 / 2;
}

void bp_svg_line(struct bp_svg *svg, int x, int y, const struct bp_letters *letters,
		 const char *look, const char *text)
{
	const struct bp_area area = {
		x, y, (int)bp_min(bp_letters_width(letters, text), (unsigned)LINE_MAX_WIDTH),
		bp_svg_line_height(letters)
	};

	bp_svg_text(svg, area, BP_SVG_LEFT, letters, look, text);
}

int bp_svg_lines(struct bp_svg *svg, int x, int y, int width, const struct bp_letters *letters,
		 const char *look, const char *text)
{
	const int height = bp_svg_line_height(letters);

	while (*text) {
		const size_t bytes = bp_letters_line(letters, text, (unsigned)width);
		char line[BP_LETTERS_MAX];

		snprintf(line, sizeof(line), "%.*s", (int)bytes, text);
		bp_svg_text(svg, (struct bp_area){ x, y, width, height }, BP_SVG_LEFT, letters,
			    look, line);
		text += bytes;
		text += *text == ' ' || *text == '\n';
		y += height;
	}
	return y;
}
