/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All environments of a program, from their first moment to their last: what they want is refused
 * as a plan says, the checker listens, and what is left when they go is counted.
 *
 * For whatever makes its environments itself, a command for instance.  The program is linked so
 * that bp_env_init(), bp_env_fini() and bp_ram_free() come here first.
 */
#ifndef FAULT_WATCH_H
#define FAULT_WATCH_H

#include <blkpath/check.h>

#include "plan.h"

#define FAULT_WORDS_MAX 1024

/**
 * struct fault_sight - what was seen
 * @plan: what was to fail, and did
 * @broken: invariants that were violated
 * @words: of the first violation
 * @hit: sites that fired, but log lines
 * @left: objects of each kind that were still there at the end of their environment
 * @pages: that were still held when RAM went
 */
struct fault_sight {
	struct fault_plan plan;
	bool broken[BP_INV_NR];
	char words[FAULT_WORDS_MAX];
	bool hit[BP_SITE_NR];
	u64 left[BP_ALLOC_NR];
	u64 pages;
};

/* From here on; @sight has its plan, and zeros. */
void fault_watch(struct fault_sight *sight);

/* All environments have gone. */
void fault_watch_end(void);

/**
 * fault_sight_judge - fail the test case for what a run with a failure did and should not have done
 * @sight: the run with the failure
 * @base: the same without one: what it leaves and breaks by intent
 */
void fault_sight_judge(const struct fault_sight *sight, const struct fault_sight *base);

#endif
