/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The columns of a chart: the finest division of its bytes, equal neighbours joined.
 */
#ifndef SIM_DRAW_COLUMNS_H
#define SIM_DRAW_COLUMNS_H

#include "draw/chart.h"

/* An edge between columns: where it is, and which rows have a box that begins or ends there. */
struct bp_edge {
	u64 byte;
	unsigned rows;
};

/**
 * struct bp_column - what stands between two edges
 * @begin: its left edge
 * @repeat: boxes it stands for in the rows of @rows; 1 for itself
 * @rows: rows that have @repeat boxes here; the others pass through
 * @elided: stands for columns that found no room
 */
struct bp_column {
	struct bp_edge begin;
	unsigned repeat;
	unsigned rows;
	bool elided;
};

/* Columns from left to right; one more than @n, the last one being the right edge. */
struct bp_columns {
	struct bp_column *at;
	unsigned n;
};

/**
 * bp_columns_make - divide
 * @chart: the rows
 * @max: at most so many columns, at least 3; what is over is elided in the middle
 * @columns: filled; free @columns->at
 *
 * Runs of equal boxes are joined only when there are more than @max columns otherwise.
 *
 * Return: 0 or -ENOMEM.
 */
int bp_columns_make(const struct bp_chart *chart, unsigned max, struct bp_columns *columns);

#endif
