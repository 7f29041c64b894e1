/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KTREE_VERDICT_H
#define KTREE_VERDICT_H

#include "differ.h"

/* Shrinks what differs and tells it: input, both answers, the rule of ours. */
void kt_verdict_differences(struct kt_differ *d);

/* The first broken invariant, with its case. */
void kt_verdict_invariants(const struct kt_judgement *j);

#endif
