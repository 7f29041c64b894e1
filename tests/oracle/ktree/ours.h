/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KTREE_OURS_H
#define KTREE_OURS_H

#include <blkpath/limits.h>

#include "subject.h"

void kt_ours_limits(struct queue_limits *to, const struct kt_limits *from);

#endif
