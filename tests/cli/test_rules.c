/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The commands under newer rule sets: the examples of docs/spec/generations.md 1, by both sides.
 */
#include <string.h>

#include "run.h"

#define EXAMPLES "@/tests/golden/rules/"

/* Pieces in sectors, ended by 0, and what cut the first of them. */
static const struct {
	const char *file, *rules;
	unsigned sectors[4];
	const char *limit;
	bool block, physical;
} cases[] = {
	{ "g-4.yaml", "v5.2", { 12 }, NULL, false, false },
	{ "g-4.yaml", "v6.1", { 8, 4 }, "max_sectors", false, false },
	{ "g-5.yaml", "v5.2", { 18, 6 }, "max_segments", false, false },
	{ "g-5.yaml", "v6.1", { 16, 8 }, "max_segments", true, false },
	{ "g-5.yaml", "v6.18", { 16, 8 }, "max_segments", true, false },
	{ "g-6.yaml", "v5.2", { 4, 4 }, "max_segments", false, false },
	{ "g-7.yaml", "v5.2", { 20, 20 }, "max_sectors", false, false },
	{ "g-7.yaml", "v6.1", { 15, 16, 9 }, "max_sectors", false, true },
	{ "g-8.yaml", "v6.1", { 1, 24, 23 }, "chunk_sectors", false, false },
	{ "g-8.yaml", "v6.18", { 1, 24, 23 }, "chunk_sectors", false, false },
	{ "gap.yaml", "v6.1", { 12, 10, 10 }, "virt_boundary_mask", false, false },
};

static json_t *explain(const char *file, const char *rules)
{
	char path[128];

	snprintf(path, sizeof(path), EXAMPLES "%s", file);
	return t_run_json(bp_cmd_explain, T_ARGS("explain", path, "--rules", rules, "--json"));
}

static void explain__examples_of_the_switches__pieces_and_cause(void **state)
{
	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		json_t *j = explain(cases[i].file, cases[i].rules);
		json_t *pieces = t_at(j, "pieces");
		size_t n = 0;

		print_message("# %s %s\n", cases[i].file, cases[i].rules);
		for (; cases[i].sectors[n]; n++)
			assert_int_equal(json_integer_value(json_object_get(
						 json_array_get(pieces, n), "sectors")),
					 cases[i].sectors[n]);
		assert_int_equal(json_array_size(pieces), n);
		assert_string_equal(json_string_value(t_at(j, "rules")), cases[i].rules);
		if (cases[i].limit) {
			assert_string_equal(json_string_value(t_at(j, "cuts.0.limit")),
					    cases[i].limit);
			assert_int_equal(json_integer_value(t_at(j, "cuts.0.rounded_bytes")) != 0,
					 cases[i].block);
			assert_int_equal(json_is_true(t_at(j, "cuts.0.physical_block")),
					 cases[i].physical);
			assert_true(json_is_null(t_at(j, "cuts.0.error")));
		}
		json_decref(j);
	}
}

/* G-1, G-2: one segment or two. */
static void explain__boundaries__by_address_or_by_page(void **state)
{
	static const struct {
		const char *file, *rules;
		unsigned segments;
	} boundaries[] = {
		{ "g-1.yaml", "v5.2", 1 }, { "g-1.yaml", "v6.1", 2 }, { "g-1.yaml", "v6.18", 2 },
		{ "g-2.yaml", "v5.2", 1 }, { "g-2.yaml", "v6.1", 2 }, { "g-2.yaml", "v6.18", 2 },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(boundaries); i++) {
		json_t *j = explain(boundaries[i].file, boundaries[i].rules);

		assert_int_equal(json_integer_value(t_at(j, "pieces.0.segments")),
				 boundaries[i].segments);
		assert_int_equal(json_array_size(t_at(j, "pieces.0.segment_list")),
				 boundaries[i].segments);
		assert_int_equal(json_array_size(t_at(j, "requests.0.entries")),
				 boundaries[i].segments);
		json_decref(j);
	}
}

