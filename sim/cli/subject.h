/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From options to what a command works on: limits and scenarios.
 */
#ifndef SIM_CLI_SUBJECT_H
#define SIM_CLI_SUBJECT_H

#include "cli/options.h"
#include "input/scenario.h"

/* Pages of a world that flags describe; scenarios may say otherwise. */
#define BP_FLAG_PAGE_SHIFT 12

/* --limits and --set.  Returns 0, or negative errno with @err filled. */
int bp_subject_limits(const struct bp_options *options, struct bp_limits_doc *doc,
		      struct bp_error *err);

/**
 * bp_subject_scenario - the scenario of a file, or one I/O made of flags
 * @options: options; those that were given win over the file
 * @scenario: receives the scenario, to be freed with bp_scenario_free()
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled.
 */
int bp_subject_scenario(const struct bp_options *options, struct bp_scenario **scenario,
			struct bp_error *err);

#endif
