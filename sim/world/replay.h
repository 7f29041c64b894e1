/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A whole trace through a world, record by record, in constant memory.
 *
 * Only Q events of a trace become I/O; what the traced kernel did with them (X, M, D, ...) is what
 * the replay finds out anew.  Each becomes bios as direct I/O builds them (direct.h).  X events are
 * held against a forecast (forecast.h).
 */
#ifndef SIM_WORLD_REPLAY_H
#define SIM_WORLD_REPLAY_H

#include "input/trace_reader.h"
#include "world/buffers.h"
#include "world/forecast.h"
#include "world/tally.h"
#include "world/verify.h"

/* Called now and then with the position in the trace; total is 0 when unknown. */
typedef void bp_progress_fn(void *arg, u64 done_bytes, u64 total_bytes);

/**
 * struct bp_replay - a replay
 * @trace: name of the trace, for messages
 * @world: where it runs
 * @reader: where the I/O comes from
 * @tally: what is counted
 * @forecast: predicts the splits of the trace; NULL for a trace without such events
 * @layout: shape of the memory of every I/O
 * @buffers: memory of the next I/O
 * @verify: fills and compares the data; NULL: nobody looks at it
 * @cpu: where the next task runs, modulo the CPUs there are
 * @seed: for random layouts
 * @plug: I/Os under one plug; 0 for no plug
 * @progress: told of the position; NULL for nobody
 */
struct bp_replay {
	const char *trace;
	struct bp_world *world;
	struct bp_trace_reader *reader;
	struct bp_tally *tally;
	struct bp_forecast *forecast;
	struct bp_layout layout;
	struct bp_buffers buffers;
	struct bp_verify *verify;
	unsigned cpu;
	u64 seed;
	unsigned plug;
	bp_progress_fn *progress;
	void *progress_arg;
};

/**
 * bp_replay_run - replay to the end
 * @replay: what
 * @capacity_sectors: end of the device, 0 for none
 * @err: receives the message: a bad record, an I/O beyond the device
 *
 * Context: a BUG unwinds to the caller's bp_catch().
 * Return: 0, or negative errno with @err filled.
 */
int bp_replay_run(struct bp_replay *replay, sector_t capacity_sectors, struct bp_error *err);

#endif
