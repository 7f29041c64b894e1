/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath limits.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "run.h"

#define QUEUE "@/tests/golden/real/loop-linux-6.18/queue"

static void limits__nothing_said__default_preset(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_limits, T_ARGS("limits"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "default (preset)\n");
	t_contains(run.out, "  max_sectors                            255 sectors   largest I/O\n");
	assert_null(strstr(run.out, "ignored"));
	t_run_free(&run);
}

static void limits__queue_directory__says_what_it_ignored_and_why(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_limits, T_ARGS("limits", QUEUE));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "(queue directory)\n");
	t_contains(run.out, "  max_sectors                           2560 sectors");
	t_contains(run.out, "\nignored:\n");
	t_contains(run.out, "  atomic_write_max_bytes           atomic writes are not modelled\n");
	t_contains(run.out, "\nassumed:\n");
	t_contains(run.out, "  seg_boundary_mask                sysfs does not show it");
	t_run_free(&run);
}

/* Every shipped copy: the files tell the kernel. */
static void limits__shipped_copies__rule_set_of_their_kernel(void **state)
{
#define REAL "@/tests/golden/real/"
	static const struct {
		const char *path, *first, *last, *rules;
	} copies[] = {
		{ REAL "loop-linux-6.18/queue", "6.17", NULL, "v6.18" },
		{ REAL "qemu-q35-switch/nvme0n1", "6.0", "6.10", "v6.1" },
		{ REAL "qemu-q35-switch/nvme1n1", "6.0", "6.10", "v6.1" },
		{ REAL "qemu-q35-switch/nvme2n1", "6.0", "6.10", "v6.1" },
		{ REAL "qemu-q35-switch/nvme3n1", "6.0", "6.10", "v6.1" },
		{ REAL "qemu-q35-two-roots/nvme0n1", "6.0", "6.10", "v6.1" },
		{ REAL "qemu-q35-two-roots/nvme1n1", "6.0", "6.10", "v6.1" },
		{ REAL "qemu-q35-two-roots/nvme2n1", "6.0", "6.10", "v6.1" },
		{ REAL "qemu-q35-two-roots/nvme3n1", "6.0", "6.10", "v6.1" },
	};

	(void)state;
	for (size_t i = 0; i < bp_array_size(copies); i++) {
		json_t *j = t_run_json(bp_cmd_limits, T_ARGS("limits", copies[i].path, "--json"));
		const char *last = json_string_value(t_at(j, "kernel.last"));

		assert_string_equal(json_string_value(t_at(j, "kernel.first")), copies[i].first);
		assert_string_equal(last ?: "", copies[i].last ?: "");
		assert_true(json_is_null(t_at(j, "kernel.lacks")));
		assert_string_equal(json_string_value(t_at(j, "kernel.rules")), copies[i].rules);
		assert_true(json_array_size(t_at(j, "hidden")) >= 3);
		json_decref(j);
	}
}

/* The files of an old kernel: as many as v5.2 has. */
static void limits__no_newer_file__can_be_older_than_the_rules(void **state)
{
	static const char *const keys[] = { "logical_block_size", "max_hw_sectors_kb",
					    "max_sectors_kb", "max_segment_size", "max_segments" };
	static const char *const values[] = { "512", "128", "128", "65536", "7" };
	char folder[] = "limits-test-XXXXXX", path[64];
	struct t_run run;

	(void)state;
	assert_non_null(mkdtemp(folder));
	for (size_t i = 0; i < bp_array_size(keys); i++) {
		FILE *file;

		snprintf(path, sizeof(path), "%s/%s", folder, keys[i]);
		file = fopen(path, "w");
		assert_non_null(file);
		fputs(values[i], file);
		fclose(file);
	}
	t_run(&run, bp_cmd_limits, T_ARGS("limits", folder));
	t_contains(run.out, "kernel: up to 5.7\n");
	t_contains(run.out,
		   "\nrule set v5.2 is the oldest known: an older kernel may do otherwise\n");
	t_run_free(&run);
	for (size_t i = 0; i < bp_array_size(keys); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, keys[i]);
		unlink(path);
	}
	rmdir(folder);
	t_run(&run, bp_cmd_limits, T_ARGS("limits", QUEUE));
	assert_null(strstr(run.out, "oldest known"));
	t_run_free(&run);
}

static void limits__smaller_device_set__largest_io_follows(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_limits, T_ARGS("limits", QUEUE, "--set", "max_hw_sectors_kb=64"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "  max_sectors                            128 sectors");
	t_contains(run.out, "lowered to max_hw_sectors");
	t_run_free(&run);
}

static void limits__file__values_of_the_file(void **state)
{
	char *file = t_file("preset = nvme\nmax_segments = 5\n");
	json_t *j = t_run_json(bp_cmd_limits, T_ARGS("limits", file, "--json"));

	(void)state;
	assert_string_equal(json_string_value(t_at(j, "kind")), "limits file");
	assert_int_equal(json_integer_value(t_at(j, "limits.max_segments")), 5);
	assert_string_equal(json_string_value(t_at(j, "limits.virt_boundary_mask")), "0xfff");
	json_decref(j);
	t_file_free(file);
}

static void limits__set__wins(void **state)
{
	json_t *j = t_run_json(bp_cmd_limits,
			       T_ARGS("limits", "nvme", "--json", "--set", "max_segments=7"));

	(void)state;
	assert_int_equal(json_integer_value(t_at(j, "limits.max_segments")), 7);
	json_decref(j);
}

static void limits__json__whole_width(void **state)
{
	json_t *j = t_run_json(bp_cmd_limits, T_ARGS("limits", "--json", "--set",
						     "seg_boundary_mask=0x7fffffffffffffff"));

	(void)state;
	assert_string_equal(json_string_value(t_at(j, "limits.seg_boundary_mask")),
			    "0x7fffffffffffffff");
	json_decref(j);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(limits__nothing_said__default_preset),
		cmocka_unit_test(limits__queue_directory__says_what_it_ignored_and_why),
		cmocka_unit_test(limits__shipped_copies__rule_set_of_their_kernel),
		cmocka_unit_test(limits__no_newer_file__can_be_older_than_the_rules),
		cmocka_unit_test(limits__smaller_device_set__largest_io_follows),
		cmocka_unit_test(limits__file__values_of_the_file),
		cmocka_unit_test(limits__set__wins),
		cmocka_unit_test(limits__json__whole_width),
	};

	return cmocka_run_group_tests_name("limits", tests, NULL, NULL);
}
