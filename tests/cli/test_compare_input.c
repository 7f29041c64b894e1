/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath compare: where recordings come from, and what is refused.
 */
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

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

static void compare__standard_input__is_a_file_too(void **state)
{
	char *line = t_case_line(t_case());
	char *name = t_file(line);
	int saved = dup(STDIN_FILENO), fd = open(name, O_RDONLY);
	struct t_run run;

	(void)state;
	assert_true(fd >= 0 && dup2(fd, STDIN_FILENO) == STDIN_FILENO);
	t_run(&run, bp_cmd_compare, T_ARGS("compare", "-"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "standard input\n  source ");
	t_run_free(&run);
	t_run(&run, bp_cmd_compare, T_ARGS("compare", "-", "-"));
	assert_int_equal(run.status, BP_EXIT_USAGE);
	t_contains(run.err, "blkpath: standard input: no case in it");
	t_run_free(&run);
	if (saved >= 0)
		dup2(saved, STDIN_FILENO);
	close(saved);
	close(fd);
	t_file_free(name);
	free(line);
}

static void compare__kernel_before_all_rule_sets__said(void **state)
{
	static const char words[] =
		"rule set v5.2 is the oldest known: kernels of 1 cases are older";
	struct t_run run;

	(void)state;
	run_line(&run, t_case_changed("kernel", "'4.19.0-27-amd64'"), NULL, NULL);
	t_contains(run.out, words);
	t_run_free(&run);
	run_line(&run, t_case_changed("kernel", "'5.2.0'"), NULL, NULL);
	assert_null(strstr(run.out, "oldest known"));
	t_run_free(&run);
	run_line(&run, t_case_changed("kernel", "'4.19.0'"), "--rules", "v6.1");
	assert_null(strstr(run.out, "oldest known"));
	t_run_free(&run);
}

static void compare__unusable__exit_2_and_nothing_printed(void **state)
{
	static const struct {
		const char *path, *value, *says;
	} cases[] = {
		{ "iov.1.0.1", "3072", ":2: iov: the ranges have 54784 bytes together" },
		{ "limits.max_segments", NULL, ":2: max_segments: the field is missing" },
		{ "sector", "9223372036854775807", ":2: sector: must be a number from 0" },
		{ "kernel", "'linux'", ":2: kernel: \"linux\"; allowed: a release" },
		{ "src", "'a\\u001b[2J'", ":2: src: must be a word" },
	};
	struct t_run run;

	(void)state;
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		char *good = t_case_changed("ret", "512");
		char *bad = t_case_changed(cases[i].path, cases[i].value);
		char *both = malloc(strlen(good) + strlen(bad) + 1);

		strcpy(both, good);
		strcat(both, bad);
		run_line(&run, both, NULL, NULL);
		assert_int_equal(run.status, BP_EXIT_USAGE);
		assert_string_equal(run.out, "");
		t_contains(run.err, cases[i].says);
		t_run_free(&run);
		free(good);
		free(bad);
	}
	run_on(&run, "\n", NULL, NULL);
	assert_int_equal(run.status, BP_EXIT_USAGE);
	t_contains(run.err, "no case in it");
	t_run_free(&run);
	t_run(&run, bp_cmd_compare, T_ARGS("compare", "no-such-file"));
	assert_int_equal(run.status, BP_EXIT_USAGE);
	t_run_free(&run);
	t_run(&run, bp_cmd_compare, T_ARGS("compare"));
	assert_int_equal(run.status, BP_EXIT_USAGE);
	t_run_free(&run);
}

static void compare__file_name_is_no_utf_8__text_alone(void **state)
{
	static const char other[] = "blkpath-test-\xff";
	char *line = t_case_changed("ret", "512"), *name = t_file(line);
	struct t_run run;

	(void)state;
	assert_int_equal(rename(name, other), 0);
	t_run(&run, bp_cmd_compare, T_ARGS("compare", other));
	assert_int_equal(run.status, BP_EXIT_CHECK);
	t_contains(run.out, "blkpath-test-\xff:1: nvme-mdts7");
	t_run_free(&run);
	t_run(&run, bp_cmd_compare, T_ARGS("compare", other, "--json"));
	assert_int_equal(run.status, BP_EXIT_USAGE);
	assert_string_equal(run.out, "");
	t_contains(run.err, "not UTF-8");
	t_run_free(&run);
	rename(other, name);
	t_file_free(name);
	free(line);
}

static void compare__bad_masks__exit_2(void **state)
{
	static const char *const options[] = {
		"--seg-boundary-mask=0x1000", "--seg-boundary-mask=0xff",
		"--seg-boundary-mask=510",    "--seg-boundary-mask=x",
		"--max-sectors=-1",	      "--max-sectors=4294967296",
	};
	struct t_run run;

	(void)state;
	for (size_t i = 0; i < bp_array_size(options); i++) {
		run_line(&run, t_case_line(t_case()), options[i], NULL);
		assert_int_equal(run.status, BP_EXIT_USAGE);
		assert_string_equal(run.out, "");
		t_run_free(&run);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(compare__standard_input__is_a_file_too),
		cmocka_unit_test(compare__kernel_before_all_rule_sets__said),
		cmocka_unit_test(compare__unusable__exit_2_and_nothing_printed),
		cmocka_unit_test(compare__file_name_is_no_utf_8__text_alone),
		cmocka_unit_test(compare__bad_masks__exit_2),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
