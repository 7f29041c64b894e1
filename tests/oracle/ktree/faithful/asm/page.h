/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pages of 4096 bytes, as on x86-64. */
#ifndef KTREE_ASM_PAGE_H
#define KTREE_ASM_PAGE_H

#include <linux/const.h>

#define PAGE_SHIFT 12
#define PAGE_SIZE (_AC(1, UL) << PAGE_SHIFT)
#define PAGE_MASK (~(PAGE_SIZE - 1))

#endif
