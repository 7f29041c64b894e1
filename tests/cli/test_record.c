/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * blkpath record: what it refuses, and that it then leaves nothing behind.  What it records is
 * looked at by suite oracle, where the machine allows it.
 */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "run.h"

#define OUT "record-test.jsonl"

struct bad {
	const char *arguments[8];
	const char *says;
};

static void assert_refused(const struct bad *bad)
{
	struct t_run run;

	t_run(&run, bp_cmd_record, bad->arguments);
	if (run.status != BP_EXIT_USAGE || run.out[0] || !strstr(run.err, bad->says))
		fail_msg("exit %d, \"%s\" is not \"...%s...\"", run.status, run.err, bad->says);
	assert_ptr_equal(strchr(run.err, '\n'), run.err + strlen(run.err) - 1);
	t_run_free(&run);
}

static void record__nonsense__refused(void **state)
{
	static const struct bad table[] = {
		{ { "record", "--cases", "0" }, "--cases: " },
		{ { "record", "--cases", "-1" }, "--cases: \"-1\"" },
		{ { "record", "--cases", "100001" }, "--cases: " },
		{ { "record", "--cases", "1e3" }, "--cases: \"1e3\"" },
		{ { "record", "--cases", "" }, "--cases: " },
		{ { "record", "--cases" }, "--cases: needs a value" },
		{ { "record", "--seed", "x" }, "--seed: " },
		{ { "record", "--seed", "18446744073709551616" }, "--seed: " },
		{ { "record", "--seed", "9223372036854775808" }, "--seed: allowed here: 0 to " },
		{ { "record", "--op", "discard" }, "--op: allowed here: read, write" },
		{ { "record", "--op", "read+fua" }, "--op: allowed here: read, write" },
		{ { "record", "--op", "frobnicate" }, "--op: " },
		{ { "record", "--block-size", "0" }, "--block-size: " },
		{ { "record", "--block-size", "256" }, "--block-size: " },
		{ { "record", "--block-size", "1000" }, "--block-size: 1000; allowed: a power" },
		{ { "record", "--block-size", "128k" }, "--block-size: " },
		{ { "record", "--loop-direct", "maybe" }, "--loop-direct: " },
		{ { "record", "--destroy-data" }, "--destroy-data: needs a --device" },
		{ { "record", "--destroy-data=yes" }, "takes no value" },
		{ { "record", "--device", "/dev/x", "--block-size", "512" },
		  "--device: has blocks" },
		{ { "record", "--device", "/dev/x", "--loop-direct", "on" },
		  "--device: has blocks" },
		{ { "record", "--device", "/dev/x", "--op", "write" },
		  "--destroy-data is missing" },
		{ { "record", "--limits", "default" }, "--limits: unknown option" },
		{ { "record", "/dev/x" }, "/dev/x: one argument too many" },
		{ { "record", "--out", "/nowhere/x" }, "/nowhere/x" },
		{ { "record", "--out", "" }, "blkpath: --out: is empty; allowed: the name of a" },
		{ { "record", "--device", "" }, "blkpath: --device: is empty; allowed: a block" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++)
		assert_refused(&table[i]);
}

static void record__not_root__refused(void **state)
{
	const struct bad bad = { { "record", "--cases", "1", "--out", OUT }, "needs root" };
	bool root = !geteuid();

	(void)state;
	if (root)
		assert_int_equal(seteuid(65534), 0);
	/* The folder may not be writable for everybody. */
	assert_refused(&(struct bad){ { "record", "--cases", "1" }, bad.says });
	if (root)
		assert_int_equal(seteuid(0), 0);
}

static void record__no_such_device__refused_and_no_file(void **state)
{
	static const struct bad table[] = {
		{ { "record", "--device", "/nowhere", "--out", OUT },
		  "/nowhere: cannot be opened" },
		{ { "record", "--device", "/dev/null", "--out", OUT },
		  "/dev/null: is not a block device" },
		{ { "record", "--device", "/", "--out", OUT }, "/: is not a block device" },
	};

	(void)state;
	if (geteuid())
		t_leave_out("not root");
	unlink(OUT);
	for (size_t i = 0; i < sizeof(table) / sizeof(*table); i++) {
		assert_refused(&table[i]);
		assert_int_not_equal(access(OUT, F_OK), 0);
	}
}

static void record__help__tells_options(void **state)
{
	struct t_run run;

	(void)state;
	t_run(&run, bp_cmd_record, T_ARGS("record", "--help"));
	assert_int_equal(run.status, BP_EXIT_FINE);
	t_contains(run.out, "--destroy-data");
	t_contains(run.out, "--anonymize");
	t_contains(run.out, "read or write (both)");
	assert_null(strstr(run.out, "blktrace"));
	t_run_free(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(record__nonsense__refused),
		cmocka_unit_test(record__not_root__refused),
		cmocka_unit_test(record__no_such_device__refused_and_no_file),
		cmocka_unit_test(record__help__tells_options),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
