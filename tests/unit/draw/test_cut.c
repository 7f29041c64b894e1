/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>

#include "bp_test.h"
#include "draw/cut.h"

static const struct {
	struct bp_cut cut;
	const char *text, *rules;
} cuts[] = {
	{ { .cause = BP_CUT_MAX_SEGMENTS, .limit = 168, .rule = "R-QSP-13.3" },
	  "max_segments 168",
	  "R-QSP-13.3" },
	{ { .cause = BP_CUT_VIRT_BOUNDARY, .limit = 4095, .rule = "S3" },
	  "virt_boundary_mask 0xfff",
	  "S3" },
	{ { .cause = BP_CUT_MAX_SEGMENTS, .limit = 3, .rule = "S5", .rounded_bytes = 1024 },
	  "max_segments 3 +block",
	  "S5, S6" },
	{ { .cause = BP_CUT_MAX_SECTORS, .limit = 255, .rule = "S5", .physical_block = true },
	  "max_sectors 255 +physical block",
	  "S5, S2" },
	{ { .cause = BP_CUT_CHUNK_SECTORS,
	    .limit = 24,
	    .rule = "S5",
	    .physical_block = true,
	    .rounded_bytes = 512 },
	  "chunk_sectors 24 +block +physical block",
	  "S5, S2, S6" },
	{ { .cause = BP_CUT_MAX_SEGMENTS,
	    .limit = 1,
	    .rule = "S7",
	    .rounded_bytes = 2048,
	    .error = -EINVAL },
	  "EINVAL: max_segments 1 +block",
	  "S7" },
	{ { .cause = BP_CUT_DMA_ALIGNMENT, .limit = 511, .rule = "G-18", .error = -EINVAL },
	  "EINVAL: dma_alignment 0x1ff",
	  "G-18" },
};

static void bp_cut_text__causes__limit_block_and_rules(void **state)
{
	(void)state;
	for (size_t i = 0; i < bp_array_size(cuts); i++) {
		char text[BP_CUT_TEXT_MAX], rules[BP_CUT_RULES_MAX];

		bp_cut_text(&cuts[i].cut, text);
		assert_string_equal(text, cuts[i].text);
		bp_cut_rules(&cuts[i].cut, rules);
		assert_string_equal(rules, cuts[i].rules);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_cut_text__causes__limit_block_and_rules),
	};

	return cmocka_run_group_tests_name("cut", tests, NULL, NULL);
}
