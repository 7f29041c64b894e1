/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What blkpath replay has found out, and its two ways of telling it.
 */
#ifndef SIM_CLI_REPLAY_H
#define SIM_CLI_REPLAY_H

#include "cli/options.h"
#include "input/limits_source.h"
#include "world/device.h"
#include "world/findings.h"
#include "world/forecast.h"
#include "world/tally.h"
#include "world/verify.h"

struct bp_replay_report {
	const char *trace;
	const char *format;
	const struct bp_options *options;
	const struct bp_limits_doc *source;
	const struct queue_limits *limits; /* with what the device made of them */
	const struct bp_world_device *device;
	const struct bp_world_nvme *controller; /* NULL: a null device */
	const struct bp_tally *tally;
	const struct bp_forecast *forecast; /* NULL for a trace without splits */
	const struct bp_verified *verified; /* NULL: nobody looked at the data */
	const struct bp_findings *findings;
};

/* The splits of the trace itself, and whether they were predicted. */
void bp_forecast_print(FILE *out, const struct bp_replay_report *report);
json_t *bp_forecast_json(const struct bp_forecast *forecast);

/* The commands of a controller; nothing without one. */
void bp_commands_print(FILE *out, const struct bp_replay_report *report);
void bp_commands_bars(FILE *out, const struct bp_replay_report *report);
json_t *bp_command_counts_json(const struct bp_replay_report *report);

/* {samples, sum, min, max, buckets: [[smallest, largest, count], ...]} */
json_t *bp_histogram_json(const struct bp_histogram *h);

/* The data of the I/Os; nothing of those without. */
void bp_verified_print(FILE *out, const struct bp_verified *verified);
json_t *bp_verified_json(const struct bp_verified *verified);

void bp_replay_text(FILE *out, const struct bp_replay_report *report);
json_t *bp_replay_json(const struct bp_replay_report *report);

#endif
