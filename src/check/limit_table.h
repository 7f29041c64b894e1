/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BP_CHECK_LIMIT_TABLE_H
#define BP_CHECK_LIMIT_TABLE_H

#include "family.h"

unsigned bp_ck_limit_count(void);
const char *bp_ck_limit_name(unsigned index);
u64 bp_ck_limit_value(const struct queue_limits *limits, unsigned index);

/* Step 1 of 5.3: stacking may only make it stricter. */
bool bp_ck_limit_tightens(unsigned index);

#endif
