/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which rule of ours made a row: the numbers of docs/spec.
 */
#ifndef KTREE_WHY_H
#define KTREE_WHY_H

#include <stdbool.h>

#include <blkpath/env.h>

#include "subject.h"

/* Only whoever explains a case wants to know; nobody listens during long runs. */
void kt_why_wanted(bool wanted);

/* Called by our side as it runs a case. */
void kt_why_listen(struct bp_env *env, const struct kt_result *r);
void kt_why_bug(const char *rule);

/*
 * The rule behind the difference of two results in a row (kt_results_differ()), after our side has
 * run the case; `tree` and `ours` are compared to see which part of the row is meant.
 */
const char *kt_why(const struct kt_result *tree, const struct kt_result *ours, unsigned row);

#endif
