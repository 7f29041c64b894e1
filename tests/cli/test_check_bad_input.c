/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath check, misused: exit 2, one line with the option and what is allowed, nothing done.
 */
#include <stdlib.h>
#include <string.h>

#include "run.h"

static const struct {
	const char *arguments[8];
	const char *says;
} cases[] = {
	{ { "nobody" }, "SUBJECT: unknown subject \"nobody\"; allowed: block queue" },
	{ { "--random", "0" }, "--random: \"0\" is not allowed: a decimal number from 1 to " },
	{ { "--random", "-1" }, "--random: \"-1\"" },
	{ { "--random", "1k" }, "--random: \"1k\"" },
	{ { "--random", "9223372036854775808" }, "--random: " },
	{ { "--random" }, "--random: needs a value" },
	{ { "--exhaustive", "block" }, "--exhaustive: unknown world \"block\"; allowed: all bios" },
	{ { "--exhaustive", "" }, "--exhaustive: unknown world \"\"" },
	{ { "block", "--exhaustive", "bios" }, "--exhaustive: names the world" },
	{ { "--exhaustive", "bios", "--random", "3" }, "--random: means nothing to --exhaustive" },
	{ { "--exhaustive", "bios", "--seed", "3" }, "--seed: means nothing to --exhaustive" },
	{ { "--replay", "00" }, "--replay: needs one SUBJECT" },
	{ { "block", "queue", "--replay", "00" }, "--replay: needs one SUBJECT" },
	{ { "block", "--replay", "0" }, "--replay: \"0\"; allowed: an even number of hexadecimal" },
	{ { "block", "--replay", "xy" }, "--replay: \"xy\"; allowed: " },
	{ { "block", "--replay", "0x00" }, "--replay: \"0x00\"; allowed: " },
	{ { "block", "--replay", "@nowhere" }, "nowhere: cannot be opened" },
	{ { "block", "--replay", "@." }, ".: is a directory" },
	{ { "block", "--replay", "@" }, "--replay: names no file" },
	{ { "block", "--replay", "00", "--random", "3" }, "--random: means nothing to --replay" },
	{ { "block", "--replay", "00", "--shard", "1/2" }, "--shard: means nothing to --replay" },
	{ { "block", "--replay", "00", "--out", "x" }, "--out: means nothing to --replay" },
	{ { "block", "--replay", "00", "--json" }, "--json: means nothing to --replay" },
	{ { "--seed", "x" }, "--seed: \"x\"" },
	{ { "--seed", "9223372036854775808" },
	  "--seed: is too large; allowed: 0 to 9223372036854775807" },
	{ { "--jobs", "0" }, "--jobs: \"0\" is not allowed: a decimal number from 1 to 1024" },
	{ { "--jobs", "1025" }, "--jobs: " },
	{ { "--shard", "3" }, "--shard: \"3\"; allowed: I/N, such as 3/16" },
	{ { "--shard", "0/4" }, "--shard: \"0\" is not allowed: a decimal number from 1 to 4" },
	{ { "--shard", "5/4" }, "--shard: \"5\"" },
	{ { "--shard", "1/0" }, "--shard: \"0\"" },
	{ { "--shard", "/4" }, "--shard: \"\"" },
	{ { "--shard", "1/" }, "--shard: \"\"" },
	{ { "--shard", "1/2/3" }, "--shard: \"2/3\"" },
	{ { "--shard", "1/4294967296" }, "--shard: \"4294967296\"" },
	{ { "--shard", "00000000000000000000000001/2" }, "--shard: " },
	{ { "--rules", "v9" }, "--rules: unknown rule set \"v9\"; allowed: v5.2, v6.1, v6.18" },
	{ { "--with", "byte-walk=v6.1" }, "--with: needs --rules: a set to be changed" },
	{ { "--rules", "v5.2", "--with", "walk" }, "--with: \"walk\"; allowed: SWITCH=NAME" },
	{ { "block", "--replay", "00", "--with", "all" }, "--with: all means nothing to --replay" },
	{ { "--rules", "v5.2", "--with", "byte-walk=v9" }, "--with: \"byte-walk=v9\"" },
	{ { "--defect", "def-1" }, "--defect: unknown defect \"def-1\"; allowed: " },
	{ { "--expect" }, "--expect: needs a value" },
	{ { "--expect", "INV-MAP-99" }, "--expect: unknown \"INV-MAP-99\"; allowed: " },
	{ { "--expect", "dta" }, "--expect: unknown \"dta\"; allowed: " },
	{ { "--out", "" }, "--out: is empty; allowed: the name of a file" },
	{ { "--out", "/" }, "/: is a directory" },
	{ { "--out", "/dev/full" }, "/dev/full: is a device" },
	{ { "--out", "x", "--with", "all" }, "--out: a result file is of one rule set" },
	{ { "--list", "--json" }, "--json: means nothing to --list" },
	{ { "--list", "block" }, "--list: takes no SUBJECT" },
	{ { "--exercised", "--out", "x" }, "--out: means nothing to --exercised" },
	{ { "--exercised", "--defect", "def-4" }, "--defect: means nothing to --exercised" },
	{ { "--merge" }, "--merge: needs the names of result files" },
	{ { "--merge", "/nowhere" }, "/nowhere: cannot be opened" },
	{ { "--merge", "x", "--random", "3" }, "--random: means nothing to --merge" },
	{ { "--merge", "x", "--shard", "1/2" }, "--shard: means nothing to --merge" },
	{ { "--merge", "x", "--out", "y" }, "--out: means nothing to --merge" },
	{ { "--merge=x" }, "--merge=x: takes no value" },
	{ { "--bytes", "3" }, "--bytes: unknown option; allowed: " },
};

