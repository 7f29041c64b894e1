/* SPDX-License-Identifier: GPL-2.0-or-later */
#define _GNU_SOURCE /* CPU_COUNT */
#include <errno.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>

#include "proof/isolated.h"
#include "proof/run_worker.h"

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

const struct bp_trial_finding *bp_run_find_in(const struct bp_trial_finding *list, unsigned nr,
					      const char *what)
{
	for (unsigned i = 0; i < nr; i++)
		if (!strcmp(list[i].what, what))
			return &list[i];
	return NULL;
}

const struct bp_trial_finding *bp_run_find(const struct bp_run *run, const char *what)
{
	return bp_run_find_in(run->findings, run->nr_findings, what);
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
	size_t bytes = run->jobs * sizeof(struct bp_run_worker);
	struct bp_run_worker *workers = bp_shared_new(bytes);
	u64 first = run->next + (run->shard + run->shards - run->next % run->shards) % run->shards;
	u64 end = bp_min(run->end, first + most * run->shards);
	int error;

	if (!workers)
		return -ENOMEM;
	error = bp_run_work(run, workers, first, end);
	if (!error) {
		for (unsigned i = 0; i < run->jobs; i++)
			bp_run_join(run, &workers[i].outcome, workers[i].findings,
				    workers[i].nr_findings);
		run->next = end;
	}
	bp_shared_free(workers, bytes);
	return error;
}
