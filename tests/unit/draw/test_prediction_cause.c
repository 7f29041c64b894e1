/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The rule and the limit behind a row of a prediction.
 */
#include <string.h>

#include "bp_test.h"
#include "case.h"
#include "draw/prediction_cause.h"

static void cause__rows_of_a_case__rule_and_limit(void **state)
{
	static const struct {
		enum bp_fact fact;
		unsigned row;
		const char *text;
	} cases[] = {
		{ BP_FACT_RET, 0, "all of it is done" },
		{ BP_FACT_BIOS, 0, "B1 to B5" },
		{ BP_FACT_SPLITS, 0, "S3 virt_boundary_mask 0xfff" },
		{ BP_FACT_SPLITS, 5, "no further cut" },
		{ BP_FACT_RQS, 1, "S3 virt_boundary_mask 0xfff" },
		{ BP_FACT_ISSUED, 5, "the bio ends" },
		{ BP_FACT_ISSUED, 6, "no such request" },
		{ BP_FACT_NSEGS, 0, "S4" },
		{ BP_FACT_MAPSG, 0, "S10" },
		{ BP_FACT_SG, 0, "S10" },
		{ BP_FACT_CMDS, 0, "NVH-17 page by page" },
		{ BP_FACT_CMDS, 1, "NVH-14 one segment, within two pages" },
		{ BP_FACT_CMDS, 6, "no such command" },
		{ BP_FACT_MAP, 3, "NVH-14 one segment, within two pages" },
		{ BP_FACT_MAP, 100, "no such command" },
	};
	const struct bp_rules *rules = bp_rules_find("v6.1");
	char text[BP_CAUSE_TEXT_MAX];
	struct bp_recording r;
	struct bp_prediction p;

	(void)state;
	t_case_read(t_case(), &r);
	assert_int_equal(bp_predict(&r, NULL, rules, &p), 0);
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		bp_prediction_cause(&p, rules, cases[i].fact, cases[i].row, text);
		assert_string_equal(text, cases[i].text);
	}
	bp_prediction_free(&p);
	bp_recording_release(&r);
}

/* What was rounded, refused or stopped says so. */
static void cause__other_ends__say_what_happened(void **state)
{
	static const struct {
		const char *path, *value, *rules;
		enum bp_fact fact;
		const char *text;
	} cases[] = {
		{ "limits.max_sectors_kb", "3", "v6.1", BP_FACT_SPLITS, "S5 max_sectors 6" },
		{ "limits.max_sectors_kb", "0", "v6.18", BP_FACT_RET, "S7 EINVAL: max_sectors 0" },
		{ "limits.max_sectors_kb", "0", "v6.18", BP_FACT_SPLITS,
		  "S7 EINVAL: max_sectors 0" },
		{ "limits.virt_boundary_mask", "0", "v6.1", BP_FACT_RET,
		  "NVH-19 no PRPs for such a list" },
		{ "limits.dma_alignment", "511", "v6.1", BP_FACT_BIOS,
		  "G-18 alignment, before any bio" },
		{ "limits.max_sectors_kb", "0", "v6.1", BP_FACT_RET, "BUG in " },
		{ "limits.dma_alignment", "3", "v5.2", BP_FACT_RET,
		  "G-18 alignment, before any bio" },
		{ "iov", "[[[12288,54272]]]", "v5.2", BP_FACT_BIOS, "R-HLP-3" },
		{ "iov", "[[[12288,54272]]]", "v5.2", BP_FACT_MAPSG, "R-MAP-6" },
	};
	char text[BP_CAUSE_TEXT_MAX];

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const struct bp_rules *rules = bp_rules_find(cases[i].rules);
		json_t *recorded = t_case();
		struct bp_recording r;
		struct bp_prediction p;

		t_case_put(recorded, cases[i].path, cases[i].value);
		t_case_read(recorded, &r);
		assert_int_equal(bp_predict(&r, NULL, rules, &p), 0);
		bp_prediction_cause(&p, rules, cases[i].fact, 0, text);
		print_message("# %s\n", text);
		assert_memory_equal(text, cases[i].text, strlen(cases[i].text));
		bp_prediction_free(&p);
		bp_recording_release(&r);
	}
}

/* G-5, G-7: rounding to a block is named. */
static void cause__rounded_cuts__block_named(void **state)
{
	static const struct {
		const char *key, *value, *text;
	} cases[] = {
		{ "limits.max_sectors_kb", "10", "S5 max_sectors 20 +physical block" },
		{ "limits.max_segments", "1", "S5 max_segments 1 +block" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const struct bp_rules *rules = bp_rules_find("v6.18");
		json_t *recorded = t_case();
		char text[BP_CAUSE_TEXT_MAX];
		struct bp_recording r;
		struct bp_prediction p;

		t_case_put(recorded, "iov", "[[[12288,1536]],[[28672,53248]],[[94208,512]]]");
		t_case_put(recorded, "bytes", "55296");
		t_case_put(recorded, "sector", "63808");
		t_case_put(recorded, "limits.logical_block_size", "1024");
		t_case_put(recorded, "limits.physical_block_size", "4096");
		t_case_put(recorded, "limits.virt_boundary_mask", "0");
		t_case_put(recorded, cases[i].key, cases[i].value);
		t_case_read(recorded, &r);
		assert_int_equal(bp_predict(&r, NULL, rules, &p), 0);
		bp_prediction_cause(&p, rules, BP_FACT_SPLITS, 0, text);
		assert_string_equal(text, cases[i].text);
		bp_prediction_free(&p);
		bp_recording_release(&r);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cause__rows_of_a_case__rule_and_limit),
		cmocka_unit_test(cause__other_ends__say_what_happened),
		cmocka_unit_test(cause__rounded_cuts__block_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
