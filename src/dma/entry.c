/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The calls of drivers for one range (P2P-C2).
 */
#include <blkpath/event.h>

#include "entry.h"
#include "iova.h"
#include "ledger.h"

/* Tell what a call was given and what it gave. */
#define TELL(symbol, ...)                                                                          \
	bp_event(dev->bp_env, symbol, .a = bp_dma_u64(addr), .b = size,                            \
		 .dma = &(const struct bp_dma_call){                                               \
			 .dev = dev, .addr = addr, .size = size, .dir = dir, __VA_ARGS__ })

static const struct bp_dma_ops *const ops_of_kind[] = {
	[BP_DMA_DIRECT] = &bp_dma_direct_ops,
	[BP_DMA_IOMMU] = &bp_dma_iommu_ops,
	[BP_DMA_VIRT] = &bp_dma_virt_ops,
};

const struct bp_dma_ops *bp_dma_ops_of(const struct device *dev)
{
	return ops_of_kind[dev->dma_kind];
}

bool dma_pci_p2pdma_supported(const struct device *dev)
{
	if (dev->dma_kind == BP_DMA_IOMMU)
		return dev->bp_domain->setup.sg == BP_IOMMU_SG_MERGE;
	return dev->dma_kind == BP_DMA_DIRECT;
}

void bp_dma_direction_check(struct device *dev, enum dma_data_direction dir)
{
	bp_bug_on(dev->bp_env, (unsigned)dir >= DMA_NONE, BP_SITE_DMA_DIRECTION, (unsigned)dir, 0);
}

bool dma_mapping_error(struct device *dev, dma_addr_t addr)
{
	bp_ledger_asked(dev, addr);
	return addr.dma == DMA_MAPPING_ERROR.dma;
}

dma_addr_t dma_map_page_attrs(struct device *dev, struct page *page, u64 offset, u64 size,
			      enum dma_data_direction dir, unsigned long attrs)
{
	const u64 start = page_to_phys(dev->bp_env, page).phys;
	const phys_addr_t phys = bp_phys_addr(start + offset);
	dma_addr_t addr = DMA_MAPPING_ERROR;

	bp_dma_direction_check(dev, dir);
	TELL(DMA_MAP_BEGIN, .phys = phys, .attrs = attrs);
	if (!bp_fails(dev->bp_env, BP_ALLOC_DMA_MAP))
		addr = bp_dma_ops_of(dev)->map(dev, phys, size, dir, attrs);
	bp_ledger_map(dev, BP_DMA_CALL_SINGLE, phys, size, dir, addr);
	TELL(DMA_MAP, .phys = phys, .attrs = attrs);
	return addr;
}

void dma_unmap_page_attrs(struct device *dev, dma_addr_t addr, u64 size,
			  enum dma_data_direction dir, unsigned long attrs)
{
	const struct bp_dma_ops *ops = bp_dma_ops_of(dev);

	bp_dma_direction_check(dev, dir);
	TELL(DMA_UNMAP_BEGIN, .attrs = attrs);
	if (ops->unmap)
		ops->unmap(dev, addr, size, dir, attrs);
	bp_ledger_unmap(dev, BP_DMA_CALL_SINGLE, addr, size, dir);
	TELL(DMA_UNMAP, .attrs = attrs);
}

dma_addr_t dma_map_single_attrs(struct device *dev, bp_virt_addr_t buf, u64 size,
				enum dma_data_direction dir, unsigned long attrs)
{
	const struct bp_env *env = dev->bp_env;

	bp_ledger_map_pointer(dev, buf);
	return dma_map_page_attrs(dev, virt_to_page(env, buf), offset_in_page(env, buf), size, dir,
				  attrs);
}

void dma_unmap_single_attrs(struct device *dev, dma_addr_t addr, u64 size,
			    enum dma_data_direction dir, unsigned long attrs)
{
	dma_unmap_page_attrs(dev, addr, size, dir, attrs);
}

dma_addr_t dma_map_resource(struct device *dev, phys_addr_t phys, u64 size,
			    enum dma_data_direction dir, unsigned long attrs)
{
	const struct bp_dma_ops *ops = bp_dma_ops_of(dev);
	dma_addr_t addr = DMA_MAPPING_ERROR;

	bp_dma_direction_check(dev, dir);
	TELL(DMA_MAP_BEGIN, .type = BP_DMA_CALL_RESOURCE, .phys = phys, .attrs = attrs);
	if (ops->map_resource && !bp_fails(dev->bp_env, BP_ALLOC_DMA_MAP))
		addr = ops->map_resource(dev, phys, size, dir, attrs);
	bp_ledger_map(dev, BP_DMA_CALL_RESOURCE, phys, size, dir, addr);
	TELL(DMA_MAP, .type = BP_DMA_CALL_RESOURCE, .phys = phys, .attrs = attrs);
	return addr;
}

void dma_unmap_resource(struct device *dev, dma_addr_t addr, u64 size, enum dma_data_direction dir,
			unsigned long attrs)
{
	const struct bp_dma_ops *ops = bp_dma_ops_of(dev);

	bp_dma_direction_check(dev, dir);
	TELL(DMA_UNMAP_BEGIN, .type = BP_DMA_CALL_RESOURCE, .attrs = attrs);
	if (ops->unmap_resource)
		ops->unmap_resource(dev, addr, size, dir, attrs);
	bp_ledger_unmap(dev, BP_DMA_CALL_RESOURCE, addr, size, dir);
	TELL(DMA_UNMAP, .type = BP_DMA_CALL_RESOURCE, .attrs = attrs);
}

static void sync(struct device *dev, dma_addr_t addr, u64 size, enum dma_data_direction dir,
		 bool to_cpu)
{
	const struct bp_dma_ops *ops = bp_dma_ops_of(dev);

	bp_dma_direction_check(dev, dir);
	TELL(DMA_SYNC_BEGIN, .to_cpu = to_cpu);
	if (ops->sync)
		ops->sync(dev, addr, size, dir, to_cpu);
	bp_ledger_sync(dev, addr, size, dir, to_cpu);
	TELL(DMA_SYNC, .to_cpu = to_cpu);
}

void dma_sync_single_for_cpu(struct device *dev, dma_addr_t addr, u64 size,
			     enum dma_data_direction dir)
{
	sync(dev, addr, size, dir, true);
}

void dma_sync_single_for_device(struct device *dev, dma_addr_t addr, u64 size,
				enum dma_data_direction dir)
{
	sync(dev, addr, size, dir, false);
}
