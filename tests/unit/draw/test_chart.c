/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "draw/chart.h"

#define KIB 1024ull
#define PAGES_MAX 64

static void looks(const struct bp_chart *chart, const char *text)
{
	char *drawn;
	size_t bytes;
	FILE *out = open_memstream(&drawn, &bytes);

	assert_int_equal(bp_chart_draw(out, chart), 0);
	fclose(out);
	assert_string_equal(drawn, text);
	free(drawn);
}

static unsigned pages(struct bp_cell *cells, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		cells[i] =
			(struct bp_cell){ i * 4 * KIB, (i + 1) * 4 * KIB, 0x10000 + i * 8 * KIB };
	return n;
}

/* a|b with addresses */
static void bp_chart_draw__two_boxes__shows_addresses(void **state)
{
	struct bp_cell cells[2];
	struct bp_row rows[] = { { "vectors", BP_LABEL_ADDRESS, cells, pages(cells, 2), NULL, NULL,
				   0 } };

	(void)state;
	looks(&(struct bp_chart){ .sector = 8, .rows = rows, .nr_rows = 1 },
	      "  sector   8            16           24\n"
	      "  vectors  | 0x10000 4K | 0x12000 4K |\n");
}

/* aaa...|bbb with a mark between */
static void bp_chart_draw__long_runs__counts_them(void **state)
{
	struct bp_cell cells[PAGES_MAX];
	struct bp_cell pieces[] = { { 0, 40 * 4 * KIB, 0 }, { 40 * 4 * KIB, 64 * 4 * KIB, 0 } };
	struct bp_row rows[] = { { NULL, BP_LABEL_SECTORS, pieces, 2, NULL, NULL, 0 },
				 { "vectors", BP_LABEL_ADDRESS, cells, pages(cells, 64), NULL, NULL,
				   0 } };
	struct bp_mark mark = { 40 * 4 * KIB, "max_segments 40" };

	(void)state;
	looks(&(struct bp_chart){ .rows = rows, .nr_rows = 2, .marks = &mark, .nr_marks = 1 },
	      "  sector   0         320       512\n"
	      "  vectors  | 40 x 4K | 24 x 4K |\n"
	      "                     ^ max_segments 40\n");
}

/* Marks of one text share a line, others get their own. */
static void bp_chart_draw__marks_of_two_texts__two_lines(void **state)
{
	struct bp_cell cells[4];
	struct bp_row rows[] = { { "vectors", BP_LABEL_BYTES, cells, pages(cells, 4), NULL, NULL,
				   0 } };
	struct bp_mark marks[] = { { 4 * KIB, "x" }, { 8 * KIB, "y" }, { 12 * KIB, "x" } };

	(void)state;
	looks(&(struct bp_chart){ .rows = rows, .nr_rows = 1, .marks = marks, .nr_marks = 3 },
	      "  sector   0    8    16   24   32\n"
	      "  vectors  | 4K | 4K | 4K | 4K |\n"
	      "                ^         ^ x\n"
	      "                     ^ y\n");
}

/* A box over several columns of the row below. */
static void bp_chart_draw__rows_of_different_edges__boxes_span(void **state)
{
	struct bp_cell cells[3];
	struct bp_cell whole[] = { { 0, 12 * KIB, 0xabc000 } };
	struct bp_row rows[] = { { "entries", BP_LABEL_ADDRESS, whole, 1, NULL, NULL, 0 },
				 { "bios", BP_LABEL_SECTORS, cells, pages(cells, 3), NULL, NULL,
				   0 } };

	(void)state;
	looks(&(struct bp_chart){ .rows = rows, .nr_rows = 2 },
	      "  sector   0                                   24\n"
	      "  entries  | 0xabc000 12K                      |\n"
	      "  bios     | 8 sectors | 8 sectors | 8 sectors |\n");
}

