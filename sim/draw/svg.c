/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "draw/svg.h"

#include <blkpath/types.h>

#define BASELINE 15

static void put_text(FILE *out, const char *text)
{
	static const struct {
		char letter;
		const char *entity;
	} entities[] = { { '&', "&amp;" }, { '<', "&lt;" }, { '>', "&gt;" }, { '"', "&quot;" } };

	for (; *text; text++) {
		const char *entity = NULL;

		for (size_t i = 0; i < bp_array_size(entities); i++)
			if (*text == entities[i].letter)
				entity = entities[i].entity;
		if (entity)
			fputs(entity, out);
		else
			fputc(*text, out);
	}
}

void bp_svg_begin(FILE *out, int width, int height, const char *style)
{
	fprintf(out,
		"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
		"font-family=\"sans-serif\" font-size=\"13\">\n"
		"<style>\n"
		"%s"
		".small{font-size:12px}.bold{font-weight:bold}"
		".title{font-size:16px;font-weight:bold}\n"
		"</style>\n"
		"<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>\n",
		width, height, style);
}

void bp_svg_text(FILE *out, int x, int y, const char *class, const char *text)
{
	fprintf(out, "<text x=\"%d\" y=\"%d\" class=\"%s\">", x, y + BASELINE, class);
	put_text(out, text);
	fputs("</text>\n", out);
}
