/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath compare: what is equal, known and unexplained, and how it is told.
 */
#include <string.h>

#include "case.h"
#include "run.h"

/* Run on a text, with up to three options. */
static void run_on(struct t_run *run, const char *text, const char *first, const char *second)
{
	char *name = t_file(text);

	t_run(run, bp_cmd_compare, (const char *const[]){ "compare", name, first, second, NULL });
	t_file_free(name);
}

static void run_line(struct t_run *run, char *line, const char *first, const char *second)
{
	run_on(run, line, first, second);
	free(line);
}

static void compare__fits__known_by_name(void **state)
{
	struct t_run run;

	(void)state;
	run_line(&run, t_case_line(t_case()), NULL, NULL);
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "nvme-mdts7  6.1.192  v6.1        1      0      1            0  ");
	t_contains(run.out, "every value as recorded: v5.2 0, v6.1 1, v6.18 ");
	t_contains(run.out, "ret in 1, bios in 1, splits in 1, rqs in 1, issued in 1, nsegs in 1, "
			    "mapsg in 1, sg in 1, cmds in 1, map in 1\n");
	t_contains(run.out, "1 cases: 0 equal, 1 known differences from v5.2, 0 unexplained\n");
	t_contains(run.out, "  dma-alignment          1  addresses of direct I/O");
	assert_string_equal(run.err, "");
	t_run_free(&run);
}

/* Each recorded value changed once: the first difference is that value, in the order of fields. */
static void compare__one_value_changed__first_difference_shown(void **state)
{
	static const struct {
		const char *path, *value, *says;
	} cases[] = {
		{ "ret", "512", "  ret\n    recorded  512\n" },
		{ "ret", "-22", "  ret\n    recorded  -22\n" },
		{ "bios.0.1", "105", "  bios[0]\n    recorded  [63806, 105]\n" },
		{ "bios.0", NULL, "  bios[0]\n    recorded  nothing\n" },
		{ "splits.2.1", "63841", "  splits[2]\n    recorded  [63827, 63841]\n" },
		{ "splits.0.0", "63805", "  splits[0]\n    recorded  [63805, 63822]\n" },
		{ "splits.4", NULL, "  splits[4]\n    recorded  nothing\n" },
		{ "rqs.3.1", "37", "  rqs[3]\n    recorded  [63842, 37]\n" },
		{ "rqs.5", NULL, "  rqs[5]\n    recorded  nothing\n" },
		{ "issued.1.1", "6", "  issued[1]\n    recorded  [63822, 6]\n" },
		{ "issued.5", NULL, "  issued[5]\n    recorded  nothing\n" },
		{ "nsegs.0.2", "4", "  nsegs[0]\n    recorded  [63806, 16, 4]\n" },
		{ "nsegs.5.0", "1", "  nsegs[5]\n    recorded  [1, 27, 4]\n" },
		{ "mapsg.2", "5", "  mapsg[2]\n    recorded  5\n" },
		{ "mapsg.4", NULL, "  mapsg[4]\n    recorded  nothing\n" },
		{ "sg.2.1.0", "512", "  sg[2][1]\n    recorded  [512, 4096]\n" },
		{ "sg.0.2.1", "4091", "  sg[0][2]\n    recorded  [0, 4091]\n" },
		{ "sg.4.3", NULL, "  sg[4][3]\n    recorded  nothing\n" },
		{ "limits.virt_boundary_mask", "0", "  ret\n    recorded  54272\n" },
		{ "limits.max_segments", "2", "  splits[0]\n    recorded  [63806, 63822]\n" },
		{ "limits.max_sectors_kb", "4", "  splits[0]\n    recorded  [63806, 63822]\n" },
		{ "limits.chunk_sectors", "64", "  splits[0]\n    recorded  [63806, 63822]\n" },
		{ "limits.dma_alignment", "511", "  ret\n    recorded  54272\n" },
		{ "sector", "63807", "  bios[0]\n    recorded  [63806, 106]\n" },
		{ "src", "'loop'", "  mapsg[2]\n    recorded  6\n" },
		{ "cmds.0.kind", "'sgl'", "  mapsg[1]\n    recorded  1\n" },
		{ "cmds.0.nlb", "15", "  cmds[0]\n    recorded  [63806, 15, \"prp\", " },
		{ "cmds.1.slba", "63823", "  cmds[1]\n    recorded  [63823, 5, \"prp\", " },
		{ "cmds.1.prp1", "56999940",
		  "  cmds[1]\n    recorded  [63822, 5, \"prp\", 56999940, 0]" },
		{ "cmds.1.prp2", "4096",
		  "  cmds[1]\n    recorded  [63822, 5, \"prp\", 56999936, 4096]" },
		{ "cmds.5", NULL, "  cmds[5]\n    recorded  nothing\n" },
		{ "cmds.0.map.2.1", "4095", "  cmds[0].map[2]\n    recorded  [57012224, 4095]\n" },
		{ "cmds.3.map.1.0", "4096", "  cmds[3].map[1]\n    recorded  [4096, 4096]\n" },
		{ "cmds.3.map.5", NULL, "  cmds[3].map[5]\n    recorded  nothing\n" },
	};
	struct t_run run;

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		char *line = t_case_changed(cases[i].path, cases[i].value);

		if (!strcmp(cases[i].path, "src")) { /* no NVMe: no shortcut */
			json_t *other = t_json(line);

			json_object_del(other, "cmds");
			free(line);
			line = t_case_line(other);
		}
		run_line(&run, line, NULL, NULL);
		print_message("# %s\n", cases[i].path);
		assert_int_equal(run.status, BP_EXIT_CHECK);
		t_contains(run.out, ", seed 201, case 79: unexplained");
		t_contains(run.out, cases[i].says);
		t_contains(run.out,
			   "1 cases: 0 equal, 0 known differences from v5.2, 1 unexplained");
		t_run_free(&run);
	}
}

