/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The capture of a loop device under Linux 6.18: the splits in its trace against the forecast, and
 * what fio says it did against what the kernel queued.
 */
#include <stdlib.h>
#include <unistd.h>

#include <blkpath/opf.h>

#include "input/trace_reader.h"
#include "run.h"

#define REAL "@/tests/golden/real/loop-linux-6.18/"
#define TRACE "replay", REAL "blk-ftrace.txt.gz", "--limits", REAL "queue", "--rules", "v6.18"

static u64 count(json_t *j, const char *path)
{
	return (u64)json_integer_value(t_at(j, path));
}

/* Of 183 splits 158 as in single pages, 24 as in one run, 1 between; none without a reason. */
static void replay__capture_of_6_18__each_split_predicted_or_explained(void **state)
{
	json_t *j = t_run_json(bp_cmd_replay, T_ARGS(TRACE, "--json", "--check"));

	(void)state;
	assert_int_equal(count(j, "trace_splits.splits"), 183);
	assert_int_equal(count(j, "trace_splits.by_verdict.as_layout"), 158);
	assert_int_equal(count(j, "trace_splits.by_verdict.as_one_run"), 24);
	assert_int_equal(count(j, "trace_splits.by_verdict.between"), 1);
	assert_int_equal(count(j, "trace_splits.by_verdict.other"), 0);
	assert_int_equal(count(j, "trace_splits.by_verdict.no_bio"), 0);
	assert_int_equal(count(j, "trace_splits.not_in_trace.as_one_run"), 100);
	assert_int_equal(count(j, "trace_splits.not_in_trace.other"), 0);
	assert_int_equal(count(j, "trace_splits.bios"), 2003);
	assert_int_equal(count(j, "trace_splits.bios_predicted"), 1898);
	assert_int_equal(count(j, "trace_splits.misses.0.line"), 2258);
	assert_int_equal(count(j, "trace_splits.misses.0.after"), 2560);
	assert_int_equal(count(j, "trace_splits.misses.0.predicted.after"), 1024);
	assert_int_equal(count(j, "trace_splits.misses.0.in_one_run.after"), 2560);
	assert_int_equal(count(j, "check.violations"), 0);
	json_decref(j);
}

static void replay__capture_of_6_18__text_gives_the_first_that_were_not(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_replay, T_ARGS(TRACE));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "splits of the trace: 183, predicted with layout scattered\n"
			    "  as predicted                           158\n"
			    "  as in one run of memory                 24\n"
			    "  as where some pages touch                1\n"
			    "splits predicted and not in the trace: 100\n");
	t_contains(run.out,
		   "  line 2504: 498256 + 1272 was split after 1080; predicted: after 1024 "
		   "(max_segments 128), in one run not at all\n");
	t_run_free(&run);
}

/* Another limit explains nothing: the forecast notices. */
static void replay__other_limits__no_memory_explains(void **state)
{
	json_t *j = t_run_json(bp_cmd_replay, T_ARGS(TRACE, "--set", "max_segments=100", "--set",
						     "max_segment_size=4096", "--json"));

	(void)state;
	assert_int_equal(count(j, "trace_splits.by_verdict.as_layout"), 0);
	assert_int_equal(count(j, "trace_splits.by_verdict.other"), 183);
	json_decref(j);
}

static void replay__trace_without_splits__none_told(void **state)
{
	json_t *j = t_run_json(bp_cmd_replay, T_ARGS("replay", REAL "fio.iolog", "--json"));

	(void)state;
	assert_true(json_is_null(t_at(j, "trace_splits")));
	json_decref(j);
}

static void replay__bad_splits__told_as_such(void **state)
{
	char *file = t_file("7,0 0 0.000000001 9 Q R 0 + 8 [x]\n"
			    "7,0 0 0.000000002 9 X R 8 / 4 [x]\n"
			    "7,0 0 0.000000003 9 X R 0 / 18446744073709551615 [x]\n");
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_replay, T_ARGS("replay", file));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "  of a bio that was not queued             2\n"
			    "bios predicted in full: 1 of 1\n");
	t_contains(run.out, "  line 2: 8 / 4: no bio was queued there\n");
	t_run_free(&run);
	t_file_free(file);
}

