/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parts of runs that were made in many places, put together.
 */
#ifndef SIM_CLI_CHECK_MERGE_H
#define SIM_CLI_CHECK_MERGE_H

#include "proof/result.h"

/**
 * struct bp_merge_part - a part that is there
 * @shard: which, from 0
 * @next: how far it came
 * @path: where it stands
 */
struct bp_merge_part {
	u64 shard;
	u64 next;
	const char *path;
};

/**
 * struct bp_merged - one run
 * @result: the sum of its parts
 * @parts: they, in their order
 * @nr: how many
 */
struct bp_merged {
	struct bp_result result;
	struct bp_merge_part *parts;
	size_t nr;
};

/* Parts that are missing, or that stopped before the end, side by side. */
struct bp_merge_gap {
	u64 first;
	u64 last;
	u64 next; /* 0 when the part is not there at all */
};

/* A part that was read.  Return: 0, or -EINVAL with @err filled: it is there, or of another run. */
int bp_merged_add(struct bp_merged *merged, const struct bp_result *part, const char *path,
		  struct bp_error *err);

/* The next gap from part @from on.  Return: false when there is none. */
bool bp_merged_gap(const struct bp_merged *merged, u64 from, struct bp_merge_gap *gap);

/* The sum becomes a run without parts, at its end when it is @complete; no more can be added. */
void bp_merged_close(struct bp_merged *merged, bool complete);

#endif
