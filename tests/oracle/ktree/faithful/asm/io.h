/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Page descriptors lie in one array, so a page has its number and its address by arithmetic. */
#ifndef KTREE_ASM_IO_H
#define KTREE_ASM_IO_H

#include <linux/mm.h>

#endif
