/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of an explanation that have a picture each, and what is said of them.
 */
#ifndef SIM_CLI_EXPLAIN_PARTS_H
#define SIM_CLI_EXPLAIN_PARTS_H

#include "cli/teller.h"

/* A bio, a request that several bios share, a command of a controller. */
enum bp_part_kind { BP_PART_BIO, BP_PART_REQUEST, BP_PART_COMMAND, BP_PART_KINDS };

struct bp_part {
	enum bp_part_kind kind;
	unsigned index;
};

/* Part number @nr of those that are drawn; false behind the last. */
bool bp_part_find(const struct bp_teller *t, unsigned nr, struct bp_part *part);

/* A line for its picture, without an end. */
void bp_part_title(const struct bp_teller *t, const struct bp_part *part);

/* Lines for what its picture cannot show. */
void bp_part_notes(const struct bp_teller *t, const struct bp_part *part);

/* The name of the whole; where nobody gave one, that of the part. */
void bp_part_name(const struct bp_teller *t, const struct bp_part *part);

/* How many parts of a kind are not drawn, because there are many; nothing when all are. */
void bp_part_more(const struct bp_teller *t, const struct bp_part *part);

#endif
