/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What became of one I/O, gathered from its trace.
 */
#ifndef SIM_RECORD_OUTCOME_H
#define SIM_RECORD_OUTCOME_H

#include "record/trace_lines.h"

#define BP_OUTCOME_MAX 16384u /* 4 MiB have 8192 sectors */

/* [sector, sectors], or of a split [sector, first sector of the remainder] */
struct bp_extent {
	u64 sector;
	u64 second;
};

struct bp_extents {
	unsigned n;
	struct bp_extent at[BP_OUTCOME_MAX];
};

/**
 * struct bp_outcome - one I/O
 * @first: its first sector
 * @end: behind its last
 * @bios: as they were submitted
 * @splits: in order
 * @rqs: in order of splitting
 * @issued: as the driver got them
 * @completed: requests that ended, or parts of them
 * @merges: bios that joined a request
 * @requeues: requests that went back
 * @broken: the trace is not whole: events were lost or could not be read
 */
struct bp_outcome {
	u64 first;
	u64 end;
	struct bp_extents bios;
	struct bp_extents splits;
	struct bp_extents rqs;
	struct bp_extents issued;
	unsigned completed;
	unsigned merges;
	unsigned requeues;
	bool broken;
};

/* Forgets what was and waits for the trace of @sectors sectors from @first on. */
void bp_outcome_begin(struct bp_outcome *outcome, u64 first, u64 sectors);

/**
 * bp_outcome_take - take one line of the trace
 * @outcome: the I/O
 * @text: the line, without its end
 * @pid: of the process that did it
 *
 * Bios, splits and requests count when they come from our task, what the driver does by its
 * sectors: that happens in whatever context there is.
 */
void bp_outcome_take(struct bp_outcome *outcome, const char *text, unsigned pid);

/**
 * bp_outcome_whole - whether the trace can be of this I/O and nothing else
 * @outcome: the I/O
 * @ok: it was done completely
 *
 * Return: true when nothing is missing and nobody else's I/O is in it.
 */
bool bp_outcome_whole(const struct bp_outcome *outcome, bool ok);

#endif
