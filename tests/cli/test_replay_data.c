/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath replay --data verify: every byte that was written is read back and compared.
 */
#include <string.h>

#include "run.h"

#define REAL "@/tests/golden/real/loop-linux-6.18/"

static u64 count(json_t *j, const char *path)
{
	return (u64)json_integer_value(t_at(j, path));
}

/* Whatever lies between the I/O and the medium. */
static const char *const ways[][4] = {
	{ "--queues", "4" },
	{ "--depth", "1" },
	{ "--plug", "16", "--queues", "3" },
	{ "--layout", "random,offset=512" },
	{ "--layout", "dma=0x1000000" },
	{ "--iommu", "pack", "--plug", "8" },
	{ "--device", "bounce=force" },
	{ "--scheduler", "sorted", "--queues", "2" },
};

static void replay__verify_whatever_the_way__every_byte_right(void **state)
{
	(void)state;
	for (unsigned i = 0; i < bp_array_size(ways); i++) {
		const char *arguments[] = {
			"replay",   REAL "fio.iolog", "--limits", REAL "queue", "--json",
			"--check",  "--data",	      "verify",	  ways[i][0],	ways[i][1],
			ways[i][2], ways[i][3],	      NULL,
		};
		json_t *j = t_run_json(bp_cmd_replay, arguments);

		print_message("# %s %s\n", ways[i][0], ways[i][1]);
		assert_true(json_is_true(t_at(j, "data.good")));
		assert_int_equal(count(j, "data.written_bytes"), count(j, "counts.write_bytes"));
		assert_int_equal(count(j, "data.compared_bytes"), count(j, "counts.read_bytes"));
		assert_int_equal(count(j, "data.compared"), count(j, "counts.reads"));
		assert_true(count(j, "data.read_back_bytes") > 0);
		assert_int_equal(count(j, "check.violations"), 0);
		assert_int_equal(count(j, "check.reports"), 0);
		json_decref(j);
	}
}

/* It changes nothing of what is counted: requests of one queue are the same. */
static void replay__verify__same_counts_as_without(void **state)
{
	json_t *with =
		t_run_json(bp_cmd_replay, T_ARGS("replay", REAL "fio.iolog", "--limits",
						 REAL "queue", "--json", "--data", "verify"));
	json_t *without =
		t_run_json(bp_cmd_replay, T_ARGS("replay", REAL "fio.iolog", "--limits",
						 REAL "queue", "--json", "--data", "none"));

	(void)state;
	assert_null(json_object_get(without, "data"));
	assert_true(json_equal(t_at(with, "counts"), t_at(without, "counts")));
	assert_true(json_equal(t_at(with, "histograms"), t_at(without, "histograms")));
	json_decref(with);
	json_decref(without);
}

/* The blktrace file ends where the trace does. */
static void replay__verify_with_out__reading_back_is_not_in_it(void **state)
{
	char *with = t_file(""), *without = t_file("");
	struct t_run a, b;
	json_t *one, *other;

	(void)state;
	t_run(&a, bp_cmd_replay,
	      T_ARGS("replay", REAL "fio.iolog", "--limits", REAL "queue", "--data", "verify",
		     "--out", with));
	t_run(&b, bp_cmd_replay,
	      T_ARGS("replay", REAL "fio.iolog", "--limits", REAL "queue", "--out", without));
	assert_int_equal(a.status, BP_EXIT_FINE);
	assert_int_equal(b.status, BP_EXIT_FINE);
	one = t_run_json(bp_cmd_replay, T_ARGS("replay", with, "--json"));
	other = t_run_json(bp_cmd_replay, T_ARGS("replay", without, "--json"));
	assert_true(json_equal(t_at(one, "counts"), t_at(other, "counts")));
	json_decref(one);
	json_decref(other);
	t_run_free(&a);
	t_run_free(&b);
	t_file_free(with);
	t_file_free(without);
}

static const char overlapping[] = "fio version 2 iolog\n"
				  "/dev/a add\n"
				  "/dev/a open\n"
				  "/dev/a write 0 8192\n"
				  "/dev/a read 4096 8192\n"
				  "/dev/a trim 0 4096\n"
				  "/dev/a read 0 8192\n"
				  "/dev/a close\n";

static void replay__ios_that_overlap__wait_and_are_right(void **state)
{
	char *trace = t_file(overlapping);
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_replay,
	      T_ARGS("replay", trace, "--data", "verify", "--plug", "0", "--set",
		     "discard_max_bytes=1M"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "waited                      2  I/Os");
	t_contains(run.out, "every byte is as it should be");
	t_run_free(&run);
	t_file_free(trace);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(replay__verify_whatever_the_way__every_byte_right),
		cmocka_unit_test(replay__verify__same_counts_as_without),
		cmocka_unit_test(replay__verify_with_out__reading_back_is_not_in_it),
		cmocka_unit_test(replay__ios_that_overlap__wait_and_are_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
