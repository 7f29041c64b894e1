/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nobody looks for leaks. */
#ifndef KTREE_LINUX_KMEMLEAK_H
#define KTREE_LINUX_KMEMLEAK_H

#include <linux/slab.h>

#endif
