/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Many trials of one subject: those of a seed, or every case of a small world.
 *
 * Trial number n is the same whoever runs it, so that a run can be shared by machines, by
 * processes, and over time.
 */
#ifndef SIM_PROOF_RUN_H
#define SIM_PROOF_RUN_H

#include "proof/subject.h"

#define BP_RUN_FINDINGS 32 /* of each batch of a worker; the same thing counts once */
#define BP_RUN_BYTES 2048  /* of the longest string */
#define BP_RUN_JOBS_MAX 1024u

/**
 * struct bp_trial_finding - a scenario in which something goes wrong
 * @number: of the trial
 * @bytes: the scenario
 * @size: its length
 * @what: goes wrong
 * @text: the same in full
 */
struct bp_trial_finding {
	u64 number;
	u8 bytes[BP_RUN_BYTES];
	size_t size;
	char what[BP_TRIAL_WHAT_MAX];
	char text[BP_TRIAL_TEXT_MAX];
};

/**
 * struct bp_run - what is to be done, and what was found
 * @subject: what is proved
 * @setup: of all trials
 * @exhaustive: every case of a world, by its number; else scenarios of a seed, of a world some
 *              of its cases
 * @seed: where random scenarios come from
 * @shard: the part that is run here: the numbers that leave this remainder
 * @shards: how many parts there are, at least 1
 * @jobs: processes, at least 1
 * @next: trial to go on with, of all parts; where an earlier run stopped
 * @end: number behind the last trial
 * @outcome: of all trials so far
 * @findings: things that went wrong, each @what once, with the first trial that shows it; by number
 * @nr_findings: how many
 */
struct bp_run {
	const struct bp_subject *subject;
	struct bp_trial_setup setup;
	bool exhaustive;
	u64 seed;
	u64 shard;
	u64 shards;
	unsigned jobs;
	u64 next;
	u64 end;
	struct bp_trial_outcome outcome;
	struct bp_trial_finding findings[BP_RUN_FINDINGS];
	unsigned nr_findings;
};

/* Trial @number's string.  Return: its length. */
size_t bp_run_bytes(const struct bp_run *run, u64 number, u8 bytes[BP_RUN_BYTES]);

/* Processes that suit this machine: at least two, so that what crashes is a finding. */
unsigned bp_run_processes(void);

/* The finding of that name, NULL when there is none. */
const struct bp_trial_finding *bp_run_find(const struct bp_run *run, const char *what);

/**
 * bp_run_join - add what was found elsewhere
 * @run: the run; @next stays
 * @outcome: numbers
 * @findings: what went wrong, each @what once
 * @nr_findings: how many
 *
 * Of the same thing the first trial that shows it is kept, of too many things the first ones, in
 * their order: whoever ran which trials, the same comes out.
 */
void bp_run_join(struct bp_run *run, const struct bp_trial_outcome *outcome,
		 const struct bp_trial_finding *findings, unsigned nr_findings);

/**
 * bp_run_on - run some more trials
 * @run: what is to be done; @next moves on, what was found is added
 * @most: so many trials of this part, at most
 *
 * With one job they run in this process, and a crash is one; with more in processes of their own,
 * in which a crash or a hang is a finding.
 *
 * Return: 0, or -errno when there is no memory or no process; then nothing has been counted.
 */
int bp_run_on(struct bp_run *run, u64 most);

#endif
