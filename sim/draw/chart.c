/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "draw/chart.h"
#include "draw/columns.h"
#include "draw/size.h"

#define COLUMNS_MAX 10
#define COLUMNS_MIN 3
#define LABEL_MAX 64
#define BAR 3 /* " | " */

/* A chart on its way to paper: its columns and how wide each is. */
struct page_layout {
	const struct bp_chart *chart;
	struct bp_columns columns;
	unsigned width[COLUMNS_MAX + 1];
	unsigned left; /* room for the names of the rows */
	bool addresses;
};

/* A box of one row: columns [first, end) and its words. */
struct box {
	unsigned first;
	unsigned end;
	bool empty;
	char label[LABEL_MAX];
};

static unsigned row_bit(unsigned row)
{
	return 1u << row;
}

/* The cell of a row that covers a byte, or NULL. */
static const struct bp_cell *cell_at(const struct bp_row *row, u64 byte)
{
	unsigned low = 0, high = row->n;

	while (low < high) {
		unsigned mid = low + (high - low) / 2;

		if (row->cells[mid].end <= byte)
			low = mid + 1;
		else
			high = mid;
	}
	return low < row->n && row->cells[low].begin <= byte ? &row->cells[low] : NULL;
}

static void print_label(const struct page_layout *l, const struct bp_row *row,
			const struct bp_cell *cell, unsigned repeat, char *label)
{
	char size[BP_SIZE_MAX + 8];
	u64 bytes = cell->end - cell->begin;

	if (row->label == BP_LABEL_SECTORS)
		snprintf(size, sizeof(size), "%llu sectors",
			 (unsigned long long)(bytes >> SECTOR_SHIFT));
	else
		bp_size_print(size, sizeof(size), bytes);
	if (repeat > 1)
		snprintf(label, LABEL_MAX, "%u x %s", repeat, size);
	else if (row->label == BP_LABEL_ADDRESS && l->addresses)
		snprintf(label, LABEL_MAX, "0x%llx %s", (unsigned long long)cell->address, size);
	else
		snprintf(label, LABEL_MAX, "%s", size);
}

static struct box box_at(const struct page_layout *l, unsigned row, unsigned column)
{
	const struct bp_columns *c = &l->columns;
	const struct bp_row *r = &l->chart->rows[row];
	const struct bp_cell *cell = cell_at(r, c->at[column].begin.byte);
	struct box box = { .first = column, .end = column + 1, .empty = !cell };
	unsigned bit = row_bit(row);

	while (box.end < c->n && !(c->at[box.end].begin.rows & bit) && !c->at[box.end].elided)
		box.end++;
	if (c->at[column].elided)
		strcpy(box.label, "...");
	else if (cell)
		print_label(l, r, cell, c->at[column].rows & bit ? c->at[column].repeat : 1,
			    box.label);
	return box;
}

static unsigned span(const struct page_layout *l, unsigned first, unsigned end)
{
	unsigned width = (end - first - 1) * BAR;

	for (unsigned c = first; c < end; c++)
		width += l->width[c];
	return width;
}

/* Make room for so many letters in columns [first, end). */
static void widen(struct page_layout *l, unsigned first, unsigned end, unsigned letters)
{
	unsigned have = span(l, first, end);

	for (unsigned c = first; have < letters; c = c + 1 < end ? c + 1 : first) {
		l->width[c]++;
		have++;
	}
}

static u64 sector_at(const struct page_layout *l, unsigned column)
{
	return l->chart->sector + (l->columns.at[column].begin.byte >> SECTOR_SHIFT);
}

static unsigned digits(u64 number)
{
	return (unsigned)snprintf(NULL, 0, "%llu", (unsigned long long)number);
}

static bool fits(struct page_layout *l)
{
	const struct bp_columns *c = &l->columns;

	memset(l->width, 0, sizeof(l->width));
	for (unsigned r = 0; r < l->chart->nr_rows; r++)
		for (unsigned i = 0; i < c->n;) {
			struct box box = box_at(l, r, i);

			if (l->chart->rows[r].name)
				widen(l, box.first, box.end, (unsigned)strlen(box.label));
			if (r == l->chart->ruler_row)
				widen(l, box.first, box.end, digits(sector_at(l, i)));
			i = box.end;
		}
	return l->left + 2 + span(l, 0, c->n) + BAR <= BP_CHART_WIDTH;
}

/* Where the bar in front of a column stands. */
static unsigned bar_at(const struct page_layout *l, unsigned column)
{
	return l->left + (column ? span(l, 0, column) + BAR : 0);
}

