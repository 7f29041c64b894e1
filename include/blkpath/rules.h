/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rule sets: how a kernel generation splits, counts and maps, as data (docs/spec/generations.md).
 *
 * The code reads the switches and never compares versions.
 */
#ifndef BLKPATH_RULES_H
#define BLKPATH_RULES_H

#include <blkpath/types.h>

/* G-1: what the segment boundary is measured from when one page vector is cut. */
enum bp_boundary_origin {
	BP_BOUNDARY_FROM_FIRST_PAGE, /* the offset from the vector's first page (QUIRK-1) */
	BP_BOUNDARY_FROM_ADDRESS,    /* the physical address */
};

/* G-3: what an all-ones segment boundary does at offset 0. */
enum bp_all_ones_mask {
	BP_ALL_ONES_WRAPS,    /* segment size 0 (QUIRK-2) */
	BP_ALL_ONES_NO_LIMIT, /* max_segment_size */
};

/* G-11: how much of the next bio the gap test of a merge looks at. */
enum bp_gap_view {
	BP_GAP_FIRST_PAGE, /* one page of its first vector (QUIRK-7) */
	BP_GAP_WHOLE_VECTOR,
};

/**
 * struct bp_rules - one column of the table of rule sets
 * @name: the name a person asks for, for instance "v5.2"
 * @boundary_origin: G-1
 * @default_boundary_cuts: G-2, whether the default mask is a limit when one vector is cut
 * @all_ones_mask: G-3
 * @gap_view: G-11
 * @any_chunk: G-8, whether chunk_sectors need not be a power of two
 */
struct bp_rules {
	const char *name;
	enum bp_boundary_origin boundary_origin;
	bool default_boundary_cuts;
	enum bp_all_ones_mask all_ones_mask;
	enum bp_gap_view gap_view;
	bool any_chunk;
};

/**
 * bp_rules_find - look up a rule set by name
 * @name: its name; NULL for the default, "v5.2"
 *
 * Return: the rule set, or NULL when no such name is known.
 */
const struct bp_rules *bp_rules_find(const char *name);

/**
 * bp_rules_at - the rule sets in order of age
 * @index: from 0
 *
 * Return: the rule set, or NULL past the last one.
 */
const struct bp_rules *bp_rules_at(unsigned index);

#endif
