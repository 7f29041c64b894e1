/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The commands of a flow, in order, as many at a time as the host's queue takes.  One waits for
 * those before that it shares blocks with, unless both read: so there is one answer.
 */
#include <errno.h>
#include <stdlib.h>

#include "world/flow_slot.h"

/* A flush orders all that is under way. */
static bool must_wait(const struct bp_world_flow_ended *a, const struct bp_world_flow_ended *b)
{
	if (a->op == BP_FLOW_FLUSH || b->op == BP_FLOW_FLUSH)
		return true;
	return (bp_flow_changes(a) || bp_flow_changes(b)) &&
	       a->slba < b->slba + (b->bytes >> SECTOR_SHIFT) &&
	       b->slba < a->slba + (a->bytes >> SECTOR_SHIFT);
}

/* Where a command can go now; NULL: nowhere. */
static struct bp_flow_slot *slot_for(const struct bp_flow_world *world,
				     const struct bp_world_flow_ended *ended)
{
	struct bp_flow_slot *free = NULL;

	for (unsigned i = 0; i < world->nr_slots; i++) {
		struct bp_flow_slot *slot = &world->slots[i];

		if (!slot->ended)
			free = free ?: slot;
		else if (world->setup->one_by_one || must_wait(ended, slot->ended))
			return NULL;
	}
	return free;
}

static int start_more(struct bp_flow_world *world, unsigned *next)
{
	struct bp_world_flow *flow = world->flow;

	for (; *next < flow->nr_ended; ++*next) {
		struct bp_flow_slot *slot = slot_for(world, &flow->ended[*next]);
		int error = slot ? bp_flow_start(slot, &flow->ended[*next]) : 0;

		if (!slot || error)
			return error;
	}
	return 0;
}

int bp_flow_submit(struct bp_flow_world *world)
{
	unsigned next = 0;
	int error;

	for (unsigned i = 0; i < world->nr_slots; i++) {
		world->slots[i].world = world;
		world->slots[i].memory.host = world->host;
		world->slots[i].memory.addr =
			bp_initiator_area(world->host) + i * world->slot_bytes;
	}
	do
		error = start_more(world, &next);
	while (!error && bp_wait(&world->env));
	return error;
}

int bp_flow_slots(struct bp_flow_world *world)
{
	const struct bp_world_flow_setup *setup = world->setup;

	world->nr_slots = bp_min((unsigned)setup->depth + setup->overdraft, world->flow->nr_ended);
	world->slots = calloc(bp_max(world->nr_slots, 1u), sizeof(*world->slots));
	return world->slots ? 0 : -ENOMEM;
}
