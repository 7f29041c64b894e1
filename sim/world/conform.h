/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Runs a golden vector on the block core and compares.
 */
#ifndef BP_SIM_CONFORM_H
#define BP_SIM_CONFORM_H

#include <blkpath/defects.h>
#include <blkpath/env.h>

#include "input/vectors.h"

/**
 * struct bp_conform_result - what came out of one case
 * @values: an object with the keys of the case's kind ("out", "adv", "steps" and "rq", ...)
 * @bug: the run was stopped by a BUG
 * @site: its report
 * @warnings: how often the mapping made more entries than counted segments
 */
struct bp_conform_result {
	json_t *values;
	bool bug;
	struct bp_report site;
	u64 warnings;
};

/**
 * bp_conform_run - run a case under a set of defects
 * @c: the case
 * @defects: switches of queue and environment
 * @result: filled in; its values belong to the caller
 *
 * Return: 0, -EINVAL when the case's rule set is not known, -ENOMEM.
 */
int bp_conform_run(const struct bp_vector_case *c, const struct bp_defects *defects,
		   struct bp_conform_result *result);

/**
 * bp_conform_check - run a case as its file asks and compare
 * @c: the case
 * @diff: what differs, expected beside seen; NULL when nothing does. Belongs to the caller
 * (free()).
 *
 * A case with "fixed" values must give them in mode C, its other values with DEF-2 to DEF-5 on, and
 * must react to exactly the defects that it lists.
 *
 * Return: 1 when the case passed, 0 when it failed, a negative errno as bp_conform_run().
 */
int bp_conform_check(const struct bp_vector_case *c, char **diff);

/**
 * bp_conform_check_under - run a case under chosen defects and compare with its own values
 * @c: the case
 * @defects: switches
 * @diff: as for bp_conform_check()
 *
 * Return: as bp_conform_check().
 */
int bp_conform_check_under(const struct bp_vector_case *c, const struct bp_defects *defects,
			   char **diff);

#endif
