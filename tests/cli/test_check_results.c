/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath check in parts: by machines, and over time.  Together they are what one run is.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run.h"

#define RUN "check", "block", "queue", "--random", "60", "--rules", "v5.2", "--defect", "def-5"
#define PARTS 3

/* Names of files that are not there yet. */
static char *names[PARTS];

static int set_up(void **state)
{
	(void)state;
	for (unsigned i = 0; i < PARTS; i++) {
		names[i] = t_file("");
		unlink(names[i]);
	}
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	for (unsigned i = 0; i < PARTS; i++)
		t_file_free(names[i]);
	return 0;
}

static void expect_exit(enum bp_exit status, const char *const *arguments)
{
	struct t_run run;

	t_run(&run, bp_cmd_check, arguments);
	if (run.status != status)
		fail_msg("exit %d: %s%s", run.status, run.out, run.err);
	t_run_free(&run);
}

static void run_part(unsigned i)
{
	static const char *const shards[PARTS] = { "1/3", "2/3", "3/3" };

	expect_exit(BP_EXIT_CHECK, T_ARGS(RUN, "--shard", shards[i], "--out", names[i], "--json"));
}

static json_t *load(const char *name)
{
	json_t *document = json_load_file(name, 0, NULL);

	assert_non_null(document);
	return document;
}

static json_t *printed(enum bp_exit status, const char *const *arguments)
{
	struct t_run run;
	json_t *document;

	t_run(&run, bp_cmd_check, arguments);
	assert_int_equal(run.status, status);
	document = json_loads(run.out, 0, NULL);
	assert_non_null(document);
	t_run_free(&run);
	return document;
}

/* Refused with a message about a file. */
static void refused(const char *says, const char *const *arguments)
{
	struct t_run run;

	t_run(&run, bp_cmd_check, arguments);
	if (run.status != BP_EXIT_USAGE || *run.out || !strstr(run.err, says))
		fail_msg("exit %d: %s%s", run.status, run.out, run.err);
	t_run_free(&run);
}

static void merge__all_parts__what_one_run_is(void **state)
{
	struct t_run one, merged;
	json_t *whole, *joined;

	(void)state;
	for (unsigned i = 0; i < PARTS; i++)
		run_part(i);
	t_run(&one, bp_cmd_check, T_ARGS(RUN));
	t_run(&merged, bp_cmd_check, T_ARGS("check", "--merge", names[2], names[0], names[1]));
	assert_int_equal(merged.status, BP_EXIT_CHECK);
	assert_string_equal(merged.out, one.out);
	t_contains(merged.out, "again: blkpath check block --replay ");
	t_run_free(&one);
	t_run_free(&merged);
	expect_exit(BP_EXIT_FINE, T_ARGS("check", "--merge", names[0], names[1], names[2],
					 "--expect", "INV-MAP-2"));
	t_run(&merged, bp_cmd_check,
	      T_ARGS("check", "--merge", names[0], names[1], names[2], "--expect", "data"));
	assert_int_equal(merged.status, BP_EXIT_CHECK);
	t_contains(merged.out, "\ndata was not found\n");
	t_run_free(&merged);
	whole = printed(BP_EXIT_CHECK, T_ARGS(RUN, "--json"));
	joined = printed(BP_EXIT_CHECK,
			 T_ARGS("check", "--merge", "--json", names[0], names[1], names[2]));
	assert_int_equal(json_array_size(t_at(joined, "missing")), 0);
	assert_true(json_equal(t_at(whole, "runs"), t_at(joined, "runs")));
	json_decref(whole);
	json_decref(joined);
}

static void merge__a_part_is_missing__told_and_exit_1(void **state)
{
	struct t_run run;
	json_t *document;

	(void)state;
	run_part(1);
	t_run(&run, bp_cmd_check, T_ARGS("check", "--merge", names[1], "--expect", "INV-MAP-2"));
	assert_int_equal(run.status, BP_EXIT_CHECK);
	t_contains(run.out, "block: part 1 of 3 is missing\nblock: part 3 of 3 is missing\n");
	t_contains(run.out, "\nblock: 20 of 60 scenarios of seed 1, rules v5.2, DEF-5, ");
	t_run_free(&run);
	document = printed(BP_EXIT_CHECK, T_ARGS("check", "--merge", "--json", names[1]));
	assert_int_equal(json_array_size(t_at(document, "missing")), 4);
	assert_int_equal(json_integer_value(t_at(document, "missing.1.first")), 3);
	json_decref(document);
}

static void merge__many_are_missing__as_one(void **state)
{
	struct t_run run;

	(void)state;
	expect_exit(BP_EXIT_FINE, T_ARGS("check", "block", "--random", "9", "--shard",
					 "5/4000000000", "--out", names[0]));
	t_run(&run, bp_cmd_check, T_ARGS("check", "--merge", names[0]));
	t_contains(run.out, "block: parts 1 to 4 of 4000000000 are missing\n"
			    "block: parts 6 to 4000000000 of 4000000000 are missing\n");
	t_run_free(&run);
}

