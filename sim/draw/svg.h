/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A picture in SVG.
 *
 * It grows while things are drawn and is printed when all is there, so that nothing can be outside
 * of it.  No text is wider than it is said to be: the rest is three dots, and the whole of it is
 * shown where the pointer rests.
 */
#ifndef SIM_DRAW_SVG_H
#define SIM_DRAW_SVG_H

#include "draw/caught.h"
#include "draw/letters.h"

/* A rectangle; y grows downwards. */
struct bp_area {
	int x;
	int y;
	int width;
	int height;
};

/**
 * struct bp_svg - a picture in the making
 * @body: what was drawn, up to now
 * @right: first pixel that nothing was drawn on
 * @bottom: the same, downwards
 */
struct bp_svg {
	struct bp_caught body;
	int right;
	int bottom;
};

enum bp_svg_place {
	BP_SVG_FILE, /* of its own, with colours */
	BP_SVG_PAGE, /* in HTML that has the colours */
};

/* Begins; false without memory.  bp_svg_close() ends it. */
bool bp_svg_open(struct bp_svg *svg);
void bp_svg_close(struct bp_svg *svg);

/**
 * bp_svg_print - print what was drawn; nothing is drawn afterwards
 * @svg: picture
 * @out: stream
 * @place: where the picture will be
 * @title: its name, for those who hear it as well
 * @about: what is to be seen, in a sentence or two
 *
 * Return: 0, or -ENOMEM with nothing printed.
 */
int bp_svg_print(struct bp_svg *svg, FILE *out, enum bp_svg_place place, const char *title,
		 const char *about);

/* A box with round corners; @tip is shown where the pointer rests, NULL or "" for none. */
void bp_svg_box(struct bp_svg *svg, struct bp_area area, int radius, const char *class,
		const char *tip);

/* A line of path data that stays within an area. */
void bp_svg_path(struct bp_svg *svg, struct bp_area within, const char *class, const char *format,
		 ...) __attribute__((format(printf, 4, 5)));

enum bp_svg_side {
	BP_SVG_LEFT,
	BP_SVG_MIDDLE,
	BP_SVG_RIGHT,
};

/**
 * bp_svg_text - a line of text
 * @svg: picture
 * @area: where; the line stands in the middle of its height
 * @side: to which side of it
 * @letters: kind of text
 * @look: a class more, or NULL
 * @text: any bytes
 */
void bp_svg_text(struct bp_svg *svg, struct bp_area area, enum bp_svg_side side,
		 const struct bp_letters *letters, const char *look, const char *text);

/* A line of text that is as long as it needs, from a place on. */
void bp_svg_line(struct bp_svg *svg, int x, int y, const struct bp_letters *letters,
		 const char *look, const char *text);

/* Lines of text, as many as it needs in a width; returns where what comes below may begin. */
int bp_svg_lines(struct bp_svg *svg, int x, int y, int width, const struct bp_letters *letters,
		 const char *look, const char *text);

/* How high a line of text is. */
int bp_svg_line_height(const struct bp_letters *letters);

#endif
