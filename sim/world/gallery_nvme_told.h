/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * An I/O to a controller, and what the driver and the controller told each other of it, as facts.
 */
#ifndef SIM_WORLD_GALLERY_NVME_TOLD_H
#define SIM_WORLD_GALLERY_NVME_TOLD_H

#include "world/gallery.h"
#include "world/world.h"

/**
 * bp_show_io - submit an I/O under a plug, wait, and note what became of it
 * @world: with a controller
 * @exhibit: receives what the last command says of the data, how the controller answers it, and how
 * the I/O ends
 * @name: of the I/O
 * @io: the I/O
 */
void bp_show_io(struct bp_world *world, struct bp_exhibit *exhibit, const char *name,
		const struct bp_scenario_io *io);

/* An I/O of the vectors of a case. */
struct bp_scenario_io bp_show_io_of(const struct bp_gallery_case *shown);

#endif
