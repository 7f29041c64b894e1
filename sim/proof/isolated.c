/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proof/isolated.h"

void *bp_shared_new(size_t bytes)
{
	void *memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? NULL : memory;
}

void bp_shared_free(void *memory, size_t bytes)
{
	if (memory)
		munmap(memory, bytes);
}

void bp_isolated_watch_time(void)
{
	const struct itimerval end = { .it_value = { BP_ISOLATED_CPU_SECONDS, 0 } };

	signal(SIGPROF, SIG_DFL);
	setitimer(ITIMER_PROF, &end, NULL);
}

bool bp_isolated_death(int wait_status, char what[BP_TRIAL_WHAT_MAX])
{
	if (WIFEXITED(wait_status) && !WEXITSTATUS(wait_status))
		return false;
	if (WIFEXITED(wait_status))
		snprintf(what, BP_TRIAL_WHAT_MAX, "exit %d", WEXITSTATUS(wait_status));
	else if (WTERMSIG(wait_status) == SIGPROF)
		snprintf(what, BP_TRIAL_WHAT_MAX, "hang");
	else
		snprintf(what, BP_TRIAL_WHAT_MAX, "crash (signal %d)", WTERMSIG(wait_status));
	return true;
}

bool bp_isolated_is_death(const char *what)
{
	return !strncmp(what, "crash", 5) || !strncmp(what, "exit", 4) || !strcmp(what, "hang");
}

/* The parent says what happened. */
static void be_quiet(void)
{
	if (!freopen("/dev/null", "w", stderr) || !freopen("/dev/null", "w", stdout))
		_exit(EXIT_FAILURE);
}

void bp_isolated_try(const struct bp_subject *subject, const struct bp_trial_setup *setup,
		     const u8 *bytes, size_t size, struct bp_trial *trial)
{
	pid_t child;
	int status;

	trial->story = NULL;
	trial->what[0] = trial->text[0] = 0;
	fflush(NULL);
	child = fork();
	if (child < 0)
		return;
	if (!child) {
		be_quiet();
		bp_isolated_watch_time();
		bp_subject_try(subject, setup, bytes, size, trial);
		_exit(EXIT_SUCCESS);
	}
	while (waitpid(child, &status, 0) < 0 && errno == EINTR)
		continue;
	bp_isolated_death(status, trial->what);
}
