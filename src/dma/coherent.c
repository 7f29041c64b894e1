/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Coherent memory: pages within reach, mapped for as long as they are held.
 */
#include <string.h>

#include <blkpath/dma_coherent.h>
#include <blkpath/dma_ledger.h>

#include "ops.h"

static u64 pages_of(const struct bp_env *env, u64 size)
{
	return (size + bp_page_size(env) - 1) >> env->page_shift;
}

/* The highest address that the device reaches in coherent memory. */
static u64 last_address(const struct device *dev)
{
	return bp_min_not_zero(dev->coherent_dma_mask, dev->bus_dma_mask);
}

/* Behind an IOMMU any page will do; else its own address must be in reach. */
static u64 last_frame(const struct device *dev)
{
	const struct bp_env *env = dev->bp_env;
	const u64 frames = (last_address(dev) >> env->page_shift) +
			   !(~last_address(dev) & (bp_page_size(env) - 1));

	if (dev->dma_kind != BP_DMA_DIRECT)
		return env->max_pfn;
	return frames ? bp_min(env->max_pfn, frames - 1 + dev->dma_pfn_offset) : 0;
}

static void put_pages(struct bp_env *env, struct page *page, u64 nr)
{
	for (u64 i = 0; i < nr; i++)
		put_page(env, nth_page(page, i));
}

static void zero_pages(struct bp_env *env, struct page *page, u64 nr)
{
	for (u64 i = 0; i < nr; i++) {
		u8 *bytes = bp_page_bytes(env, nth_page(page, i));

		if (bytes)
			memset(bytes, 0, bp_page_size(env));
	}
}

static dma_addr_t map(struct device *dev, phys_addr_t phys, u64 bytes)
{
	const struct bp_dma_ops *ops = bp_dma_ops_of(dev);
	dma_addr_t addr;

	if (ops->coherent)
		return ops->coherent(dev, phys);
	addr = ops->map(dev, phys, bytes, DMA_BIDIRECTIONAL, DMA_ATTR_SKIP_CPU_SYNC);
	if (dev->dma_kind != BP_DMA_IOMMU || addr.dma == DMA_MAPPING_ERROR.dma ||
	    addr.dma + (bytes - 1) <= last_address(dev))
		return addr;
	ops->unmap(dev, addr, bytes, DMA_BIDIRECTIONAL, DMA_ATTR_SKIP_CPU_SYNC);
	return DMA_MAPPING_ERROR;
}

bp_virt_addr_t dma_alloc_coherent(struct device *dev, u64 size, dma_addr_t *handle, gfp_t gfp)
{
	struct bp_env *env = dev->bp_env;
	const u64 nr = pages_of(env, size);
	struct page *page;
	bp_virt_addr_t buf;

	(void)gfp;
	if (!nr || !dev->coherent_dma_mask || bp_fails(env, BP_ALLOC_COHERENT))
		return bp_virt_addr(0);
	page = bp_alloc_pages(env, nr, last_frame(dev));
	if (!page)
		return bp_virt_addr(0);
	*handle = map(dev, page_to_phys(env, page), nr << env->page_shift);
	if (handle->dma == DMA_MAPPING_ERROR.dma) {
		put_pages(env, page, nr);
		return bp_virt_addr(0);
	}
	zero_pages(env, page, nr);
	buf = phys_to_virt(page_to_phys(env, page));
	debug_dma_alloc_coherent(dev, size, *handle, buf);
	return buf;
}

void dma_free_coherent(struct device *dev, u64 size, bp_virt_addr_t buf, dma_addr_t handle)
{
	struct bp_env *env = dev->bp_env;
	const struct bp_dma_ops *ops = bp_dma_ops_of(dev);
	const u64 nr = pages_of(env, size);

	if (!bp_virt_u64(buf))
		return;
	debug_dma_free_coherent(dev, size, buf, handle);
	if (!ops->coherent && ops->unmap)
		ops->unmap(dev, handle, nr << env->page_shift, DMA_BIDIRECTIONAL,
			   DMA_ATTR_SKIP_CPU_SYNC);
	put_pages(env, virt_to_page(env, buf), nr);
}
