/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one case is to do: an I/O, and how its memory must lie.
 *
 * The memory is an arena of pages that follow one another in virtual addresses; runs tell how
 * their frames lie, slices are the iovecs.  All of it follows from the seed and the number of the
 * case, so that a case can be made again on another machine; only the frame numbers differ there.
 */
#ifndef SIM_RECORD_PLAN_H
#define SIM_RECORD_PLAN_H

#include "record/dice.h"

#define BP_PLAN_PAGE 4096u
#define BP_PLAN_PAGES 2048u	/* of an arena */
#define BP_PLAN_HUGE (4u << 20) /* bytes: two pages of 2 MiB */
#define BP_PLAN_SLICES 1024u	/* as many iovecs as the system call takes */

enum bp_run_kind {
	BP_RUN_AS_IS,	 /* as the kernel gave the pages */
	BP_RUN_TOGETHER, /* each frame follows the one before */
	BP_RUN_APART,	 /* no frame follows the one before */
	BP_RUN_KINDS,
};

struct bp_run {
	enum bp_run_kind kind;
	unsigned pages;
};

/* An iovec: bytes of the arena. */
struct bp_slice {
	unsigned start;
	unsigned bytes;
};

/**
 * struct bp_plan_bounds - what the device and the machine allow
 * @block_bytes: logical block
 * @sectors: of the device, at least 16 MiB worth
 * @reads: reads are wanted
 * @writes: writes are wanted
 * @fixed: buffers can be registered
 * @huge: there are pages of 2 MiB
 */
struct bp_plan_bounds {
	unsigned block_bytes;
	u64 sectors;
	bool reads;
	bool writes;
	bool fixed;
	bool huge;
};

/**
 * struct bp_plan - one case
 * @pattern: name of how the memory lies
 * @arena: name of the arena of a registered buffer, NULL for preadv() and pwritev()
 * @write: the direction
 * @huge: the arena is the two pages of 2 MiB; there are no runs
 * @sector: first sector
 * @bytes: of all slices
 */
struct bp_plan {
	const char *pattern;
	const char *arena;
	bool write;
	bool huge;
	u64 sector;
	unsigned bytes;
	unsigned nr_runs;
	unsigned nr_slices;
	unsigned pages;
	struct bp_run runs[BP_PLAN_SLICES];
	struct bp_slice slices[BP_PLAN_SLICES];
};

/**
 * bp_plan_make - plan a case
 * @plan: receives the plan
 * @bounds: what is allowed; @reads or @writes is set
 * @seed: of the recording
 * @number: of the case
 */
void bp_plan_make(struct bp_plan *plan, const struct bp_plan_bounds *bounds, u64 seed,
		  unsigned number);

/* Adds a run of pages, as far as the arena has room; returns how many it took. */
unsigned bp_plan_run(struct bp_plan *plan, enum bp_run_kind kind, unsigned pages);

/* Makes the arena of pages of 2 MiB; there must be no runs. */
void bp_plan_huge(struct bp_plan *plan);

/* Adds an iovec; false when the table is full or there is nothing to add. */
bool bp_plan_slice(struct bp_plan *plan, unsigned start, unsigned bytes);

#endif
