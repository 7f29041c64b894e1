/* SPDX-License-Identifier: GPL-2.0-or-later */
/* No swap. */
#ifndef KTREE_LINUX_SWAP_H
#define KTREE_LINUX_SWAP_H

#include <linux/mm.h>

#endif
