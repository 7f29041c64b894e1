/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a device reaches, and what it takes as one entry (P2P-C1).
 */
#include "ops.h"

#define DEFAULT_SEG_SIZE 65536u
#define DEFAULT_SEG_BOUNDARY DMA_BIT_MASK(32)

bool dma_capable(const struct device *dev, dma_addr_t addr, u64 size)
{
	const u64 last = bp_min_not_zero(dev->dma_mask, dev->bus_dma_mask);

	if (!dev->dma_mask || addr.dma > last)
		return false;
	return !size ||
	       size - 1 <= last - addr.dma; /* inclusive: the last byte may equal the mask */
}

unsigned dma_get_max_seg_size(const struct device *dev)
{
	return dev->dma_parms.max_segment_size ?: DEFAULT_SEG_SIZE;
}

unsigned long dma_get_seg_boundary(const struct device *dev)
{
	return dev->dma_parms.segment_boundary_mask ?: DEFAULT_SEG_BOUNDARY;
}

u64 dma_max_mapping_size(const struct device *dev)
{
	const struct bp_dma_ops *ops = bp_dma_ops_of(dev);

	return ops->max_mapping_size ? ops->max_mapping_size(dev) : ~0ull;
}
