/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The far host's memory for the data of one command: where it begins, and in how many pieces it is.
 *
 *     | place | piece | guard ... | piece | guard ... |
 *
 * Pieces end on pages, so that one key reaches all of them (R-D7); nobody writes between them.
 */
#ifndef SIM_WORLD_FLOW_MEMORY_H
#define SIM_WORLD_FLOW_MEMORY_H

#include "initiator/initiator.h"

#define BP_FLOW_PIECES_MAX 3u

/**
 * struct bp_flow_memory - data of a command
 * @host: whose memory it is
 * @addr: where its part begins
 * @segment: a gap in the capsule, if there is one, and the pieces
 * @first: the first piece among them: 1 behind a gap, else 0
 * @nr: how many there are
 */
struct bp_flow_memory {
	const struct bp_initiator *host;
	u64 addr;
	struct bp_initiator_segment segment[1 + BP_FLOW_PIECES_MAX];
	unsigned first;
	unsigned nr;
};

struct bp_world_flow_io;

/* How much of it a command needs. */
u64 bp_flow_memory_room(const struct bp_world_flow_io *io);

/* Makes the pieces, and fills everything else with guards. */
void bp_flow_memory_cut(struct bp_flow_memory *memory, const struct bp_world_flow_io *io);

/* Bytes to the data, from a place in it on; or from there. */
void bp_flow_memory_put(const struct bp_flow_memory *memory, u32 at, const u8 *bytes, u32 n);
void bp_flow_memory_get(const struct bp_flow_memory *memory, u32 at, u8 *bytes, u32 n);

/* Whether all is as it was around the data. */
bool bp_flow_memory_is_guarded(const struct bp_flow_memory *memory);

#endif
