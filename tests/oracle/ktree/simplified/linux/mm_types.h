/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The descriptor of a page has its size (64 bytes) and nothing else. */
#ifndef KTREE_LINUX_MM_TYPES_H
#define KTREE_LINUX_MM_TYPES_H

#include <linux/types.h>

struct page {
	unsigned long flags;
	unsigned long rest[7];
};

struct folio {
	struct page page;
};

#endif
