/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "draw/columns.h"

static int by_byte(const void *a, const void *b)
{
	const struct bp_edge *x = a, *y = b;

	return (x->byte > y->byte) - (x->byte < y->byte);
}

/* Every edge of every row, sorted, each byte once. */
static unsigned collect_edges(const struct bp_chart *chart, struct bp_edge *edges)
{
	unsigned n = 0, kept = 0;

	for (unsigned r = 0; r < chart->nr_rows; r++)
		for (unsigned i = 0; i < chart->rows[r].n; i++) {
			const struct bp_cell *cell = &chart->rows[r].cells[i];

			if (cell->begin == cell->end)
				continue;
			edges[n++] = (struct bp_edge){ cell->begin, 1u << r };
			edges[n++] = (struct bp_edge){ cell->end, 1u << r };
		}
	qsort(edges, n, sizeof(*edges), by_byte);
	for (unsigned i = 0; i < n; i++)
		if (kept && edges[kept - 1].byte == edges[i].byte)
			edges[kept - 1].rows |= edges[i].rows;
		else
			edges[kept++] = edges[i];
	return kept;
}

/* How many spaces between edges from i on are boxes of one size in the same rows. */
static unsigned run_at(const struct bp_edge *edges, unsigned n, unsigned i)
{
	u64 bytes = edges[i + 1].byte - edges[i].byte;
	unsigned rows = edges[i + 1].rows;
	unsigned j = i + 1;

	if (rows & ~edges[i].rows)
		return 1;
	while (j + 1 < n && edges[j].rows == rows && edges[j + 1].byte - edges[j].byte == bytes)
		j++;
	/* The last box must end where its rows say so. */
	if (rows & ~edges[j].rows)
		j--;
	return j > i ? j - i : 1;
}

static unsigned join_runs(const struct bp_edge *edges, unsigned n, struct bp_column *at)
{
	unsigned columns = 0, run;

	for (unsigned i = 0; i + 1 < n; i += run) {
		run = run_at(edges, n, i);
		at[columns++] = (struct bp_column){ edges[i], run, edges[i + 1].rows, false };
	}
	return columns;
}

static unsigned single(const struct bp_edge *edges, unsigned n, struct bp_column *at)
{
	for (unsigned i = 0; i + 1 < n; i++)
		at[i] = (struct bp_column){ edges[i], 1, edges[i + 1].rows, false };
	return n - 1;
}

/* Keep both ends; the middle becomes one column. */
static unsigned elide(struct bp_column *at, unsigned n, unsigned max)
{
	unsigned tail = max / 3;
	unsigned head = max - tail - 1;

	at[head].elided = true;
	memmove(&at[head + 1], &at[n - tail], tail * sizeof(*at));
	return max;
}

int bp_columns_make(const struct bp_chart *chart, unsigned max, struct bp_columns *columns)
{
	struct bp_edge *edges;
	size_t cells = 0;
	unsigned n;

	*columns = (struct bp_columns){ 0 };
	for (unsigned r = 0; r < chart->nr_rows; r++)
		cells += chart->rows[r].n;
	edges = calloc(2 * cells + 1, sizeof(*edges));
	columns->at = calloc(2 * cells + 1, sizeof(*columns->at));
	if (!edges || !columns->at) {
		free(edges);
		free(columns->at);
		return -ENOMEM;
	}
	n = collect_edges(chart, edges);
	if (n) {
		columns->n = single(edges, n, columns->at);
		if (columns->n > max)
			columns->n = join_runs(edges, n, columns->at);
		if (columns->n > max)
			columns->n = elide(columns->at, columns->n, max);
		columns->at[columns->n] = (struct bp_column){ .begin = edges[n - 1] };
	}
	free(edges);
	return 0;
}
