/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The inside of charts in colours: their rows, and the cuts through them.
 */
#ifndef SIM_DRAW_CHART_SVG_H
#define SIM_DRAW_CHART_SVG_H

#include "draw/chart_layout.h"
#include "draw/svg.h"

#define BP_CHART_LEFT 92  /* room for the names of rows */
#define BP_CHART_RULER 22 /* height */
#define BP_CHART_ROW 40
#define BP_CHART_ROW_GAP 8

/**
 * struct bp_chart_svg - a chart on its way into a picture
 * @svg: the picture
 * @l: columns, in pixels
 * @x: of the first column
 * @y: of the ruler
 * @has_pages: page edges were drawn in the row in hand
 */
struct bp_chart_svg {
	struct bp_svg *svg;
	struct bp_chart_layout l;
	int x;
	int y;
	bool has_pages;
};

/* Where the left edge of a column is. */
static inline int bp_chart_x(const struct bp_chart_svg *c, unsigned column)
{
	return c->x + (int)bp_chart_edge_at(&c->l, column);
}

/* The marks, through all rows, with their words from @y on. */
void bp_chart_svg_marks(const struct bp_chart_svg *c, int y);

#endif
