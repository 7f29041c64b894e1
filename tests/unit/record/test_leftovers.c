/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bp_test.h"
#include "record/leftovers.h"

/* A number that a process had until now. */
static int gone_process(void)
{
	pid_t pid = fork();

	if (!pid)
		_exit(0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	return pid;
}

static void bp_leftovers_remove__names__only_ours_of_gone_processes(void **state)
{
	static const struct {
		const char *format;
		bool gone, stays;
	} cases[] = {
		{ "blkpath-%d-0", true, false },  { "blkpath-%d-99", true, false },
		{ "blkpath-%d-0", false, true },  { "blkpath-%d", true, true },
		{ "blkpath-%d-0x", true, true },  { "blkpath-0%d-0", true, true },
		{ "blkpath--%d-0", true, true },  { "blkpath-x-%d", true, true },
		{ "elsewhere-%d-0", true, true }, { "blkpath-%d-", true, true },
		{ "blkpath-%d-00", true, true },  { "blkpath-99999999999%d-0", true, true },
	};
	char folder[] = "leftovers-XXXXXX";
	int gone = gone_process();
	char path[128];

	(void)state;
	assert_non_null(mkdtemp(folder));
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		int end = snprintf(path, sizeof(path), "%s/", folder);

		snprintf(path + end, sizeof(path) - (size_t)end, cases[i].format,
			 cases[i].gone ? gone : getpid());
		assert_int_equal(mkdir(path, 0700), 0);
	}
	bp_leftovers_remove(folder);
	for (size_t i = 0; i < bp_array_size(cases); i++) {
		int end = snprintf(path, sizeof(path), "%s/", folder);

		snprintf(path + end, sizeof(path) - (size_t)end, cases[i].format,
			 cases[i].gone ? gone : getpid());
		print_message("# %s\n", path);
		assert_int_equal(rmdir(path) == 0, cases[i].stays);
	}
	assert_int_equal(rmdir(folder), 0);
}

/* As the kernel refuses to remove one that is being read. */
static void bp_leftovers_remove__in_use_or_no_folder__nothing(void **state)
{
	char folder[] = "leftovers-XXXXXX";
	char path[64], inner[72];

	(void)state;
	bp_leftovers_remove("no-such-folder");
	assert_non_null(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/blkpath-%d-0", folder, gone_process());
	snprintf(inner, sizeof(inner), "%s/x", path);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(mkdir(inner, 0700), 0);
	bp_leftovers_remove(folder);
	assert_int_equal(rmdir(inner), 0);
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_leftovers_remove__names__only_ours_of_gone_processes),
		cmocka_unit_test(bp_leftovers_remove__in_use_or_no_folder__nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
