/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef SIM_WORLD_FORECAST_CUT_H
#define SIM_WORLD_FORECAST_CUT_H

#include "world/forecast.h"

/* A splitter stops after max_segments vectors at the latest, 16 bits of them. */
#define BP_FORECAST_VECTORS ((size_t)UINT16_MAX + 4)

/**
 * bp_forecast_cut - where the rest of a bio would be split
 * @q: queue whose limits and rules hold
 * @table: room for BP_FORECAST_VECTORS vectors
 * @bio: the bio
 * @layout: where its memory lies
 * @cut: receives the answer
 *
 * Context: as bp_split_find().
 */
void bp_forecast_cut(struct request_queue *q, struct bio_vec *table,
		     const struct bp_forecast_bio *bio, const struct bp_layout *layout,
		     struct bp_cut *cut);

#endif