/* The order of issuing is the driver's; what was recorded of requests follows it. */
static void compare__issued_in_another_order__fits(void **state)
{
	json_t *recorded = t_case();
	struct t_run run;

	(void)state;
	t_case_put(recorded, "issued",
		   "[[63885,27],[63806,16],[63822,5],[63827,15],[63842,38],[63880,5]]");
	run_line(&run, t_case_line(json_deep_copy(recorded)), NULL, NULL);
	assert_int_equal(run.status, BP_EXIT_CHECK);
	t_contains(run.out, "  nsegs[0]\n    recorded  [63806, 16, 3]\n");
	t_run_free(&run);
	t_case_put(recorded, "nsegs",
		   "[[63885,27,4],[63806,16,3],[63822,5,1],[63827,15,1],[63842,38,6],[63880,5,2]]");
	t_case_put(recorded, "mapsg", "[4,3,1,6,2]");
	t_case_put(recorded, "sg", NULL);
	run_line(&run, t_case_line(recorded), NULL, NULL);
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_run_free(&run);
}

/* Both sides are told with the rule and the limit behind them. */
static void compare__unexplained__rules_of_both_sides(void **state)
{
	json_t *recorded = t_case_boundary();
	struct t_run run;

	(void)state;
	t_case_put(recorded, "splits.0.1", "33384");
	run_line(&run, t_case_line(recorded), NULL, NULL);
	assert_int_equal(run.status, BP_EXIT_CHECK);
	t_contains(run.out, ":1: scsidebug-bs512-pe0, kernel 6.1.192, seed 912, case 44: "
			    "unexplained\n  splits[0]\n"
			    "    recorded  [33369, 33384]\n"
			    "    v6.1      [33369, 33383]            S5 max_sectors 14\n"
			    "    v5.2      [33369, 33383]            R-QSP-13.2 max_sectors 14\n");
	t_run_free(&run);
}

static void compare__rules_and_v52_only__who_must_fit(void **state)
{
	static const struct {
		const char *first, *second;
		enum bp_exit status;
		const char *says;
	} cases[] = {
		{ "--rules=v6.1", NULL, BP_EXIT_FINE, " 0 equal, 1 known" },
		{ "--rules=v5.2", NULL, BP_EXIT_CHECK, "case 79: unexplained; fits v6.1" },
		{ "--v52-only", NULL, BP_EXIT_FINE, " 0 equal, 1 known" },
		{ "--rules=v5.2", "--v52-only", BP_EXIT_FINE, " 0 equal, 1 known" },
		{ "--v52-only", "--verbose", BP_EXIT_FINE, "case 79: known difference: " },
		{ "--rules=v9", NULL, BP_EXIT_USAGE, "" },
	};
	struct t_run run;

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		run_line(&run, t_case_line(t_case()), cases[i].first, cases[i].second);
		assert_int_equal(run.status, cases[i].status);
		t_contains(run.out, cases[i].says);
		t_run_free(&run);
	}
	/* What neither side predicts has no name. */
	run_line(&run, t_case_changed("nsegs.0.2", "9"), "--v52-only", NULL);
	assert_int_equal(run.status, BP_EXIT_CHECK);
	t_run_free(&run);
}

/* A kernel went on where the model stops. */
static void compare__bug_of_the_model__unexplained(void **state)
{
	json_t *recorded = t_case_boundary();
	struct t_run run;

	(void)state;
	t_case_put(recorded, "kernel", "'5.10.0'");
	t_case_put(recorded, "limits.max_sectors_kb", "0");
	run_line(&run, t_case_line(recorded), NULL, NULL);
	assert_int_equal(run.status, BP_EXIT_CHECK);
	t_contains(run.out, "    recorded  13824\n"
			    "    v5.2      nothing                   BUG in ");
	t_run_free(&run);
}