static void draw_ruler(FILE *out, const struct page_layout *l)
{
	const struct bp_columns *c = &l->columns;
	unsigned bit = row_bit(l->chart->ruler_row);
	unsigned x = l->left;

	fprintf(out, "%-*s", (int)l->left, "  sector");
	for (unsigned i = 0; i <= c->n; i++) {
		if (!(c->at[i].begin.rows & bit) || c->at[i].elided)
			continue;
		x += (unsigned)fprintf(out, "%*s%llu", (int)(bar_at(l, i) - x), "",
				       (unsigned long long)sector_at(l, i));
	}
	fputc('\n', out);
}

static void draw_row(FILE *out, const struct page_layout *l, unsigned row)
{
	bool open = false;
	int gap = 0; /* blanks that are due when something follows */

	fprintf(out, "  %-*s", (int)l->left - 2, l->chart->rows[row].name);
	for (unsigned i = 0; i < l->columns.n;) {
		struct box box = box_at(l, row, i);
		int width = (int)span(l, box.first, box.end) + BAR;

		if (open || !box.empty) {
			fprintf(out, "%*s|", gap, "");
			gap = -1;
		}
		gap += width;
		if (*box.label)
			gap -= fprintf(out, " %s", box.label);
		open = !box.empty;
		i = box.end;
	}
	if (open)
		fprintf(out, "%*s|", gap, "");
	fputc('\n', out);
}

/* The column in front of which a mark stands, or -1 when that edge is not drawn. */
static int column_of(const struct page_layout *l, const struct bp_mark *mark)
{
	const struct bp_columns *c = &l->columns;

	for (unsigned i = 0; i <= c->n; i++)
		if (c->at[i].begin.byte == mark->byte)
			return c->at[i].elided ? -1 : (int)i;
	return -1;
}

static bool said_before(const struct bp_chart *chart, unsigned mark)
{
	for (unsigned m = 0; m < mark; m++)
		if (!strcmp(chart->marks[m].text, chart->marks[mark].text))
			return true;
	return false;
}

/* All marks of one text share a line: their carets, then the text. */
static void draw_marks_like(FILE *out, const struct page_layout *l, const char *text)
{
	unsigned x = 0, hidden = 0;

	for (unsigned m = 0; m < l->chart->nr_marks; m++) {
		const struct bp_mark *mark = &l->chart->marks[m];
		int column = strcmp(mark->text, text) ? -2 : column_of(l, mark);

		hidden += column == -1;
		if (column < 0)
			continue;
		x += (unsigned)fprintf(out, "%*s^", (int)(bar_at(l, (unsigned)column) - x), "");
	}
	if (!x)
		fprintf(out, "%*s%u times", (int)l->left - 1, "", hidden);
	fprintf(out, " %s", text);
	if (x && hidden)
		fprintf(out, ", %u more", hidden);
	fputc('\n', out);
}

static void draw_marks(FILE *out, const struct page_layout *l)
{
	for (unsigned m = 0; m < l->chart->nr_marks; m++)
		if (!said_before(l->chart, m))
			draw_marks_like(out, l, l->chart->marks[m].text);
}

/* First with addresses, then without, then with fewer columns. */
static int find_layout(struct page_layout *l)
{
	for (unsigned max = COLUMNS_MAX;; max--) {
		int error = bp_columns_make(l->chart, max, &l->columns);

		if (error)
			return error;
		l->addresses = true;
		if (!fits(l)) {
			l->addresses = false;
			if (!fits(l) && max > COLUMNS_MIN) {
				free(l->columns.at);
				continue;
			}
		}
		return 0;
	}
}

int bp_chart_draw(FILE *out, const struct bp_chart *chart)
{
	struct page_layout layout = { .chart = chart, .left = (unsigned)strlen("  sector") + 2 };
	int error;

	for (unsigned r = 0; r < chart->nr_rows; r++)
		if (chart->rows[r].name)
			layout.left =
				bp_max(layout.left, (unsigned)strlen(chart->rows[r].name) + 4);
	error = find_layout(&layout);
	if (error)
		return error;
	if (layout.columns.n) {
		draw_ruler(out, &layout);
		for (unsigned r = 0; r < chart->nr_rows; r++)
			if (chart->rows[r].name)
				draw_row(out, &layout, r);
		draw_marks(out, &layout);
	}
	free(layout.columns.at);
	return 0;
}
