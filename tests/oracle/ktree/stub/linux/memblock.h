/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Where memory ends: far away. */
#ifndef KTREE_LINUX_MEMBLOCK_H
#define KTREE_LINUX_MEMBLOCK_H

#define max_pfn (~0UL)
#define max_low_pfn (~0UL)

#endif
