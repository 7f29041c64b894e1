/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Peer-to-peer memory in processes: the file p2pmem/allocate of a provider, from v6.12 on
 * (p2pdma-newer.md, P-84 and P-85).
 *
 * A mapping is a piece of the pool of its own, divided into pages.  A page has a reference for the
 * mapping, and one for each get_page(); with the last one it goes back to the pool by itself.
 */
#ifndef BLKPATH_P2P_USER_H
#define BLKPATH_P2P_USER_H

#include <blkpath/gup.h>
#include <blkpath/p2pdma.h>

#define VM_MAYSHARE 0x00000080ul

/* What stat() says of a file. */
struct bp_p2pmem_file {
	unsigned mode;
	u64 size;
};

struct bp_p2p_piece;

/**
 * struct vm_area_struct - a mapping of a process
 * @vm_flags: VM_MAYSHARE for a shared one
 * @vm_pgoff: where in the file it begins, in pages
 * @bp_bytes: how long it is; a rest is rounded up to a page
 * @bp_piece: what is behind it; NULL before, and when nothing of it is mapped any more
 */
struct vm_area_struct {
	unsigned long vm_flags;
	u64 vm_pgoff;
	u64 bp_bytes;
	struct bp_p2p_piece *bp_piece;
};

/**
 * bp_p2pmem_allocate_stat - what the file allocate looks like
 * @pdev: provider, or any function
 * @file: receives it
 *
 * Return: 0; -ENOENT without such a file: rule sets before v6.12 have none, and unbinding takes it
 * away first.
 * Rule: P-84
 */
int bp_p2pmem_allocate_stat(const struct pci_dev *pdev, struct bp_p2pmem_file *file);

/**
 * p2pmem_alloc_mmap - a process maps the file allocate
 * @pdev: provider
 * @vma: the mapping; it stays where it is while bp_piece is set
 *
 * Context: allocates (BP_ALLOC_POOL).
 * Return: 0; -ENODEV when the file or the provider is going away; -EINVAL for a mapping that is not
 * shared, does not begin at 0 or is empty; -ENOMEM when the pool has no such run, or memory is
 * short. Nothing is mapped or taken then.
 * Mirrors: p2pmem_alloc_mmap(), drivers/pci/p2pdma.c, v6.12
 * Rule: P-84
 */
int p2pmem_alloc_mmap(struct pci_dev *pdev, struct vm_area_struct *vma);

/**
 * bp_vma_page - what a process finds at a place of its mapping
 * @vma: mapping
 * @index: page of it, from 0
 *
 * Return: the page; NULL where nothing is mapped (any more): touching it is a SIGBUS.
 * Rule: P-84
 */
struct page *bp_vma_page(const struct vm_area_struct *vma, u64 index);

/**
 * bp_vma_unmap - a process gives up some pages of its mapping
 * @vma: mapping
 * @first: first page, from 0
 * @nr: how many; more than there are means the rest
 *
 * Pages that nobody else holds go back to the pool.
 *
 * Rule: P-84
 */
void bp_vma_unmap(struct vm_area_struct *vma, u64 first, u64 nr);

/**
 * bp_vma_pin - take references on pages of a mapping for I/O
 * @env: environment
 * @vma: mapping
 * @first: first page, from 0
 * @nr: how many
 * @gup_flags: FOLL_*
 * @pages: receives them; put_page() gives each back
 *
 * Return: how many were pinned before the first that could not be; when that is the first of all,
 * -EFAULT where nothing is mapped and -EREMOTEIO where the caller does not allow such pages.
 * Mirrors: pin_user_pages_fast(), mm/gup.c, v6.12, for one mapping
 * Rule: P-85
 */
s64 bp_vma_pin(struct bp_env *env, const struct vm_area_struct *vma, u64 first, u64 nr,
	       unsigned gup_flags, struct page **pages);

#endif
