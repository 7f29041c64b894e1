/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All options of all commands: how each is called, and where its value goes.
 */
#ifndef SIM_CLI_OPTIONS_TABLE_H
#define SIM_CLI_OPTIONS_TABLE_H

#include <blkpath/error.h>

#include "cli/options.h"
#include "input/units.h"

/**
 * struct bp_option_row - an option
 * @name: without its two dashes
 * @metavar: what its value is called; NULL for one that takes none
 * @help: what it does, and its default
 * @parse: reads the value; NULL where there is nothing to read
 * @text: offset in struct bp_options of a text that takes the value as it is, or 0
 * @flag: offset in struct bp_options of a bool that the option sets, or 0
 */
struct bp_option_row {
	const char *name;
	const char *metavar;
	const char *help;
	int (*parse)(struct bp_options *options, const struct bp_place *at, const char *arg,
		     struct bp_error *err);
	size_t text;
	size_t flag;
};

/* By enum bp_option. */
extern const struct bp_option_row bp_option_table[BP_OPT_NR];

#endif
