/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is entered when something is mapped (P2P-C7.1, C7.13).
 */
#include <blkpath/event.h>

#include "ledger.h"

void bp_ledger_map(struct device *dev, enum bp_dma_call_type type, phys_addr_t phys, u64 size,
		   enum dma_data_direction dir, dma_addr_t addr)
{
	struct bp_dma_ledger *ledger = bp_ledger_of(dev);
	const struct bp_ledger_entry new = {
		.dev = dev, .addr = addr, .size = size, .phys = phys, .type = type, .dir = dir
	};

	if (!ledger || addr.dma == DMA_MAPPING_ERROR.dma)
		return;
	if (bp_ledger_add(ledger, &new) && type == BP_DMA_CALL_SINGLE)
		bp_ledger_area_check(ledger, phys, size);
}

/* C7.13: what the device said that it takes. */
static void check_segment(struct bp_dma_ledger *ledger, const struct bp_ledger_entry *new)
{
	const u64 boundary = dma_get_seg_boundary(new->dev);
	const u64 first = new->addr.dma;

	if (new->size > dma_get_max_seg_size(new->dev))
		bp_ledger_error(ledger, BP_SITE_DMA_SEGMENT_LONG, first, new->size);
	if (new->size && (first ^ (first + new->size - 1)) & ~boundary)
		bp_ledger_error(ledger, BP_SITE_DMA_SEGMENT_BOUNDARY, first, new->size);
}

/* C7.18: a list cannot be mapped for a device twice, its DMA side holds one mapping. */
static void check_list(struct bp_dma_ledger *ledger, const struct device *dev,
		       const struct scatterlist *sgl)
{
	const struct bp_ledger_entry *mapping = bp_ledger_of_list(ledger, dev, sgl);

	if (mapping)
		bp_ledger_error(ledger, BP_SITE_DMA_LIST_TWICE, mapping->addr.dma, 0);
}

void bp_ledger_map_sg(struct device *dev, struct scatterlist *sgl, int nents, int mapped,
		      enum dma_data_direction dir)
{
	struct bp_dma_ledger *ledger = bp_ledger_of(dev);
	struct scatterlist *sg;
	int i;

	if (!ledger || !mapped)
		return;
	check_list(ledger, dev, sgl);
	for_each_sg (sgl, sg, mapped, i) {
		const struct bp_ledger_entry new = {
			.dev = dev,
			.addr = sg_dma_address(sg),
			.size = sg_dma_len(sg),
			.phys = sg_phys(dev->bp_env, sg),
			.type = BP_DMA_CALL_SG,
			.dir = dir,
			.sg_call_ents = nents,
			.sg_mapped_ents = mapped,
			.list = sgl,
		};

		if (!bp_ledger_add(ledger, &new))
			return;
		if (ledger->setup.check_segments)
			check_segment(ledger, &new);
	}
	for_each_sg (sgl, sg, nents, i)
		bp_ledger_area_check(ledger, sg_phys(dev->bp_env, sg), sg->length);
}

void debug_dma_alloc_coherent(struct device *dev, u64 size, dma_addr_t addr, bp_virt_addr_t buf)
{
	const phys_addr_t phys = virt_to_phys(buf);

	bp_ledger_map(dev, BP_DMA_CALL_COHERENT, phys, size, DMA_BIDIRECTIONAL, addr);
	bp_event(dev->bp_env, DMA_MAP, .a = bp_dma_u64(addr), .b = size,
		 .dma = &(const struct bp_dma_call){ .dev = dev,
						     .type = BP_DMA_CALL_COHERENT,
						     .addr = addr,
						     .size = size,
						     .phys = phys });
}
