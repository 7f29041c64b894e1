/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "draw/chart.h"
#include "draw/svg.h"
#include "picture.h"

#define KIB 1024ull
#define CELLS_MAX 512

static char *drawn(const struct bp_chart *chart)
{
	char *text = NULL;
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);
	struct bp_svg svg;

	assert_true(bp_svg_open(&svg));
	assert_int_equal(bp_chart_svg(&svg, 20, 10, chart), 0);
	assert_int_equal(bp_svg_print(&svg, out, BP_SVG_FILE, "chart", "chart"), 0);
	fclose(out);
	bp_svg_close(&svg);
	t_picture_is_xml("chart", text);
	return text;
}

static unsigned pages(struct bp_cell *cells, unsigned n)
{
	for (unsigned i = 0; i < n; i++)
		cells[i] =
			(struct bp_cell){ i * 4 * KIB, (i + 1) * 4 * KIB, 0x10000 + i * 8 * KIB };
	return n;
}

static struct bp_row row_of(const char *name, const struct bp_cell *cells, unsigned n)
{
	return (struct bp_row){ .name = name,
				.label = BP_LABEL_ADDRESS,
				.cells = cells,
				.n = n,
				.look = "vector",
				.page_bytes = 4 * KIB };
}

/* a|b with sizes, addresses, sectors, and tips */
static void bp_chart_svg__two_boxes__size_and_address(void **state)
{
	struct bp_cell cells[2];
	const struct bp_row row = row_of("vectors", cells, pages(cells, 2));
	char *text = drawn(&(struct bp_chart){ .sector = 8, .rows = &row, .nr_rows = 1 });

	(void)state;
	t_picture_is_clear("two boxes", text);
	t_picture_has(text, ">vectors</text>");
	t_picture_has(text, "<title>4096 bytes at 0x10000</title>");
	t_picture_has(text, ">0x12000</text>");
	t_picture_has(text, ">24</text>"); /* the sector at the end */
	assert_int_equal(t_picture_times(text, ">4K</text>"), 2);
	assert_int_equal(t_picture_times(text, "class=\"ticks\""), 0);
	free(text);
}

/* aaa.....|bbb: 40 in one box, 39 ticks above and 39 below */
static void bp_chart_svg__long_runs__divided(void **state)
{
	struct bp_cell cells[64];
	struct bp_cell pieces[] = { { 0, 40 * 4 * KIB, 0 }, { 40 * 4 * KIB, 64 * 4 * KIB, 0 } };
	const struct bp_row rows[] = {
		{ "pieces", BP_LABEL_SECTORS, pieces, 2, "piece", "other", 0 },
		row_of("vectors", cells, pages(cells, 64)),
	};
	const struct bp_mark mark = { 40 * 4 * KIB, "cut by max_segments 40 (R-QSP-13.3)" };
	char *text = drawn(
		&(struct bp_chart){ .rows = rows, .nr_rows = 2, .marks = &mark, .nr_marks = 1 });
	const char *ticks = strstr(text, "<path class=\"ticks\"");

	(void)state;
	t_picture_is_clear("long runs", text);
	t_picture_has(text, ">40 x 4K</text>");
	t_picture_has(text, "<title>40 of 4096 bytes</title>");
	t_picture_has(text, "<rect class=\"piece\"");
	t_picture_has(text, "<rect class=\"other\"");
	t_picture_has(text, ">cut by max_segments 40 (R-QSP-13.3)</text>");
	assert_int_equal(t_picture_times(text, "class=\"cut\""), 1);
	*strchr(ticks, '>') = '\0';
	assert_int_equal(t_picture_times(ticks, "v7M") + t_picture_times(ticks, "v-7"), 2 * 39);
	free(text);
}

/* One vector of four pages that begins inside of a page has four page edges in it. */
static void bp_chart_svg__memory__shows_page_edges(void **state)
{
	const struct bp_cell cell = { 0, 16 * KIB, 0x10200 };
	const struct bp_row row = row_of("vectors", &cell, 1);
	char *text = drawn(&(struct bp_chart){ .rows = &row, .nr_rows = 1 });
	const char *ticks = strstr(text, "<path class=\"ticks\"");

	(void)state;
	t_picture_has(text, ">0x10200, 512 into a page</text>");
	t_picture_has(text, ">pages of 4K</text>");
	*strchr(ticks, '>') = '\0';
	assert_int_equal(t_picture_times(ticks, "v-7"), 4);
	free(text);
}

