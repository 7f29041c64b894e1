/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the model says about a recorded case, under any rule set.
 *
 * The case is done again in a world of its own: the same memory, limits and place, through direct
 * I/O, splitting, requests, the driver's scatterlists, and of an NVMe drive the commands.
 */
#ifndef SIM_WORLD_PREDICTION_H
#define SIM_WORLD_PREDICTION_H

#include <blkpath/env.h>
#include <blkpath/event.h>
#include <blkpath/split.h>

#include "input/recording.h"
#include "world/data_pointer.h"
#include "world/list.h"

/* A cut: where the bio began at that moment, where its remainder begins, and what made it. */
struct bp_predicted_cut {
	sector_t start;
	sector_t sector;
	struct bp_cut cut;
};

/* A request as the driver got it. */
struct bp_predicted_request {
	u64 serial;
	sector_t sector;
	unsigned sectors;
	unsigned nsegs;
	bool issued;
	bool has_list; /* it was mapped as one */
	unsigned entries;
	unsigned first_entry;
	bool has_command;
	unsigned command;
};

/* An NVMe command: its row of BP_FACT_CMDS, its entries, and the rule by which it has them. */
struct bp_predicted_command {
	struct bp_fact_row row;
	unsigned first_pointer;
	unsigned pointers;
	const char *rule;
};

/* An entry of a scatterlist. */
struct bp_predicted_entry {
	unsigned offset;
	unsigned length;
};

/**
 * struct bp_prediction - what came out
 * @facts: the same lists as a recording has; those of requests issued in the recording's order
 * @cuts: one for each row of BP_FACT_SPLITS
 * @refused: the splitter ended a bio for @refusal (G-6, G-18)
 * @bug: the model stopped at a BUG, what is here happened before it
 * @report: which one
 * @rules_of_commands: one for each row of BP_FACT_CMDS
 */
struct bp_prediction {
	struct bp_facts facts;
	BP_LIST(struct bp_predicted_cut) cuts;
	bool refused;
	struct bp_predicted_cut refusal;
	bool bug;
	struct bp_report report;
	BP_LIST(const char *) rules_of_commands;
	/* Private. */
	struct bp_sink sink;
	bool no_memory;
	BP_LIST(struct bp_predicted_request) requests;
	BP_LIST(unsigned) issued;
	BP_LIST(struct bp_predicted_entry) entries;
	BP_LIST(struct bp_predicted_command) commands;
	struct bp_pointer_entries pointers;
};

/**
 * bp_predict - do a recorded case in a world of its own
 * @recording: the case
 * @limits: limits to take instead of the recording's, or NULL
 * @rules: rule set
 * @prediction: receives what came out, to be freed with bp_prediction_free() in any case
 *
 * Return: 0, also when the I/O failed or the model stopped at a BUG; -ENOMEM; -E2BIG for more
 * vectors than a bio of a registered buffer can have.
 */
int bp_predict(const struct bp_recording *recording, const struct queue_limits *limits,
	       const struct bp_rules *rules, struct bp_prediction *prediction);

void bp_prediction_free(struct bp_prediction *prediction);

#endif