static void refused(const char *const *arguments, const char *says)
{
	struct t_run run;

	t_run(&run, bp_cmd_check, arguments);
	if (run.status != BP_EXIT_USAGE || *run.out || !strstr(run.err, says) ||
	    strncmp(run.err, "blkpath: ", 9) || strchr(run.err, '\n') != strrchr(run.err, '\n'))
		fail_msg("%s %s %s: exit %d\nout: %s\nerr: %s\nwant: %s", arguments[1],
			 arguments[2], arguments[3], run.status, run.out, run.err, says);
	t_run_free(&run);
}

static void options__bad_use__exit_2_and_what_is_allowed(void **state)
{
	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		const char *arguments[10] = { "check" };

		memcpy(arguments + 1, cases[i].arguments, sizeof(cases[i].arguments));
		refused(arguments, cases[i].says);
	}
}

/* Variables of the environment, "NAME=VALUE"; those of a batch system. */
static const struct {
	const char *set[4];
	const char *says; /* of the run, or of what is wrong */
	enum bp_exit status;
} machines[] = {
	{ { NULL }, "block: 24 scenarios of seed 1, ", BP_EXIT_FINE },
	{ { "SLURM_ARRAY_TASK_ID=0", "SLURM_ARRAY_TASK_MIN=0", "SLURM_ARRAY_TASK_COUNT=4" },
	  "block: 6 scenarios of seed 1, part 1 of 4, ",
	  BP_EXIT_FINE },
	{ { "SLURM_ARRAY_TASK_ID=12", "SLURM_ARRAY_TASK_MIN=10", "SLURM_ARRAY_TASK_COUNT=3" },
	  ", part 3 of 3, ",
	  BP_EXIT_FINE },
	{ { "SLURM_ARRAY_TASK_ID=9", "SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_COUNT=3",
	    "SLURM_ARRAY_TASK_STEP=4" },
	  ", part 3 of 3, ",
	  BP_EXIT_FINE },
	{ { "SLURM_ARRAY_TASK_ID=8", "SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_COUNT=3",
	    "SLURM_ARRAY_TASK_STEP=4" },
	  "SLURM_ARRAY_TASK_ID: its array has gaps; allowed: ",
	  BP_EXIT_USAGE },
	{ { "SLURM_ARRAY_TASK_ID=7", "SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_COUNT=3" },
	  "SLURM_ARRAY_TASK_ID: its array has gaps; allowed: ",
	  BP_EXIT_USAGE },
	{ { "SLURM_ARRAY_TASK_ID=0", "SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_COUNT=3" },
	  "SLURM_ARRAY_TASK_ID: \"0\" is not allowed",
	  BP_EXIT_USAGE },
	{ { "SLURM_ARRAY_TASK_ID=1", "SLURM_ARRAY_TASK_COUNT=3" },
	  "SLURM_ARRAY_TASK_MIN: is missing in the environment",
	  BP_EXIT_USAGE },
	{ { "SLURM_ARRAY_TASK_ID=x", "SLURM_ARRAY_TASK_MIN=1", "SLURM_ARRAY_TASK_COUNT=3" },
	  "SLURM_ARRAY_TASK_ID: \"x\"",
	  BP_EXIT_USAGE },
	/* one part of an array, done again alone */
	{ { "SLURM_ARRAY_TASK_ID=7", "SLURM_ARRAY_TASK_MIN=7", "SLURM_ARRAY_TASK_COUNT=1",
	    "BLKPATH_SHARDS=12" },
	  "block: 2 scenarios of seed 1, part 8 of 12, ",
	  BP_EXIT_FINE },
	{ { "JOB_COMPLETION_INDEX=3", "BLKPATH_SHARDS=4" }, ", part 4 of 4, ", BP_EXIT_FINE },
	{ { "JOB_COMPLETION_INDEX=4", "BLKPATH_SHARDS=4" },
	  "JOB_COMPLETION_INDEX: \"4\" is not allowed: a decimal number from 0 to 3",
	  BP_EXIT_USAGE },
	{ { "JOB_COMPLETION_INDEX=3" },
	  "BLKPATH_SHARDS: is missing in the environment; allowed: how many parts there are, or "
	  "--shard I/N",
	  BP_EXIT_USAGE },
	/* Without a value it is as if it were not there. */
	{ { "SLURM_ARRAY_TASK_ID=", "JOB_COMPLETION_INDEX=" },
	  "24 scenarios of seed 1, ",
	  BP_EXIT_FINE },
	{ { "SLURM_ARRAY_TASK_ID=", "JOB_COMPLETION_INDEX=1", "BLKPATH_SHARDS=4" },
	  ", part 2 of 4, ",
	  BP_EXIT_FINE },
	{ { "JOB_COMPLETION_INDEX=0", "BLKPATH_SHARDS=0" },
	  "BLKPATH_SHARDS: \"0\"",
	  BP_EXIT_USAGE },
};

