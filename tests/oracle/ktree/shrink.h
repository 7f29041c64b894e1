/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KTREE_SHRINK_H
#define KTREE_SHRINK_H

#include <stdbool.h>

#include "subject.h"

/* Does the case still show what it was kept for? */
typedef bool kt_still_fn(void *arg, const struct kt_case *c);

/* Makes a case as small as it gets while `still` holds; it holds for the case that is handed in. */
void kt_shrink(struct kt_case *c, kt_still_fn *still, void *arg);

#endif
