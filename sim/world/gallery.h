/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The gallery of defects: for each the smallest case that shows it, run for real with the defect
 * off and on, watched by the checker.
 */
#ifndef SIM_WORLD_GALLERY_H
#define SIM_WORLD_GALLERY_H

#include <blkpath/defects.h>

#include "input/layout.h"
#include "world/findings.h"

#define BP_FACTS_MAX 24
#define BP_FACT_NAME_MAX 24
#define BP_FACT_VALUE_MAX 48

struct bp_gallery_flow;
struct bp_world;

/* Something that was seen, in words. */
struct bp_fact {
	char name[BP_FACT_NAME_MAX];
	char value[BP_FACT_VALUE_MAX];
};

/**
 * struct bp_exhibit - what one run of a case showed
 * @facts: what was seen, in order; the same names with the defect off and on, where both got there
 * @findings: reports and violations
 */
struct bp_exhibit {
	struct bp_fact facts[BP_FACTS_MAX];
	unsigned nr_facts;
	struct bp_findings findings;
};

/**
 * struct bp_gallery_case - the smallest case of a defect
 * @defect: which one
 * @input: the input in words
 * @set: limits, "key=value", ended by NULL
 * @opf: operation of the bio
 * @vectors: its vectors
 * @nr_vectors: how many
 * @show: does the deed and notes facts; NULL submits the bio and notes what became of it
 * @queue_flags: 1 << QUEUE_FLAG_x, on top of those of the limits
 * @nvme: keys of the NVMe controller that is the disk, as for --nvme; NULL: the null device
 * @device: how that controller reaches memory, as for --device; NULL: all of it, directly
 * @fault: what goes wrong in it, as for --fault; NULL: nothing
 * @flow: what a far host does, in place of all of these but @input; NULL: none (gallery_flow.h)
 */
struct bp_gallery_case {
	enum bp_defect_id defect;
	const char *input;
	const char *set[4];
	unsigned opf;
	const struct bp_range *vectors;
	unsigned nr_vectors;
	void (*show)(struct bp_world *world, const struct bp_gallery_case *shown,
		     struct bp_exhibit *exhibit);
	unsigned long queue_flags;
	const char *nvme;
	const char *device;
	const char *fault;
	const struct bp_gallery_flow *flow;
};

/* The case of a defect, or NULL when it has none here. */
const struct bp_gallery_case *bp_gallery_find(enum bp_defect_id defect);

/**
 * bp_gallery_run - run a case in a world of its own
 * @shown: the case
 * @on: switch the defect on
 * @exhibit: receives what was seen
 * @err: receives the message
 *
 * Return: 0, or negative errno with @err filled. A BUG of the model is a finding, no error.
 */
int bp_gallery_run(const struct bp_gallery_case *shown, bool on, struct bp_exhibit *exhibit,
		   struct bp_error *err);

/* Note a fact; too many are dropped. */
void bp_exhibit_note(struct bp_exhibit *exhibit, const char *name, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

#endif
