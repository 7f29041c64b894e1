/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The calls of drivers for a list (P2P-C2.2).
 */
#include <errno.h>

#include <blkpath/event.h>

#include "entry.h"
#include "ledger.h"

/* Tell what a call was given and what it gave. */
#define TELL(symbol, list, ...)                                                                    \
	bp_event(dev->bp_env, symbol, .a = bp_dma_u64(sg_dma_address(list)),                       \
		 .b = sg_dma_len(list), .sgl = (list),                                             \
		 .dma = &(const struct bp_dma_call){ .dev = dev,                                   \
						     .type = BP_DMA_CALL_SG,                       \
						     .sgl = (list),                                \
						     .nents = nents,                               \
						     .dir = dir,                                   \
						     __VA_ARGS__ })

/* How many DMA entries, or a negative errno. */
static int map(struct device *dev, struct scatterlist *sg, int nents, enum dma_data_direction dir,
	       unsigned long attrs)
{
	int result = -ENOMEM, mapped;

	bp_dma_direction_check(dev, dir);
	TELL(DMA_MAP_BEGIN, sg, .attrs = attrs);
	if (!bp_fails(dev->bp_env, BP_ALLOC_DMA_MAP))
		result = bp_dma_ops_of(dev)->map_sg(dev, sg, nents, dir, attrs);
	mapped = bp_max(result, 0);
	bp_ledger_map_sg(dev, sg, nents, mapped, dir);
	TELL(DMA_MAP, sg, .attrs = attrs, .mapped = mapped);
	return result;
}

int dma_map_sg_attrs(struct device *dev, struct scatterlist *sg, int nents,
		     enum dma_data_direction dir, unsigned long attrs)
{
	return bp_max(map(dev, sg, nents, dir, attrs), 0);
}

int dma_map_sgtable(struct device *dev, struct sg_table *sgt, enum dma_data_direction dir,
		    unsigned long attrs)
{
	int mapped = map(dev, sgt->sgl, (int)sgt->orig_nents, dir, attrs);

	if (mapped < 0)
		return mapped;
	sgt->nents = (unsigned)mapped;
	return 0;
}

void dma_unmap_sgtable(struct device *dev, struct sg_table *sgt, enum dma_data_direction dir,
		       unsigned long attrs)
{
	dma_unmap_sg_attrs(dev, sgt->sgl, (int)sgt->orig_nents, dir, attrs);
}

void dma_unmap_sg_attrs(struct device *dev, struct scatterlist *sg, int nents,
			enum dma_data_direction dir, unsigned long attrs)
{
	const struct bp_dma_ops *ops = bp_dma_ops_of(dev);

	bp_dma_direction_check(dev, dir);
	TELL(DMA_UNMAP_BEGIN, sg, .attrs = attrs);
	bp_ledger_unmap_sg(dev, sg, nents, dir);
	if (ops->unmap_sg)
		ops->unmap_sg(dev, sg, nents, dir, attrs);
	TELL(DMA_UNMAP, sg, .attrs = attrs);
}

static void sync(struct device *dev, struct scatterlist *sgl, int nents,
		 enum dma_data_direction dir, bool to_cpu)
{
	const struct bp_dma_ops *ops = bp_dma_ops_of(dev);
	struct scatterlist *sg;
	int i;

	bp_dma_direction_check(dev, dir);
	bp_ledger_sync_sg(dev, sgl, nents, dir, to_cpu);
	TELL(DMA_SYNC_BEGIN, sgl, .to_cpu = to_cpu);
	if (ops->sync)
		for_each_sg (sgl, sg, nents, i)
			if (!sg_dma_is_bus_address(sg)) /* P-70 */
				ops->sync(dev, sg_dma_address(sg), sg_dma_len(sg), dir, to_cpu);
	TELL(DMA_SYNC, sgl, .to_cpu = to_cpu);
}

void dma_sync_sg_for_cpu(struct device *dev, struct scatterlist *sg, int nents,
			 enum dma_data_direction dir)
{
	sync(dev, sg, nents, dir, true);
}

void dma_sync_sg_for_device(struct device *dev, struct scatterlist *sg, int nents,
			    enum dma_data_direction dir)
{
	sync(dev, sg, nents, dir, false);
}
