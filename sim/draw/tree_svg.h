/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A tree as part of a picture: a box in each row, steps to the right lead down.
 */
#ifndef SIM_DRAW_TREE_SVG_H
#define SIM_DRAW_TREE_SVG_H

#include "draw/svg.h"

#define BP_TREE_LEFT 24
#define BP_TREE_TEXT_MAX 160
#define BP_TREE_BADGE_MAX 48

/**
 * struct bp_tree_row - a row
 * @depth: how many are above it; 0 for a root
 * @look: class of its box
 * @on: it is on a way, which leads to its upper neighbour when that is on it too
 * @strong: its text is bold
 * @text: what is in the box
 * @badge: numbers at the right of the box, "" for none
 */
struct bp_tree_row {
	unsigned depth;
	const char *look;
	bool on;
	bool strong;
	char text[BP_TREE_TEXT_MAX];
	char badge[BP_TREE_BADGE_MAX];
};

/**
 * struct bp_tree - how rows are drawn
 * @rows: from top to bottom; the row above of lesser depth is what a row hangs on
 * @nr: how many
 * @line: from a row to the next, in pixels
 * @y: where the first begins
 */
struct bp_tree {
	const struct bp_tree_row *rows;
	unsigned nr;
	int line;
	int y;
};

/* The column right of all boxes. */
int bp_tree_width(const struct bp_tree *tree);

/* Draws, and returns that column. */
int bp_tree_svg(struct bp_svg *svg, const struct bp_tree *tree);

/* The area of a row right of a column, as high as its box. */
struct bp_area bp_tree_area(const struct bp_tree *tree, unsigned row, int x, int width);

#endif
