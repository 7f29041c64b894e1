/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One range through an IOMMU (P2P-C5.2 to C5.6).
 */
#include "iommu.h"

unsigned bp_iommu_prot(enum dma_data_direction dir)
{
	static const unsigned prot[] = {
		[DMA_BIDIRECTIONAL] = IOMMU_READ | IOMMU_WRITE,
		[DMA_TO_DEVICE] = IOMMU_READ,
		[DMA_FROM_DEVICE] = IOMMU_WRITE,
	};

	return prot[dir];
}

/* A PCI device first tries what a 32-bit one could reach too. */
dma_addr_t bp_iommu_addresses(struct device *dev, u64 bytes)
{
	struct bp_iommu_domain *domain = dev->bp_domain;
	const u64 reach = dev->dma_mask ? bp_min_not_zero(dev->dma_mask, dev->bus_dma_mask) : 0;
	const u64 limit = bp_min(reach, domain->setup.aperture_end);
	dma_addr_t addr = bp_dma_addr(0);

	if (dev->is_pci && limit > DMA_BIT_MASK(32))
		addr = bp_iova_alloc(domain, bytes, DMA_BIT_MASK(32));
	return addr.dma ? addr : bp_iova_alloc(domain, bytes, limit);
}

void bp_iommu_end(struct device *dev, dma_addr_t start, u64 bytes)
{
	struct bp_iommu_domain *domain = dev->bp_domain;

	if (bp_iova_free(domain, start))
		domain->setup.ops->unmap(domain->setup.table, start, bytes);
	else
		bp_finding(dev->bp_env, BP_SITE_IOVA_UNKNOWN, start.dma, bytes);
}

/* C5.5 */
static dma_addr_t map_prot(struct device *dev, phys_addr_t phys, u64 size, unsigned prot)
{
	const struct bp_iommu_domain *domain = dev->bp_domain;
	const u64 off = bp_iommu_offset(phys.phys);
	const u64 bytes = bp_iommu_align(size + off);
	dma_addr_t iova;

	if (bytes < size || !bytes) /* nothing at all, or around the end */
		return DMA_MAPPING_ERROR;
	iova = bp_iommu_addresses(dev, bytes);
	if (!iova.dma)
		return DMA_MAPPING_ERROR;
	if (domain->setup.ops->map(domain->setup.table, iova, bp_phys_addr(phys.phys - off), bytes,
				   prot) < 0) {
		bp_iova_free(dev->bp_domain, iova);
		return DMA_MAPPING_ERROR;
	}
	return bp_dma_addr(iova.dma + off);
}

static dma_addr_t map(struct device *dev, phys_addr_t phys, u64 size, enum dma_data_direction dir,
		      unsigned long attrs)
{
	(void)attrs;
	return map_prot(dev, phys, size, bp_iommu_prot(dir));
}

/* C5.6: any physical address, a BAR too. */
static dma_addr_t map_resource(struct device *dev, phys_addr_t phys, u64 size,
			       enum dma_data_direction dir, unsigned long attrs)
{
	(void)attrs;
	return map_prot(dev, phys, size, bp_iommu_prot(dir) | IOMMU_MMIO);
}

static void unmap(struct device *dev, dma_addr_t addr, u64 size, enum dma_data_direction dir,
		  unsigned long attrs)
{
	const u64 off = bp_iommu_offset(addr.dma);

	(void)dir;
	(void)attrs;
	bp_iommu_end(dev, bp_dma_addr(addr.dma - off), bp_iommu_align(size + off));
}

const struct bp_dma_ops bp_dma_iommu_ops = {
	.map = map,
	.unmap = unmap,
	.map_sg = bp_iommu_map_sg,
	.unmap_sg = bp_iommu_unmap_sg,
	.map_resource = map_resource,
	.unmap_resource = unmap,
};
