/* SPDX-License-Identifier: GPL-2.0-or-later */
#include "iommu/blank.h"

int bp_iommu_blank_map(void *table, dma_addr_t iova, phys_addr_t phys, u64 bytes, unsigned prot)
{
	(void)table;
	(void)iova;
	(void)phys;
	(void)bytes;
	(void)prot;
	return 0;
}

void bp_iommu_blank_unmap(void *table, dma_addr_t iova, u64 bytes)
{
	(void)table;
	(void)iova;
	(void)bytes;
}
