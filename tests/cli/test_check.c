/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath check: what is asked for is run, what goes wrong is made small and can be seen again.
 */
#include <stdlib.h>
#include <string.h>

#include "run.h"

static void list__all__subjects_and_worlds(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_check, T_ARGS("check", "--list"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "block  ");
	t_contains(run.out, "queue  ");
	t_contains(run.out, "; world of ");
	t_run_free(&run);
}

static void random__two_subjects__numbers_of_each(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_check,
	      T_ARGS("check", "block", "queue", "block", "--random", "40", "--seed", "3", "--jobs",
		     "1"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	assert_string_equal(run.err, "");
	t_contains(run.out, "block: 40 scenarios of seed 3, ");
	t_contains(run.out, " wrong");
	t_contains(run.out, "\nqueue: 40 scenarios of seed 3, ");
	assert_null(strstr(strstr(run.out, "block") + 1, "\nblock"));
	t_run_free(&run);
}

static void random__any_processes__the_same_text(void **state)
{
	struct t_run one, three;

	(void)state;
	t_run(&one, bp_cmd_check,
	      T_ARGS("check", "block", "--random", "60", "--jobs", "1", "--verbose"));
	t_run(&three, bp_cmd_check,
	      T_ARGS("check", "block", "--random", "60", "--jobs", "3", "--verbose"));
	assert_string_equal(one.out, three.out);
	t_contains(one.out, "\n  INV-MAP-4      judged ");
	t_run_free(&one);
	t_run_free(&three);
}

static void exhaustive__part_of_a_world__so_many_cases(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_check,
	      T_ARGS("check", "--exhaustive", "bios", "--shard", "2/500000", "--jobs", "1"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "bios: 146 of 146 cases, part 2 of 500000, ");
	t_run_free(&run);
}

/* The words behind "again: blkpath", ready to be run; the rest of the line. */
static unsigned again(char *text, const char *words[], unsigned room)
{
	char *line = strstr(text, "again: blkpath ");
	unsigned n = 0;

	assert_non_null(line);
	line += strlen("again: blkpath ");
	line[strcspn(line, "\n")] = '\0';
	for (char *word; (word = strsep(&line, " "));) {
		assert_true(n + 1 < room);
		words[n++] = word;
	}
	words[n] = NULL;
	return n;
}

static void finding__a_defect__small_and_seen_again(void **state)
{
	const char *words[24];
	struct t_run run, replay, fixed;

	(void)state;
	t_run(&run, bp_cmd_check,
	      T_ARGS("check", "block", "--random", "60", "--rules", "v5.2", "--jobs", "1",
		     "--defect", "def-4"));
	assert_int_equal(run.status, BP_EXIT_CHECK);
	t_contains(run.out, "of seed 1, rules v5.2, DEF-4, ");
	t_contains(run.out, " bytes made ");
	t_contains(run.out, " --rules v5.2 --defect DEF-4\n");
	again(run.out, words, 24);
	t_run(&replay, bp_cmd_check, words);
	assert_int_equal(replay.status, BP_EXIT_CHECK);
	t_contains(replay.out, "INV-");
	words[6] = NULL; /* without the defect */
	t_run(&fixed, bp_cmd_check, words);
	assert_int_equal(fixed.status, BP_EXIT_FINE);
	t_contains(fixed.out, "all is as it should be\n");
	t_run_free(&run);
	t_run_free(&replay);
	t_run_free(&fixed);
}

/* What is expected and comes: fine.  What does not come: not. */
static void expect__found_or_not__decides(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_check,
	      T_ARGS("check", "block", "--random", "400", "--rules", "v5.2", "--jobs", "1",
		     "--defect", "def-4", "--expect", "inv-map-4"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "block: 100 of 400 scenarios"); /* it ends when it is found */
	assert_null(strstr(run.out, "again: "));
	assert_null(strstr(run.out, "not found"));
	t_run_free(&run);
	t_run(&run, bp_cmd_check,
	      T_ARGS("check", "block", "--random", "20", "--jobs", "1", "--expect", "data"));
	assert_int_equal(run.status, BP_EXIT_CHECK);
	t_contains(run.out, "0 wrong");
	t_contains(run.out, "\ndata was not found\n");
	t_run_free(&run);
}

static void replay__bytes__the_story(void **state)
{
	struct t_run hex, none, file;
	char *name = t_file("\x01\x02\x03\x04");
	char at[80];

	(void)state;
	snprintf(at, sizeof(at), "@%s", name);
	t_run(&hex, bp_cmd_check, T_ARGS("check", "block", "--replay", "01020304"));
	t_run(&file, bp_cmd_check, T_ARGS("check", "block", "--replay", at));
	t_run(&none, bp_cmd_check, T_ARGS("check", "block", "--replay", ""));
	assert_int_equal(hex.status, BP_EXIT_FINE);
	assert_string_equal(hex.out, file.out);
	assert_string_not_equal(hex.out, none.out);
	t_contains(none.out, "all is as it should be\n");
	t_run_free(&hex);
	t_run_free(&file);
	t_run_free(&none);
	t_file_free(name);
}

static void replay__expected__found_or_not(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_check,
	      T_ARGS("check", "block", "--replay", "", "--expect", "INV-MAP-4"));
	assert_int_equal(run.status, BP_EXIT_CHECK);
	t_run_free(&run);
}

