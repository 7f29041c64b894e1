/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the model says about a recorded case, under any rule set.
 *
 * The case is done again in a world of its own: the same memory, limits and place, through direct
 * I/O, splitting, requests and the driver's scatterlists.
 */
#ifndef SIM_WORLD_PREDICTION_H
#define SIM_WORLD_PREDICTION_H

#include <blkpath/env.h>
#include <blkpath/event.h>
#include <blkpath/split.h>

#include "input/recording.h"
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
	bool short_vector; /* its first vector lies in two pages (NVH-10) */
	unsigned entries;
	unsigned first_entry;
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
 */
struct bp_prediction {
	struct bp_facts facts;
	BP_LIST(struct bp_predicted_cut) cuts;
	bool refused;
	struct bp_predicted_cut refusal;
	bool bug;
	struct bp_report report;
	/* Private. */
	struct bp_sink sink;
	bool no_memory;
	BP_LIST(struct bp_predicted_request) requests;
	BP_LIST(unsigned) issued;
	BP_LIST(struct bp_predicted_entry) entries;
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