/* G-6, G-18: no check has failed, so exit 0; the bio is told as failed. */
static void explain__nothing_left_under_v6_18__bio_fails_with_einval(void **state)
{
	static const struct {
		const char *file, *limit, *rule;
	} failures[] = {
		{ "g-6.yaml", "max_segments", "S7" },
		{ "g-18.yaml", "dma_alignment", "G-18" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(failures); i++) {
		json_t *j = explain(failures[i].file, "v6.18");

		assert_int_equal(json_integer_value(t_at(j, "bios.0.failure")), 0);
		assert_string_equal(json_string_value(t_at(j, "bios.0.status")), "invalid");
		assert_string_equal(json_string_value(t_at(j, "cuts.0.limit")), failures[i].limit);
		assert_string_equal(json_string_value(t_at(j, "cuts.0.rule")), failures[i].rule);
		assert_string_equal(json_string_value(t_at(j, "cuts.0.error")), "EINVAL");
		assert_int_equal(json_array_size(t_at(j, "pieces")), 0);
		json_decref(j);
	}
}

/* G-6: under v6.1 it is a BUG. */
static void explain__nothing_left_under_v6_1__bug(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_explain, T_ARGS("explain", EXAMPLES "g-6.yaml", "--rules", "v6.1"));
	assert_int_equal(run.status, BP_EXIT_CHECK);
	t_contains(run.out, "rules v6.1\n");
	t_contains(run.out, "BUG: bio_split (QUIRK-4): nothing is left");
	t_run_free(&run);
}

/* What went on before the failure is told, and drawn. */
static void explain__failure_behind_a_piece__both_told(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_explain, T_ARGS("explain", EXAMPLES "g-4.yaml", "--rules", "v6.18"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "      1   0 + 8          6        6  cut by max_sectors 8");
	t_contains(run.out,
		   "  the bio fails at sector 8 with EINVAL: dma_alignment 0x1ff: vector 5 "
		   "starts off it (G-18)\n");
	t_contains(run.out, "^ EINVAL: dma_alignment 0x1ff\n");
	t_run_free(&run);
}

#define IOLOG "fio version 2 iolog\n/dev/a add\n/dev/a open\n"

static void replay__blocks_and_failures__counted(void **state)
{
	char *file = t_file(IOLOG "/dev/a read 512 131072\n");
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_replay,
	      T_ARGS("replay", file, "--rules", "v6.18", "--set", "physical_block_size=4k", "--set",
		     "max_sectors=37"));
	t_contains(run.out, "  max_sectors 37                           8\n"
			    "    to a physical block                    8\n");
	t_run_free(&run);
	t_run(&run, bp_cmd_replay,
	      T_ARGS("replay", file, "--rules", "v6.18", "--set", "max_sectors=0"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "\nno cuts\n\nbios that the splitter failed with EINVAL\n"
			    "  max_sectors 0                            1\n");
	t_run_free(&run);
	t_file_free(file);
}

static void help__rules__names_of_the_table(void **state)
{
	static const struct {
		const char *name;
		bp_command_fn *command;
	} commands[] = { { "explain", bp_cmd_explain },
			 { "replay", bp_cmd_replay },
			 { "limits", bp_cmd_limits },
			 { "conform", bp_cmd_conform } };
	struct t_run run;

	(void)state;
	for (size_t i = 0; i < bp_array_size(commands); i++) {
		t_run(&run, commands[i].command, T_ARGS(commands[i].name, "--help"));
		t_contains(run.out, "--rules NAME");
		t_contains(run.out, "one of v5.2, v6.1, v6.18\n");
		t_run_free(&run);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(explain__examples_of_the_switches__pieces_and_cause),
		cmocka_unit_test(explain__boundaries__by_address_or_by_page),
		cmocka_unit_test(explain__nothing_left_under_v6_18__bio_fails_with_einval),
		cmocka_unit_test(explain__nothing_left_under_v6_1__bug),
		cmocka_unit_test(explain__failure_behind_a_piece__both_told),
		cmocka_unit_test(replay__blocks_and_failures__counted),
		cmocka_unit_test(help__rules__names_of_the_table),
	};

	return cmocka_run_group_tests_name("rules", tests, NULL, NULL);
}
