/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory for an RDMA device: the DMA API of the function that masters DMA (rdma-nvmet.md A2).
 */
#ifndef BLKPATH_IB_DMA_H
#define BLKPATH_IB_DMA_H

#include <blkpath/dma.h>
#include <blkpath/ib_device.h>

/* R-A2.1 */
static inline bool ib_dma_mapping_error(struct ib_device *dev, dma_addr_t addr)
{
	return dma_mapping_error(dev->dma_device, addr);
}

static inline dma_addr_t ib_dma_map_single(struct ib_device *dev, bp_virt_addr_t buf, u64 size,
					   enum dma_data_direction dir)
{
	return dma_map_single_attrs(dev->dma_device, buf, size, dir, 0);
}

static inline void ib_dma_unmap_single(struct ib_device *dev, dma_addr_t addr, u64 size,
				       enum dma_data_direction dir)
{
	dma_unmap_single_attrs(dev->dma_device, addr, size, dir, 0);
}

static inline dma_addr_t ib_dma_map_page(struct ib_device *dev, struct page *page, u64 offset,
					 u64 size, enum dma_data_direction dir)
{
	return dma_map_page_attrs(dev->dma_device, page, offset, size, dir, 0);
}

static inline void ib_dma_unmap_page(struct ib_device *dev, dma_addr_t addr, u64 size,
				     enum dma_data_direction dir)
{
	dma_unmap_page_attrs(dev->dma_device, addr, size, dir, 0);
}

/* How many entries came out, 0: none; the others of the list mean nothing then (R-A2.2). */
static inline int ib_dma_map_sg(struct ib_device *dev, struct scatterlist *sg, int nents,
				enum dma_data_direction dir)
{
	return dma_map_sg_attrs(dev->dma_device, sg, nents, dir, 0);
}

/* With the entries that went in, not those that came out (R-A2.2). */
static inline void ib_dma_unmap_sg(struct ib_device *dev, struct scatterlist *sg, int nents,
				   enum dma_data_direction dir)
{
	dma_unmap_sg_attrs(dev->dma_device, sg, nents, dir, 0);
}

static inline void ib_dma_sync_single_for_cpu(struct ib_device *dev, dma_addr_t addr, u64 size,
					      enum dma_data_direction dir)
{
	dma_sync_single_for_cpu(dev->dma_device, addr, size, dir);
}

static inline void ib_dma_sync_single_for_device(struct ib_device *dev, dma_addr_t addr, u64 size,
						 enum dma_data_direction dir)
{
	dma_sync_single_for_device(dev->dma_device, addr, size, dir);
}

#endif
