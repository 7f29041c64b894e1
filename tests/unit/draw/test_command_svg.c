/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdlib.h>
#include <string.h>

#include "bp_test.h"
#include "draw/command_svg.h"
#include "picture.h"

#define PAGE 4096ull
#define SLOTS_MAX 64

/* A command of data in slots that a test lists. */
struct drawing {
	struct bp_nvme_story story;
	struct bp_told_command command;
	struct bp_slot slots[SLOTS_MAX];
};

static void add(struct drawing *d, unsigned list, unsigned index, u64 value, u64 bytes,
		bool is_data)
{
	d->slots[d->story.slots.n++] = (struct bp_slot){ .list = list,
							 .index = index,
							 .at = 0x7f000000 + list * PAGE + index * 8,
							 .value = value,
							 .bytes = bytes,
							 .is_data = is_data };
	d->story.slots.at = d->slots;
	d->command.nr_slots = d->story.slots.n;
	d->command.built.page_size = PAGE;
	d->command.built.qid = 1;
	d->command.built.command.common.opcode = 2;
}

static char *drawn(const struct drawing *d)
{
	char *text = NULL;
	size_t bytes;
	FILE *out = open_memstream(&text, &bytes);
	struct bp_svg svg;

	assert_true(bp_svg_open(&svg));
	bp_command_svg(&svg, &d->story, &d->command);
	assert_int_equal(bp_svg_print(&svg, out, BP_SVG_FILE, "command", "command"), 0);
	fclose(out);
	bp_svg_close(&svg);
	t_picture_is_xml("command", text);
	t_picture_is_clear("command", text);
	return text;
}

/* PRP1 with data, PRP2 to a list, whose last slot leads to the next: command, 1, 2 | 3, 4 */
static void bp_command_svg__four_lists__two_rows_linked(void **state)
{
	struct drawing d = { 0 };
	char *text;

	(void)state;
	add(&d, BP_SLOT_IN_COMMAND, 0, 0x1000e00, 512, true);
	add(&d, BP_SLOT_IN_COMMAND, 1, 0x7f000000, 24, false);
	for (unsigned list = 0; list < 4; list++)
		for (unsigned i = 0; i < 3; i++)
			add(&d, list, i, 0x2000000 + i * PAGE, PAGE, i < 2 || list == 3);
	text = drawn(&d);
	assert_int_equal(t_picture_times(text, "class=\"link\""), 4);
	assert_int_equal(t_picture_times(text, "class=\"list\""), 4);
	t_picture_has(text, ">list 4</text>");
	t_picture_has(text, ">3 addresses at 0x7f003000</text>");
	t_picture_has(text, "<title>512 bytes, from byte 3584 of a page on</title>");
	t_picture_has(text,
		      "<rect class=\"vector\" x=\"293\" "); /* seven eighths of 84 pixels in */
	free(text);
}

/* Long lists are shown by their ends. */
static void bp_command_svg__long_list__middle_counted(void **state)
{
	struct drawing d = { 0 };
	char *text;

	(void)state;
	add(&d, BP_SLOT_IN_COMMAND, 0, 0x1000000, PAGE, true);
	add(&d, BP_SLOT_IN_COMMAND, 1, 0x7f000000, 160, false);
	for (unsigned i = 0; i < 20; i++)
		add(&d, 0, i, 0x2000000 + i * PAGE, PAGE, true);
	text = drawn(&d);
	t_picture_has(text, ">[4]</text>");
	t_picture_has(text, ">... 13 more</text>");
	t_picture_has(text, ">[18]</text>");
	assert_int_equal(t_picture_times(text, ">[5]</text>"), 0);
	assert_int_equal(t_picture_times(text, ">[17]</text>"), 0);
	free(text);
	d.command.nr_slots = 2 + 8; /* as many as there is room for */
	text = drawn(&d);
	assert_null(strstr(text, " more</text>"));
	t_picture_has(text, ">[7]</text>");
	free(text);
}

/* A descriptor of three pages and a half shows their edges; one of nothing is still there. */
static void bp_command_svg__sgl__pages_of_a_block(void **state)
{
	struct drawing d = { 0 };
	char *text;

	(void)state;
	d.command.built.command.common.flags = NVME_CMD_SGL_METABUF;
	add(&d, BP_SLOT_IN_COMMAND, 0, 0x1000800, 14 * 1024, true);
	text = drawn(&d);
	t_picture_has(text, ">SGL</text>");
	t_picture_has(text, ">a descriptor in the 64 bytes of the command</text>");
	assert_int_equal(t_picture_times(text, "class=\"ticks\""), 3);
	free(text);
	d.slots[0].bytes = 0;
	text = drawn(&d);
	t_picture_has(text, "<title>0 bytes, from byte 2048 of a page on</title>");
	free(text);
	d.slots[0].value = 0;
	free(drawn(&d));
}

static void bp_command_svg__no_data__nothing(void **state)
{
	struct drawing d = { 0 };
	struct bp_svg svg;

	(void)state;
	assert_true(bp_svg_open(&svg));
	bp_command_svg(&svg, &d.story, &d.command);
	assert_int_equal(svg.bottom, 0);
	bp_svg_close(&svg);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_command_svg__four_lists__two_rows_linked),
		cmocka_unit_test(bp_command_svg__long_list__middle_counted),
		cmocka_unit_test(bp_command_svg__sgl__pages_of_a_block),
		cmocka_unit_test(bp_command_svg__no_data__nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
