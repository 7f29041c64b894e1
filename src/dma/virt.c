/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Software RDMA: nobody translates, the "DMA address" is a kernel pointer (P2P-C1.1, C6).
 */
#include "ops.h"

static dma_addr_t pointer_to(phys_addr_t phys)
{
	return bp_dma_addr(phys_to_virt(phys).virt);
}

static dma_addr_t map(struct device *dev, phys_addr_t phys, u64 size, enum dma_data_direction dir,
		      unsigned long attrs)
{
	(void)dev;
	(void)size;
	(void)dir;
	(void)attrs;
	return pointer_to(phys);
}

static int map_sg(struct device *dev, struct scatterlist *sgl, int nents,
		  enum dma_data_direction dir, unsigned long attrs)
{
	struct scatterlist *sg;
	int i;

	(void)dir;
	(void)attrs;
	for_each_sg (sgl, sg, nents, i) {
		sg_dma_address(sg) = pointer_to(sg_phys(dev->bp_env, sg));
		sg_dma_len(sg) = sg->length;
	}
	return nents;
}

const struct bp_dma_ops bp_dma_virt_ops = { .map = map, .map_sg = map_sg };
