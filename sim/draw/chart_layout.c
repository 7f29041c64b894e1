/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "draw/chart_layout.h"
#include "draw/size.h"

#define COLUMNS_MIN 3

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

static void label(const struct bp_chart_layout *l, const struct bp_row *row,
		  struct bp_chart_box *box)
{
	char size[BP_SIZE_MAX + 8];
	u64 bytes = box->cell->end - box->cell->begin;

	if (row->label == BP_LABEL_SECTORS)
		snprintf(size, sizeof(size), "%llu sectors",
			 (unsigned long long)(bytes >> SECTOR_SHIFT));
	else
		bp_size_print(size, sizeof(size), bytes);
	if (box->repeat > 1)
		snprintf(box->size, sizeof(box->size), "%u x %s", box->repeat, size);
	else
		snprintf(box->size, sizeof(box->size), "%s", size);
	if (box->repeat == 1 && row->label == BP_LABEL_ADDRESS && l->addresses)
		snprintf(box->address, sizeof(box->address), "0x%llx",
			 (unsigned long long)box->cell->address);
}

/* Whether a box goes on over a column: no edge of its row is there, or in what was left out. */
static bool goes_on(const struct bp_columns *c, const struct bp_chart_box *box, unsigned bit)
{
	const struct bp_column *next = &c->at[box->end];

	if (next->begin.rows & bit)
		return false;
	return !next->elided || (box->cell && box->cell->begin < next->begin.byte &&
				 box->cell->end >= next[1].begin.byte);
}

struct bp_chart_box bp_chart_box_at(const struct bp_chart_layout *l, unsigned row, unsigned column)
{
	const struct bp_columns *c = &l->columns;
	const struct bp_row *r = &l->chart->rows[row];
	struct bp_chart_box box = {
		.first = column,
		.end = column + 1,
		.cell = cell_at(r, c->at[column].begin.byte),
		.repeat = 1,
		.elided = c->at[column].elided,
	};
	unsigned bit = row_bit(row);

	while (!box.elided && box.end < c->n && goes_on(c, &box, bit))
		box.end++;
	if (c->at[column].rows & bit)
		box.repeat = c->at[column].repeat;
	if (box.elided)
		strcpy(box.size, "...");
	else if (box.cell)
		label(l, r, &box);
	return box;
}

unsigned bp_chart_span(const struct bp_chart_layout *l, unsigned first, unsigned end)
{
	unsigned width = (end - first - 1) * l->paper->gap;

	for (unsigned c = first; c < end; c++)
		width += l->width[c];
	return width;
}

unsigned bp_chart_edge_at(const struct bp_chart_layout *l, unsigned column)
{
	return column ? bp_chart_span(l, 0, column) + l->paper->gap : 0;
}

/* Make columns [first, end) as wide as they must be. */
static void widen(struct bp_chart_layout *l, unsigned first, unsigned end, unsigned width)
{
	unsigned have = bp_chart_span(l, first, end);

	for (unsigned c = first; have < width; c = c + 1 < end ? c + 1 : first) {
		l->width[c]++;
		have++;
	}
}

u64 bp_chart_sector_at(const struct bp_chart_layout *l, unsigned column)
{
	return l->chart->sector + (l->columns.at[column].begin.byte >> SECTOR_SHIFT);
}

bool bp_chart_is_named(const struct bp_chart_layout *l, unsigned column)
{
	const struct bp_column *at = &l->columns.at[column];

	return at->begin.rows & row_bit(l->chart->ruler_row) && !at->elided;
}

static bool fits(struct bp_chart_layout *l)
{
	const unsigned n = l->columns.n;

	memset(l->width, 0, sizeof(l->width));
	for (unsigned r = 0; r < l->chart->nr_rows; r++)
		for (unsigned i = 0; i < n;) {
			struct bp_chart_box box = bp_chart_box_at(l, r, i);

			if (l->chart->rows[r].name)
				widen(l, box.first, box.end, l->paper->box_width(&box));
			if (r == l->chart->ruler_row)
				widen(l, box.first, box.end,
				      l->paper->ruler_width(bp_chart_sector_at(l, i)));
			i = box.end;
		}
	return bp_chart_span(l, 0, n) + l->paper->gap <= l->paper->room;
}

int bp_chart_layout_make(struct bp_chart_layout *l, const struct bp_chart *chart,
			 const struct bp_chart_paper *paper)
{
	*l = (struct bp_chart_layout){ .chart = chart, .paper = paper };
	for (unsigned max = paper->columns_max;; max--) {
		int error = bp_columns_make(chart, max, &l->columns);

		if (error)
			return error;
		l->addresses = true;
		if (!l->columns.n || fits(l))
			return 0;
		l->addresses = false;
		if (fits(l) || max <= COLUMNS_MIN)
			return 0;
		free(l->columns.at);
	}
}

void bp_chart_layout_free(struct bp_chart_layout *l)
{
	free(l->columns.at);
}

void bp_chart_layout_spread(struct bp_chart_layout *l)
{
	const struct bp_column *at = l->columns.at;
	const unsigned n = l->columns.n;
	const unsigned used = n ? bp_chart_span(l, 0, n) + l->paper->gap : 0;
	const double bytes = n ? (double)(at[n].begin.byte - at[0].begin.byte) : 0;
	unsigned given = 0;

	for (unsigned i = 0; i < n && used < l->paper->room; i++) {
		const double until = (double)(at[i + 1].begin.byte - at[0].begin.byte);
		const unsigned due = (unsigned)((double)(l->paper->room - used) * (until / bytes));

		l->width[i] += due - given;
		given = due;
	}
}

int bp_chart_column_of(const struct bp_chart_layout *l, const struct bp_mark *mark)
{
	const struct bp_columns *c = &l->columns;

	for (unsigned i = 0; i <= c->n; i++)
		if (c->at[i].begin.byte == mark->byte)
			return c->at[i].elided ? -1 : (int)i;
	return -1;
}

bool bp_chart_said_before(const struct bp_chart *chart, unsigned mark)
{
	for (unsigned m = mark; m--;) /* backwards: most often it was the last one */
		if (!strcmp(chart->marks[m].text, chart->marks[mark].text))
			return true;
	return false;
}
