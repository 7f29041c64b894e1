/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A page is its number: descriptors without content in one array, never read. */
#ifndef KTREE_LINUX_MM_H
#define KTREE_LINUX_MM_H

#include <asm/page.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/minmax.h>
#include <linux/mm_types.h>
#include <linux/pfn.h>
#include <linux/types.h>

#define KT_PAGES ((struct page *)0xffffea0000000000UL)

#define page_to_pfn(page) ((unsigned long)((page)-KT_PAGES))
#define pfn_to_page(pfn) (KT_PAGES + (pfn))
#define page_to_phys(page) ((phys_addr_t)page_to_pfn(page) << PAGE_SHIFT)
#define nth_page(page, n) ((page) + (n))
#define offset_in_page(p) ((unsigned long)(p) & ~PAGE_MASK)
#define PAGE_ALIGN(addr) ALIGN(addr, PAGE_SIZE)
#define page_address(page) ((void *)page_to_phys(page))
#define virt_to_page(addr) pfn_to_page((unsigned long)(addr) >> PAGE_SHIFT)
#define __page_to_phys(page) page_to_phys(page)
#define PageHighMem(page) 0
#define lowmem_page_address(page) page_address(page)

/* A page is a folio of one page. */
#define page_folio(p) ((struct folio *)(p))
#define folio_page_idx(f, p) ((size_t)((p) - (struct page *)(f)))
#define folio_page(f, n) ((struct page *)(f) + (n))
#define folio_size(folio) PAGE_SIZE
#define folio_next(f) ((struct folio *)((struct page *)(f) + 1))

static inline bool is_pci_p2pdma_page(const struct page *page)
{
	return false;
}

static inline bool is_zone_device_page(const struct page *page)
{
	return false;
}

static inline bool zone_device_pages_have_same_pgmap(const struct page *a, const struct page *b)
{
	return true;
}

void put_page(struct page *page);
void folio_lock(struct folio *folio);
void folio_unlock(struct folio *folio);
bool folio_mark_dirty(struct folio *folio);
bool folio_test_dirty(struct folio *folio);
void folio_put_refs(struct folio *folio, int refs);
void __free_page(struct page *page);

#endif
