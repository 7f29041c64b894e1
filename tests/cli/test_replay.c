/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath replay.
 */
#include <string.h>
#include <unistd.h>

#include "run.h"

#define REAL "@/tests/golden/real/loop-linux-6.18/"

static u64 count(json_t *j, const char *path)
{
	return (u64)json_integer_value(t_at(j, path));
}

static void replay__shipped_ftrace__max_segments_cuts(void **state)
{
	json_t *j = t_run_json(bp_cmd_replay, T_ARGS("replay", REAL "blk-ftrace.txt.gz", "--limits",
						     REAL "queue", "--json", "--check"));

	(void)state;
	assert_int_equal(count(j, "counts.ios"), 2021);
	assert_int_equal(count(j, "cuts.max_segments"), 283);
	assert_int_equal(count(j, "counts.cuts"), 283);
	assert_int_equal(count(j, "counts.requests"),
			 count(j, "counts.bios") + count(j, "counts.cuts"));
	assert_int_equal(count(j, "histograms.segments_per_request.max"), 128);
	assert_int_equal(count(j, "check.violations"), 0);
	assert_int_equal(count(j, "worst.0.pieces"), 4);
	assert_int_equal(count(j, "worst.0.line"), 2257);
	assert_int_equal(count(j, "worst.0.cuts.max_segments"), 2);
	json_decref(j);
}

/* The iolog is the same run as seen by fio. */
static void replay__shipped_iolog__2000_ios_and_18_syncs(void **state)
{
	json_t *j = t_run_json(bp_cmd_replay, T_ARGS("replay", REAL "fio.iolog", "--limits",
						     REAL "queue", "--json", "--check"));

	(void)state;
	assert_int_equal(count(j, "counts.ios"), 2018);
	assert_int_equal(count(j, "counts.others"), 18);
	assert_int_equal(count(j, "cuts.max_segments"), 283);
	json_decref(j);
}

static const char four_writes[] = "fio version 2 iolog\n"
				  "/dev/a add\n"
				  "/dev/a open\n"
				  "/dev/a write 0 4096\n"
				  "/dev/a write 4096 4096\n"
				  "/dev/a write 8192 4096\n"
				  "/dev/a write 12288 4096\n"
				  "/dev/a close\n";

/* a|b|c|d without a plug, abcd under one, ab|cd under two */
static void replay__plugs__merge_what_is_under_one(void **state)
{
	static const struct {
		const char *plug;
		unsigned requests;
	} cases[] = { { "0", 4 }, { "1", 4 }, { "2", 2 }, { "4", 1 }, { "100", 1 } };
	char *file = t_file(four_writes);

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		json_t *j = t_run_json(bp_cmd_replay, T_ARGS("replay", file, "--plug",
							     cases[i].plug, "--json", "--check"));

		assert_int_equal(count(j, "counts.requests"), cases[i].requests);
		assert_int_equal(count(j, "counts.back_merges"), 4 - cases[i].requests);
		json_decref(j);
	}
	t_file_free(file);
}

static void replay__text__ends_with_the_check(void **state)
{
	char *file = t_file(four_writes);
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_replay,
	      T_ARGS("replay", file, "--set", "max_sectors=8", "--layout", "contiguous"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out,
		   "(fio iolog v2) through default: rules v5.2, layout contiguous, seed 1");
	t_contains(run.out, "4  0 reads (0 bytes), 4 writes (16384 bytes)\n");
	t_contains(run.out, "\nno cuts\n");
	t_contains(run.out, "requests per I/O: mean 1.0, most 1\n");
	t_contains(run.err, "replayed 4 I/Os in ");
	t_run_free(&run);
	t_file_free(file);
}

static void replay__random_layout__seed_decides(void **state)
{
	const char *const seeds[] = { "1", "1", "2" };
	struct t_run runs[3];

	(void)state;
	for (size_t i = 0; i < 3; i++)
		t_run(&runs[i], bp_cmd_replay,
		      T_ARGS("replay", REAL "blk-ftrace.txt.gz", "--layout", "random", "--json",
			     "--seed", seeds[i]));
	assert_string_equal(runs[0].out, runs[1].out);
	assert_string_not_equal(runs[0].out, runs[2].out);
	for (size_t i = 0; i < 3; i++)
		t_run_free(&runs[i]);
}

/* What a replay writes can be replayed, and is the same I/O. */
static void replay__its_own_output__is_the_same_io(void **state)
{
	json_t *first = t_run_json(bp_cmd_replay,
				   T_ARGS("replay", REAL "blk-ftrace.txt.gz", "--limits",
					  REAL "queue", "--json", "--out", "own.blktrace.0"));
	json_t *second = t_run_json(bp_cmd_replay, T_ARGS("replay", "own.blktrace.0", "--limits",
							  REAL "queue", "--json"));

	(void)state;
	assert_int_equal(count(first, "counts.read_bytes"), count(second, "counts.read_bytes"));
	assert_int_equal(count(first, "counts.write_bytes"), count(second, "counts.write_bytes"));
	assert_int_equal(count(first, "counts.requests"), count(second, "counts.requests"));
	assert_true(json_equal(t_at(first, "cuts"), t_at(second, "cuts")));
	assert_int_equal(count(first, "counts.bios"), count(second, "counts.ios"));
	json_decref(first);
	json_decref(second);
	unlink("own.blktrace.0");
}

/* A trace that breaks off leaves no output. */
static void replay__bad_line_with_out__no_file(void **state)
{
	char *file = t_file("fio version 2 iolog\n/dev/a add\n/dev/a open\n"
			    "/dev/a write 0 4096\n/dev/a wri");
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_replay, T_ARGS("replay", file, "--out", "half.blktrace.0"));
	assert_int_equal(run.status, BP_EXIT_USAGE);
	assert_int_equal(access("half.blktrace.0", F_OK), -1);
	t_run_free(&run);
	t_file_free(file);
}

static void replay__defect_with_check__exit_1(void **state)
{
	char *file = t_file(four_writes);
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_replay,
	      T_ARGS("replay", file, "--layout", "dma=0x1000,vector=512", "--defect", "def-5",
		     "--check"));
	assert_int_equal(run.status, BP_EXIT_CHECK);
	t_contains(run.out, "violation (4 times): INV-MAP-2");
	t_run_free(&run);
	t_file_free(file);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replay__shipped_ftrace__max_segments_cuts),
		cmocka_unit_test(replay__shipped_iolog__2000_ios_and_18_syncs),
		cmocka_unit_test(replay__plugs__merge_what_is_under_one),
		cmocka_unit_test(replay__text__ends_with_the_check),
		cmocka_unit_test(replay__random_layout__seed_decides),
		cmocka_unit_test(replay__its_own_output__is_the_same_io),
		cmocka_unit_test(replay__bad_line_with_out__no_file),
		cmocka_unit_test(replay__defect_with_check__exit_1),
	};

	return cmocka_run_group_tests_name("replay", tests, NULL, NULL);
}
