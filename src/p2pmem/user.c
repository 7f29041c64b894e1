/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Processes map memory of a provider, and lose it (P-84).
 */
#include <errno.h>

#include <blkpath/address.h>

#include "pages.h"
#include "user.h"

#define ALLOCATE_MODE 0660
#define ALLOCATE_BYTES (1ull << 40)

int bp_p2pmem_allocate_stat(const struct pci_dev *pdev, struct bp_p2pmem_file *file)
{
	if (!pdev->has_allocate_file)
		return -ENOENT;
	*file = (struct bp_p2pmem_file){ ALLOCATE_MODE, ALLOCATE_BYTES };
	return 0;
}

static struct bp_p2p_piece *piece_of(struct pci_dev *pdev, bp_virt_addr_t virt, u64 nr)
{
	struct bp_env *env = pdev->dev.bp_env;
	struct bp_p2p_piece *piece;

	piece = bp_alloc(env, BP_ALLOC_POOL, sizeof(*piece) + nr * sizeof(piece->page[0]));
	if (!piece)
		return NULL;
	piece->pdev = pdev;
	piece->virt = virt;
	piece->pfn = page_to_pfn(virt_to_page(env, virt));
	piece->nr = piece->nr_mapped = piece->nr_left = nr;
	for (u64 i = 0; i < nr; i++) {
		piece->page[i].state.refs = 1;
		piece->page[i].mapped = true;
	}
	return piece;
}

/* One allocation with one reference becomes one of each for every page. */
static void divide(struct bp_p2p_piece *piece, struct percpu_ref *ref)
{
	struct pci_dev *pdev = piece->pdev;
	u64 bytes = piece->nr << pdev->dev.bp_env->page_shift;

	bp_gen_pool_divide(pdev->p2pdma->pool, piece->virt);
	percpu_ref_get_many(ref, piece->nr - 1);
	bp_event(pdev->dev.bp_env, P2P_DIVIDE, .rule = "P-84", .a = piece->nr,
		 .p2p = bp_p2p_call_now(pdev, &(struct bp_p2p_call){ .virt = piece->virt,
								     .size = bytes }));
}

static int take(struct pci_dev *pdev, u64 bytes, struct bp_p2p_piece **piece,
		struct percpu_ref **ref)
{
	struct pci_p2pdma *p2pdma = pdev->p2pdma;
	bp_virt_addr_t virt;
	int error = bp_p2p_pages_take(p2pdma, bytes, &virt, ref);

	if (error)
		return error;
	*piece = piece_of(pdev, virt, bytes >> pdev->dev.bp_env->page_shift);
	if (*piece)
		return 0;
	p2pdma->ops->free(p2pdma, virt, bytes);
	return -ENOMEM;
}

/* mmap() knows whole pages alone; no length is refused by itself. */
static bool is_possible(const struct vm_area_struct *vma, u64 bytes)
{
	return vma->vm_flags & VM_MAYSHARE && !vma->vm_pgoff && bytes;
}

int p2pmem_alloc_mmap(struct pci_dev *pdev, struct vm_area_struct *vma)
{
	u64 rest = bp_page_size(pdev->dev.bp_env) - 1, bytes = (vma->bp_bytes + rest) & ~rest;
	struct bp_p2p_piece *piece;
	struct percpu_ref *ref;
	int error;

	if (!pdev->has_allocate_file || !pdev->p2pdma)
		return -ENODEV;
	if (!is_possible(vma, bytes))
		return -EINVAL;
	error = take(pdev, bytes, &piece, &ref);
	bp_p2pdma_tell_alloc(pdev, error ? bp_virt_addr(0) : piece->virt, bytes);
	if (error)
		return error;
	divide(piece, ref);
	LIST_INSERT_HEAD(&pdev->p2pdma->pieces, piece, link);
	piece->vma = vma;
	vma->bp_piece = piece;
	pdev->dev.bp_env->device_page_ops = &bp_p2p_user_pages;
	return 0;
}

/* The last reference of a page may be that of the piece too. */
static void unmap_page(struct bp_p2p_piece *piece, u64 index)
{
	if (!piece->page[index].mapped)
		return;
	piece->page[index].mapped = false;
	if (!--piece->nr_mapped) {
		piece->vma->bp_piece = NULL;
		piece->vma = NULL;
	}
	put_page(piece->pdev->dev.bp_env, pfn_to_page(piece->pfn + index));
}

void bp_vma_unmap(struct vm_area_struct *vma, u64 first, u64 nr)
{
	struct bp_p2p_piece *piece = vma->bp_piece;

	for (u64 i = first; vma->bp_piece && i < piece->nr && i - first < nr; i++)
		unmap_page(piece, i);
}

static struct bp_p2p_piece *any_mapped(const struct pci_p2pdma *p2pdma)
{
	struct bp_p2p_piece *piece;

	LIST_FOREACH (piece, &p2pdma->pieces, link)
		if (piece->vma)
			break;
	return piece;
}

void bp_p2p_remove_allocate_file(void *data)
{
	struct pci_dev *pdev = data;
	struct bp_p2p_piece *piece;

	pdev->has_allocate_file = false;
	while ((piece = any_mapped(pdev->p2pdma)))
		bp_vma_unmap(piece->vma, 0, piece->nr);
}
