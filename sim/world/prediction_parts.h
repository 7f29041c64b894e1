/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts behind bp_predict().
 */
#ifndef SIM_WORLD_PREDICTION_PARTS_H
#define SIM_WORLD_PREDICTION_PARTS_H

#include "world/prediction.h"

/* Begin to write down what happens in an environment. */
void bp_prediction_listen(struct bp_prediction *prediction, struct bp_env *env);

/* Facts of the requests written down, in the order in which the recorded driver got them. */
bool bp_prediction_order(struct bp_prediction *prediction, const struct bp_recording *recording);

#endif
