/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing down what happens to a recorded case in the model: the places where a recorder looks.
 */
#include <blkpath/event.h>

#include "world/prediction_parts.h"

#define note(p, list, ...) ((p)->no_memory |= !bp_list_add(&(p)->list, __VA_ARGS__))

static void add(struct bp_prediction *p, enum bp_fact fact, u64 first, u64 second)
{
	p->no_memory |= !bp_facts_add(&p->facts, fact, (struct bp_fact_row){ { first, second } });
}

static void on_bio(struct bp_prediction *p, const struct bp_event *event)
{
	add(p, BP_FACT_BIOS, event->bio->bi_iter.bi_sector, bio_sectors(event->bio));
}

static void on_split(struct bp_prediction *p, const struct bp_event *event)
{
	const struct bp_predicted_cut cut = {
		.start = event->bio->bi_iter.bi_sector,
		.sector = event->other->bi_iter.bi_sector,
		.cut = *event->cut,
	};

	add(p, BP_FACT_SPLITS, cut.start, cut.sector);
	note(p, cuts, cut);
}

/* Of the bios that the splitter ends the first is kept. */
static void on_split_end(struct bp_prediction *p, const struct bp_event *event)
{
	sector_t start = event->bio->bi_iter.bi_sector;

	if (!event->cut || !event->cut->error || p->refused)
		return;
	p->refused = true;
	p->refusal = (struct bp_predicted_cut){ start, start, *event->cut };
}

static void on_getrq(struct bp_prediction *p, const struct bp_event *event)
{
	note(p, requests, (struct bp_predicted_request){ .serial = event->rq->bp_serial });
}

/* Serials only grow. */
static struct bp_predicted_request *find(struct bp_prediction *p, const struct request *rq)
{
	unsigned low = 0, high = p->requests.n;

	while (low < high) {
		unsigned middle = low + (high - low) / 2;

		if (p->requests.at[middle].serial < rq->bp_serial)
			low = middle + 1;
		else
			high = middle;
	}
	return low < p->requests.n && p->requests.at[low].serial == rq->bp_serial
		       ? &p->requests.at[low]
		       : NULL;
}

static void on_issue(struct bp_prediction *p, const struct bp_event *event)
{
	struct request *rq = event->rq;
	struct bp_predicted_request *told = find(p, rq);

	if (!told || told->issued)
		return;
	told->issued = true;
	told->sector = blk_rq_pos(rq);
	told->sectors = blk_rq_sectors(rq);
	told->nsegs = blk_rq_nr_phys_segments(rq);
	note(p, issued, (unsigned)(told - p->requests.at));
}

static void on_map_end(struct bp_prediction *p, const struct bp_event *event)
{
	struct bp_predicted_request *told = find(p, event->rq);
	struct scatterlist *sg = event->sgl;
	unsigned kept = bp_min((unsigned)event->a, (unsigned)BP_FACT_SG_KEPT);

	if (!told)
		return;
	told->has_list = true;
	told->entries = (unsigned)event->a;
	told->first_entry = p->entries.n;
	for (unsigned i = 0; sg && i < kept; i++, sg = sg_next(sg))
		note(p, entries, (struct bp_predicted_entry){ sg->offset, sg->length });
}

void bp_prediction_command(struct bp_prediction *p, const struct request *rq,
			   const struct bp_predicted_command *command)
{
	struct bp_predicted_request *told = find(p, rq);

	if (!told)
		return;
	told->has_command = true;
	told->command = p->commands.n;
	note(p, commands, *command);
}

static void on_event(struct bp_sink *sink, const struct bp_event *event)
{
	static void (*const handlers[BP_EVENT_NR])(struct bp_prediction *,
						   const struct bp_event *) = {
		[BP_EV_BIO_QUEUE] = on_bio,	  [BP_EV_SPLIT] = on_split,
		[BP_EV_SPLIT_END] = on_split_end, [BP_EV_GETRQ] = on_getrq,
		[BP_EV_RQ_ISSUE] = on_issue,	  [BP_EV_MAP_END] = on_map_end,
	};
	struct bp_prediction *p = bp_container_of(sink, struct bp_prediction, sink);

	if (handlers[event->id] && !p->no_memory)
		handlers[event->id](p, event);
}

void bp_prediction_listen(struct bp_prediction *p, struct bp_env *env)
{
	p->sink.fn = on_event;
	bp_sink_add(env, &p->sink);
}
