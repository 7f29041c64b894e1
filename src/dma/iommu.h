/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BP_DMA_IOMMU_H
#define BP_DMA_IOMMU_H

#include "iova.h"
#include "ops.h"

static inline u64 bp_iommu_align(u64 bytes)
{
	return (bytes + BP_IOMMU_GRANULE - 1) & ~(u64)(BP_IOMMU_GRANULE - 1);
}

static inline u64 bp_iommu_offset(u64 addr)
{
	return addr & (BP_IOMMU_GRANULE - 1);
}

/* C5.2 */
unsigned bp_iommu_prot(enum dma_data_direction dir);

/* C5.3: of the device's domain; 0 when there is none. */
dma_addr_t bp_iommu_addresses(struct device *dev, u64 bytes);

/* Forget the pages from a start on and give its range back. */
void bp_iommu_end(struct device *dev, dma_addr_t start, u64 bytes);

int bp_iommu_map_sg(struct device *dev, struct scatterlist *sgl, int nents,
		    enum dma_data_direction dir, unsigned long attrs);
void bp_iommu_unmap_sg(struct device *dev, struct scatterlist *sgl, int nents,
		       enum dma_data_direction dir, unsigned long attrs);

#endif