/* What a replay writes it predicts when it reads it back. */
static void replay__its_own_output__predicted_in_full(void **state)
{
	static const char *const rules[] = { "v5.2", "v6.1", "v6.18" };
	json_t *j;

	(void)state;
	for (size_t i = 0; i < bp_array_size(rules); i++) {
		struct t_run run;

		t_run(&run, bp_cmd_replay,
		      T_ARGS("replay", REAL "fio.iolog", "--limits", REAL "queue", "--rules",
			     rules[i], "--out", "test-forecast.blktrace.0"));
		assert_int_equal(run.status, BP_EXIT_FINE);
		t_run_free(&run);
		j = t_run_json(bp_cmd_replay,
			       T_ARGS("replay", "test-forecast.blktrace.0", "--limits",
				      REAL "queue", "--rules", rules[i], "--json"));
		assert_int_equal(count(j, "trace_splits.splits"), 283);
		assert_int_equal(count(j, "trace_splits.by_verdict.as_layout"), 283);
		assert_int_equal(count(j, "trace_splits.bios_predicted"),
				 count(j, "trace_splits.bios"));
		json_decref(j);
		unlink("test-forecast.blktrace.0");
	}
}

/* Where an I/O with data begins and ends. */
struct extent {
	bool write;
	sector_t sector;
	unsigned sectors;
};

static unsigned read_extents(const char *name, struct extent *extents, unsigned room)
{
	struct bp_trace_reader *reader;
	struct bp_error err = { 0 };
	struct bp_trace_io io;
	char path[4096];
	unsigned n = 0;

	snprintf(path, sizeof(path), "%s/tests/golden/real/loop-linux-6.18/%s",
		 getenv("BLKPATH_SOURCE"), name);
	assert_int_equal(bp_trace_open(path, &reader, &err), 0);
	while (bp_trace_next(reader, &io, &err) > 0) {
		if (!io.bytes)
			continue;
		assert_true(n < room);
		extents[n++] = (struct extent){ bp_opf_op(io.opf) == REQ_OP_WRITE, io.sector,
						io.bytes >> SECTOR_SHIFT };
	}
	bp_trace_close(reader);
	return n;
}

/* Takes the extent that begins there out of the list: of that length, or of any (0). */
static unsigned take(struct extent *list, unsigned n, struct extent want)
{
	for (unsigned i = 0; i < n; i++) {
		struct extent found = list[i];

		if (!found.sectors || found.write != want.write || found.sector != want.sector ||
		    (want.sectors && found.sectors != want.sectors))
			continue;
		list[i].sectors = 0;
		return found.sectors;
	}
	return 0;
}

/*
 * Of 2000 I/Os 1997 were queued as one bio each.  The other three are two bios, the first of them
 * full with 256 vectors: B2, B4.
 */
static void capture__fio_and_kernel__one_bio_each_but_three(void **state)
{
	static struct extent said[2048], seen[2048];
	unsigned nr_said = read_extents("fio.iolog", said, 2048);
	unsigned nr_seen = read_extents("blk-ftrace.txt.gz", seen, 2048);
	unsigned two = 0;

	(void)state;
	assert_int_equal(nr_said, 2000);
	assert_int_equal(nr_seen, 2003);
	for (unsigned i = 0; i < nr_said; i++)
		if (take(seen, nr_seen, said[i]))
			said[i].sectors = 0;
	for (unsigned i = 0; i < nr_said; i++) {
		struct extent part = { said[i].write, said[i].sector, 0 };
		unsigned first;

		if (!said[i].sectors)
			continue;
		first = take(seen, nr_seen, part);
		assert_true(first >= 256 * 8);
		part.sector += first;
		part.sectors = said[i].sectors - first;
		assert_int_equal(take(seen, nr_seen, part), part.sectors);
		two++;
	}
	assert_int_equal(two, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replay__capture_of_6_18__each_split_predicted_or_explained),
		cmocka_unit_test(replay__capture_of_6_18__text_gives_the_first_that_were_not),
		cmocka_unit_test(replay__other_limits__no_memory_explains),
		cmocka_unit_test(replay__trace_without_splits__none_told),
		cmocka_unit_test(replay__bad_splits__told_as_such),
		cmocka_unit_test(replay__its_own_output__predicted_in_full),
		cmocka_unit_test(capture__fio_and_kernel__one_bio_each_but_three),
	};

	return cmocka_run_group_tests_name("forecast", tests, NULL, NULL);
}