static void merge__other_runs__refused(void **state)
{
	(void)state;
	run_part(0);
	refused(": shard: part 1 of block is in ", T_ARGS("check", "--merge", names[0], names[0]));
	expect_exit(BP_EXIT_FINE, T_ARGS("check", "block", "--random", "60", "--rules", "v5.2",
					 "--shard", "2/3", "--out", names[1]));
	refused(": defects: is of another run of block than that of ",
		T_ARGS("check", "--merge", names[0], names[1]));
	refused("/nowhere: cannot be opened", T_ARGS("check", "--merge", names[0], "/nowhere"));
	refused("/dev/null: is a device", T_ARGS("check", "--merge", "/dev/null"));
}

/* Stops where what is expected was found, and goes on from there. */
static void out__a_run_that_stopped__goes_on(void **state)
{
	struct t_run run;
	json_t *document, *whole;

	(void)state;
	expect_exit(BP_EXIT_FINE,
		    T_ARGS("check", "block", "--random", "250", "--rules", "v5.2", "--defect",
			   "def-4", "--out", names[0], "--expect", "INV-MAP-4"));
	document = load(names[0]);
	assert_int_equal(json_integer_value(t_at(document, "runs.0.next")), 100);
	json_decref(document);
	t_run(&run, bp_cmd_check, T_ARGS("check", "--merge", names[0]));
	assert_int_equal(run.status, BP_EXIT_CHECK);
	t_contains(run.out, "block: part 1 of 1 stopped at 100 of 250\n");
	t_run_free(&run);
	expect_exit(BP_EXIT_CHECK, T_ARGS("check", "block", "--random", "250", "--rules", "v5.2",
					  "--defect", "def-4", "--out", names[0], "--json"));
	document = load(names[0]);
	whole = printed(BP_EXIT_CHECK, T_ARGS("check", "block", "--random", "250", "--rules",
					      "v5.2", "--defect", "def-4", "--json"));
	assert_true(json_equal(document, whole));
	json_decref(document);
	json_decref(whole);
}

/* A file that is complete is told again, and nothing is run. */
static void out__a_run_that_is_complete__told_again(void **state)
{
	struct t_run first, again;

	(void)state;
	t_run(&first, bp_cmd_check, T_ARGS(RUN, "--json", "--out", names[0]));
	t_run(&again, bp_cmd_check, T_ARGS(RUN, "--json", "--out", names[0]));
	assert_string_equal(first.out, again.out);
	t_run_free(&first);
	t_run_free(&again);
}

static void out__a_file_of_another_run__refused_and_kept(void **state)
{
	json_t *before, *after;

	(void)state;
	expect_exit(BP_EXIT_FINE,
		    T_ARGS("check", "block", "queue", "--random", "6", "--out", names[0]));
	before = load(names[0]);
	refused(": seed: is that of another run of block; allowed: ",
		T_ARGS("check", "block", "queue", "--random", "6", "--seed", "2", "--out",
		       names[0]));
	refused(": end: ", T_ARGS("check", "block", "queue", "--random", "7", "--out", names[0]));
	refused(": rules: ", T_ARGS("check", "block", "queue", "--random", "6", "--rules", "v6.1",
				    "--out", names[0]));
	refused(": subject: has queue, which this command does not ask for",
		T_ARGS("check", "block", "--random", "6", "--out", names[0]));
	after = load(names[0]);
	assert_true(json_equal(before, after));
	json_decref(before);
	json_decref(after);
}

static void out__no_result_file__refused(void **state)
{
	char *name = t_file("my diary\n");

	(void)state;
	refused(": not JSON: ", T_ARGS("check", "--out", name));
	t_file_free(name);
	refused("/nowhere/x: cannot be written: ",
		T_ARGS("check", "block", "--random", "5", "--out", "/nowhere/x"));
}

/* The same subject twice would be one run too many. */
static void out__a_subject_twice__refused(void **state)
{
	json_t *document;

	(void)state;
	expect_exit(BP_EXIT_FINE, T_ARGS("check", "block", "--random", "5", "--out", names[0]));
	document = load(names[0]);
	json_array_append(t_at(document, "runs"), t_at(document, "runs.0"));
	assert_int_equal(json_dump_file(document, names[0], 0), 0);
	json_decref(document);
	refused(": subject: has block twice",
		T_ARGS("check", "block", "--random", "5", "--out", names[0]));
}

#define T(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(merge__all_parts__what_one_run_is),
		T(merge__a_part_is_missing__told_and_exit_1),
		T(merge__many_are_missing__as_one),
		T(merge__other_runs__refused),
		T(out__a_run_that_stopped__goes_on),
		T(out__a_run_that_is_complete__told_again),
		T(out__a_file_of_another_run__refused_and_kept),
		T(out__no_result_file__refused),
		T(out__a_subject_twice__refused),
	};

	return cmocka_run_group_tests_name("check_results", tests, NULL, NULL);
}
