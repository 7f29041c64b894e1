/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The direct mode: the DMA address follows from the physical one (P2P-C3).
 */
#include <errno.h>

#include <blkpath/p2p_map.h>

#include "ops.h"
#include "swiotlb.h"

/* The kernel says it once. */
static dma_addr_t unreachable(struct device *dev, dma_addr_t addr, u64 size)
{
	struct bp_env *env = dev->bp_env;

	if (!env->hits[BP_SITE_DMA_UNREACHABLE])
		bp_warn(env, BP_SITE_DMA_UNREACHABLE, addr.dma, size);
	return DMA_MAPPING_ERROR;
}

/* P-71: peer-to-peer memory never bounces; before v6.1 nobody asked what it is. */
static bool never_bounces(const struct device *dev, phys_addr_t phys)
{
	const struct bp_env *env = dev->bp_env;

	return bp_p2p_typed_pagemap(env, pfn_to_page(phys.phys >> env->page_shift));
}

/* C3.1, C4.5 */
static dma_addr_t map(struct device *dev, phys_addr_t phys, u64 size, enum dma_data_direction dir,
		      unsigned long attrs)
{
	const dma_addr_t addr = phys_to_dma(dev, phys);
	const bool reachable = dma_capable(dev, addr, size);
	phys_addr_t bounced = BP_NO_SLOT;

	if (reachable && !(dev->bp_swiotlb && dev->bp_swiotlb->setup.force))
		return addr;
	if (never_bounces(dev, phys))
		return DMA_MAPPING_ERROR;
	if (dev->bp_swiotlb)
		bounced = bp_swiotlb_map(dev, phys, size, dir, attrs);
	return bounced.phys == BP_NO_SLOT.phys ? unreachable(dev, addr, size)
					       : phys_to_dma(dev, bounced);
}

/* C3.3; C3.5: a mapping that is not bounced holds nothing. */
static void unmap(struct device *dev, dma_addr_t addr, u64 size, enum dma_data_direction dir,
		  unsigned long attrs)
{
	const phys_addr_t phys = dma_to_phys(dev, addr);

	(void)size;
	(void)dir;
	if (is_swiotlb_buffer(dev, phys))
		bp_swiotlb_unmap(dev, phys, attrs);
}

static void sync(struct device *dev, dma_addr_t addr, u64 size, enum dma_data_direction dir,
		 bool to_cpu)
{
	const phys_addr_t phys = dma_to_phys(dev, addr);

	if (is_swiotlb_buffer(dev, phys))
		bp_swiotlb_sync(dev, phys, size, dir, to_cpu);
}

/* C8.1: less what the kept bits of an address may take. */
static u64 max_mapping_size(const struct device *dev)
{
	const u64 kept = bp_swiotlb_kept_bits(dev);

	if (!dev->bp_swiotlb)
		return ~0ull;
	return ((u64)IO_TLB_SEGSIZE << IO_TLB_SHIFT) - (kept ? kept + 1 : 0);
}

/* P-73 */
static void unmap_sg(struct device *dev, struct scatterlist *sgl, int nents,
		     enum dma_data_direction dir, unsigned long attrs)
{
	struct scatterlist *sg;
	int i;

	for_each_sg (sgl, sg, nents, i)
		if (sg_dma_is_bus_address(sg))
			sg_dma_unmark_bus_address(sg);
		else
			unmap(dev, sg_dma_address(sg), sg_dma_len(sg), dir, attrs);
}

static int map_entry(struct device *dev, struct pci_p2pdma_map_state *state, struct scatterlist *sg,
		     enum dma_data_direction dir, unsigned long attrs)
{
	const enum pci_p2pdma_map_type type = pci_p2pdma_map_segment(state, dev, sg);

	if (type == PCI_P2PDMA_MAP_BUS_ADDR)
		return 0;
	if (type == PCI_P2PDMA_MAP_NOT_SUPPORTED)
		return -EREMOTEIO;
	sg_dma_len(sg) = sg->length;
	if (type == PCI_P2PDMA_MAP_THRU_HOST_BRIDGE && bp_p2p_forgets_address(state))
		return 0; /* P-75 */
	sg_dma_address(sg) = map(dev, sg_phys(dev->bp_env, sg), sg->length, dir, attrs);
	return sg_dma_address(sg).dma == DMA_MAPPING_ERROR.dma ? -EIO : 0;
}

/* C3.2: entry by entry; neither the longest segment nor the boundary is looked at. */
static int map_sg(struct device *dev, struct scatterlist *sgl, int nents,
		  enum dma_data_direction dir, unsigned long attrs)
{
	struct pci_p2pdma_map_state state = { 0 };
	struct scatterlist *sg;
	int error, i;

	for_each_sg (sgl, sg, nents, i) {
		error = map_entry(dev, &state, sg, dir, attrs);
		if (error) {
			unmap_sg(dev, sgl, i, dir, attrs | DMA_ATTR_SKIP_CPU_SYNC);
			return error;
		}
	}
	return nents;
}

/* C3.4: no offset of any kind, and never bounced. */
static dma_addr_t map_resource(struct device *dev, phys_addr_t phys, u64 size,
			       enum dma_data_direction dir, unsigned long attrs)
{
	const dma_addr_t addr = bp_dma_addr(phys.phys);

	(void)dir;
	(void)attrs;
	return dma_capable(dev, addr, size) ? addr : unreachable(dev, addr, size);
}

/* Coherent memory was chosen within reach: it never bounces. */
static dma_addr_t coherent(struct device *dev, phys_addr_t phys)
{
	return phys_to_dma(dev, phys);
}

const struct bp_dma_ops bp_dma_direct_ops = {
	.map = map,
	.unmap = unmap,
	.map_sg = map_sg,
	.unmap_sg = unmap_sg,
	.map_resource = map_resource,
	.coherent = coherent,
	.sync = sync,
	.max_mapping_size = max_mapping_size,
};
