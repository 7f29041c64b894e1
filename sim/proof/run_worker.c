/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proof/isolated.h"
#include "proof/run_worker.h"

static void keep(struct bp_run_worker *w, const u8 *bytes, size_t size)
{
	struct bp_trial_finding *f = &w->findings[w->nr_findings];

	if (w->nr_findings == BP_RUN_FINDINGS ||
	    bp_run_find_in(w->findings, w->nr_findings, w->trial.what))
		return;
	f->number = w->number;
	f->size = size;
	memcpy(f->bytes, bytes, size);
	memcpy(f->what, w->trial.what, sizeof(f->what));
	memcpy(f->text, w->trial.text, sizeof(f->text));
	w->nr_findings++;
}

static void one_trial(const struct bp_run *run, struct bp_run_worker *w)
{
	u8 bytes[BP_RUN_BYTES];
	size_t size = bp_run_bytes(run, w->number, bytes);

	bp_subject_try(run->subject, &run->setup, bytes, size, &w->trial);
	bp_trial_outcome_add(&w->outcome, &w->trial.outcome);
	if (w->trial.what[0])
		keep(w, bytes, size);
}

/* The numbers of this part from @first on, every @jobs-th. */
static void work(const struct bp_run *run, struct bp_run_worker *w, u64 first, u64 end,
		 unsigned jobs)
{
	for (u64 n = first; n < end; n += run->shards * jobs) {
		w->number = n;
		if (jobs > 1)
			bp_isolated_watch_time();
		one_trial(run, w);
	}
}

/* The trial that a process died of is a finding.  Return: false when it ended well. */
static bool bury(const struct bp_run *run, struct bp_run_worker *w, int status)
{
	u8 bytes[BP_RUN_BYTES];

	if (!bp_isolated_death(status, w->trial.what))
		return false;
	snprintf(w->trial.text, sizeof(w->trial.text), "%s\n", w->trial.what);
	w->outcome.trials++;
	w->outcome.wrong++;
	keep(w, bytes, bp_run_bytes(run, w->number, bytes));
	return true;
}

static int start(const struct bp_run *run, struct bp_run_worker *w, u64 first, u64 end)
{
	const pid_t pid = fork();

	if (pid < 0)
		return -errno;
	if (!pid) {
		work(run, w, first, end, run->jobs);
		_exit(EXIT_SUCCESS);
	}
	w->pid = pid; /* the parent's to write: the child sees it too */
	return 0;
}

/* Another process goes on behind the trial that one died of. */
static int wait_for(const struct bp_run *run, struct bp_run_worker *w, u64 end)
{
	int status, error = 0;

	do {
		while (waitpid(w->pid, &status, 0) < 0)
			if (errno != EINTR)
				return -errno;
		if (!bury(run, w, status))
			break;
		error = start(run, w, w->number + run->shards * run->jobs, end);
	} while (!error);
	return error;
}

static int work_in_processes(const struct bp_run *run, struct bp_run_worker *workers, u64 first,
			     u64 end)
{
	unsigned started = 0;
	int error = 0;

	fflush(NULL);
	while (started < run->jobs && !error) {
		error = start(run, &workers[started], first + started * run->shards, end);
		started += !error;
	}
	for (unsigned i = 0; i < started; i++)
		error = wait_for(run, &workers[i], end) ?: error;
	return error;
}

int bp_run_work(const struct bp_run *run, struct bp_run_worker *workers, u64 first, u64 end)
{
	if (run->jobs > 1)
		return work_in_processes(run, workers, first, end);
	work(run, workers, first, end, 1);
	return 0;
}
