/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A place for a command of a flow while it is under way.
 */
#ifndef SIM_WORLD_FLOW_SLOT_H
#define SIM_WORLD_FLOW_SLOT_H

#include "world/flow_world.h"

/**
 * struct bp_flow_slot - a command under way
 * @world: its flow
 * @command: as the host has it
 * @twist: what is wrong with it
 * @memory: its data
 * @ended: what comes of it; NULL: the place is free
 */
struct bp_flow_slot {
	struct bp_flow_world *world;
	struct bp_initiator_command command;
	struct bp_initiator_twist twist;
	struct bp_flow_memory memory;
	struct bp_world_flow_ended *ended;
};

/* Whether the drive holds something else afterwards. */
static inline bool bp_flow_changes(const struct bp_world_flow_ended *ended)
{
	return ended->op == BP_FLOW_WRITE || ended->op == BP_FLOW_ZERO;
}

/* Sends a command; the place is free again when it has ended, perhaps at once.  0 or -ENOMEM. */
int bp_flow_start(struct bp_flow_slot *slot, struct bp_world_flow_ended *ended);

#endif