/* A box that ends behind what is left out goes on over it. */
static void bp_chart_draw__box_over_what_is_elided__goes_on(void **state)
{
	struct bp_cell cells[PAGES_MAX];
	struct bp_cell whole = { 0, 0, 0 };
	struct bp_row rows[] = { { "vectors", BP_LABEL_BYTES, cells, PAGES_MAX, NULL, NULL, 0 },
				 { "pieces", BP_LABEL_SECTORS, &whole, 1, NULL, NULL, 0 } };
	char *drawn;
	size_t bytes;
	FILE *out = open_memstream(&drawn, &bytes);
	const char *line;

	(void)state;
	for (unsigned i = 0; i < PAGES_MAX; whole.end = cells[i].end, i++)
		cells[i] = (struct bp_cell){ whole.end, whole.end + 512 * (i + 1), 0 };
	assert_int_equal(bp_chart_draw(out, &(struct bp_chart){ .rows = rows, .nr_rows = 2 }), 0);
	fclose(out);
	line = strstr(drawn, "  pieces");
	assert_non_null(strstr(line, "| 2080 sectors  "));
	assert_null(strstr(line, "..."));
	free(drawn);
}

/* Lengths that are all different cannot be joined: the middle is left out. */
static void bp_chart_draw__irregular__elides_the_middle(void **state)
{
	struct bp_cell cells[PAGES_MAX];
	struct bp_row rows[] = { { "vectors", BP_LABEL_BYTES, cells, PAGES_MAX, NULL, NULL, 0 } };
	struct bp_mark mark = { 0, "hidden" };
	char *drawn;
	size_t bytes;
	FILE *out = open_memstream(&drawn, &bytes);
	u64 at = 0;

	(void)state;
	for (unsigned i = 0; i < PAGES_MAX; at = cells[i].end, i++)
		cells[i] = (struct bp_cell){ at, at + 512 * (i + 1), 0 };
	mark.byte = cells[30].begin;
	assert_int_equal(bp_chart_draw(out, &(struct bp_chart){ .rows = rows,
								.nr_rows = 1,
								.marks = &mark,
								.nr_marks = 1 }),
			 0);
	fclose(out);
	assert_non_null(strstr(drawn, "| ... |"));
	assert_non_null(strstr(drawn, "| 32K "));
	assert_non_null(strstr(drawn, "1 times hidden\n"));
	for (const char *line = drawn; *line; line = strchr(line, '\n') + 1)
		assert_true(strchr(line, '\n') - line <= BP_CHART_WIDTH);
	free(drawn);
}

/* a. b: bytes that the row does not have stay blank. */
static void bp_chart_draw__hole_in_a_row__stays_blank(void **state)
{
	struct bp_cell cells[3];
	struct bp_cell holed[] = { { 0, 4 * KIB, 0 }, { 8 * KIB, 12 * KIB, 0 } };
	struct bp_row rows[] = { { "vectors", BP_LABEL_BYTES, cells, pages(cells, 3), NULL, NULL,
				   0 },
				 { "entries", BP_LABEL_BYTES, holed, 2, NULL, NULL, 0 } };

	(void)state;
	looks(&(struct bp_chart){ .rows = rows, .nr_rows = 2 }, "  sector   0    8    16   24\n"
								"  vectors  | 4K | 4K | 4K |\n"
								"  entries  | 4K |    | 4K |\n");
}

static void bp_chart_draw__empty__draws_nothing(void **state)
{
	struct bp_row rows[] = { { "vectors", BP_LABEL_BYTES, NULL, 0, NULL, NULL, 0 } };

	(void)state;
	looks(&(struct bp_chart){ .rows = rows, .nr_rows = 1 }, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_chart_draw__two_boxes__shows_addresses),
		cmocka_unit_test(bp_chart_draw__long_runs__counts_them),
		cmocka_unit_test(bp_chart_draw__marks_of_two_texts__two_lines),
		cmocka_unit_test(bp_chart_draw__rows_of_different_edges__boxes_span),
		cmocka_unit_test(bp_chart_draw__box_over_what_is_elided__goes_on),
		cmocka_unit_test(bp_chart_draw__irregular__elides_the_middle),
		cmocka_unit_test(bp_chart_draw__hole_in_a_row__stays_blank),
		cmocka_unit_test(bp_chart_draw__empty__draws_nothing),
	};

	return cmocka_run_group_tests_name("chart", tests, NULL, NULL);
}
