/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A case as one line of JSON (docs/spec/generations.md, section 5).
 */
#ifndef SIM_RECORD_CASE_WRITER_H
#define SIM_RECORD_CASE_WRITER_H

#include <stdio.h>

#include "record/frames.h"
#include "record/outcome.h"
#include "record/queue_settings.h"

#define BP_CASE_RANGES (BP_PLAN_PAGES + BP_PLAN_SLICES)

/**
 * struct bp_case - all that is known of one case
 * @src: the device
 * @kernel: its release
 * @seed: of the recording
 * @number: of the case
 * @plan: what was to be done
 * @limits: of the queue, as they were read back
 * @ret: bytes, or negative errno
 * @ranges: where the iovecs lie, one after the other
 * @nr_ranges: how many of them each iovec has
 * @outcome: what became of it
 * @data: "ok", "wrong" or "unchecked"
 */
struct bp_case {
	const char *src;
	const char *kernel;
	u64 seed;
	unsigned number;
	const struct bp_plan *plan;
	const struct bp_queue_limits_seen *limits;
	int64_t ret;
	struct bp_range ranges[BP_CASE_RANGES];
	unsigned nr_ranges[BP_PLAN_SLICES];
	const struct bp_outcome *outcome;
	const char *data;
};

/* Fills in the ranges.  Return: how many there are in all. */
unsigned bp_case_locate(struct bp_case *record, const u64 *pfn);

/* Return: 0, or negative errno: without memory nothing is written. */
int bp_case_write(const struct bp_case *record, FILE *out);

#endif
