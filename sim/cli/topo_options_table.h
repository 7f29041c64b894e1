/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * All options of `blkpath topo`: how each is called, and where its value goes.
 */
#ifndef SIM_CLI_TOPO_OPTIONS_TABLE_H
#define SIM_CLI_TOPO_OPTIONS_TABLE_H

#include "cli/topo_options.h"

#define BP_TOPO_OPTIONS 20
#define BP_TOPO_RULES_DEFAULT "v6.12"

/**
 * struct bp_topo_option - an option
 * @name: without its two dashes
 * @metavar: what its value is called; NULL for one that takes none
 * @help: what it does, and its default
 * @take: reads the value; NULL where there is nothing to read
 * @text: offset in struct bp_topo_options of a text that takes the value as it is, or 0
 * @second: the same of a second value, which getopt does not know of
 * @flag: offset in struct bp_topo_options of a bool that the option sets, or 0
 */
struct bp_topo_option {
	const char *name;
	const char *metavar;
	const char *help;
	int (*take)(struct bp_topo_options *options, const char *arg, struct bp_error *err);
	size_t text;
	size_t second;
	size_t flag;
};

extern const struct bp_topo_option bp_topo_option_table[BP_TOPO_OPTIONS];

#endif
