/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <string.h>

#include "draw/chart_layout.h"

#define COLUMNS_MAX 10
#define BAR 3 /* " | " */

static unsigned digits(u64 number)
{
	return (unsigned)snprintf(NULL, 0, "%llu", (unsigned long long)number);
}

static unsigned letters(const struct bp_chart_box *box)
{
	const size_t address = strlen(box->address);

	return (unsigned)(address + (address != 0) + strlen(box->size));
}

/* A chart and the room for the names of its rows. */
struct text_chart {
	FILE *out;
	struct bp_chart_layout l;
	unsigned left;
};

/* Where the bar in front of a column stands. */
static unsigned bar_at(const struct text_chart *t, unsigned column)
{
	return t->left + bp_chart_edge_at(&t->l, column);
}

static void draw_ruler(const struct text_chart *t)
{
	unsigned x = t->left;

	fprintf(t->out, "%-*s", (int)t->left, "  sector");
	for (unsigned i = 0; i <= t->l.columns.n; i++)
		if (bp_chart_is_named(&t->l, i))
			x += (unsigned)fprintf(t->out, "%*s%llu", (int)(bar_at(t, i) - x), "",
					       (unsigned long long)bp_chart_sector_at(&t->l, i));
	fputc('\n', t->out);
}

static void draw_row(const struct text_chart *t, unsigned row)
{
	bool open = false;
	int gap = 0; /* blanks that are due when something follows */

	fprintf(t->out, "  %-*s", (int)t->left - 2, t->l.chart->rows[row].name);
	for (unsigned i = 0; i < t->l.columns.n;) {
		struct bp_chart_box box = bp_chart_box_at(&t->l, row, i);
		int width = (int)bp_chart_span(&t->l, box.first, box.end) + BAR;

		if (open || box.cell) {
			fprintf(t->out, "%*s|", gap, "");
			gap = -1;
		}
		gap += width;
		if (*box.size)
			gap -= fprintf(t->out, " %s%s%s", box.address, *box.address ? " " : "",
				       box.size);
		open = box.cell;
		i = box.end;
	}
	if (open)
		fprintf(t->out, "%*s|", gap, "");
	fputc('\n', t->out);
}

/* All marks of one text share a line: their carets, then the text. */
static void draw_marks_like(const struct text_chart *t, const char *text)
{
	const struct bp_chart *chart = t->l.chart;
	unsigned x = 0, hidden = 0;

	for (unsigned m = 0; m < chart->nr_marks; m++) {
		const struct bp_mark *mark = &chart->marks[m];
		int column = strcmp(mark->text, text) ? -2 : bp_chart_column_of(&t->l, mark);

		hidden += column == -1;
		if (column < 0)
			continue;
		x += (unsigned)fprintf(t->out, "%*s^", (int)(bar_at(t, (unsigned)column) - x), "");
	}
	if (!x)
		fprintf(t->out, "%*s%u times", (int)t->left - 1, "", hidden);
	fprintf(t->out, " %s", text);
	if (x && hidden)
		fprintf(t->out, ", %u more", hidden);
	fputc('\n', t->out);
}

static void draw(const struct text_chart *t)
{
	const struct bp_chart *chart = t->l.chart;

	draw_ruler(t);
	for (unsigned r = 0; r < chart->nr_rows; r++)
		if (chart->rows[r].name)
			draw_row(t, r);
	for (unsigned m = 0; m < chart->nr_marks; m++)
		if (!bp_chart_said_before(chart, m))
			draw_marks_like(t, chart->marks[m].text);
}

int bp_chart_draw(FILE *out, const struct bp_chart *chart)
{
	struct text_chart t = { .out = out, .left = (unsigned)strlen("  sector") + 2 };
	struct bp_chart_paper paper = {
		.box_width = letters,
		.ruler_width = digits,
		.gap = BAR,
		.columns_max = COLUMNS_MAX,
	};
	int error;

	for (unsigned r = 0; r < chart->nr_rows; r++)
		if (chart->rows[r].name)
			t.left = bp_max(t.left, (unsigned)strlen(chart->rows[r].name) + 4);
	paper.room = BP_CHART_WIDTH - t.left - 2;
	error = bp_chart_layout_make(&t.l, chart, &paper);
	if (error)
		return error;
	if (t.l.columns.n)
		draw(&t);
	bp_chart_layout_free(&t.l);
	return 0;
}
