/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory for one I/O after the other: it lies apart, as buffers do, and comes round.
 */
#ifndef SIM_WORLD_BUFFERS_H
#define SIM_WORLD_BUFFERS_H

#include "input/scenario.h"

/* How far the next buffer lies behind the first. */
struct bp_buffers {
	u64 moved_bytes;
};

/* The first address of the memory of an I/O by layout, and the one behind its last. */
struct bp_memory_span {
	u64 start;
	u64 end;
};

struct bp_memory_span bp_memory_span(const struct bp_scenario_io *io, unsigned page_shift,
				     u64 seed);

/* Move an I/O to the next buffer; bus addresses are somebody's choice and stay. */
void bp_buffers_place(struct bp_buffers *buffers, struct bp_scenario_io *io, unsigned page_shift,
		      u64 seed);

#endif
