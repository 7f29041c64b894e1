/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The bios of one I/O over vectors that somebody wrote down: a layout, a scenario, a trace.
 *
 * A bio takes at most BIO_MAX_PAGES (256) vectors, so a large I/O of scattered pages becomes
 * several bios: 4 MiB of single pages are four bios of 1 MiB.  A run of pages is one vector,
 * however long. Where a bio is full before the I/O is complete it ends on a logical block.
 *
 * Vectors go into the bio as the layout or the scenario has them, under every rule set; neighbours
 * that touch stay apart. dio.h begins with user memory instead: there pages join, alignment is
 * checked, and the rule set says where a bio ends. The two share no step: here a vector is placed,
 * there it is the outcome.
 * Discards, write-zeroes and flushes have no vectors; write-same has one of a logical block.
 */
#ifndef SIM_WORLD_DIRECT_H
#define SIM_WORLD_DIRECT_H

#include <blkpath/queue.h>

#include "input/scenario.h"

/**
 * struct bp_direct - an I/O on its way into bios
 * @q: the queue it is for
 * @bs: where the bios come from
 * @io: the I/O
 * @walk: its vectors, when a layout gives them
 * @next_vector: index of the next one, when the scenario lists them
 * @rest: what did not fit the bio before
 * @sector: where the next bio starts
 * @left: bytes still to come
 * @started: a bio was made
 * @error: what an add function returned when it refused a vector, or -ENOMEM
 */
struct bp_direct {
	struct request_queue *q;
	struct bio_set *bs;
	const struct bp_scenario_io *io;
	struct bp_layout_walk walk;
	unsigned next_vector;
	struct bp_range rest;
	sector_t sector;
	unsigned left;
	bool started;
	int error;
};

/* Whether the operation carries memory. */
bool bp_direct_has_vectors(const struct bp_scenario_io *io);

/* Begin; @seed is for random layouts. */
void bp_direct_start(struct bp_direct *direct, struct request_queue *q, struct bio_set *bs,
		     const struct bp_scenario_io *io, u64 seed);

/* The next bio, without disk and end function; NULL when there is none or @direct->error is set. */
struct bio *bp_direct_next(struct bp_direct *direct);

#endif
