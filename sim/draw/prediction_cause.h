/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Why a prediction is what it is in one row: the rule and the limit behind it.
 */
#ifndef SIM_DRAW_PREDICTION_CAUSE_H
#define SIM_DRAW_PREDICTION_CAUSE_H

#include "world/prediction.h"

#define BP_CAUSE_TEXT_MAX 112

/* "S5 max_segments 128", or the rules of a list where no cut decides; of a BUG its place. */
void bp_prediction_cause(const struct bp_prediction *prediction, const struct bp_rules *rules,
			 enum bp_fact fact, unsigned row, char text[BP_CAUSE_TEXT_MAX]);

#endif