static const char *const variables[] = { "SLURM_ARRAY_TASK_ID",	   "SLURM_ARRAY_TASK_MIN",
					 "SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_STEP",
					 "JOB_COMPLETION_INDEX",   "BLKPATH_SHARDS" };

static void forget_environment(void)
{
	for (size_t i = 0; i < bp_array_size(variables); i++)
		unsetenv(variables[i]);
}

static void put_environment(const char *const set[4])
{
	for (unsigned i = 0; i < 4 && set[i]; i++) {
		const char *value = strchr(set[i], '=');
		char name[40];

		snprintf(name, sizeof(name), "%.*s", (int)(value - set[i]), set[i]);
		setenv(name, value + 1, 1);
	}
}

static void environment__of_batch_systems__names_the_part(void **state)
{
	(void)state;
	for (size_t i = 0; i < bp_array_size(machines); i++) {
		struct t_run run;

		put_environment(machines[i].set);
		t_run(&run, bp_cmd_check,
		      T_ARGS("check", "block", "--random", "24", "--jobs", "1"));
		forget_environment();
		if (run.status != machines[i].status ||
		    !strstr(run.status == BP_EXIT_USAGE ? run.err : run.out, machines[i].says))
			fail_msg("%s: exit %d: %s%s", machines[i].set[0], run.status, run.out,
				 run.err);
		t_run_free(&run);
	}
}

/* What a person says comes first; one scenario, a list and files have no parts. */
static void environment__shard_is_given__it_counts(void **state)
{
	struct t_run run;

	(void)state;
	setenv("JOB_COMPLETION_INDEX", "3", 1);
	t_run(&run, bp_cmd_check, T_ARGS("check", "block", "--random", "6", "--shard", "2/3"));
	t_contains(run.out, "part 2 of 3, ");
	t_run_free(&run);
	t_run(&run, bp_cmd_check, T_ARGS("check", "block", "--replay", "00"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_run_free(&run);
	t_run(&run, bp_cmd_check, T_ARGS("check", "--list"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_run_free(&run);
	forget_environment();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(options__bad_use__exit_2_and_what_is_allowed),
		cmocka_unit_test(environment__of_batch_systems__names_the_part),
		cmocka_unit_test(environment__shard_is_given__it_counts),
	};

	forget_environment();
	return cmocka_run_group_tests_name("check_bad_input", tests, NULL, NULL);
}
