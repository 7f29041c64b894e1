/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parts of pictures in SVG.
 */
#ifndef SIM_DRAW_SVG_H
#define SIM_DRAW_SVG_H

#include <stdio.h>

/* Begins a picture: its size in pixels, style sheet, white ground.  "</svg>" ends it. */
void bp_svg_begin(FILE *out, int width, int height, const char *style);

/* A text whose line begins at y; letters that mean something to XML are escaped. */
void bp_svg_text(FILE *out, int x, int y, const char *class, const char *text);

#endif
