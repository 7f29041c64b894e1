/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A driver may get requests in another order than that of splitting, and what was recorded of them
 * and their commands follows it.  The prediction is put into the same order, so that both can be
 * compared row by row.
 */
#include <stdlib.h>

#include "world/prediction_parts.h"

/* A request that was issued, for looking up. */
struct place {
	sector_t sector;
	unsigned sectors;
	unsigned request;
	bool taken;
};

static int by_sector(const void *a, const void *b)
{
	const struct place *x = a, *y = b;

	if (x->sector != y->sector)
		return x->sector > y->sector ? 1 : -1;
	return (x->request > y->request) - (x->request < y->request);
}

/* The first request at a sector that was not taken yet, of the same length. */
static struct place *take(struct place *places, unsigned n, u64 sector, u64 sectors)
{
	unsigned low = 0, high = n;

	while (low < high) {
		unsigned middle = low + (high - low) / 2;

		if (places[middle].sector < sector)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < n && places[low].sector == sector; low++) {
		if (places[low].taken || places[low].sectors != sectors)
			continue;
		places[low].taken = true;
		return &places[low];
	}
	return NULL;
}

static bool add_list(struct bp_prediction *p, const struct bp_predicted_request *rq)
{
	struct bp_fact_list *lists = &p->facts.list[BP_FACT_MAPSG];
	unsigned kept = bp_min(rq->entries, (unsigned)BP_FACT_SG_KEPT);
	u64 number = lists->n;

	for (unsigned i = 0; i < kept; i++) {
		const struct bp_predicted_entry *entry = &p->entries.at[rq->first_entry + i];
		struct bp_fact_row row = { { number, entry->offset, entry->length } };

		if (!bp_facts_add(&p->facts, BP_FACT_SG, row))
			return false;
	}
	return bp_facts_add(&p->facts, BP_FACT_MAPSG, (struct bp_fact_row){ { rq->entries } });
}

static bool add_issued(struct bp_prediction *p, unsigned request)
{
	const struct bp_predicted_request *rq = &p->requests.at[request];
	struct bp_fact_row row = { { rq->sector, rq->sectors } };

	if (!bp_facts_add(&p->facts, BP_FACT_ISSUED, row))
		return false;
	row.v[2] = rq->nsegs;
	if (!bp_facts_add(&p->facts, BP_FACT_NSEGS, row))
		return false;
	return !rq->has_list || add_list(p, rq);
}

static bool add_command(struct bp_prediction *p, unsigned request)
{
	const struct bp_predicted_request *rq = &p->requests.at[request];
	const u64 number = p->facts.list[BP_FACT_CMDS].n;
	const struct bp_predicted_command *command;

	if (!rq->has_command)
		return true;
	command = &p->commands.at[rq->command];
	for (unsigned i = 0; i < command->pointers; i++) {
		const struct bp_pointer_entry *entry = &p->pointers.at[command->first_pointer + i];
		struct bp_fact_row row = { { number, entry->addr, entry->bytes } };

		if (!bp_facts_add(&p->facts, BP_FACT_MAP, row))
			return false;
	}
	return bp_list_add(&p->rules_of_commands, command->rule) &&
	       bp_facts_add(&p->facts, BP_FACT_CMDS, command->row);
}

static bool add_requests(struct bp_prediction *p)
{
	for (unsigned i = 0; i < p->requests.n; i++) {
		const struct bp_predicted_request *rq = &p->requests.at[i];
		struct bp_fact_row row = { { rq->sector, rq->sectors } };

		if (rq->issued && !bp_facts_add(&p->facts, BP_FACT_RQS, row))
			return false;
	}
	return true;
}

/* Rows that were recorded of requests, and what is added to the prediction in their order. */
struct order {
	enum bp_fact fact;
	unsigned unit; /* sectors */
	bool (*add)(struct bp_prediction *p, unsigned request);
};

/* First those that the recording has, in its order, then the others. */
static bool add_all(struct bp_prediction *p, const struct bp_recording *r, struct place *places,
		    const struct order *order)
{
	const struct bp_fact_list *recorded = &r->facts.list[order->fact];

	for (unsigned i = 0; i < p->issued.n; i++)
		places[i].taken = false;
	for (unsigned i = 0; i < recorded->n; i++) {
		const u64 *row = recorded->at[i].v;
		const struct place *place =
			take(places, p->issued.n, row[0] * order->unit, row[1] * order->unit);

		if (place && !order->add(p, place->request))
			return false;
	}
	for (unsigned i = 0; i < p->issued.n; i++)
		if (!places[i].taken && !order->add(p, places[i].request))
			return false;
	return true;
}

bool bp_prediction_order(struct bp_prediction *p, const struct bp_recording *r)
{
	const struct order orders[] = {
		{ BP_FACT_ISSUED, 1, add_issued },
		{ BP_FACT_CMDS, r->limits.limits.logical_block_size >> SECTOR_SHIFT, add_command },
	};
	struct place *places = calloc((size_t)p->issued.n + 1, sizeof(*places));
	bool done;

	for (unsigned fact = 0; fact < BP_FACT_NR; fact++)
		p->facts.list[fact].known = true;
	if (!places)
		return false;
	for (unsigned i = 0; i < p->issued.n; i++) {
		const struct bp_predicted_request *rq = &p->requests.at[p->issued.at[i]];

		places[i] = (struct place){ rq->sector, rq->sectors, p->issued.at[i], false };
	}
	qsort(places, p->issued.n, sizeof(*places), by_sector);
	done = add_requests(p) && add_all(p, r, places, &orders[0]) &&
	       add_all(p, r, places, &orders[1]);
	free(places);
	return done;
}
