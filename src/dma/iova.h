/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The addresses of a domain (P2P-C5.3, C5.4).
 */
#ifndef BP_DMA_IOVA_H
#define BP_DMA_IOVA_H

#include <bsd/sys/tree.h>

#include <blkpath/iommu.h>

/* Pages of the granule, both ends included. */
struct bp_iova {
	RB_ENTRY(bp_iova) link;
	u64 first;
	u64 last;
	bool reserved;
};

RB_HEAD(bp_iova_tree, bp_iova);

struct bp_iommu_domain {
	struct bp_env *env;
	struct bp_iommu_setup setup;
	struct bp_iova_tree ranges; /* disjoint */
	u64 live;
};

/* The highest free range of some bytes below and with a last address; 0 when there is none. */
dma_addr_t bp_iova_alloc(struct bp_iommu_domain *domain, u64 bytes, u64 limit);

/* False when no range that is in use begins there. */
bool bp_iova_free(struct bp_iommu_domain *domain, dma_addr_t addr);

#endif
