/* SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "world/forecast_cut.h"

/* The same memory with no two pages that touch, and in one run; bus addresses are one run. */
static void make_bounds(struct bp_forecast *f, u64 page_bytes)
{
	f->pages = f->one_run = *f->layout;
	f->one_run.run_pages = 0;
	f->one_run.vector_bytes = 0;
	if (bp_layout_is_dma(f->layout))
		return;
	f->one_run.kind = BP_LAYOUT_CONTIGUOUS;
	f->pages.kind = BP_LAYOUT_SCATTERED;
	f->pages.run_pages = 1;
	f->pages.gap_bytes = page_bytes;
	f->pages.offset_bytes %= page_bytes;
}

int bp_forecast_start(struct bp_forecast *f, struct request_queue *q,
		      const struct bp_layout *layout)
{
	memset(f, 0, sizeof(*f));
	f->q = q;
	f->layout = layout;
	make_bounds(f, bp_page_size(q->bp_env));
	f->table = calloc(BP_FORECAST_VECTORS, sizeof(*f->table));
	return f->table ? 0 : -ENOMEM;
}

void bp_forecast_close(struct bp_forecast *f)
{
	free(f->table);
	f->table = NULL;
}

u64 bp_forecast_splits(const struct bp_forecast *f)
{
	u64 sum = 0;

	for (int v = 0; v < BP_PREDICTED_NR; v++)
		sum += f->splits[v];
	return sum;
}

static struct bp_forecast_bio *find(struct bp_forecast *f, const struct bp_trace_io *record)
{
	u32 key = (record->major << 20 ^ record->minor ^ record->pid * 31) * 0x9e3779b1u;

	return &f->open[key >> (32 - BP_FORECAST_BITS)];
}

static bool same_task(const struct bp_trace_io *a, const struct bp_trace_io *b)
{
	return a->major == b->major && a->minor == b->minor && a->pid == b->pid;
}

static unsigned left(const struct bp_forecast_bio *bio)
{
	return (bio->queued.bytes >> SECTOR_SHIFT) - bio->done;
}

/* Sectors that a forecast takes off: all where it finds no split, 0 where the bio fails. */
static unsigned taken_by(const struct bp_cut *cut, unsigned all)
{
	return cut->cause ? cut->sectors : all;
}

/* A step that is not as the layout says. */
static enum bp_predicted judge(const struct bp_miss *step)
{
	unsigned in_pages = taken_by(&step->in_pages, step->sectors);
	unsigned in_one_run = taken_by(&step->in_one_run, step->sectors);

	if (step->taken == in_pages)
		return BP_PREDICTED_AS_PAGES;
	if (step->taken == in_one_run)
		return BP_PREDICTED_AS_ONE_RUN;
	if (in_pages && step->taken > in_pages && step->taken < in_one_run)
		return BP_PREDICTED_BETWEEN;
	return BP_PREDICTED_OTHER;
}

static void keep(struct bp_forecast *f, const struct bp_miss *miss, u64 ordinal)
{
	if (ordinal <= BP_FORECAST_SHOWN)
		f->misses[f->nr_misses++] = *miss;
}

/* What the trace took off the bio in hand, as a step that is still to be judged. */
static struct bp_miss step_of(struct bp_forecast *f, const struct bp_forecast_bio *bio,
			      const struct bp_trace_io *event, unsigned taken)
{
	struct bp_miss step = { .event = *event,
				.sector = bio->queued.sector + bio->done,
				.sectors = left(bio),
				.taken = taken };

	bp_forecast_cut(f->q, f->table, bio, f->layout, &step.by_layout);
	if (taken_by(&step.by_layout, step.sectors) == taken)
		return step; /* BP_PREDICTED_AS_LAYOUT */
	bp_forecast_cut(f->q, f->table, bio, &f->pages, &step.in_pages);
	bp_forecast_cut(f->q, f->table, bio, &f->one_run, &step.in_one_run);
	step.verdict = judge(&step);
	return step;
}

/* Nothing more will be split off the bio. */
static void close_bio(struct bp_forecast *f, struct bp_forecast_bio *bio)
{
	struct bp_miss step;

	if (!bio->open)
		return;
	bio->open = false;
	step = step_of(f, bio, &bio->queued, left(bio));
	if (step.verdict != BP_PREDICTED_AS_LAYOUT) {
		bio->missed = true;
		f->whole[step.verdict]++;
	}
	if (step.verdict == BP_PREDICTED_OTHER)
		keep(f, &step, f->whole[BP_PREDICTED_OTHER]);
	f->bios_predicted += !bio->missed;
}

void bp_forecast_queued(struct bp_forecast *f, const struct bp_trace_io *record, u64 seed)
{
	struct bp_forecast_bio *bio = find(f, record);

	close_bio(f, bio);
	if (!record->bytes)
		return;
	*bio = (struct bp_forecast_bio){ .queued = *record, .seed = seed, .open = true };
	f->bios++;
}

void bp_forecast_split(struct bp_forecast *f, const struct bp_trace_io *record)
{
	struct bp_forecast_bio *bio = find(f, record);
	struct bp_miss step = { .verdict = BP_PREDICTED_NO_BIO,
				.event = *record,
				.sector = record->sector };
	u64 taken = record->to_sector - record->sector;

	if (bio->open && same_task(&bio->queued, record) &&
	    bio->queued.sector + bio->done == record->sector && taken && taken < left(bio)) {
		step = step_of(f, bio, record, (unsigned)taken);
		bio->done += (unsigned)taken;
		bio->missed |= step.verdict != BP_PREDICTED_AS_LAYOUT;
	}
	f->splits[step.verdict]++;
	if (step.verdict != BP_PREDICTED_AS_LAYOUT)
		keep(f, &step, f->splits[step.verdict]);
}

void bp_forecast_end(struct bp_forecast *f)
{
	for (size_t i = 0; i < bp_array_size(f->open); i++)
		close_bio(f, &f->open[i]);
}
