/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts behind bp_predict().
 */
#ifndef SIM_WORLD_PREDICTION_PARTS_H
#define SIM_WORLD_PREDICTION_PARTS_H

#include "world/prediction.h"
#include "world/world.h"

struct bp_prediction_nvme;

/* Begin to write down what happens in an environment. */
void bp_prediction_listen(struct bp_prediction *prediction, struct bp_env *env);

/* Take the command of a request; its entries are among the prediction's already. */
void bp_prediction_command(struct bp_prediction *prediction, const struct request *rq,
			   const struct bp_predicted_command *command);

/**
 * bp_prediction_nvme_open - put an NVMe drive in place of a world's device
 * @world: nothing is under way in it
 * @config: what it was made of
 * @recording: the case
 * @prediction: told of each command
 * @drive: receives the drive, to be closed before the world
 *
 * Return: 0 or -ENOMEM; the world is as it was then, and @drive NULL.
 */
int bp_prediction_nvme_open(struct bp_world *world, const struct bp_world_config *config,
			    const struct bp_recording *recording, struct bp_prediction *prediction,
			    struct bp_prediction_nvme **drive);

/* NULL is allowed. */
void bp_prediction_nvme_close(struct bp_prediction_nvme *drive);

/* Facts of the requests written down, in the order in which the recorded driver got them. */
bool bp_prediction_order(struct bp_prediction *prediction, const struct bp_recording *recording);

#endif
