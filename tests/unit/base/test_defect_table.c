/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table in the code against docs/spec/defects.md, row by row and cell by cell.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <blkpath/defects.h>

#include "bp_test.h"

#define CELLS 6
#define LINE 2048

/* The sections of the document, and how many cells a row of each has. */
enum section { NONE, WITH_SWITCH, WITHOUT_SWITCH, QUIRKS };

static const struct {
	const char *heading;
	enum section section;
	unsigned cells;
} sections[] = {
	{ "## Defects with a switch", WITH_SWITCH, 6 },
	{ "## Ids without a switch", WITHOUT_SWITCH, 3 },
	{ "## Quirks (kept)", QUIRKS, 4 },
};

static void strip(char *text)
{
	size_t from = strspn(text, " ");
	size_t to = 0;

	for (; text[from]; from++)
		if (text[from] != '`')
			text[to++] = text[from];
	while (to && text[to - 1] == ' ')
		to--;
	text[to] = '\0';
}

/* "| a | b |" to cells; returns how many. */
static unsigned split(char *line, char *cell[CELLS])
{
	unsigned n = 0;
	char *at = line + 1;

	for (char *end = strchr(at, '|'); end && n < CELLS; end = strchr(at, '|')) {
		*end = '\0';
		strip(at);
		cell[n++] = at;
		at = end + 1;
	}
	return n;
}

/* "block R-CNT-1" is rule R-CNT-1 of block.md. */
static void assert_place(const struct bp_defect *row, const char *cell)
{
	char want[LINE];
	size_t name = strlen(row->document) - strlen(".md");

	snprintf(want, sizeof(want), "%.*s %s", (int)name, row->document, row->rule);
	assert_string_equal(want, cell);
}

static void assert_defect(const struct bp_defect *row, char *const cell[CELLS])
{
	bool base = !strncmp(cell[3], "base", strlen("base"));

	assert_place(row, cell[2]);
	assert_string_equal(row->patch, cell[3]);
	assert_int_equal(row->origin, base ? BP_ORIGIN_BASE : BP_ORIGIN_RFC);
	assert_string_equal(row->sentence, cell[4]);
	assert_string_equal(row->caught_by, cell[5]);
}

static void assert_quirk(const struct bp_defect *row, char *const cell[CELLS])
{
	assert_place(row, cell[1]);
	assert_int_equal(row->origin, BP_ORIGIN_QUIRK);
	assert_string_equal(row->patch, "base");
	assert_string_equal(row->sentence, cell[2]);
	assert_string_equal(row->caught_by, cell[3]);
}

static FILE *open_document(void)
{
	char path[4096];
	const char *root = getenv("BLKPATH_SOURCE");

	if (!root)
		skip(); /* started by hand, outside the build */
	snprintf(path, sizeof(path), "%s/docs/spec/defects.md", root);
	return fopen(path, "r");
}

static void defect_table__the_document__same_rows_and_cells(void **state)
{
	FILE *document = open_document();
	char line[LINE];
	unsigned section = NONE, cells = 0, seen = 0;

	(void)state;
	assert_non_null(document);
	while (fgets(line, sizeof(line), document)) {
		char *cell[CELLS];

		line[strcspn(line, "\n")] = '\0';
		for (size_t i = 0; i < bp_array_size(sections); i++) {
			if (!strcmp(line, sections[i].heading)) {
				section = sections[i].section;
				cells = sections[i].cells;
			}
		}
		if (strncmp(line, "| DEF-", 6) && strncmp(line, "| QUIRK-", 8))
			continue;
		assert_int_equal(split(line, cell), cells);

		int id = bp_defect_find(cell[0]);

		if (section == WITHOUT_SWITCH) {
			assert_true(id < 0);
			continue;
		}
		if (id != (int)seen) /* the same order, so none is left out */
			fail_msg("%s is row %u of the document and %d of the table", cell[0], seen,
				 id);
		seen++;
		if (section == QUIRKS)
			assert_quirk(bp_defect_get((enum bp_defect_id)id), cell);
		else
			assert_defect(bp_defect_get((enum bp_defect_id)id), cell);
	}
	fclose(document);
	assert_int_equal(seen, BP_SWITCH_NR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(defect_table__the_document__same_rows_and_cells),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
