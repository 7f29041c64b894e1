/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A device as the DMA API sees it (p2pdma.md C1).
 */
#ifndef BLKPATH_DEVICE_H
#define BLKPATH_DEVICE_H

#include <blkpath/env.h>

struct bp_dma_ops;
struct bp_dma_ledger;
struct bp_devres;
struct bp_swiotlb;
struct bp_iommu_domain;
struct bp_p2p;

/**
 * struct device_dma_parameters - what the device can do with one entry of a list
 * @max_segment_size: bytes; 0 for the default of 65536 (C1.2)
 * @segment_boundary_mask: 0 for the default of 0xffffffff (C1.2)
 * @min_align_mask: low bits that a bounce address keeps (C4.3); 0 for none
 */
struct device_dma_parameters {
	unsigned max_segment_size;
	unsigned long segment_boundary_mask;
	unsigned min_align_mask;
};

/* What stands behind a device's DMA calls. */
enum bp_dma_kind {
	BP_DMA_DIRECT,
	BP_DMA_IOMMU,
	BP_DMA_VIRT, /* software RDMA: the "DMA address" is a kernel pointer */
};

/**
 * struct device - the part of a device that DMA and peer-to-peer memory look at
 * @bp_env: environment
 * @parent: next device up the generic chain; NULL at the top
 * @is_pci: whether a struct pci_dev is around it
 * @dma_kind: who maps
 * @dma_mask: reachable addresses; 0 when the driver set none (C1.4)
 * @coherent_dma_mask: the same for coherent memory
 * @bus_dma_mask: what the bus above can carry; 0 for everything
 * @dma_pfn_offset: pages between a CPU address and its DMA address
 * @dma_parms: entries of lists
 * @bp_swiotlb: its bounce slots; NULL for none
 * @bp_domain: the IOMMU's view of it; NULL in direct mode
 * @bp_ledger: who watches its mappings; NULL for nobody
 * @bp_p2p: peer-to-peer support of the machine; NULL when it is compiled out
 * @bp_devres: what goes away with its driver, newest first (devres.h)
 * @bp_defects: switches DEF-DMA-*, DEF-P2P-*
 */
struct device {
	struct bp_env *bp_env;
	struct device *parent;
	bool is_pci;
	enum bp_dma_kind dma_kind;
	u64 dma_mask;
	u64 coherent_dma_mask;
	u64 bus_dma_mask;
	u64 dma_pfn_offset;
	struct device_dma_parameters dma_parms;
	struct bp_swiotlb *bp_swiotlb;
	struct bp_iommu_domain *bp_domain;
	struct bp_dma_ledger *bp_ledger;
	struct bp_p2p *bp_p2p;
	LIST_HEAD(, bp_devres) bp_devres;
	struct bp_defects bp_defects;
};

#endif
