/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A recorded case against the model: does it fit, and where it does not fit v5.2, what is the
 * difference called?
 *
 * Differences have the names of switches (rules_list.h).  A switch names a difference when setting
 * it alone to what it is in v5.2 makes the rule set that fits fail.
 */
#ifndef SIM_WORLD_COMPARISON_H
#define SIM_WORLD_COMPARISON_H

#include "world/prediction.h"

#define BP_RULE_SETS_MAX 16

enum bp_verdict {
	BP_VERDICT_EQUAL,
	BP_VERDICT_KNOWN, /* v5.2 differs, for a reason that has a name */
	BP_VERDICT_UNEXPLAINED,
	BP_VERDICT_NR,
};

/**
 * struct bp_comparison_rules - what a case is held against
 * @forced: rule set in place of that of the recorded kernel, or NULL
 * @v52_only: v5.2 alone has to fit; what it does not predict may be a known difference
 */
struct bp_comparison_rules {
	const struct bp_rules *forced;
	bool v52_only;
};

/* What one rule set says, and where that differs. */
struct bp_comparison_side {
	const struct bp_rules *rules;
	struct bp_prediction prediction;
	bool differs; /* also when the model stopped at a BUG: then there is no row */
	struct bp_fact_difference difference;
};

/**
 * struct bp_comparison - a case that was compared
 * @verdict: what came out
 * @explains: the rule set that has to explain the case
 * @sides: one for each rule set, in order of age
 * @nr_sides: how many
 * @names: bits 1 << BP_RULE_x: what the known difference is called
 */
struct bp_comparison {
	enum bp_verdict verdict;
	const struct bp_rules *explains;
	struct bp_comparison_side sides[BP_RULE_SETS_MAX];
	unsigned nr_sides;
	unsigned long names;
};

/**
 * bp_compare - predict a case under every rule set and judge it
 * @recording: the case
 * @limits: limits to take instead of the recording's, or NULL
 * @rules: what it is held against
 * @comparison: receives the result, to be freed with bp_comparison_free() in any case
 *
 * Return: 0 or a negative errno, as bp_predict().
 */
int bp_compare(const struct bp_recording *recording, const struct queue_limits *limits,
	       const struct bp_comparison_rules *rules, struct bp_comparison *comparison);

/* The side of a rule set. */
const struct bp_comparison_side *bp_comparison_side(const struct bp_comparison *comparison,
						    const struct bp_rules *rules);

/* The side whose difference is told: v5.2 of a known one, else the rule set that should explain. */
const struct bp_comparison_side *bp_comparison_told(const struct bp_comparison *comparison);

void bp_comparison_free(struct bp_comparison *comparison);

/**
 * bp_compare_fits - does a rule set predict a case?
 * @recording: the case
 * @limits: limits to take instead of the recording's, or NULL
 * @rules: rule set, perhaps one that no kernel has
 * @fits: receives the answer
 *
 * Return: 0 or a negative errno, as bp_predict().
 */
int bp_compare_fits(const struct bp_recording *recording, const struct queue_limits *limits,
		    const struct bp_rules *rules, bool *fits);

/**
 * bp_difference_names - what is the difference between a rule set that fits and one that does not?
 * @recording: the case
 * @limits: limits to take instead of the recording's, or NULL
 * @fits: rule set that predicts the case
 * @fails: rule set that does not
 * @names: receives bits 1 << BP_RULE_x, at least one
 *
 * Where no switch alone makes a difference, the names are a set of them that does and of which none
 * can be left out.
 *
 * Return: 0 or a negative errno, as bp_predict().
 */
int bp_difference_names(const struct bp_recording *recording, const struct queue_limits *limits,
			const struct bp_rules *fits, const struct bp_rules *fails,
			unsigned long *names);

#endif
