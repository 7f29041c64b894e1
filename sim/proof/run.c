/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* CPU_COUNT */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proof/isolated.h"
#include "proof/run.h"

/* A process and its share of a batch, in memory that the parent sees. */
struct worker {
	pid_t pid;
	u64 number; /* the trial that runs */
	struct bp_trial trial;
	struct bp_trial_outcome outcome;
	struct bp_trial_finding findings[BP_RUN_FINDINGS];
	unsigned nr_findings;
};

size_t bp_run_bytes(const struct bp_run *run, u64 number, u8 bytes[BP_RUN_BYTES])
{
	u64 cases = run->subject->cases;

	if (run->exhaustive)
		return bp_choices_write(number, cases, bytes);
	if (cases)
		return bp_choices_write(bp_choices_pick(run->seed, number, cases), cases, bytes);
	return bp_choices_draw(run->seed, number, bytes, BP_RUN_BYTES);
}

unsigned bp_run_processes(void)
{
	cpu_set_t set;
	unsigned n = sched_getaffinity(0, sizeof(set), &set) ? 0 : (unsigned)CPU_COUNT(&set);

	return n < 2 ? 2 : bp_min(n, BP_RUN_JOBS_MAX);
}

static const struct bp_trial_finding *find(const struct bp_trial_finding *list, unsigned nr,
					   const char *what)
{
	for (unsigned i = 0; i < nr; i++)
		if (!strcmp(list[i].what, what))
			return &list[i];
	return NULL;
}

const struct bp_trial_finding *bp_run_find(const struct bp_run *run, const char *what)
{
	return find(run->findings, run->nr_findings, what);
}

static void keep(struct worker *w, const u8 *bytes, size_t size)
{
	struct bp_trial_finding *f = &w->findings[w->nr_findings];

	if (w->nr_findings == BP_RUN_FINDINGS || find(w->findings, w->nr_findings, w->trial.what))
		return;
	f->number = w->number;
	f->size = size;
	memcpy(f->bytes, bytes, size);
	memcpy(f->what, w->trial.what, sizeof(f->what));
	memcpy(f->text, w->trial.text, sizeof(f->text));
	w->nr_findings++;
}

static void one_trial(const struct bp_run *run, struct worker *w)
{
	u8 bytes[BP_RUN_BYTES];
	size_t size = bp_run_bytes(run, w->number, bytes);

	bp_subject_try(run->subject, &run->setup, bytes, size, &w->trial);
	bp_trial_outcome_add(&w->outcome, &w->trial.outcome);
	if (w->trial.what[0])
		keep(w, bytes, size);
}

/* The numbers of this part from @first on, every @jobs-th. */
static void work(const struct bp_run *run, struct worker *w, u64 first, u64 end, unsigned jobs)
{
	for (u64 n = first; n < end; n += run->shards * jobs) {
		w->number = n;
		if (jobs > 1)
			bp_isolated_watch_time();
		one_trial(run, w);
	}
}

/* The trial that a process died of is a finding.  Return: false when it ended well. */
static bool bury(const struct bp_run *run, struct worker *w, int status)
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

static int start(const struct bp_run *run, struct worker *w, u64 first, u64 end)
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
static int wait_for(const struct bp_run *run, struct worker *w, u64 end)
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

static int work_in_processes(const struct bp_run *run, struct worker *workers, u64 first, u64 end)
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

static struct bp_trial_finding *room_for(struct bp_run *run, const struct bp_trial_finding *f)
{
	struct bp_trial_finding *known = (struct bp_trial_finding *)bp_run_find(run, f->what);

	if (!known && run->nr_findings < BP_RUN_FINDINGS)
		return &run->findings[run->nr_findings++];
	if (!known)
		known = &run->findings[run->nr_findings - 1]; /* the last */
	return f->number < known->number ? known : NULL;
}

static int by_number(const void *a, const void *b)
{
	const struct bp_trial_finding *x = a, *y = b;

	return (x->number > y->number) - (x->number < y->number);
}

void bp_run_join(struct bp_run *run, const struct bp_trial_outcome *outcome,
		 const struct bp_trial_finding *findings, unsigned nr_findings)
{
	bp_trial_outcome_add(&run->outcome, outcome);
	for (unsigned i = 0; i < nr_findings; i++) {
		struct bp_trial_finding *room = room_for(run, &findings[i]);

		if (room)
			*room = findings[i];
		qsort(run->findings, run->nr_findings, sizeof(run->findings[0]), by_number);
	}
}

int bp_run_on(struct bp_run *run, u64 most)
{
	size_t bytes = run->jobs * sizeof(struct worker);
	struct worker *workers = bp_shared_new(bytes);
	u64 first = run->next + (run->shard + run->shards - run->next % run->shards) % run->shards;
	u64 end = bp_min(run->end, first + most * run->shards);
	int error = 0;

	if (!workers)
		return -ENOMEM;
	if (run->jobs == 1)
		work(run, workers, first, end, 1);
	else
		error = work_in_processes(run, workers, first, end);
	if (!error) {
		for (unsigned i = 0; i < run->jobs; i++)
			bp_run_join(run, &workers[i].outcome, workers[i].findings,
				    workers[i].nr_findings);
		run->next = end;
	}
	bp_shared_free(workers, bytes);
	return error;
}
