/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A scenario on its way from text to sense.
 */
#ifndef SIM_INPUT_SCENARIO_LOAD_H
#define SIM_INPUT_SCENARIO_LOAD_H

#include <input/scenario.h>
#include <input/scenario_yaml.h>

/**
 * struct bp_scenario_load - what all steps need
 * @path: file name
 * @rules: rule set in place of the file's, or NULL
 * @lines: where its keys stand
 * @raw: its values as text
 * @s: the scenario to fill
 * @err: receives the message
 */
struct bp_scenario_load {
	const char *path;
	const struct bp_rules *rules;
	struct bp_yaml_lines *lines;
	const struct bp_yaml_scenario *raw;
	struct bp_scenario *s;
	struct bp_error *err;
};

/* Fills one I/O; page size and device must be known. 0, -EINVAL with @err filled, or -ENOMEM. */
int bp_scenario_load_io(struct bp_scenario_load *l, unsigned index);

#endif