/* A cut inside of a box gives way to the words of the box: |--4K--^--| */
static void bp_chart_svg__cut_in_a_box__beside_the_words(void **state)
{
	const struct bp_cell whole = { 0, 16 * KIB, 0x10000 };
	struct bp_cell halves[] = { { 0, 8 * KIB, 0 }, { 8 * KIB, 16 * KIB, 0 } };
	const struct bp_row rows[] = {
		{ "pieces", BP_LABEL_SECTORS, halves, 2, "piece", "other", 0 },
		row_of("vectors", &whole, 1),
	};
	const struct bp_mark mark = { 8 * KIB, "here" };
	char *text = drawn(
		&(struct bp_chart){ .rows = rows, .nr_rows = 2, .marks = &mark, .nr_marks = 1 });

	(void)state;
	assert_int_equal(t_picture_times(text, "class=\"cut\""), 2); /* above and below the words */
	assert_int_equal(t_picture_times(text, "class=\"flag\""), 1);
	free(text);
}

/* What finds no room is counted; a box that goes on there goes on. */
static void bp_chart_svg__irregular__counts_what_is_left_out(void **state)
{
	struct bp_cell cells[CELLS_MAX];
	struct bp_cell whole = { 0, 0, 0 };
	const struct bp_row rows[] = {
		{ "pieces", BP_LABEL_SECTORS, &whole, 1, "piece", NULL, 0 },
		row_of("vectors", cells, CELLS_MAX),
	};
	const struct bp_mark mark = { 512 * 200 * 201 / 2, "hidden" };
	char *text;
	u64 at = 0;

	(void)state;
	for (unsigned i = 0; i < CELLS_MAX; at = cells[i].end, i++)
		cells[i] = (struct bp_cell){ at, at + 512 * (i + 1), 0 };
	whole.end = at;
	text = drawn(
		&(struct bp_chart){ .rows = rows, .nr_rows = 2, .marks = &mark, .nr_marks = 1 });
	t_picture_is_clear("irregular", text);
	assert_int_equal(t_picture_times(text, "class=\"elided\""), 1);
	t_picture_has(text, ">497 more</text>"); /* 16 columns, one of them for these */
	t_picture_has(text, ">hidden, 1 times</text>");
	assert_int_equal(t_picture_times(text, "class=\"cut\""), 0);
	free(text);
}

/* Words go behind the last flag, in front of the first, or below. */
static void bp_chart_svg__words_of_marks__where_there_is_room(void **state)
{
	static const char words[] = "words of a cut that are so long that they take half of it all";
	struct bp_cell cells[4];
	const struct bp_row row = row_of("vectors", cells, pages(cells, 4));
	const struct bp_mark at[] = { { 4 * KIB, words }, { 8 * KIB, words }, { 12 * KIB, words } };
	static const struct {
		unsigned first, n;
		const char *anchor;
	} cases[] = { { 0, 1, "alarm\">" },
		      { 2, 1, "alarm\" text-anchor=\"end\">" },
		      { 0, 3, "alarm\" text-anchor=\"end\">" } };
	int height[3];

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		char *text = drawn(&(struct bp_chart){ .rows = &row,
						       .nr_rows = 1,
						       .marks = &at[cases[i].first],
						       .nr_marks = cases[i].n });

		t_picture_is_clear("words of marks", text);
		t_picture_has(text, cases[i].anchor);
		height[i] = atoi(strstr(text, " height=\"") + strlen(" height=\""));
		free(text);
	}
	assert_int_equal(height[0], height[1]);
	assert_true(height[2] > height[1]);
}

static void bp_chart_svg__empty__draws_nothing(void **state)
{
	const struct bp_row row = row_of("vectors", NULL, 0);
	char *text = drawn(&(struct bp_chart){ .rows = &row, .nr_rows = 1 });

	(void)state;
	assert_null(strstr(text, "<text"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_chart_svg__two_boxes__size_and_address),
		cmocka_unit_test(bp_chart_svg__long_runs__divided),
		cmocka_unit_test(bp_chart_svg__memory__shows_page_edges),
		cmocka_unit_test(bp_chart_svg__cut_in_a_box__beside_the_words),
		cmocka_unit_test(bp_chart_svg__irregular__counts_what_is_left_out),
		cmocka_unit_test(bp_chart_svg__words_of_marks__where_there_is_room),
		cmocka_unit_test(bp_chart_svg__empty__draws_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
