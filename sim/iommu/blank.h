/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A page table of an IOMMU domain that keeps nothing: where nobody asks what an address leads to,
 * and gigabytes of pages would show nothing more.  For struct bp_iommu_ops.
 */
#ifndef BP_SIM_IOMMU_BLANK_H
#define BP_SIM_IOMMU_BLANK_H

#include <blkpath/iommu.h>

/**
 * bp_iommu_blank_map - take all pages
 * @table: nothing; may be NULL
 * @iova: address of a device
 * @phys: what it is to lead to
 * @bytes: how much of it
 * @prot: IOMMU_READ and others
 *
 * Return: 0.
 */
int bp_iommu_blank_map(void *table, dma_addr_t iova, phys_addr_t phys, u64 bytes, unsigned prot);

/**
 * bp_iommu_blank_unmap - forget pages, of which none is known
 * @table: nothing; may be NULL
 * @iova: address of a device
 * @bytes: how much of it
 */
void bp_iommu_blank_unmap(void *table, dma_addr_t iova, u64 bytes);

#endif
