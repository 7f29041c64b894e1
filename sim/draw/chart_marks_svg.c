/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cuts through a chart in colours: a line through all rows, a flag below, its cause.
 */
#include <stdlib.h>
#include <string.h>

#include "draw/chart_svg.h"

#define MARK 22
#define STUB 4		/* of a cut that gives way to words */
#define INTO_A_PAGE 100 /* at most, behind an address */

/* Room for words behind the last flag, else in front of the first, else below; where they end. */
static int draw_words(const struct bp_chart_svg *c, int first, int last, int y, const char *words)
{
	const int width = (int)bp_letters_width(&bp_letters_strong, words) + 2;
	const int left = c->x - BP_CHART_LEFT, end = bp_chart_x(c, c->l.columns.n);
	struct bp_area area = { last + 10, y, end - last - 10, MARK - 4 };
	enum bp_svg_side side = BP_SVG_LEFT;

	if (width > area.width && width < first - 10 - left) {
		area.x = left;
		area.width = first - 10 - left;
		side = BP_SVG_RIGHT;
	} else if (width > area.width) {
		area.y = y += MARK - 4;
		area.x = left;
		area.width = end - left;
		side = BP_SVG_RIGHT;
	}
	bp_svg_text(c->svg, area, side, &bp_letters_strong, "alarm", words);
	return y + MARK;
}

/* Where the line of a mark is in the words of a box, it gives way. */
static bool is_on_words(const struct bp_chart_svg *c, unsigned row, unsigned column, int x)
{
	for (unsigned i = 0; i < c->l.columns.n;) {
		const struct bp_chart_box box = bp_chart_box_at(&c->l, row, i);
		const int begin = bp_chart_x(c, box.first), end = bp_chart_x(c, box.end);
		const int half = (int)bp_max(bp_letters_width(&bp_letters_text, box.size),
					     bp_letters_width(&bp_letters_small, box.address) +
						     INTO_A_PAGE) /
				 2;

		if (column > box.first && column < box.end)
			return abs(x - (begin + end) / 2) < half + 4;
		i = box.end;
	}
	return false;
}

static void draw_cut(const struct bp_chart_svg *c, unsigned column, int below)
{
	const struct bp_chart *chart = c->l.chart;
	const int x = bp_chart_x(c, column);
	struct bp_area within = { x - 5, c->y, 10, below - c->y };
	int from = c->y + BP_CHART_RULER, y = from;

	for (unsigned r = 0; r < chart->nr_rows; r++) {
		if (!chart->rows[r].name)
			continue;
		if (is_on_words(c, r, column, x)) {
			bp_svg_path(c->svg, within, "cut", "M%d %dV%d", x, from, y + STUB);
			from = y + BP_CHART_ROW - STUB;
		}
		y += BP_CHART_ROW + BP_CHART_ROW_GAP;
	}
	bp_svg_path(c->svg, within, "cut", "M%d %dV%d", x, from, below);
}

/* All marks of one text share a line: through all rows, a flag below, then the text. */
static int draw_marks_like(const struct bp_chart_svg *c, const char *text, int y)
{
	const struct bp_chart *chart = c->l.chart;
	char words[BP_LETTERS_MAX];
	unsigned hidden = 0;
	int first = -1, last = c->x - 10;

	for (unsigned m = 0; m < chart->nr_marks; m++) {
		const struct bp_mark *mark = &chart->marks[m];
		int column = strcmp(mark->text, text) ? -2 : bp_chart_column_of(&c->l, mark);

		hidden += column == -1;
		if (column < 0)
			continue;
		last = bp_chart_x(c, (unsigned)column);
		first = first < 0 ? last : first;
		draw_cut(c, (unsigned)column, y + 4);
		bp_svg_path(c->svg, (struct bp_area){ last - 5, y, 10, 14 }, "flag",
			    "M%d %dl5 9h-10z", last, y + 4);
	}
	if (hidden)
		snprintf(words, sizeof(words), "%s, %u %s", text, hidden,
			 first < 0 ? "times" : "times more, not drawn");
	return draw_words(c, first, last, y, hidden ? words : text);
}

void bp_chart_svg_marks(const struct bp_chart_svg *c, int y)
{
	const struct bp_chart *chart = c->l.chart;

	for (unsigned m = 0; m < chart->nr_marks; m++)
		if (!bp_chart_said_before(chart, m))
			y = draw_marks_like(c, chart->marks[m].text, y);
}
