/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the direct mode asks of the bounce slots (P2P-C4).
 */
#ifndef BP_DMA_SWIOTLB_H
#define BP_DMA_SWIOTLB_H

#include <blkpath/swiotlb.h>

#define BP_NO_SLOT ((phys_addr_t){ .phys = ~0ull }) /* the kernel has DMA_MAPPING_ERROR for it */

/**
 * struct bp_slot - one slot
 * @nr: slots of its mapping; 0 while it is free
 * @head: first slot of its mapping
 * @phys: what is bounced; of the first slot only, as the rest
 * @size: bytes of the mapping
 * @dir: direction
 */
struct bp_slot {
	u32 nr;
	u32 head;
	phys_addr_t phys;
	u64 size;
	enum dma_data_direction dir;
};

struct bp_swiotlb {
	struct bp_env *env;
	struct bp_swiotlb_setup setup;
	u32 next; /* where the search goes on */
	u32 used;
	struct bp_slot slot[];
};

/* Low bits that a bounce address keeps; DEF-DMA-1 keeps none. */
u64 bp_swiotlb_kept_bits(const struct device *dev);

/* C4.2: take slots and remember what for; BP_NO_SLOT when there is no run. */
phys_addr_t bp_swiotlb_take(struct device *dev, phys_addr_t phys, u64 size,
			    enum dma_data_direction dir, unsigned long attrs);
void bp_swiotlb_release(struct bp_swiotlb *pool, const struct bp_slot *slot);

/* The first slot of the mapping that holds an address of the pool; NULL and a finding if none. */
struct bp_slot *bp_swiotlb_slot(struct device *dev, phys_addr_t bounced);

/* C4.4, C4.5; bounced addresses are physical. */
phys_addr_t bp_swiotlb_map(struct device *dev, phys_addr_t phys, u64 size,
			   enum dma_data_direction dir, unsigned long attrs);
void bp_swiotlb_unmap(struct device *dev, phys_addr_t bounced, unsigned long attrs);
void bp_swiotlb_sync(struct device *dev, phys_addr_t bounced, u64 size, enum dma_data_direction dir,
		     bool to_cpu);

#endif
