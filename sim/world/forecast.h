/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The splits that a trace itself holds (X events), held against those that the model predicts for
 * the bios that it saw queued.
 *
 * A trace has no addresses.  Where memory touches, segments are fewer and a bio goes on for longer,
 * so two more forecasts bound what can have been: one as if no two pages touched, and one as if all
 * the memory of the bio were one run.  What lies between them is explained by pages that touched.
 *
 * Each split is predicted from where the bio stood in the trace, so one that went another way does
 * not spoil those behind it.  Memory is constant: of each task and device the last bio is known,
 * for a bio is split before its task queues another.  Of two tasks with one hash it is the later.
 */
#ifndef SIM_WORLD_FORECAST_H
#define SIM_WORLD_FORECAST_H

#include <blkpath/split.h>

#include "input/layout.h"
#include "input/trace_reader.h"

#define BP_FORECAST_BITS 8  /* of the hash of task and device */
#define BP_FORECAST_SHOWN 3 /* of each verdict */

/* What a step of a bio is explained by. */
enum bp_predicted {
	BP_PREDICTED_AS_LAYOUT,	 /* as the layout says */
	BP_PREDICTED_AS_PAGES,	 /* as pages that never touch say */
	BP_PREDICTED_AS_ONE_RUN, /* as memory in one run says */
	BP_PREDICTED_BETWEEN,	 /* between the two: some pages touched */
	BP_PREDICTED_OTHER,	 /* as no memory says */
	BP_PREDICTED_NO_BIO,	 /* a split of a bio that was not queued in the trace */
	BP_PREDICTED_NR,
};

/* A bio under way: as it was queued, and how far it was split off. */
struct bp_forecast_bio {
	struct bp_trace_io queued;
	u64 seed;
	unsigned done; /* sectors */
	bool open;
	bool missed;
};

/**
 * struct bp_miss - a step of a bio that the layout did not predict
 * @verdict: what explains it
 * @event: the X record, or the Q record of a bio that went on whole
 * @sector: where the bio stood
 * @sectors: what was left of it
 * @taken: sectors that the trace took off it, @sectors when all
 * @by_layout: forecast under the layout
 * @in_pages: forecast with pages that never touch
 * @in_one_run: forecast with memory in one run
 */
struct bp_miss {
	enum bp_predicted verdict;
	struct bp_trace_io event;
	sector_t sector;
	unsigned sectors;
	unsigned taken;
	struct bp_cut by_layout;
	struct bp_cut in_pages;
	struct bp_cut in_one_run;
};

/**
 * struct bp_forecast - the sum, and what it takes to find it
 * @q: queue whose limits and rules hold
 * @layout: shape of the memory of every bio
 * @pages: the same with no two pages that touch
 * @one_run: the same in one run
 * @table: room for the vectors of one bio
 * @open: the bio under way of each task, by hash
 * @splits: of the trace, by verdict
 * @whole: bios, or rests of bios, that the layout would split and the trace did not, by verdict
 * @bios: queued bios with data
 * @bios_predicted: those of which every step was as the layout says
 * @misses: the first of each verdict; whole bios only with BP_PREDICTED_OTHER
 * @nr_misses: how many
 */
struct bp_forecast {
	struct request_queue *q;
	const struct bp_layout *layout;
	struct bp_layout pages;
	struct bp_layout one_run;
	struct bio_vec *table;
	struct bp_forecast_bio open[1 << BP_FORECAST_BITS];
	u64 splits[BP_PREDICTED_NR];
	u64 whole[BP_PREDICTED_NR];
	u64 bios;
	u64 bios_predicted;
	struct bp_miss misses[(BP_PREDICTED_NR + 1) * BP_FORECAST_SHOWN];
	unsigned nr_misses;
};

/* Begin; @layout must outlive it.  Returns 0 or -ENOMEM. */
int bp_forecast_start(struct bp_forecast *forecast, struct request_queue *q,
		      const struct bp_layout *layout);

/* A bio was queued; @seed is for random layouts.  Context: as bp_split_find(). */
void bp_forecast_queued(struct bp_forecast *forecast, const struct bp_trace_io *record, u64 seed);

/* A bio was split.  Context: as bp_split_find(). */
void bp_forecast_split(struct bp_forecast *forecast, const struct bp_trace_io *record);

/* The trace is over.  Context: as bp_split_find(). */
void bp_forecast_end(struct bp_forecast *forecast);

/* Frees; the sum stays. */
void bp_forecast_close(struct bp_forecast *forecast);

/* All splits of the trace. */
u64 bp_forecast_splits(const struct bp_forecast *forecast);

#endif
