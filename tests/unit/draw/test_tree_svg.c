/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "draw/tree_svg.h"
#include "picture.h"

static char *drawn(const struct bp_tree *tree)
{
	char *text = NULL;
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);
	struct bp_svg svg;

	assert_true(bp_svg_open(&svg));
	assert_int_equal(bp_tree_svg(&svg, tree), bp_tree_width(tree));
	assert_int_equal(bp_svg_print(&svg, out, BP_SVG_FILE, "tree", "tree"), 0);
	fclose(out);
	bp_svg_close(&svg);
	t_picture_is_xml("tree", text);
	t_picture_is_clear("tree", text);
	return text;
}

/*
 * root
 *   a (on)
 *     a1 (on)
 *   b
 *   c (on)
 */
static void bp_tree_svg__way_below_a_box__from_neighbour_to_neighbour(void **state)
{
	struct bp_tree_row rows[] = {
		{ .look = "bridge", .strong = true, .text = "root" },
		{ .depth = 1, .look = "port", .on = true, .text = "a", .badge = "1-2" },
		{ .depth = 2, .look = "end", .on = true, .text = "a1" },
		{ .depth = 1, .look = "port", .text = "b" },
		{ .depth = 1, .look = "port", .on = true, .text = "c" },
	};
	const struct bp_tree tree = { .rows = rows, .nr = 5, .line = 34, .y = 10 };
	char *text = drawn(&tree);

	(void)state;
	assert_int_equal(t_picture_times(text, "class=\"wire\""), 3);	 /* root to a, b and c */
	assert_int_equal(t_picture_times(text, "class=\"wire on\""), 2); /* a to a1, a to c */
	assert_int_equal(t_picture_times(text, "class=\"port on\""), 2);
	assert_int_equal(t_picture_times(text, "class=\"step\""), 1);
	assert_non_null(strstr(text, ">1-2</text>"));
	free(text);
	rows[0].on = true; /* the way goes through the root */
	text = drawn(&tree);
	assert_int_equal(t_picture_times(text, "class=\"wire on\""), 3);
	free(text);
}

/* Two trees below each other: nothing leads from one to the other. */
static void bp_tree_svg__two_roots__apart(void **state)
{
	const struct bp_tree_row rows[] = {
		{ .look = "bridge", .on = true, .text = "one" },
		{ .depth = 1, .look = "end", .on = true, .text = "a" },
		{ .look = "bridge", .on = true, .text = "two" },
		{ .depth = 1, .look = "end", .text = "b" },
	};
	char *text = drawn(&(struct bp_tree){ .rows = rows, .nr = 4, .line = 34 });

	(void)state;
	assert_int_equal(t_picture_times(text, "class=\"wire on\""), 1);
	assert_int_equal(t_picture_times(text, "class=\"wire\""), 1);
	free(text);
}

/* Deep trees take smaller steps, long words make wider boxes, up to a limit. */
static void bp_tree_svg__deep_and_long__stays_narrow(void **state)
{
	struct bp_tree_row rows[256] = { 0 };

	(void)state;
	for (unsigned i = 0; i < 256; i++) {
		rows[i].depth = i;
		rows[i].look = "port";
		memset(rows[i].text, 'W', sizeof(rows[i].text) - 1);
	}
	free(drawn(&(struct bp_tree){ .rows = rows, .nr = 256, .line = 34 }));
	assert_true(bp_tree_width(&(struct bp_tree){ .rows = rows, .nr = 256 }) < 2100);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_tree_svg__way_below_a_box__from_neighbour_to_neighbour),
		cmocka_unit_test(bp_tree_svg__two_roots__apart),
		cmocka_unit_test(bp_tree_svg__deep_and_long__stays_narrow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
