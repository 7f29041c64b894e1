/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A call of the DMA API as the events DMA_*, BOUNCE_* and IOVA_* show it: what was given, what came
 * back.
 */
#ifndef BLKPATH_DMA_CALL_H
#define BLKPATH_DMA_CALL_H

#include <blkpath/iommu.h>

/* Which call made a mapping (C7.1). */
enum bp_dma_call_type {
	BP_DMA_CALL_SINGLE,
	BP_DMA_CALL_SG,
	BP_DMA_CALL_COHERENT,
	BP_DMA_CALL_RESOURCE,
};

/**
 * struct bp_dma_call - what an event of the DMA API shows
 * @dev: device; NULL in events of pools and domains
 * @type: which call
 * @dir: direction; of an access, what the device does
 * @attrs: DMA_ATTR_*
 * @phys: CPU side; 0 for a list or where the call does not say
 * @addr: DMA address; after a mapping what came back
 * @size: bytes; 0 for a list
 * @sgl: the list, NULL without
 * @nents: its entries
 * @mapped: what the mapping of the list returned
 * @to_cpu: a sync for the CPU
 * @pool: bounce slots, NULL without
 * @domain: IOMMU domain, NULL without
 * @setup: what it was made from, when it is made
 */
struct bp_dma_call {
	struct device *dev;
	enum bp_dma_call_type type;
	enum dma_data_direction dir;
	unsigned long attrs;
	phys_addr_t phys;
	dma_addr_t addr;
	u64 size;
	struct scatterlist *sgl;
	int nents;
	int mapped;
	bool to_cpu;
	const struct bp_swiotlb *pool;
	const struct bp_iommu_domain *domain;
	const struct bp_iommu_setup *setup;
};

#endif
