/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's virtual addresses, as x86-64 lays them out (p2pdma.md 0).
 *
 * All physical memory lies in the linear map; what vmalloc and ioremap give lies elsewhere, and
 * the two conversions know nothing of it: they only add and subtract.
 */
#ifndef BLKPATH_ADDRESS_H
#define BLKPATH_ADDRESS_H

#include <blkpath/env.h>

#define PAGE_OFFSET 0xffff888000000000ull
#define VMALLOC_START 0xffffc90000000000ull
#define VMALLOC_END 0xffffe8ffffffffffull /* the last byte */

static inline bp_virt_addr_t phys_to_virt(phys_addr_t phys)
{
	return bp_virt_addr(phys.phys + PAGE_OFFSET);
}

static inline phys_addr_t virt_to_phys(bp_virt_addr_t addr)
{
	return bp_phys_addr(addr.virt - PAGE_OFFSET);
}

static inline bool is_vmalloc_addr(bp_virt_addr_t addr)
{
	return addr.virt >= VMALLOC_START && addr.virt <= VMALLOC_END;
}

/* Does it lie in the linear map, with a frame behind it? */
static inline bool virt_addr_valid(const struct bp_env *env, bp_virt_addr_t addr)
{
	return virt_to_phys(addr).phys >> env->page_shift <= env->max_pfn;
}

static inline struct page *virt_to_page(const struct bp_env *env, bp_virt_addr_t addr)
{
	return pfn_to_page(virt_to_phys(addr).phys >> env->page_shift);
}

static inline u32 offset_in_page(const struct bp_env *env, bp_virt_addr_t addr)
{
	return (u32)addr.virt & (bp_page_size(env) - 1);
}

#endif