static void compare__many_unexplained__first_ones_unless_verbose(void **state)
{
	char *line = t_case_changed("ret", "512"), *text = calloc(12, strlen(line) + 1);
	struct t_run run;

	(void)state;
	for (unsigned i = 0; i < 12; i++)
		strcat(text, line);
	run_on(&run, text, NULL, NULL);
	t_contains(run.out, ":10: nvme");
	assert_null(strstr(run.out, ":11: nvme"));
	t_contains(run.out, "2 more unexplained cases are not shown; --verbose shows all\n");
	t_run_free(&run);
	run_on(&run, text, "--verbose", NULL);
	t_contains(run.out, ":12: nvme");
	t_run_free(&run);
	run_on(&run, text, "--json", NULL);
	t_contains(run.out, "\"line\": 12,");
	t_run_free(&run);
	free(text);
	free(line);
}

static void compare__json__everything(void **state)
{
	char *line = t_case_changed("nsegs.1.2", "9");
	char *name = t_file(line);
	struct t_run run;
	json_t *document;

	(void)state;
	t_run(&run, bp_cmd_compare, T_ARGS("compare", "--json", name));
	assert_int_equal(run.status, BP_EXIT_CHECK);
	document = t_json(run.out);
	assert_int_equal(json_integer_value(t_at(document, "total.unexplained")), 1);
	assert_int_equal(json_integer_value(t_at(document, "left_unexplained")), 1);
	assert_int_equal(json_integer_value(t_at(document, "compared.sg")), 1);
	assert_int_equal(json_integer_value(t_at(document, "compared.cmds")), 1);
	assert_int_equal(json_integer_value(json_object_get(t_at(document, "fits"), "v6.1")), 0);
	assert_string_equal(json_string_value(t_at(document, "sources.0.source")), "nvme-mdts7");
	assert_string_equal(json_string_value(t_at(document, "sources.0.rules")), "v6.1");
	assert_string_equal(json_string_value(t_at(document, "cases.0.difference.where")),
			    "nsegs[1]");
	assert_int_equal(json_integer_value(t_at(document, "cases.0.difference.recorded.2")), 9);
	assert_int_equal(
		json_integer_value(t_at(document, "cases.0.difference.predicted.0.value.2")), 1);
	json_decref(document);
	t_run_free(&run);
	t_file_free(name);
	free(line);
}

static void compare__hidden_limits__given_or_inferred(void **state)
{
	json_t *recorded = t_case_boundary();
	char *hidden, *twice;
	struct t_run run;

	(void)state;
	t_case_put(recorded, "limits.seg_boundary_mask", NULL);
	hidden = t_case_line(recorded);
	run_on(&run, hidden, NULL, NULL);
	assert_int_equal(run.status, BP_EXIT_CHECK);
	t_run_free(&run);
	run_on(&run, hidden, "--seg-boundary-mask=0xfff", NULL);
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_run_free(&run);
	run_on(&run, hidden, "--seg-boundary-mask=4095", "--max-sectors=13");
	assert_int_equal(run.status, BP_EXIT_CHECK);
	t_contains(run.out, "[33369, 33382]");
	t_run_free(&run);
	run_on(&run, hidden, "--infer", NULL);
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "scsidebug-bs512-pe0: a segment boundary of 4 KiB "
			    "(--seg-boundary-mask 0xfff): explains 1 of 1, breaks 0 of 0\n");
	t_contains(run.out, "1 cases: 0 equal, 0 known differences from v5.2, "
			    "1 by hidden values, 0 unexplained\n");
	t_run_free(&run);
	run_on(&run, hidden, "--infer", "--json");
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "\"option\": \"--seg-boundary-mask 0xfff\",");
	t_run_free(&run);

	/* What no hidden value explains stays. */
	twice = calloc(2, strlen(hidden) + strlen(hidden));
	recorded = t_json(hidden);
	t_case_put(recorded, "ret", "512");
	strcpy(twice, hidden);
	free(hidden);
	hidden = t_case_line(recorded);
	strcat(twice, hidden);
	run_on(&run, twice, "--infer", NULL);
	assert_int_equal(run.status, BP_EXIT_CHECK);
	t_contains(run.out, "scsidebug-bs512-pe0: no hidden value explains all of 2 and breaks "
			    "nothing\n");
	t_run_free(&run);
	free(hidden);
	free(twice);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compare__fits__known_by_name),
		cmocka_unit_test(compare__one_value_changed__first_difference_shown),
		cmocka_unit_test(compare__issued_in_another_order__fits),
		cmocka_unit_test(compare__unexplained__rules_of_both_sides),
		cmocka_unit_test(compare__rules_and_v52_only__who_must_fit),
		cmocka_unit_test(compare__bug_of_the_model__unexplained),
		cmocka_unit_test(compare__many_unexplained__first_ones_unless_verbose),
		cmocka_unit_test(compare__json__everything),
		cmocka_unit_test(compare__hidden_limits__given_or_inferred),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
