/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Page descriptors (block.md 1).
 *
 * The descriptor array is virtual, as on a kernel with a virtual memory map: a struct page pointer
 * is a number from which the frame follows by arithmetic, and nothing ever reads through it.  So
 * every frame of a 64-bit machine has a descriptor at no cost, neighbours in the array are
 * neighbours in memory (R-MEM-1), and a DMA address that is taken for a page by mistake can be told
 * from one. State (references, dirty, bytes) is kept by the page model behind struct bp_page_ops.
 */
#ifndef BLKPATH_PAGE_H
#define BLKPATH_PAGE_H

#include <blkpath/types.h>

struct bp_env;

#define BP_PAGE_DESCRIPTOR_BYTES 64
#define BP_VMEMMAP_BASE ((uintptr_t)1 << 60)
#define BP_VMEMMAP_PFN_LIMIT ((u64)1 << 54)

/* Only its size matters (R-MEM-2); see DEF-2. */
struct page {
	_Alignas(BP_PAGE_DESCRIPTOR_BYTES) u8 bp_opaque[BP_PAGE_DESCRIPTOR_BYTES];
};

/**
 * struct bp_page_state - what the model remembers of one page (R-MEM-3)
 * @refs: reference count
 * @dirty: the page was written and must reach its file
 * @head_pfn: frame of the compound page's head; its own frame otherwise
 * @compound: head or tail of a compound page
 * @dcache_flushes: calls of flush_dcache_page (R-HLP-5)
 * @bytes: backing bytes, page size long; NULL for device memory
 */
struct bp_page_state {
	int refs;
	bool dirty;
	bool compound;
	u64 head_pfn;
	u32 dcache_flushes;
	u8 *bytes;
};

/**
 * struct bp_page_ops - the page model of the world around
 * @state: state of a frame; NULL when there is no such frame
 * @alloc: take a free page with frame <= max_pfn and one reference; NULL when none is left
 * @alloc_run: take @nr of them, neighbours whose bytes are neighbours too, and return the first;
 * may be NULL
 * @release: the last reference went away
 */
struct bp_page_ops {
	struct bp_page_state *(*state)(void *arg, u64 pfn);
	struct page *(*alloc)(void *arg, u64 max_pfn);
	void (*release)(void *arg, u64 pfn);
	struct page *(*alloc_run)(void *arg, u64 nr, u64 max_pfn);
};

static inline u64 page_to_pfn(const struct page *page)
{
	return ((uintptr_t)page - BP_VMEMMAP_BASE) / sizeof(struct page);
}

static inline struct page *pfn_to_page(u64 pfn)
{
	return (struct page *)(BP_VMEMMAP_BASE + pfn * sizeof(struct page));
}

/* page + n in the kernel's spelling; by numbers, since the array is virtual. */
static inline struct page *nth_page(struct page *page, u64 n)
{
	return (struct page *)((uintptr_t)page + n * sizeof(struct page));
}

/* False for a pointer that was never made by pfn_to_page(), a DMA address for instance. */
static inline bool bp_page_plausible(const struct page *page)
{
	return (uintptr_t)page >= BP_VMEMMAP_BASE && (uintptr_t)page % sizeof(struct page) == 0 &&
	       page_to_pfn(page) < BP_VMEMMAP_PFN_LIMIT;
}

/*
 * Page state.  Each function goes through the page model and is counted in env->page_accesses; a
 * frame that the model does not know is the finding PAGE_UNKNOWN and nothing else happens.  Without
 * a page model pages have no state: nothing happens at all.
 */

/**
 * get_page - take a reference
 * @env: environment
 * @page: page; of a compound page the head's count moves
 *
 * Mirrors: get_page(), include/linux/mm.h, v5.2.
 * Rule: R-MEM-3.
 */
void get_page(struct bp_env *env, struct page *page);

/**
 * put_page - give a reference back
 * @env: environment
 * @page: page; of a compound page the head's count moves
 *
 * The last one releases the page. A page without a reference is the finding PAGE_PUT_FREE; its
 * count stays.
 *
 * Mirrors: put_page(), include/linux/mm.h, v5.2.
 * Rule: R-MEM-3.
 */
void put_page(struct bp_env *env, struct page *page);

/**
 * PageCompound - does the page belong to a larger one?
 * @env: environment
 * @page: page
 *
 * Return: true for the head and for every tail; false for a single or unknown page.
 * Mirrors: PageCompound(), include/linux/page-flags.h, v5.2.
 * Rule: R-MEM-3.
 */
bool PageCompound(struct bp_env *env, struct page *page);

/**
 * PageDirty - was the page written?
 * @env: environment
 * @page: page
 *
 * Return: its own dirty bit, not the head's; false for an unknown page.
 * Mirrors: PageDirty(), include/linux/page-flags.h, v5.2.
 * Rule: R-MEM-3.
 */
bool PageDirty(struct bp_env *env, struct page *page);

/**
 * set_page_dirty_lock - remember that the page was written
 * @env: environment
 * @page: page
 *
 * Mirrors: set_page_dirty_lock(), mm/page-writeback.c, v5.2.
 * Rule: R-MEM-3.
 */
void set_page_dirty_lock(struct bp_env *env, struct page *page);

/**
 * flush_dcache_page - count a cache flush
 * @env: environment
 * @page: page
 *
 * Mirrors: flush_dcache_page(), a no-op on x86, v5.2.
 * Rule: R-HLP-5.
 */
void flush_dcache_page(struct bp_env *env, struct page *page);

/**
 * alloc_page_below - take a free page
 * @env: environment
 * @max_pfn: highest page frame that will do
 *
 * Return: a page with one reference; NULL when none is left or there is no page model.
 * Mirrors: mempool_alloc() of the bounce page pools, block/bounce.c, v5.2.
 * Rule: R-BNC-1, R-BNC-2.
 */
struct page *alloc_page_below(struct bp_env *env, u64 max_pfn);

/**
 * bp_alloc_pages - take free pages that are neighbours
 * @env: environment
 * @nr: how many, at least 1
 * @max_pfn: highest page frame that will do
 *
 * Return: the first; each has one reference, and bp_page_bytes() of the first are those of all.
 * NULL when there is no such run or no page model.
 */
struct page *bp_alloc_pages(struct bp_env *env, u64 nr, u64 max_pfn);

/**
 * bp_virt_bytes - the bytes behind a kernel virtual address
 * @env: environment
 * @addr: in the linear map, RAM
 *
 * Return: the bytes up to the end of its page, or of the pages that bp_alloc_pages() gave; NULL as
 * bp_page_bytes().
 */
u8 *bp_virt_bytes(struct bp_env *env, bp_virt_addr_t addr);

/**
 * bp_page_bytes - the bytes of a page
 * @env: environment
 * @page: page
 *
 * Return: bp_page_size() bytes; NULL for device memory, an unknown page or without a page model.
 */
u8 *bp_page_bytes(struct bp_env *env, struct page *page);

#endif
