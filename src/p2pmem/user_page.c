/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pages of pieces: who holds them, and how they go back one by one (P-84, P-85).
 */
#include <errno.h>

#include <blkpath/p2p_map.h>

#include "user.h"

static struct bp_p2p_piece *find(const struct bp_env *env, u64 pfn)
{
	const struct dev_pagemap *pgmap = bp_p2p_typed_pagemap(env, pfn_to_page(pfn));
	const struct pci_p2pdma *p2pdma;
	struct bp_p2p_piece *piece;

	if (!pgmap)
		return NULL;
	p2pdma = bp_container_of(pgmap->dev, struct pci_dev, dev)->p2pdma;
	LIST_FOREACH (piece, &p2pdma->pieces, link)
		if (pfn - piece->pfn < piece->nr && !piece->page[pfn - piece->pfn].returned)
			break;
	return piece;
}

static struct bp_page_state *state(void *env, u64 pfn)
{
	struct bp_p2p_piece *piece = find(env, pfn);

	return piece ? &piece->page[pfn - piece->pfn].state : NULL;
}

static void release(void *env, u64 pfn)
{
	struct bp_p2p_piece *piece = find(env, pfn);
	u64 index = pfn - piece->pfn, bytes = bp_page_size(env);
	bp_virt_addr_t virt = bp_virt_addr(bp_virt_u64(piece->virt) + index * bytes);
	struct pci_dev *pdev = piece->pdev;

	piece->page[index].returned = true;
	if (!--piece->nr_left) {
		LIST_REMOVE(piece, link);
		bp_free(env, piece);
	}
	pci_free_p2pmem(pdev, virt, bytes);
}

const struct bp_page_ops bp_p2p_user_pages = { .state = state, .release = release };

struct page *bp_vma_page(const struct vm_area_struct *vma, u64 index)
{
	const struct bp_p2p_piece *piece = vma->bp_piece;

	if (!piece || index >= piece->nr || !piece->page[index].mapped)
		return NULL;
	return pfn_to_page(piece->pfn + index);
}

s64 bp_vma_pin(struct bp_env *env, const struct vm_area_struct *vma, u64 first, u64 nr,
	       unsigned gup_flags, struct page **pages)
{
	s64 error = 0;
	u64 i;

	for (i = 0; i < nr; i++) {
		struct page *page = bp_vma_page(vma, first + i);

		error = page ? bp_gup_gate(env, page, gup_flags) : -EFAULT;
		if (error)
			break;
		get_page(env, page);
		pages[i] = page;
	}
	return i ? (s64)i : error;
}
