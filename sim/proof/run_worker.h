/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A batch of trials, by one process or by several that are replaced when they die.
 */
#ifndef SIM_PROOF_RUN_WORKER_H
#define SIM_PROOF_RUN_WORKER_H

#include <sys/types.h>

#include "proof/run.h"

/**
 * struct bp_run_worker - a process and its share of a batch, in memory that its parent sees
 * @pid: of the process
 * @number: the trial that runs
 * @trial: itself
 * @outcome: of its share
 * @findings: things that went wrong in it, each once
 * @nr_findings: how many
 */
struct bp_run_worker {
	pid_t pid;
	u64 number;
	struct bp_trial trial;
	struct bp_trial_outcome outcome;
	struct bp_trial_finding findings[BP_RUN_FINDINGS];
	unsigned nr_findings;
};

/* Trials of this part from @first on, one worker per job.  Return: 0, or -errno without process. */
int bp_run_work(const struct bp_run *run, struct bp_run_worker *workers, u64 first, u64 end);

/* The finding of that name in a list, NULL when there is none. */
const struct bp_trial_finding *bp_run_find_in(const struct bp_trial_finding *list, unsigned nr,
					      const char *what);

#endif
