/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Who stands behind the calls of dma.h.
 */
#ifndef BP_DMA_OPS_H
#define BP_DMA_OPS_H

#include <blkpath/dma.h>

/**
 * struct bp_dma_ops - one way to map
 * @map: a contiguous range of physical memory
 * @unmap: its end
 * @map_sg: a list; how many DMA entries, a negative errno on failure
 * @unmap_sg: its end
 * @map_resource: memory that is no RAM; NULL when it cannot
 * @unmap_resource: its end; NULL when nothing is to be done
 * @sync: copy a part of a mapping, to the CPU or to the device; NULL when nothing is to be done
 * @coherent: the address of coherent memory; NULL when it is mapped like any other
 * @max_mapping_size: NULL for no limit
 */
struct bp_dma_ops {
	dma_addr_t (*map)(struct device *dev, phys_addr_t phys, u64 size,
			  enum dma_data_direction dir, unsigned long attrs);
	void (*unmap)(struct device *dev, dma_addr_t addr, u64 size, enum dma_data_direction dir,
		      unsigned long attrs);
	int (*map_sg)(struct device *dev, struct scatterlist *sgl, int nents,
		      enum dma_data_direction dir, unsigned long attrs);
	void (*unmap_sg)(struct device *dev, struct scatterlist *sgl, int nents,
			 enum dma_data_direction dir, unsigned long attrs);
	dma_addr_t (*map_resource)(struct device *dev, phys_addr_t phys, u64 size,
				   enum dma_data_direction dir, unsigned long attrs);
	void (*unmap_resource)(struct device *dev, dma_addr_t addr, u64 size,
			       enum dma_data_direction dir, unsigned long attrs);
	void (*sync)(struct device *dev, dma_addr_t addr, u64 size, enum dma_data_direction dir,
		     bool to_cpu);
	dma_addr_t (*coherent)(struct device *dev, phys_addr_t phys);
	u64 (*max_mapping_size)(const struct device *dev);
};

extern const struct bp_dma_ops bp_dma_direct_ops;
extern const struct bp_dma_ops bp_dma_iommu_ops;
extern const struct bp_dma_ops bp_dma_virt_ops;

const struct bp_dma_ops *bp_dma_ops_of(const struct device *dev);

#endif
