/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A machine on its way from text to records.
 */
#ifndef SIM_INPUT_MACHINE_LOAD_H
#define SIM_INPUT_MACHINE_LOAD_H

#include "input/machine.h"
#include "input/yaml_lines.h"

#define BP_MACHINE_PATH_MAX 160

/**
 * struct bp_machine_load - what all steps need
 * @path: file name
 * @lines: its keys and their texts
 * @records: receives functions, host bridges and RAM
 * @said: receives the rest
 * @next_bus: of domain 0, the first that no host bridge has yet
 * @err: receives the message
 */
struct bp_machine_load {
	const char *path;
	struct bp_yaml_lines *lines;
	struct bp_pci_records *records;
	struct bp_machine_said *said;
	unsigned next_bus;
	struct bp_error *err;
};

/* Where a path stands; the key is its last word. */
struct bp_place bp_machine_place(const struct bp_machine_load *l, const char *path);

/* Whether all keys are known ones. 0, or -EINVAL with @err filled, as all below. */
int bp_machine_check_keys(const struct bp_machine_load *l);

/* Whether other commands than topo read a key of the file. */
bool bp_machine_is_other(const char *key);

/* The text of a key that wants one value; NULL when it is not there. */
int bp_machine_text(const struct bp_machine_load *l, const char *path, const char **text);

/* The same for a key below a path; @at tells where it stands. */
int bp_machine_key(const struct bp_machine_load *l, const char *path, const char *key,
		   struct bp_place *at, const char **text);

/* The number of a key below a path; @value stays when it is not there. */
int bp_machine_address(const struct bp_machine_load *l, const char *path, const char *key,
		       u64 *value);

/* "at" and "bytes" below a path, both of which must be there. */
int bp_machine_range(const struct bp_machine_load *l, const char *path, struct resource *range);

/* The entries of a list: at most @max, and one or more unless @optional and not there. */
int bp_machine_count(const struct bp_machine_load *l, const char *path, unsigned max, bool optional,
		     unsigned *nr);

bool bp_machine_overlap(const struct resource *range, u64 start, u64 end);

/* All host bridges with their trees; RAM must be known. */
int bp_machine_bridges(struct bp_machine_load *l);

#endif
