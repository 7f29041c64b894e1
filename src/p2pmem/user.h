/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A piece of a pool that a process has mapped, page by page (P-84).
 *
 *     page       0        1        2        3
 *     refs       1        2        1        0
 *     mapped     yes      yes      no       no
 *                         pinned   pinned   back in the pool
 */
#ifndef BP_SRC_P2PMEM_USER_H
#define BP_SRC_P2PMEM_USER_H

#include <blkpath/p2p_user.h>

#include "p2pmem.h"

/* @returned: it is back in the pool, and may be somebody else's. */
struct bp_p2p_user_page {
	struct bp_page_state state;
	bool mapped;
	bool returned;
};

/* @vma is NULL when nothing is mapped any more; @nr_left were not returned. */
struct bp_p2p_piece {
	LIST_ENTRY(bp_p2p_piece) link;
	struct pci_dev *pdev;
	bp_virt_addr_t virt;
	u64 pfn;
	u64 nr;
	struct vm_area_struct *vma;
	u64 nr_mapped;
	u64 nr_left;
	struct bp_p2p_user_page page[];
};

/* State of the pages of pieces, for struct bp_env. */
extern const struct bp_page_ops bp_p2p_user_pages;

#endif
