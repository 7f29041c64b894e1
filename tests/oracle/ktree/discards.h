/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KTREE_DISCARDS_H
#define KTREE_DISCARDS_H

#include "source.h"
#include "subject.h"

/* Makes a split or a merge one of discards: their limits, and bios without vectors. */
void kt_discards_make(struct kt_case *c, struct kt_source *s);

#endif
