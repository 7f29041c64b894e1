/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdio.h>

#include "world/replay.h"

#define PROGRESS_EVERY 1024

static int place_error(const struct bp_replay *replay, const struct bp_trace_io *record,
		       struct bp_error *err, const char *key, const char *text, u64 a, u64 b)
{
	char where[48] = "";
	char numbers[160];

	if (!record->line)
		snprintf(where, sizeof(where), " (record at byte %llu)",
			 (unsigned long long)record->offset);
	snprintf(numbers, sizeof(numbers), text, (unsigned long long)a, (unsigned long long)b);
	return bp_error_set(err, replay->trace, record->line, key, "%s%s", numbers, where);
}

/* What the smallest I/O has: that of a null device is a sector. */
static u64 block_of(const struct bp_world *world)
{
	return world->nvme.ctrl ? world->nvme.doc.block : SECTOR_SIZE;
}

/* An I/O must have whole sectors, and blocks of a controller, and end on the device. */
static int check_record(const struct bp_replay *replay, const struct bp_trace_io *record,
			sector_t capacity, struct bp_error *err)
{
	const u64 block = block_of(replay->world);
	u64 sectors = record->bytes >> SECTOR_SHIFT;

	if (record->bytes % SECTOR_SIZE)
		return place_error(replay, record, err, "bytes", "%llu is not a multiple of %llu",
				   record->bytes, SECTOR_SIZE);
	if (sectors && (record->sector << SECTOR_SHIFT | record->bytes) % block)
		return place_error(replay, record, err, "sector",
				   "%llu bytes from there are not whole blocks of the "
				   "controller, which have %llu bytes",
				   record->bytes, block);
	if (capacity && (sectors > capacity || record->sector > capacity - sectors))
		return place_error(replay, record, err, "sector",
				   "the I/O ends at sector %llu; the device has %llu",
				   record->sector + sectors, capacity);
	return 0;
}

/* What a device has mapped at a time lies apart, and so does data; without either all have the
 * same. */
static void place(struct bp_replay *replay, struct bp_scenario_io *io, u64 seed)
{
	if (replay->world->device.dev || replay->verify)
		bp_buffers_place(&replay->buffers, io, replay->world->env.page_shift, seed);
}

static int send(struct bp_replay *replay, const struct bp_scenario_io *io, unsigned line, u64 seed)
{
	struct bp_tally_io *now = &replay->tally->now;

	if (replay->verify)
		return bp_verify_submit(replay->verify, io, now->number, line, seed, &now->bios);
	return bp_world_submit(replay->world, io, seed, &now->bios);
}

static int submit(struct bp_replay *replay, const struct bp_trace_io *record, struct bp_error *err)
{
	struct bp_scenario_io io = {
		.opf = record->opf | (bp_layout_is_dma(&replay->layout) ? REQ_DMA_DIRECT : 0),
		.sector = record->sector,
		.bytes = record->bytes,
		.layout = replay->layout,
	};
	const struct bp_tally_io tally = {
		.line = record->line,
		.offset = record->offset,
		.opf = io.opf,
		.sector = io.sector,
		.bytes = io.bytes,
	};
	u64 seed;
	int error;

	bp_tally_io_begin(replay->tally, &tally);
	seed = replay->seed + replay->tally->ios;
	place(replay, &io, seed);
	error = send(replay, &io, record->line, seed);
	bp_tally_io_end(replay->tally);
	if (!error)
		return 0;
	return bp_error_set(err, replay->trace, record->line, "bytes", "%s",
			    bp_world_refusal(replay->world, error));
}

static void tell_progress(struct bp_replay *replay)
{
	u64 done, total;

	if (!replay->progress || replay->tally->ios % PROGRESS_EVERY)
		return;
	bp_trace_progress(replay->reader, &done, &total);
	replay->progress(replay->progress_arg, done, total);
}

/* Tasks take turns on the CPUs, one for each hardware queue. */
static void next_task(struct bp_replay *replay)
{
	replay->world->env.current.cpu = replay->cpu++ % replay->world->q->nr_queues;
}

/* A Q event becomes I/O; the next record of a batch of them goes on under its plug. */
static int replay_queued(struct bp_replay *replay, const struct bp_trace_io *record,
			 unsigned *batch, struct bp_error *err)
{
	int error;

	bp_world_advance(replay->world, record->time_ns);
	if (!*batch)
		next_task(replay);
	if (replay->plug && !*batch)
		bp_world_plug(replay->world);
	error = submit(replay, record, err);
	if (replay->plug && ++*batch == replay->plug) {
		bp_world_unplug(replay->world);
		*batch = 0;
	}
	if (!error && replay->forecast)
		bp_forecast_queued(replay->forecast, record, replay->seed + replay->tally->ios);
	return error;
}

int bp_replay_run(struct bp_replay *replay, sector_t capacity_sectors, struct bp_error *err)
{
	struct bp_trace_io record;
	unsigned batch = 0;
	int more, error = 0;

	bp_trace_select(replay->reader, replay->forecast ? "QX" : "Q");
	while (!error && (more = bp_trace_next(replay->reader, &record, err)) > 0) {
		if (record.action == 'X') {
			bp_forecast_split(replay->forecast, &record);
			continue;
		}
		error = check_record(replay, &record, capacity_sectors, err);
		if (!error)
			error = replay_queued(replay, &record, &batch, err);
		tell_progress(replay);
	}
	if (replay->forecast)
		bp_forecast_end(replay->forecast);
	if (batch)
		bp_world_unplug(replay->world);
	bp_world_drain(replay->world);
	return error ? error : more;
}
