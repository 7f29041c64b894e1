/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A small world: a queue, the model of it, and a bio as both of them see it.
 */
#ifndef ENUM_SMALL_H
#define ENUM_SMALL_H

#include <blkpath/check.h>
#include <blkpath/split.h>

#include "model.h"

struct small {
	struct t_world w;
	struct bp_check *check;
	struct bp_sink sink;
	struct model_queue model;
	struct model_bio bio;
	struct model_result want;
	struct model_result seen;
	struct bp_cut cut[MODEL_PIECES];
	unsigned ended;
	u64 pieces;
	char violation[1024];
};

/* Fails with both results side by side when they differ, or when an invariant is broken. */
void small_compare(const struct small *s);

#endif
