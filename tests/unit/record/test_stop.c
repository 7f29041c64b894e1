/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bp_test.h"
#include "record/stop.h"

/* Ends a child with what it returns, or by a signal; gives back how it ended. */
static int child(int (*act)(int number), int number)
{
	int status;
	pid_t pid = fork();

	if (!pid)
		_exit(act(number));
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static int note_and_end(int number)
{
	signal(number, SIG_DFL);
	bp_stop_begin();
	if (bp_stop_signal())
		return 10;
	raise(number);
	if (bp_stop_signal() != number)
		return 11;
	bp_stop_end();
	return 12;
}

static void bp_stop_end__signal_came__ends_by_it(void **state)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		int status = child(note_and_end, numbers[i]);

		assert_true(WIFSIGNALED(status));
		assert_int_equal(WTERMSIG(status), numbers[i]);
	}
}

static int stay_deaf(int number)
{
	signal(number, SIG_IGN);
	bp_stop_begin();
	raise(number);
	if (bp_stop_signal())
		return 10;
	bp_stop_end();
	raise(number);
	return 0;
}

static void bp_stop_begin__ignored_before__stays_ignored(void **state)
{
	(void)state;
	assert_int_equal(child(stay_deaf, SIGHUP), 0);
}

static int close_pipe(int number)
{
	int ends[2];

	signal(number, SIG_DFL);
	if (pipe(ends))
		return 10;
	close(ends[0]);
	bp_stop_begin();
	if (write(ends[1], "x", 1) >= 0 || bp_stop_signal())
		return 11;
	bp_stop_end();
	(void)!write(ends[1], "x", 1);
	return 12;
}

static void bp_stop_begin__closed_pipe__an_error_until_the_end(void **state)
{
	int status;

	(void)state;
	status = child(close_pipe, SIGPIPE);
	assert_true(WIFSIGNALED(status));
	assert_int_equal(WTERMSIG(status), SIGPIPE);
}

static int outgrow(int number)
{
	signal(number, SIG_DFL);
	bp_stop_begin();
	raise(number);
	return bp_stop_signal() ? 10 : 0;
}

static void bp_stop_begin__file_too_large__an_error_too(void **state)
{
	(void)state;
	assert_int_equal(child(outgrow, SIGXFSZ), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bp_stop_end__signal_came__ends_by_it),
		cmocka_unit_test(bp_stop_begin__ignored_before__stays_ignored),
		cmocka_unit_test(bp_stop_begin__file_too_large__an_error_too),
		cmocka_unit_test(bp_stop_begin__closed_pipe__an_error_until_the_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
