/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "draw/tree_svg.h"

#include <string.h>

#define STEP_MAX 28
#define STEP_MIN 6
#define STEPS_WIDTH 560 /* of all steps, while they are not smaller than the least */
#define GAP 8		/* between boxes */
#define PADDING 10
#define BOX_MIN 210
#define BOX_MAX 420
#define RIGHT 22 /* between boxes and columns */

struct layout {
	int step;
	int width; /* of every box */
	unsigned depth;
};

static const struct bp_letters *letters_of(const struct bp_tree_row *row)
{
	return row->strong ? &bp_letters_strong : &bp_letters_text;
}

static int badge_width(const struct bp_tree_row *row)
{
	return *row->badge ? (int)bp_letters_width(&bp_letters_small, row->badge) + 12 : 0;
}

static struct layout measure(const struct bp_tree *tree)
{
	struct layout l = { .step = STEP_MAX, .width = BOX_MIN };

	for (unsigned i = 0; i < tree->nr; i++) {
		const struct bp_tree_row *row = &tree->rows[i];
		const int text = (int)bp_letters_width(letters_of(row), row->text);

		l.depth = bp_max(l.depth, row->depth);
		l.width = bp_max(l.width, text + badge_width(row) + 3 * PADDING);
	}
	l.width = bp_min(l.width, BOX_MAX);
	if (l.depth)
		l.step = bp_min(STEP_MAX, STEPS_WIDTH / (int)l.depth);
	l.step = bp_max(l.step, STEP_MIN);
	return l;
}

struct bp_area bp_tree_area(const struct bp_tree *tree, unsigned row, int x, int width)
{
	return (struct bp_area){ x, tree->y + (int)row * tree->line, width, tree->line - GAP };
}

static struct bp_area box_of(const struct bp_tree *tree, const struct layout *l, unsigned row)
{
	return bp_tree_area(tree, row, BP_TREE_LEFT + l->step * (int)tree->rows[row].depth,
			    l->width);
}

/* The row that a row hangs on, or the row itself. */
static unsigned above(const struct bp_tree *tree, unsigned row)
{
	unsigned up = row;

	while (up && tree->rows[up].depth >= tree->rows[row].depth)
		up--;
	return tree->rows[up].depth < tree->rows[row].depth ? up : row;
}

/* An elbow from the box above. */
static void draw_wire(struct bp_svg *svg, const struct bp_tree *tree, const struct layout *l,
		      unsigned row, bool on)
{
	const unsigned up = above(tree, row);
	const struct bp_area from = box_of(tree, l, up), to = box_of(tree, l, row);
	const bool is_on = tree->rows[row].on && tree->rows[up].on;

	if (up != row && is_on == on)
		bp_svg_path(svg, from, on ? "wire on" : "wire", "M%d %dV%dH%d",
			    from.x + l->step / 2, from.y + from.height, to.y + to.height / 2, to.x);
}

/* The row before, below the same box, that is on a way as well; or the row itself. */
static unsigned neighbour(const struct bp_tree *tree, unsigned row)
{
	for (unsigned i = row; i-- && tree->rows[i].depth >= tree->rows[row].depth;)
		if (tree->rows[i].depth == tree->rows[row].depth && tree->rows[i].on)
			return i;
	return row;
}

/* A way that does not reach the box above leads from neighbour to neighbour. */
static void draw_turn(struct bp_svg *svg, const struct bp_tree *tree, const struct layout *l,
		      unsigned row)
{
	const unsigned up = above(tree, row), next = neighbour(tree, row);
	const struct bp_area from = box_of(tree, l, next), to = box_of(tree, l, row);
	const int x = to.x - l->step + l->step / 2;

	if (tree->rows[row].on && up != row && next != row && !tree->rows[up].on)
		bp_svg_path(svg, to, "wire on", "M%d %dH%dV%dH%d", from.x, from.y + from.height / 2,
			    x, to.y + to.height / 2, to.x);
}

static void draw_badge(struct bp_svg *svg, const struct bp_tree_row *row, struct bp_area box)
{
	const int width = badge_width(row);
	const struct bp_area badge = { box.x + box.width - width - 5, box.y + 5, width,
				       box.height - 10 };

	if (!width)
		return;
	bp_svg_box(svg, badge, badge.height / 2, "step", NULL);
	bp_svg_text(svg, badge, BP_SVG_MIDDLE, &bp_letters_small, "number", row->badge);
}

static void draw_box(struct bp_svg *svg, const struct bp_tree *tree, const struct layout *l,
		     unsigned index)
{
	const struct bp_tree_row *row = &tree->rows[index];
	const struct bp_area box = box_of(tree, l, index);
	struct bp_area text = box;
	char class[40];

	snprintf(class, sizeof(class), "%s%s", row->look, row->on ? " on" : "");
	bp_svg_box(svg, box, row->depth ? 5 : box.height / 2, class, NULL);
	text.x += PADDING;
	text.width -= 2 * PADDING + badge_width(row);
	bp_svg_text(svg, text, BP_SVG_LEFT, letters_of(row), NULL, row->text);
	draw_badge(svg, row, box);
}

static int right_of(const struct layout *l)
{
	return BP_TREE_LEFT + l->step * (int)l->depth + l->width + RIGHT;
}

int bp_tree_width(const struct bp_tree *tree)
{
	const struct layout l = measure(tree);

	return right_of(&l);
}

/* Wires that are on no way come first, below the others. */
int bp_tree_svg(struct bp_svg *svg, const struct bp_tree *tree)
{
	const struct layout l = measure(tree);

	for (unsigned i = 0; i < 2 * tree->nr; i++)
		draw_wire(svg, tree, &l, i % tree->nr, i >= tree->nr);
	for (unsigned i = 0; i < tree->nr; i++)
		draw_turn(svg, tree, &l, i);
	for (unsigned i = 0; i < tree->nr; i++)
		draw_box(svg, tree, &l, i);
	return right_of(&l);
}
