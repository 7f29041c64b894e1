/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Exhibits with a far host: its commands run in a machine of their own (flow.h).
 */
#ifndef SIM_WORLD_GALLERY_FLOW_H
#define SIM_WORLD_GALLERY_FLOW_H

#include "world/flow.h"
#include "world/gallery.h"

/**
 * struct bp_gallery_flow - what a far host does, and what is noted of it
 * @setup: machine and commands; their switches are the case's
 * @way: where the data lies
 * @deed: done before the first command, may note facts; NULL: nothing
 */
struct bp_gallery_flow {
	struct bp_world_flow_setup setup;
	enum bp_flow_way way;
	void (*deed)(struct bp_flow_world *world, struct bp_exhibit *exhibit);
};

/* As bp_gallery_run(), of a case that has a flow.  The facts: how each command ended, the credits
 * of the queue, and the bytes of peer-to-peer memory that are free when all is over. */
int bp_gallery_flow_run(const struct bp_gallery_case *shown, bool on, struct bp_exhibit *exhibit,
			struct bp_error *err);

#endif
