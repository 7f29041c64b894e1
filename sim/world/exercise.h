/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What no event shows, done for the checker's sake: loops over a bio, steps of its iterator, a
 * second count, the direct twin of a bio of pages, and stacked limits.
 *
 * It works on copies, in an environment that nobody listens to, so a run with it is the same run.
 */
#ifndef SIM_WORLD_EXERCISE_H
#define SIM_WORLD_EXERCISE_H

#include <blkpath/check.h>

/**
 * struct bp_exercise - listens and exercises
 * @check: is told the results
 * @sink: hears the splitter
 * @quiet: environment of everything done here
 * @views: room for what loops yield
 * @nr_views: in use
 * @views_room: entries of @views
 * @table: vectors of the direct twin
 * @table_room: entries of @table
 * @stacked: queue whose limits were stacked last
 * @no_memory: some exercise could not be done
 */
struct bp_exercise {
	struct bp_check *check;
	struct bp_sink sink;
	struct bp_env quiet;
	struct bp_view *views;
	unsigned nr_views;
	unsigned views_room;
	struct dma_vec *table;
	unsigned table_room;
	const struct request_queue *stacked;
	bool no_memory;
};

/* Listens to the bios of an environment from here on; does nothing when @check is NULL. */
void bp_exercise_start(struct bp_exercise *exercise, struct bp_env *env, struct bp_check *check);

void bp_exercise_stop(struct bp_exercise *exercise, struct bp_env *env);

#endif
