/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Text pictures of byte ranges: rows of boxes over one range, with marks below.
 *
 *	sector   0            24           40
 *	vectors  | 3 x 4K     | 2 x 4K     |
 *	pieces   | 24 sectors | 16 sectors |
 *	                      ^ cut 1: max_segments 3
 *
 * The same can be painted in colours, see svg.h.
 *
 * Columns are as wide as their words need, not to scale.  Runs of equal boxes become one box with
 * a count, so that 256 pages fit a line.
 */
#ifndef SIM_DRAW_CHART_H
#define SIM_DRAW_CHART_H

#include <stdio.h>

#include <blkpath/types.h>

#define BP_CHART_ROWS_MAX 8
#define BP_CHART_WIDTH 96

/**
 * struct bp_cell - one box
 * @begin: first byte, from the start of the picture
 * @end: first byte behind it; a cell of no bytes is not drawn
 * @address: where the bytes are; shown when the row asks for it and there is room
 */
struct bp_cell {
	u64 begin;
	u64 end;
	u64 address;
};

enum bp_cell_label {
	BP_LABEL_BYTES,	  /* "4K" */
	BP_LABEL_SECTORS, /* "8 sectors" */
	BP_LABEL_ADDRESS, /* "0x1000 4K" */
};

/**
 * struct bp_row - boxes in ascending order that do not overlap
 * @name: a row without one is not drawn, its edges count
 * @label: what its boxes say
 * @cells: boxes
 * @n: how many
 * @look: class of its boxes in pictures with colours; NULL of a row that is only printed
 * @other: class of every second box, or NULL
 * @page_bytes: memory of its boxes has page edges every so often, which pictures show; 0 for none
 */
struct bp_row {
	const char *name;
	enum bp_cell_label label;
	const struct bp_cell *cells;
	unsigned n;
	const char *look;
	const char *other;
	u64 page_bytes;
};

/* A caret under an edge, with words. */
struct bp_mark {
	u64 byte;
	const char *text;
};

/**
 * struct bp_chart - a picture
 * @sector: device sector of byte 0, for the ruler; marks and every cell edge of row @ruler_row get
 * a number
 * @ruler_row: the row whose edges the ruler names
 * @rows: from top to bottom
 * @nr_rows: 1..BP_CHART_ROWS_MAX
 * @marks: in ascending order
 * @nr_marks: may be 0
 */
struct bp_chart {
	u64 sector;
	unsigned ruler_row;
	const struct bp_row *rows;
	unsigned nr_rows;
	const struct bp_mark *marks;
	unsigned nr_marks;
};

struct bp_svg;

/* Draw; returns 0, or -ENOMEM with nothing drawn. */
int bp_chart_draw(FILE *out, const struct bp_chart *chart);

/* The same as part of a picture, its upper left corner at @x and @y. */
int bp_chart_svg(struct bp_svg *svg, int x, int y, const struct bp_chart *chart);

#endif