/* No kernel is like that: what the checker says does not count. */
static void with__a_switch_of_another_set__no_invariant_counts(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_check,
	      T_ARGS("check", "block", "--random", "40", "--jobs", "1", "--rules", "v5.2", "--with",
		     "byte-walk=v6.1", "--defect", "def-4"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_run_free(&run);
}

static void with__all_of_a_set__only_that_set_and_each_line_says_which(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_check,
	      T_ARGS("check", "prp", "--random", "1", "--jobs", "1", "--rules", "v6.18", "--with",
		     "all"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "prp: 1 scenarios of seed 1, rules v6.18, boundary-origin=v5.2, ");
	t_contains(run.out, ", rules v6.18, empty-front=v6.1, ");
	assert_null(strstr(run.out, "rules v5.2"));
	assert_null(strstr(run.out, "rules v6.1,"));
	t_run_free(&run);
}

static void json__a_run__its_numbers(void **state)
{
	json_t *document =
		t_run_json(bp_cmd_check, T_ARGS("check", "block", "--random", "20", "--json",
						"--rules", "v6.1", "--shard", "2/2"));
	json_t *run = t_at(document, "runs.0");

	(void)state;
	assert_string_equal(json_string_value(t_at(document, "format")), "blkpath check 1");
	assert_string_equal(json_string_value(t_at(run, "subject")), "block");
	assert_string_equal(json_string_value(t_at(run, "rules")), "v6.1");
	assert_int_equal(json_integer_value(t_at(run, "shard")), 2);
	assert_int_equal(json_integer_value(t_at(run, "trials")), 10);
	assert_int_equal(json_integer_value(t_at(run, "next")), 20);
	assert_true(json_integer_value(t_at(run, "judged.INV-MAP-4.judged")) > 0);
	assert_int_equal(json_integer_value(t_at(run, "judged.INV-MAP-4.broken")), 0);
	json_decref(document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(list__all__subjects_and_worlds),
		cmocka_unit_test(random__two_subjects__numbers_of_each),
		cmocka_unit_test(random__any_processes__the_same_text),
		cmocka_unit_test(exhaustive__part_of_a_world__so_many_cases),
		cmocka_unit_test(finding__a_defect__small_and_seen_again),
		cmocka_unit_test(expect__found_or_not__decides),
		cmocka_unit_test(replay__bytes__the_story),
		cmocka_unit_test(replay__expected__found_or_not),
		cmocka_unit_test(with__a_switch_of_another_set__no_invariant_counts),
		cmocka_unit_test(with__all_of_a_set__only_that_set_and_each_line_says_which),
		cmocka_unit_test(json__a_run__its_numbers),
	};

	return cmocka_run_group_tests_name("check", tests, NULL, NULL);
}
