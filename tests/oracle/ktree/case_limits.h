/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KTREE_CASE_LIMITS_H
#define KTREE_CASE_LIMITS_H

#include <stdbool.h>

#include "source.h"
#include "subject.h"

/* What a shrinking case is led to. */
extern const struct kt_limits kt_plain_limits;

void kt_limits_make(struct kt_limits *l, struct kt_source *s);
bool kt_limits_valid(const struct kt_limits *l);

#endif
