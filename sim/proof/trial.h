/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One scenario, run and judged: by the checker, by comparisons of the subject's own, by BUGs.
 */
#ifndef SIM_PROOF_TRIAL_H
#define SIM_PROOF_TRIAL_H

#include <stdio.h>

#include <blkpath/check.h>
#include <blkpath/defects.h>
#include <blkpath/rules.h>

#include "proof/choices.h"
#include "world/findings.h"

#define BP_TRIAL_WHAT_MAX 32
#define BP_TRIAL_TEXT_MAX 4096

/**
 * struct bp_trial_setup - what all trials of a run have in common
 * @rules: kernel to be, NULL when each scenario chooses
 * @mixture: @rules are of no kernel, no judgement of the checker counts
 * @defects: switches that are on
 */
struct bp_trial_setup {
	const struct bp_rules *rules;
	bool mixture;
	struct bp_defects defects;
};

/**
 * struct bp_trial_outcome - numbers of one trial, or of many
 * @trials: how many
 * @things: what the subject counts: bios, lists, commands
 * @bugs: BUGs that rules or defects allow
 * @wrong: everything that was not as it should be
 * @judged: judgements of each invariant
 * @broken: how many of them said no
 */
struct bp_trial_outcome {
	u64 trials;
	u64 things;
	u64 bugs;
	u64 wrong;
	u64 judged[BP_INV_NR];
	u64 broken[BP_INV_NR];
};

/**
 * struct bp_trial - a scenario on its way
 * @choices: what it is made of
 * @setup: of the run
 * @outcome: so far
 * @excused: invariants that prove nothing here: the scenario breaks them from outside
 * @what: what went wrong first: "INV-MAP-4", "BUG", "data"; "" when nothing did
 * @text: the same in full, with a picture where there is one
 * @story: the scenario is written down there while it is made, NULL for nowhere
 */
struct bp_trial {
	struct bp_choices choices;
	const struct bp_trial_setup *setup;
	struct bp_trial_outcome outcome;
	bool excused[BP_INV_NR];
	char what[BP_TRIAL_WHAT_MAX];
	char text[BP_TRIAL_TEXT_MAX];
	FILE *story;
};

/* The checker begins to listen; what it finds is the trial's.  Aborts without memory. */
struct bp_check *bp_trial_watch(struct bp_trial *trial, struct bp_env *env);

/* Adds up what the checker found, and drops it. */
void bp_trial_unwatch(struct bp_trial *trial, struct bp_check *check);

/* Something is not as it should be; @what is one or two words, the rest is as in printf. */
__attribute__((format(printf, 3, 4))) void bp_trial_wrong(struct bp_trial *trial, const char *what,
							  const char *format, ...);

/* The same of an invariant that the subject judges by itself: by bytes, or by what moved. */
void bp_trial_judge(struct bp_trial *trial, enum bp_invariant id, bool holds, const char *why);
#define bp_trial_hold(trial, id, condition) bp_trial_judge(trial, id, condition, #condition)

/* The same of what was found elsewhere, by @who. */
void bp_trial_take(struct bp_trial *trial, const struct bp_finding *finding, const char *who);

/* A line of the story, as in printf; its end included. */
__attribute__((format(printf, 2, 3))) void bp_trial_say(struct bp_trial *trial, const char *format,
							...);

/* The rule set of this scenario: that of the run, or one that is chosen. */
const struct bp_rules *bp_trial_rules(struct bp_trial *trial);

void bp_trial_outcome_add(struct bp_trial_outcome *sum, const struct bp_trial_outcome *outcome);

#endif
