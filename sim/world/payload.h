/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bytes of an I/O in memory, in order, whatever vectors they lie in.
 */
#ifndef SIM_WORLD_PAYLOAD_H
#define SIM_WORLD_PAYLOAD_H

#include "world/world.h"

/**
 * struct bp_payload - a position in the bytes of an I/O
 * @world: whose memory
 * @io: the I/O
 * @walk: its vectors, when a layout gives them
 * @next_vector: index of the next one, when a scenario lists them
 * @rest: of the vector in hand
 */
struct bp_payload {
	struct bp_world *world;
	const struct bp_scenario_io *io;
	struct bp_layout_walk walk;
	unsigned next_vector;
	struct bp_range rest;
};

/* Begin at the first byte; @seed is that of random layouts. */
void bp_payload_start(struct bp_payload *payload, struct bp_world *world,
		      const struct bp_scenario_io *io, u64 seed);

/* The next vector as a whole; false behind the last one. */
bool bp_payload_vector(struct bp_payload *payload, struct bp_range *range);

/* Put the next bytes into memory, or take them out; false where there is no memory. */
bool bp_payload_put(struct bp_payload *payload, const void *bytes, unsigned n);
bool bp_payload_take(struct bp_payload *payload, void *bytes, unsigned n);

#endif
