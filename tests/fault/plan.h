/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which of all that can fail does: the n-th alone, or the n-th and all that follow.
 */
#ifndef FAULT_PLAN_H
#define FAULT_PLAN_H

#include <blkpath/env.h>

/* Of what is asked for again until it comes, a lasting failure refuses so much. */
#define FAULT_AGAIN_MAX 40

#define FAULT_ORDER_FACTOR 0x100000001b3ull

/**
 * struct fault_plan - what is to fail
 * @round: which one, counted from 1; 0 for none
 * @lasting: and all after it
 * @seen: how many could have failed so far
 * @order: a number of their kinds in their order: two runs of the same have the same
 * @struck: how many did, of each kind
 * @strikes: of all kinds
 */
struct fault_plan {
	u64 round;
	bool lasting;
	u64 seen;
	u64 order;
	u64 struck[BP_ALLOC_NR];
	u64 strikes;
};

/* Nobody gives up for want of it: who never got it would wait for ever, in a kernel too. */
static inline bool fault_is_asked_again(enum bp_alloc_kind kind)
{
	return kind == BP_ALLOC_DMA_BLOCK || kind == BP_ALLOC_DMA_MAP || kind == BP_ALLOC_TAG ||
	       kind == BP_ALLOC_CREDIT;
}

/* Another one: does it fail? */
static inline bool fault_plan_strikes(struct fault_plan *plan, enum bp_alloc_kind kind)
{
	plan->seen++;
	plan->order = plan->order * FAULT_ORDER_FACTOR + kind + 1;
	if (!plan->round || (plan->lasting ? plan->seen < plan->round : plan->seen != plan->round))
		return false;
	if (fault_is_asked_again(kind) && plan->struck[kind] == FAULT_AGAIN_MAX)
		return false;
	plan->struck[kind]++;
	plan->strikes++;
	return true;
}

#endif
