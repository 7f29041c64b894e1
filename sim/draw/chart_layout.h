/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the boxes of a chart go, in letters or in pixels: who paints it says which.
 */
#ifndef SIM_DRAW_CHART_LAYOUT_H
#define SIM_DRAW_CHART_LAYOUT_H

#include "draw/chart.h"
#include "draw/columns.h"

#define BP_CHART_COLUMNS_MAX 24
#define BP_CHART_LABEL_MAX 64

struct bp_chart_box;

/**
 * struct bp_chart_paper - what a chart is painted on
 * @box_width: what the words of a box need
 * @ruler_width: what a sector number needs
 * @gap: between two columns, and behind the last one
 * @room: for all columns
 * @columns_max: at most so many, no more than BP_CHART_COLUMNS_MAX
 */
struct bp_chart_paper {
	unsigned (*box_width)(const struct bp_chart_box *box);
	unsigned (*ruler_width)(u64 sector);
	unsigned gap;
	unsigned room;
	unsigned columns_max;
};

/**
 * struct bp_chart_layout - a chart on its way to paper
 * @chart: what is painted
 * @paper: on what
 * @columns: its columns
 * @width: how wide each is
 * @addresses: there is room for addresses
 */
struct bp_chart_layout {
	const struct bp_chart *chart;
	const struct bp_chart_paper *paper;
	struct bp_columns columns;
	unsigned width[BP_CHART_COLUMNS_MAX + 1];
	bool addresses;
};

/**
 * struct bp_chart_box - a box of one row
 * @first: its first column
 * @end: first column behind it
 * @cell: its first cell; NULL: there is none, and no box
 * @repeat: cells that it stands for
 * @elided: stands for columns that found no room
 * @size: its words, "" without any
 * @address: where its bytes are, "" when not shown
 */
struct bp_chart_box {
	unsigned first;
	unsigned end;
	const struct bp_cell *cell;
	unsigned repeat;
	bool elided;
	char size[BP_CHART_LABEL_MAX];
	char address[24];
};

/* Find columns that fit: with addresses, else without, else fewer.  0 or -ENOMEM. */
int bp_chart_layout_make(struct bp_chart_layout *layout, const struct bp_chart *chart,
			 const struct bp_chart_paper *paper);
void bp_chart_layout_free(struct bp_chart_layout *layout);

/* What room is left goes to the columns that hold most. */
void bp_chart_layout_spread(struct bp_chart_layout *layout);

/* The box of a row that begins at a column. */
struct bp_chart_box bp_chart_box_at(const struct bp_chart_layout *layout, unsigned row,
				    unsigned column);

/* How wide columns [first, end) are. */
unsigned bp_chart_span(const struct bp_chart_layout *layout, unsigned first, unsigned end);

/* How far the left edge of a column is from that of the first. */
unsigned bp_chart_edge_at(const struct bp_chart_layout *layout, unsigned column);

/* The sector at the left edge of a column, and whether the ruler names it. */
u64 bp_chart_sector_at(const struct bp_chart_layout *layout, unsigned column);
bool bp_chart_is_named(const struct bp_chart_layout *layout, unsigned column);

/* The column in front of which a mark stands, or -1 when that edge is not drawn. */
int bp_chart_column_of(const struct bp_chart_layout *layout, const struct bp_mark *mark);

/* Whether a mark in front of this one has the same text: they share a line. */
bool bp_chart_said_before(const struct bp_chart *chart, unsigned mark);

#endif
