/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BP_SIM_VECTORS_SHAPE_H
#define BP_SIM_VECTORS_SHAPE_H

#include "vectors.h"

/* Checks every field of c->json and fills in the rest of the case. 0, or -EINVAL with err filled
 * in. */
int bp_vector_shape(struct bp_vector_case *c, const char *path, struct bp_error *err);

#endif
