/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Flags of allocation are from the tree; the store of a case looks at none. */
#ifndef KTREE_LINUX_GFP_H
#define KTREE_LINUX_GFP_H

#include <linux/gfp_types.h>

#endif
