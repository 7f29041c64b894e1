/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of all that can fail does: the n-th alone, or the n-th and all that follow.
 */
#ifndef FAULT_PLAN_H
#define FAULT_PLAN_H

#include <blkpath/env.h>

/**
 * struct fault_plan - what is to fail
 * @round: which one, counted from 1; 0 for none
 * @lasting: and all after it
 * @seen: how many could have failed so far
 * @struck: how many did, of each kind
 * @strikes: of all kinds
 */
struct fault_plan {
	u64 round;
	bool lasting;
	u64 seen;
	u64 struck[BP_ALLOC_NR];
	u64 strikes;
};

/* Another one: does it fail? */
static inline bool fault_plan_strikes(struct fault_plan *plan, enum bp_alloc_kind kind)
{
	plan->seen++;
	if (!plan->round || (plan->lasting ? plan->seen < plan->round : plan->seen != plan->round))
		return false;
	plan->struck[kind]++;
	plan->strikes++;
	return true;
}

#endif
